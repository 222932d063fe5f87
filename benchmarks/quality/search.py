"""Known items: is an article found among the first ten by one of its sentences, whole or damaged?

    python benchmarks/quality/search.py [--generated 20000] [--seed 1]

The texts are the labelled bodies of the corpora, in whatever languages they are, or else invented
ones of ten languages; of each language as many sentences are taken as fit into a thousand. Half of
them are damaged: in capitals, without diacritics, with a blank lost or too many (where a script has
none, one put in), or with one word lost. A sentence that stands in several articles counts for each
of them. Nothing of the search was fitted to the labelled ones.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl

import tearsheet
from benchmarks.cost.search import articles, publish
from benchmarks.inputs import gold
from transforms.clean.language import detect_language
from transforms.ids import sha256_hex

SETS = ("article-extraction-benchmark", "fundus", "wcxb")
UNSPACED = ("zh", "ja", "th")
_SENTENCE_END = re.compile("[.!?。！？؟।]")
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।]?")


def bodies() -> pl.DataFrame:
    """The labelled texts as rows of `articles`, each text once."""
    rows: dict[str, dict[str, object]] = {}
    for name in SETS:
        for page in gold.pages(name):
            text = (page.body or "").strip()
            if len(text) < 200:
                continue
            digest = sha256_hex(text.encode())
            language, _ = detect_language(text)
            rows[digest] = {
                "article_id": digest[:24],
                "revision_id": digest[:24],
                "outlet": "outlet",
                "month": "2026-03",
                "title": page.title,
                "text": text,
                "text_sha256": digest,
                "language": language,
                "story_id": digest[:24],
                "story_size": 1,
                "is_lead": True,
                "relation": "lead",
            }
    return pl.DataFrame(list(rows.values()))


def runs(text: str, language: str) -> list[str]:
    """Runs of an invented text, which has no sentences, as long as such."""
    if language in UNSPACED:
        return [text[n : n + 24] for n in range(0, 240, 60)]
    words = text.split()
    return [" ".join(words[n : n + 12]) for n in range(0, 240, 60)]


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text that say enough to be known by."""
    if not _SENTENCE_END.search(text):
        return runs(text, language)
    found = [s.strip() for s in _SENTENCE.findall(text)]
    if language in UNSPACED:
        return [s for s in found if 15 <= len(s) <= 80]
    return [s for s in found if 7 <= len(s.split()) <= 30]


def lose_marks(sentence: str, _: random.Random) -> str:
    bare = re.sub(
        "[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]", "", unicodedata.normalize("NFD", sentence)
    )
    return unicodedata.normalize("NFC", bare)


def lose_case(sentence: str, _: random.Random) -> str:
    return sentence.upper()


def space_otherwise(sentence: str, chance: random.Random) -> str:
    if " " not in sentence:
        at = chance.randrange(3, len(sentence) - 3)
        return f"{sentence[:at]} {sentence[at:]}"
    if chance.random() < 0.5:
        return sentence.replace(" ", "  \u00a0")
    blanks = [n for n, sign in enumerate(sentence) if sign == " "]
    at = chance.choice(blanks)
    return sentence[:at] + sentence[at + 1 :]


def lose_word(sentence: str, chance: random.Random) -> str:
    words = sentence.split(" ")
    if len(words) < 4:
        at = chance.randrange(3, len(sentence) - 4)
        return sentence[:at] + sentence[at + 2 :]
    words.pop(chance.randrange(len(words)))
    return " ".join(words)


DAMAGES: dict[str, Callable[[str, random.Random], str]] = {
    "case": lose_case,
    "diacritics": lose_marks,
    "spacing": space_otherwise,
    "word": lose_word,
}


def sample(rows: pl.DataFrame, count: int, chance: random.Random) -> list[tuple[str, str, str]]:
    """(language, article, sentence), languages and articles in turn."""
    by_language: dict[str, list[tuple[str, str, str]]] = {}
    for language, article, text in rows.select("language", "article_id", "text").iter_rows():
        for sentence in sentences(text, language or ""):
            by_language.setdefault(language or "unknown", []).append((language, article, sentence))
    for found in by_language.values():
        chance.shuffle(found)
    taken: list[tuple[str, str, str]] = []
    while len(taken) < count and any(by_language.values()):
        taken += [found.pop() for found in by_language.values() if found]
    return taken[:count]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sentences", type=int, default=1000)
    options.add_argument("--generated", type=int, default=0, help="so many invented articles")
    options.add_argument("--misses", action="store_true", help="print what was not found")
    options.add_argument(
        "--seed", type=int, default=1, help="of texts that are invented, and choice"
    )
    given = options.parse_args()
    chance = random.Random(given.seed)
    invented = articles(given.generated, 0, given.seed)
    rows = pl.concat(invented) if given.generated else bodies()
    print(f"{rows.height} articles: {dict(rows['language'].value_counts(sort=True).iter_rows())}")
    texts = dict(rows.select("article_id", "text").iter_rows())
    tried, found = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        root = str(Path(folder) / "archive")
        publish(root, iter([rows]))
        archive = tearsheet.open(root)
        for n, (language, article, sentence) in enumerate(sample(rows, given.sentences, chance)):
            damage = "whole" if n % 2 else list(DAMAGES)[n // 2 % len(DAMAGES)]
            asked = sentence if n % 2 else DAMAGES[damage](sentence, chance)
            plain = re.sub(r'["“”„«»():*~]|(?<!\w)[-−]|\b(AND|OR|NOT)\b', " ", asked)
            hits = {hit.article_id for hit in archive.search(plain).hits}
            good = {article} | {a for a, text in texts.items() if sentence in text}
            for key in (damage, "damaged" if damage != "whole" else "", f"language {language}"):
                tried[key] += 1
                found[key] += bool(hits & good)
            if given.misses and not hits & good:
                print(f"{damage} {language} {article}: {plain}")
    for key in sorted(k for k in tried if k):
        print(f"{key:<14}{found[key] / tried[key]:.3f} of {tried[key]:,}")


if __name__ == "__main__":
    main()

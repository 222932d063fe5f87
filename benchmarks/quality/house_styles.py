"""One text in two house styles, and with other names in place of its own.

    python -m benchmarks.quality.house_styles --part choose
        texts that choose, with 0, 3 and 6 names spelled otherwise, or replaced

Real texts (hand-made bodies of labelled pages). The other house writes `1200` for `1,200`,
`5 March` for `March 5`, figures for small numbers, `per cent`, and spells names with a letter of
its own.
Names that are replaced are those of another text.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from random import Random

import numpy as np
import polars as pl

from benchmarks.inputs.story_families import real_texts
from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.pairs import judge_pairs

NUMBERS = dict(
    zip(["two", "three", "four", "five", "six", "seven", "eight", "nine"], "23456789", strict=True)
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: A capital inside a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b")


def restyle(text: str, names: int, rng: Random) -> str:
    """The text as another house writes it, so many of its names spelled otherwise."""
    text = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    text = re.sub(r"\bpercent\b|%", " per cent", text)
    text = re.sub(rf"\b({MONTHS}) (\d+)\b", r"\2 \1", text)
    text = re.sub(rf"\b({'|'.join(NUMBERS)})\b", lambda found: NUMBERS[found[1]], text)
    for name in choose_names(text, names, rng):
        place = rng.randrange(1, len(name) - 1)
        spelled = name[:place] + rng.choice("aeiouy") + name[place + 1 :]
        text = re.sub(rf"\b{name}\b", spelled, text)
    return text


def rename(text: str, other: str, names: int, rng: Random) -> str:
    """The text with so many names of another text in place of its own."""
    ours, theirs = (choose_names(words, names, rng) for words in (text, other))
    for name, strange in zip(ours, theirs, strict=False):
        text = re.sub(rf"\b{name}\b", strange, text)
    return text


def choose_names(text: str, count: int, rng: Random) -> list[str]:
    """So many of the twelve most frequent names of a text, at most."""
    frequent = [name for name, _ in Counter(_NAME.findall(text)).most_common(12)]
    return rng.sample(frequent, min(count, len(frequent)))


def judge(pairs: list[tuple[str, str]]) -> Counter[str]:
    """What these pairs of texts are to one another, how often."""
    texts = pl.Series([text for pair in pairs for text in pair])
    keys = pl.Series(range(len(texts)), dtype=pl.UInt64)
    places = np.arange(0, len(texts), 2)
    found = judge_pairs(Pairs(places, places + 1), keys, Texts(texts), near=True)
    return Counter(found["verdict"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("train", "choose", "report"), default="report")
    part = parser.parse_args().part
    bases = real_texts(part)
    for names in (0, 3, 6):
        styled = [(text, restyle(text, names, Random(no))) for no, text in enumerate(bases)]
        odd = [pair for pair in styled if pair[0] != pair[1]]
        print(f"{part}, {names} names spelled otherwise: {len(odd)} texts, {dict(judge(odd))}")
    for names in (3, 6):
        others = [
            (text, rename(text, bases[no - 1], names, Random(no))) for no, text in enumerate(bases)
        ]
        odd = [pair for pair in others if pair[0] != pair[1]]
        print(f"{part}, {names} names replaced: {len(odd)} texts, {dict(judge(odd))}")


if __name__ == "__main__":
    main()

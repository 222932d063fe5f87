"""How much of the text that a record states reaches its article.

    python benchmarks/quality/records.py [RECORDS] [SEED]

Makes a dump of records (20,000) whose texts are of the shapes that papers print beside prose:
tables of several spellings, lists, agendas, results, verse, interviews, casualty figures, all
capitals, odd spacing, markup, literal line ends, headers and credits inside the text, scripts
without spaces; archives it with the plain stages, and compares each article's text with the one
stated: both as the sequence of their letters and figures, so that blanks do not count. Prints, by
shape, how many records lose more than 2 % of their text, the mean loss, and the worst record. Exit
status 1 where one does.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import orjson

import tearsheet
from flows.plain import archive

RECORDS = 20_000
LIMIT = 0.02
OUTLETS = 40
_SOME_WORDS = """
    weir rope otter council ferry lamp keeper bridge winter harbour mill goat bell tower clock lane
    meadow barge clay foundry night market herring rose awning vote ballot parish choir snow dyke
    asked found sold carried opened shut repaired counted promised moved painted measured lent old
    new green striped frozen narrow second third last early slow wooden empty
"""
_WORDS = _SOME_WORDS.split()
_NAMES = ("Ann Lee", "Bo Ek", "Perran Hoskin", "Linnet Faire", "Jory Pascoe", "Marta Nowak")
_HAN = "河港渔船市长桥灯冬天羊钟楼巷草地驳船粘土夜市鲱鱼玫瑰遮阳篷投票教区合唱团雪堤"
_SOME_THAI = "เรือ ท่าเรือ สะพาน ตลาด แม่น้ำ หมู่บ้าน นายกเทศมนตรี ฤดูหนาว แพะ ระฆัง"
_THAI = _SOME_THAI.split()
Text = Callable[[random.Random], str]


def sentence(rng: random.Random) -> str:
    words = rng.choices(_WORDS, k=rng.randint(5, 22))
    return " ".join(words).capitalize() + rng.choice(".....?!")


def paragraph(rng: random.Random) -> str:
    return " ".join(sentence(rng) for _ in range(rng.randint(1, 5)))


def prose(rng: random.Random) -> str:
    return rng.choice(["\n\n", "\n", "\r\n\r\n", "\n    "]).join(
        paragraph(rng) for _ in range(rng.randint(1, 9))
    )


def table(rng: random.Random) -> str:
    mark = rng.choice(["  ", "\t", " | ", "   ", ","])
    rows = [
        mark.join([rng.choice(_WORDS).title(), *(str(rng.randint(0, 999)) for _ in range(4))])
        for _ in range(rng.randint(3, 25))
    ]
    return "\n".join(
        [sentence(rng), "", *rows, "", *([sentence(rng)] if rng.random() < 0.5 else [])]
    )


def bullets(rng: random.Random) -> str:
    mark = rng.choice(["- ", "* ", "• ", "1. ", "a) ", "– ", ""])
    items = [
        mark + " ".join(rng.choices(_WORDS, k=rng.randint(1, 7))) for _ in range(rng.randint(3, 20))
    ]
    return "\n".join([rng.choice([sentence(rng), "At a glance:", "Ingredients"]), *items])


def agenda(rng: random.Random) -> str:
    return "\n".join(
        f"{rng.randint(6, 22)}{rng.choice(':.')}{rng.randint(0, 59):02}  "
        + " ".join(rng.choices(_WORDS, k=rng.randint(2, 6)))
        + rng.choice(["", ", town hall", f" ({rng.choice(_NAMES)})"])
        for _ in range(rng.randint(3, 18))
    )


def results(rng: random.Random) -> str:
    return "\n".join(
        f"{rng.choice(_WORDS).title()} {rng.randint(0, 5)}-{rng.randint(0, 5)} "
        f"{rng.choice(_WORDS).title()}"
        for _ in range(rng.randint(2, 20))
    )


def verse(rng: random.Random) -> str:
    return "\n".join(
        rng.choice(["", "   "]) + " ".join(rng.choices(_WORDS, k=rng.randint(2, 6)))
        if rng.random() < 0.85
        else ""
        for _ in range(rng.randint(4, 30))
    )


def interview(rng: random.Random) -> str:
    return "\n\n".join(
        f"{rng.choice(['Q', 'A', 'ANN LEE', 'Reporter'])}: {sentence(rng)}"
        for _ in range(rng.randint(4, 14))
    )


def capitals(rng: random.Random) -> str:
    return "\n".join(sentence(rng).upper() for _ in range(rng.randint(1, 9)))


def spaced(rng: random.Random) -> str:
    return "".join(
        c if c != " " or rng.random() < 0.7 else rng.choice(["  ", "\n", "\u00a0", "   \n  ", "\t"])
        for c in prose(rng)
    )


def wrapped(rng: random.Random) -> str:
    words, lines = " ".join(paragraph(rng) for _ in range(4)).split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 62:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def letters_apart(rng: random.Random) -> str:
    return " ".join(" ".join(sentence(rng).split()[:6]).upper()) + "\n\n" + prose(rng)


def markup(rng: random.Random) -> str:
    rows = "".join(
        f"<tr><td>{rng.choice(_WORDS)}</td><td>{rng.randint(1, 99)}</td></tr>" for _ in range(5)
    )
    items = "".join(f"<li>{rng.choice(_WORDS)} {rng.choice(_WORDS)}</li>" for _ in range(5))
    return f"<p>{paragraph(rng)}</p><ul>{items}</ul><table>{rows}</table><p>{sentence(rng)}</p>"


def escaped(rng: random.Random) -> str:
    return "\\n\\n".join(paragraph(rng) for _ in range(rng.randint(2, 6)))


def headed(rng: random.Random) -> str:
    return "\n".join(
        [
            " ".join(rng.choices(_WORDS, k=5)).title(),
            f"By {rng.choice(_NAMES)}",
            f"March {rng.randint(1, 28)}, 2026",
            paragraph(rng),
            f"Photo: {rng.choice(_NAMES)}",
            paragraph(rng),
            "Share on Facebook",
            "Read more: " + sentence(rng),
        ]
    )


def brief(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(1, 12)))


def figures(rng: random.Random) -> str:
    return "\n".join(
        f"{rng.choice(['Dead', 'Injured', 'Missing', 'Homes', 'Cost'])}: {rng.randint(1, 9_999):,}"
        for _ in range(rng.randint(2, 9))
    )


def han(rng: random.Random) -> str:
    return "\n".join(
        "".join(rng.choices(_HAN, k=rng.randint(8, 60))) + "。" for _ in range(rng.randint(1, 9))
    )


def thai(rng: random.Random) -> str:
    return "\n".join("".join(rng.choices(_THAI, k=rng.randint(3, 14))) for _ in range(5))


def listed(rng: random.Random) -> str:
    heads = "\n\n".join(f"{sentence(rng)[:-1]}\n\nMarch {n}, 2026" for n in range(1, 5))
    return f"{prose(rng)}\n\nMore From The Weir Post\n\n{heads}"


def mixed(rng: random.Random) -> str:
    return "\n\n".join(make(rng) for make in rng.sample(SHAPES[:9], k=3))


SHAPES: list[Text] = [
    prose, table, bullets, agenda, results, verse, interview, capitals, figures,
    spaced, wrapped, letters_apart, markup, escaped, headed, brief, han, thai, listed, mixed,
]  # fmt: skip


def write_dump(path: Path, *, records: int, seed: int) -> dict[str, tuple[str, str]]:
    """A dump of so many records; address -> (shape, text as stated)."""
    rng = random.Random(seed)
    stated = {}
    with path.open("wb") as out:
        for number in range(records):
            make = SHAPES[number % len(SHAPES)]
            place = f"{number}/{rng.randint(0, 1 << 40):x}"
            url = f"https://paper{rng.randint(1, OUTLETS)}.example/{place}"
            text = make(rng)
            stated[url] = (make.__name__, text)
            title = f"{' '.join(rng.choices(_WORDS, k=5)).capitalize()} {number}"
            record = {"url": url, "title": title, "text": text, "date": "2026-03-05"}
            out.write(orjson.dumps(record) + b"\n")
    return stated


def plain(shape: str, text: str) -> str:
    """The text that the record states, without the markup or the escapes in which it does."""
    if shape == "markup":
        for tag in ("p", "ul", "li", "table", "tr", "td"):
            text = text.replace(f"<{tag}>", " ").replace(f"</{tag}>", " ")
    return text.replace("\\n", "\n")


def loss(stated: str, held: str) -> float:
    """The share of the stated letters and figures that the text held lacks, as a bag."""
    want, have = (Counter(filter(str.isalnum, t)) for t in (stated, held))
    return (want - have).total() / (want.total() or 1)


def held_texts(root: Path) -> dict[str, str]:
    rows = tearsheet.open(str(root)).sql(
        "select s.url, r.text from sightings s join revisions r using (revision_id)"
    )
    return dict(rows.iter_rows())


def main(records: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.jsonl"
        stated = write_dump(dump, records=records, seed=seed)
        archive(str(Path(folder) / "archive"), [str(dump)])
        held = held_texts(Path(folder) / "archive")
    losses: dict[str, list[float]] = defaultdict(list)
    worst = (0.0, "")
    for url, (shape, text) in stated.items():
        lost = loss(plain(shape, text), held.get(url, ""))
        losses[shape].append(lost)
        worst = max(worst, (lost, text))
    print(f"{'shape':<16}{'records':>8}{'lose >2 %':>11}{'mean loss':>11}")
    for shape, some in losses.items():
        over = sum(x > LIMIT for x in some)
        print(f"{shape:<16}{len(some):>8}{over:>11}{sum(some) / len(some):>11.5f}")
    bad = sum(x > LIMIT for some in losses.values() for x in some)
    print(f"{'all':<16}{len(stated):>8}{bad:>11}")
    if bad:
        print(f"worst: {worst[0]:.3f} of {worst[1][:300]!r}")
    return int(bad > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", metavar="RECORDS", type=int, nargs="?", default=RECORDS)
    parser.add_argument("seed", metavar="SEED", type=int, nargs="?", default=7)
    given = parser.parse_args()
    sys.exit(main(given.records, given.seed))

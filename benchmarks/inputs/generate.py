"""Text captures by the thousand, for benchmarks: invented news in the shape of archived article
pages.

A page is its body, a list heading, teasers of other pages of the outlet (text, date, text again)
and a closing line. Everything is a function of the seed and a number, so that a page can be written
again, and memory stays flat:

    python benchmarks/inputs/generate.py OUT --captures 10000 --seed 1
"""

from __future__ import annotations

import argparse
import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from html import escape
from pathlib import Path
from random import Random
from typing import Literal

START = date(2024, 1, 1)
#: Articles published a day over all outlets.
A_DAY = 40
TEASER_CHARS = 130
#: Every eleventh article is never captured: pages name it, and nobody has it.
UNCAPTURED = 11
#: One article in seven is of a kind that differs from its siblings in names and figures alone.
TEMPLATED = 7

OUTLETS = (
    "Corrin Harbour Courier",
    "The Veldmark Post",
    "Ostwick Bay Herald",
    "Lannick Tribune",
    "Daily Mirrow",
    "North Quay Gazette",
    "Tessaly Observer",
    "The Brannoch Times",
    "Solen Evening News",
    "Port Aldane Chronicle",
    "Marrow Valley Echo",
    "The Kestrel",
)
DATE_FORMATS = ("%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%b %d, %Y")


def zipf(words: str) -> tuple[str, ...]:
    """The words, each as often as its rank allows: the first of a hundred stands 25 times, the last
    once.
    """
    ranked = words.split()
    return tuple(
        word
        for rank, word in enumerate(ranked, 1)
        for _ in range(round((len(ranked) / rank) ** 0.7))
    )


WORDS = {
    "noun": zipf("""council port city ministry harbour company board fund bridge market school hospital court union ferry plan project
        report budget station railway museum river district festival team library survey contract fleet pier terminal reservoir factory
        cooperative parliament committee police tribunal refinery shipyard theatre orchestra academy laboratory vineyard
        lighthouse tramway canal warehouse airport stadium archive clinic embassy delegation treaty tariff pension subsidy licence
        permit auction inquiry tender dredger turbine pipeline substation boulevard promenade cathedral orchard granary quarry
        aqueduct breakwater customs-house"""),
    "nouns": zipf("""residents workers prices ships families engineers teachers members voters farmers students officials visitors doctors
        shipments houses repairs fishermen passengers buses taxes wages tickets containers volunteers nurses inspectors pilots musicians
        tenants exporters captains welders researchers harvests sailors pensioners commuters archivists dockers apprentices surveyors"""),
    "verb": zipf("""announced approved opened rejected published reviewed completed delayed welcomed criticised funded inspected restored
        extended signed postponed discussed presented expanded repaired suspended launched examined defended purchased dismissed praised
        closed outlined drafted modernised celebrated surveyed abandoned audited relocated commissioned"""),
    "adj": zipf("""new public local national old annual northern large regional former southern independent joint modern small historic
        western temporary eastern provisional municipal coastal emergency private electric rural popular disused narrow ambitious
        unfinished flooded seasonal experimental overdue charitable floating"""),
    "place": zipf("""Corrin Veldmark Lannick Tessaly Brannoch Aldane Mirrow Solen Ostwick Farrowgate Pellmouth Quillan Harsk Drumore
        Eskavale Nordhaven Ravelin Carrow Umberlow Stavely Wexholm Yarrowdale Zennick Torvale Inverlay Glasmere"""),
    "first": zipf("""Anna Marek Helena Jonas Petra Tomas Livia Oskar Ines Daniel Mira Viktor Salome Edgar Nadia Leon Agata Ruben Cecily
        Anton Thea Casimir Odile Florian Wanda Pascal Imke Bruno"""),
    "last": zipf("""Varga Holm Pellan Drosk Marrin Okell Sandoval Teague Lindqvist Brandt Ferro Castellan Novik Harrow Ilves Quist Rademaker
        Soll Tamsin Ulrich Vance Wray Yates Zoller Amsel Birk Corvin Dahl Egede Fenn"""),
    "role": zipf(
        "minister mayor director chairwoman secretary spokesman engineer professor captain judge "
        "commissioner curator treasurer"
    ),
    "day": tuple(calendar.day_name),
    "month": tuple(calendar.month_name)[1:],
}
SENTENCES = (
    "The {adj} {noun} of {place} {verb} a {adj} {noun} on {day}, saying that {n} {nouns} would be "
    "affected.",
    "{first} {last}, the {role} of the {noun}, told reporters that the {noun} had {verb} {n} "
    "{nouns} since {month}.",
    "“We have {verb} the {noun}, and the {nouns} know it,” said {role} {last}.",
    "According to the {noun}, {n} {nouns} in {place} and {place} now depend on the {adj} {noun}.",
    "In {month} the {noun} {verb} its {adj} {noun} for {money} million crowns, {pct} per cent "
    "more than a year earlier.",
    "The {nouns}, many of them from {place}, had waited {small} years for the {noun}.",
    "Critics in the {noun} called it {adj} and asked why the {noun} was {verb} so late.",
    "It was the {adj} {noun} that {first} {last} {verb} before leaving for {place}.",
    "A {adj} survey of {n} {nouns} found that {pct} per cent supported the {noun}.",
    "Work on the {noun} near {place} is expected to last until {month}, and {nouns} will use the "
    "{adj} {noun} meanwhile.",
    "Neither the {noun} nor the {nouns} of {place} {verb} the {adj} {noun}.",
    "The {noun} lies {small} kilometres from {place}, where the {adj} {noun} was {verb} in {year}.",
    "“The {noun} is not a {noun},” {first} {last} added, to applause from {nouns}.",
    "Since {year} the {adj} {noun} has {verb} {n} {nouns}, most of them in the {adj} quarter of "
    "{place}.",
    "Rain fell on {place} all {day}, and the {noun} was {verb} for {small} hours.",
    "Under the agreement, {place} will send {n} {nouns} to the {noun} each {month}.",
)
_A_VOWEL = re.compile(r"\b([Aa])(?= [aeio])")
TEMPLATES = (
    (
        "The ferries between {place} and {place} carried {n} passengers in {month}, the harbour "
        "office said on {day}.",
        "That was {pct} per cent more than in the month before, when {n} travelled.",
        "Freight came to {n} tonnes, and {small} sailings were cancelled for weather.",
        "Fares rise by {pct} per cent from {month}, the office added; a day ticket will cost "
        "{small} crowns.",
    ),
    (
        "{first} {last}, the new envoy of {place}, presented credentials to the president at the "
        "Government House on {day}.",
        "The president and {role} {last} spoke of trade, which reached {money} million crowns in "
        "{year}.",
        "Present on the occasion were {first} {last} and {n} guests.",
        "The envoy afterwards laid a wreath at the sailors' memorial.",
    ),
    (
        "The {place} Shipping Company will pay a dividend of {pct} crowns a share, its board "
        "decided on {day}.",
        "Profit for {year} came to {money} million crowns on sales of {n} million.",
        "The dividend is payable on {small} {month} to holders of record {small} days before.",
        "Chairwoman {last} said that {n} tonnes had been carried, with {small} ships.",
    ),
)


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: `captures` files or lines, of which `same_bytes` repeat another exactly and
    `same_body` its body alone.
    """

    captures: int
    bytes: int
    articles: int
    same_bytes: int
    same_body: int


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: which article, printed by which outlet, with which of its teaser lists."""

    article: int
    outlet: int
    edition: int = 0


def generate(
    n: int,
    out_dir: Path,
    *,
    seed: int = 1,
    outlets: int = 8,
    repeat_share: float = 0.10,
    teasers: int = 7,
    files: Literal["loose", "jsonl"] = "loose",
) -> Generated:
    """Write n captures below out_dir: a text file each, by outlet, or one JSONL dump an outlet
    (bodies only, with addresses).

    Seven teasers make a page of about 3 KB; twenty, as on many live pages, make it about 7.
    """
    seen: dict[Capture, int] = {}
    size = 0
    for number, capture in enumerate(captures(n, seed, outlets, repeat_share)):
        seen[capture] = seen.get(capture, 0) + 1
        folder = out_dir / _slug(OUTLETS[capture.outlet])
        if files == "loose":
            data = page(capture, seed=seed, outlets=outlets, teasers=teasers).encode()
            path = folder / f"{number // 1000:03d}" / f"{number:07d}.txt"
        else:
            data = _json_line(capture, seed)
            path = folder / "dump.jsonl"
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        with path.open("ab" if files == "jsonl" else "wb") as file:
            size += file.write(data)
    articles = len({capture.article for capture in seen})
    return Generated(n, size, articles, same_bytes=n - len(seen), same_body=len(seen) - articles)


def page(
    capture: Capture, *, seed: int, outlets: int = 8, teasers: int = 7, a_day: int = A_DAY
) -> str:
    """The text of one capture; equal captures give equal text."""
    lines = [
        *body(seed, capture.article),
        f"More From {OUTLETS[capture.outlet].removeprefix('The ')}",
    ]
    style = DATE_FORMATS[capture.outlet % len(DATE_FORMATS)]
    for other in _around(capture, seed, outlets, teasers):
        day = published_on(other, a_day).strftime(style)
        lines += [teaser(seed, other), day, teaser(seed, other)]
    return "\n".join([*lines, "More Articles"])


def html_page(
    capture: Capture, *, seed: int, outlets: int = 8, teasers: int = 7, a_day: int = A_DAY
) -> str:
    """The same capture as a page with addresses: a menu of ten sections, the article with its day,
    cards that lead to others.
    """
    name = OUTLETS[capture.outlet]
    paragraphs = body(seed, capture.article)
    title = " ".join(paragraphs[0].split()[:9]).rstrip(",.”")
    menu = "".join(f'<li><a href="/part-{no}/">Part {no}</a></li>' for no in range(10))
    cards = "".join(
        f'<article class="card"><a href="{_address(name, other, a_day)}"><h3>'
        f"{escape(teaser(seed, other))}</h3></a></article>"
        for other in _around(capture, seed, outlets, teasers)
    )
    return (
        f"<!doctype html><html><head><title>{escape(title)} | {name}</title>"
        f'<link rel="canonical" href="{_address(name, capture.article, a_day)}">'
        '<meta property="og:type" content="article"><meta property="article:published_time" '
        f'content="{published_on(capture.article, a_day)}"></head><body><nav><ul>{menu}</ul></nav>'
        f"<main><article><h1>{escape(title)}</h1>"
        f"{''.join(f'<p>{escape(text)}</p>' for text in paragraphs)}</article>"
        f"<section>{cards}</section></main><footer>All rights reserved</footer></body></html>"
    )


def _around(capture: Capture, seed: int, outlets: int, teasers: int) -> list[int]:
    """Articles of the outlet, the newest first, that a capture names."""
    rng = Random(f"{seed}:{capture}")
    home = capture.article - capture.article % outlets + capture.outlet
    around = [home + step * outlets for step in range(-2 * teasers - 1, 2 * teasers + 2) if step]
    others = [a for a in around if a >= 0 and a != capture.article]
    return sorted(rng.sample(others, teasers), reverse=True)


def body(seed: int, article: int) -> list[str]:
    """The paragraphs of an article, the first being its lead."""
    rng = Random(f"{seed}:body:{article}")
    lead = _lead(seed, article)
    if article % TEMPLATED == 3:
        return [lead, *(_fill(sentence, rng) for sentence in TEMPLATES[_template(article)][1:])]
    return [lead, *(_paragraph(rng) for _ in range(rng.randint(4, 11)))]


@lru_cache(maxsize=100_000)
def teaser(seed: int, article: int) -> str:
    """The opening of an article, whole where it is short, else cut at about 130 characters and now
    and then inside a word.
    """
    lead = _lead(seed, article)
    if len(lead) <= TEASER_CHARS:
        return lead
    cut = lead[:TEASER_CHARS]
    return cut.rstrip() if article % 4 == 0 else cut.rsplit(" ", 1)[0]


def published_on(article: int, a_day: int = A_DAY) -> date:
    """So many articles a day over all outlets."""
    return START + timedelta(days=article // a_day)


def captures(n: int, seed: int, outlets: int = 8, repeat_share: float = 0.10) -> Iterator[Capture]:
    """Each article once, in order, and among them repeats of recent ones: the same page again, or
    its body elsewhere.
    """
    rng = Random(f"{seed}:captures")
    recent: list[Capture] = []
    article = -1
    for _ in range(n):
        if recent and rng.random() < repeat_share:
            known = rng.choice(recent)
            yield (
                known
                if rng.random() < 0.5
                else Capture(known.article, rng.randrange(outlets), edition=rng.randint(1, 3))
            )
            continue
        article += 2 if (article + 1) % UNCAPTURED == 0 else 1
        recent = [*recent[-500:], Capture(article, article % outlets)]
        yield recent[-1]


@lru_cache(maxsize=100_000)
def _lead(seed: int, article: int) -> str:
    rng = Random(f"{seed}:lead:{article}")
    if article % TEMPLATED == 3:
        return _fill(TEMPLATES[_template(article)][0], rng)
    return _paragraph(rng)


def _paragraph(rng: Random) -> str:
    return " ".join(
        [_fill(sentence, rng) for sentence in rng.sample(SENTENCES, rng.choice((1, 1, 2, 2, 2, 3)))]
    )


def _template(article: int) -> int:
    return article // TEMPLATED % len(TEMPLATES)


def _fill(sentence: str, rng: Random) -> str:
    """The sentence with a word or figure of its own in every slot."""
    parts = sentence.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        slot, rest = part.split("}", 1)
        out += [
            _figure(slot, rng)
            if slot not in WORDS
            else WORDS[slot][int(rng.random() * len(WORDS[slot]))],
            rest,
        ]
    text = "".join(out)
    return _A_VOWEL.sub(r"\1n", text[0].upper() + text[1:])


def _figure(slot: str, rng: Random) -> str:
    match slot:
        case "n":
            return f"{int(rng.lognormvariate(6, 1.5)) + 2:,}"
        case "money":
            return f"{rng.uniform(0.5, 900):.1f}"
        case "pct":
            return f"{rng.uniform(0.1, 60):.1f}"
        case "year":
            return str(rng.randint(1950, 2023))
        case _:
            return str(rng.randint(2, 28))


def _slug(name: str) -> str:
    return name.removeprefix("The ").lower().replace(" ", "-")


def _address(outlet: str, article: int, a_day: int = A_DAY) -> str:
    return f"https://{_slug(outlet)}.example/{published_on(article, a_day):%Y/%m/%d}/{article}"


def _json_line(capture: Capture, seed: int) -> bytes:
    day = published_on(capture.article)
    paragraphs = body(seed, capture.article)
    record = {
        "url": _address(OUTLETS[capture.outlet], capture.article),
        "title": " ".join(paragraphs[0].split()[:9]).rstrip(",.”"),
        "text": "\n".join(paragraphs),
        "date": day.isoformat(),
        "outlet": OUTLETS[capture.outlet].removeprefix("The "),
        "captured_at": (
            datetime.combine(day, time(6), UTC) + timedelta(days=1 + capture.edition)
        ).isoformat(),
    }
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--outlets", type=int, default=8, choices=range(1, len(OUTLETS) + 1))
    parser.add_argument("--repeat-share", type=float, default=0.10)
    parser.add_argument("--teasers", type=int, default=7)
    parser.add_argument("--files", choices=("loose", "jsonl"), default="loose")
    options = parser.parse_args()
    print(
        generate(
            options.captures,
            options.out,
            seed=options.seed,
            outlets=options.outlets,
            repeat_share=options.repeat_share,
            teasers=options.teasers,
            files=options.files,
        )
    )


if __name__ == "__main__":
    main()

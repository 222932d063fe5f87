"""The day of labelled pages (wcxb, web-metadata, fundus), as it is found and how sure it is.

    python benchmarks/quality/days.py                 # all three parts, and htmldate's days beside
    python benchmarks/quality/days.py --show          # misses of the parts that rules may look at
    python benchmarks/quality/days.py --cache FOLDER  # htmldate's answers are kept there

Every page whose day is labelled counts, but pages of wcxb that are no articles. A labelled instant
is right on the day of its zone or where our instant is the same: fundus writes some in UTC. The
days of htmldate are those that trafilatura states, with the options that it gives.

Labels are by hand, and not always right: every disagreement of a sure day was read by a person.
"As read" counts as right what the page itself says against its label: pages of which
`days_read.json` beside this keeps the hash, and pages labelled with the day of an update that they
state as one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Literal

from htmldate import find_date

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import MISLABELLED, PARTS, Part, read_day, split, web_metadata
from transforms.page import DateCandidate
from transforms.parse.dates.choose import choose_date, find_time, rate_confidence
from transforms.parse.html.page import parse_html

Verdict = Literal["right", "wrong", "none"]
SURE = 0.9
BINS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1.01)


@dataclass(frozen=True)
class Case:
    """A labelled page: `day` as its label states it, `at` where that is an instant."""

    corpus: str
    name: str
    part: Part
    url: str | None
    html: bytes
    day: date
    at: datetime | None


@dataclass(frozen=True)
class Answer:
    """What was found on a page: its day, how sure, from which source, and all candidates."""

    day: date | None
    confidence: float
    source: str | None
    at: datetime | None
    candidates: Sequence[DateCandidate]
    kind: str


def cases() -> Iterator[Case]:
    for corpus in ("wcxb", "fundus"):
        for p in gold.pages(corpus):
            label = p.published or ""
            is_dated = len(label) >= len("2026-03-08")
            if is_dated and p.kind == "article" and p.id != MISLABELLED:
                stamp = datetime.fromisoformat(label)
                at = stamp.astimezone(UTC) if stamp.tzinfo else None
                yield Case(corpus, p.id, split(p.site), p.url, p.html, stamp.date(), at)
    for html, known in web_metadata():
        if day := read_day(known.get("date")):
            url = known["url"]
            yield Case("web-metadata", url, split(url), url, html, day, None)


@cache
def read_pages() -> frozenset[str]:
    """The hashes of pages that say what we say, and not what their label says."""
    return frozenset(json.loads(Path(__file__).with_name("days_read.json").read_text()))


def is_right_as_read(case: Case, found: Answer) -> bool:
    updates = {c.value_on for c in found.candidates if c.source.endswith("_modified")}
    updates |= {c.not_after for c in found.candidates if c.not_before is None}
    return case.day in updates or hashlib.sha256(case.html).hexdigest()[:16] in read_pages()


def answer(case: Case) -> Answer:
    page = parse_html(case.html, url=case.url)
    own = [d for d in page.dates if d.article_no == 0]
    chosen = choose_date(own, captured_at=None)
    if chosen is None:
        return Answer(None, 0.0, None, None, own, page.page_kind)
    sure, at = rate_confidence(chosen, own), find_time(chosen, own)
    return Answer(chosen.value_on, sure, chosen.source, at, own, page.page_kind)


def judge(case: Case, day: date | None, at: datetime | None = None) -> Verdict:
    if day is None:
        return "none"
    is_instant = at is not None and case.at is not None and abs((at - case.at).total_seconds()) < 60
    return "right" if day == case.day or is_instant else "wrong"


def peer(case: Case, cache: Path | None) -> date | None:
    """Htmldate's day as trafilatura asks for it."""
    kept = cache / f"htmldate-{hashlib.sha256(case.html).hexdigest()}.json" if cache else None
    if kept and kept.exists():
        found = json.loads(kept.read_text())
    else:
        text = case.html.decode("utf-8", "replace")
        found = find_date(text, url=case.url, original_date=True, extensive_search=True)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(found))
    return date.fromisoformat(found) if found else None


def lower_bound(right: int, of: int) -> float:
    """The lower end of Wilson's 95 % interval of a share."""
    if not of:
        return 0.0
    z, p = 1.96, right / of
    middle, half = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of)


def print_shares(name: str, verdicts: Counter[Verdict]) -> None:
    of = verdicts.total()
    shares = "  ".join(f"{v} {verdicts[v]:4} {verdicts[v] / of:.3f}" for v in judged())
    print(f"  {name:30} {of:5} pages  {shares}")


def judged() -> tuple[Verdict, ...]:
    return ("right", "wrong", "none")


def print_reliability(rows: list[tuple[float, Verdict]], excused: int) -> None:
    """How often a day of so much confidence is right."""
    for low, high in pairwise(BINS):
        inside = [v for c, v in rows if low <= c < high and v != "none"]
        if inside:
            right = inside.count("right")
            top = min(high, 1.0)
            print(
                f"    {low:.2f} to {top:.2f}  {len(inside):5} days  right {right / len(inside):.4f}"
            )
    sure = [v for c, v in rows if c >= SURE]
    right = sure.count("right")
    print(
        f"    >= {SURE} on {len(sure) / len(rows):.3f} of the pages; right {right} of {len(sure)}: "
        f"{right / max(len(sure), 1):.4f}, 95 % lower bound {lower_bound(right, len(sure)):.4f}"
    )
    right += excused
    print(
        f"    as read {right} of {len(sure)}: {right / max(len(sure), 1):.4f}, "
        f"95 % lower bound {lower_bound(right, len(sure)):.4f}"
    )


def show(case: Case, found: Answer, verdict: Verdict) -> None:
    print(f"--- {case.part} {case.corpus} {verdict} {case.name} {case.url} ({found.kind})")
    print(
        f"    labelled {case.at or case.day}; found {found.day} {found.confidence} {found.source}"
    )
    for c in found.candidates:
        what = c.value_at or c.value_on or (c.not_before, c.not_after)
        print(f"      {c.source} {c.confidence} {what} {c.reason or ''} {c.evidence!r}")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", action="store_true", help="print the misses of train and choose")
    parser.add_argument("--parts", default="train,choose,report")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args(argv)
    report(given.parts.split(","), peers=not given.no_peers, cache=given.cache, shows=given.show)


def report(
    parts: Sequence[str], *, peers: bool, cache: Path | None = None, shows: bool = False
) -> None:
    """Print shares and reliability by part."""
    ours: dict[tuple[str, str], Counter[Verdict]] = defaultdict(Counter)
    theirs: dict[tuple[str, str], Counter[Verdict]] = defaultdict(Counter)
    rows: dict[str, list[tuple[float, Verdict]]] = defaultdict(list)
    as_read: dict[str, Counter[Verdict]] = defaultdict(Counter)
    excused: Counter[str] = Counter()
    for case in cases():
        if case.part not in parts:
            continue
        found = answer(case)
        verdict = judge(case, found.day, found.at)
        rows[case.part].append((found.confidence, verdict))
        is_read = verdict == "wrong" and is_right_as_read(case, found)
        excused[case.part] += is_read and found.confidence >= SURE
        as_read[case.part]["right" if is_read else verdict] += 1
        ours[case.part, case.corpus][verdict] += 1
        if peers:
            theirs[case.part, case.corpus][judge(case, peer(case, cache))] += 1
        if shows and verdict != "right" and case.part != "report":
            show(case, found, verdict)
    for part in dict.fromkeys(p for p in PARTS if p in parts):
        print(part)
        for who, counts in (("", ours), ("htmldate ", theirs)):
            own = {c: v for (p, c), v in counts.items() if p == part}
            for corpus, verdicts in sorted(own.items()):
                print_shares(who + corpus, verdicts)
            if own:
                print_shares(who + "all", sum(own.values(), Counter()))
        print_shares("all, as read", as_read[part])
        print_reliability(rows[part], excused[part])


if __name__ == "__main__":
    main()

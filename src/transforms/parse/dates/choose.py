"""The written rule that chooses an article's date among the candidates of its own page."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import prod

from transforms.page import STOPGAP, DateCandidate
from transforms.parse.dates.printed import read_line
from transforms.parse.dates.relative import bound_event, bound_span
from transforms.parse.dates.value import shift_day

#: Where two candidates are equally confident the more deliberate statement wins.
SOURCES = ("json_ld", "open_graph", "meta", "record", "feed", "time_tag", "text", "dateline", "url")
_KIND = {
    "json_ld": "stated",
    "open_graph": "stated",
    "meta": "stated",
    "record": "stated",
    "feed": "stated",
    "time_tag": "shown",
    "text": "shown",
    "dateline": "dateline",
    "url": "address",
}
#: The most that is believed of a day that another kind of evidence contradicts. judged
DISPUTED = 0.8
#: The most that is believed of a stated day where the page shows the day of a stated update: of 22
#: such days of the parts for training and choosing all are right as read.
#: measured: benchmarks/quality/days.py --show
UPDATED = 0.9
#: A printed day of so much confidence stands alone in its line or is labelled: of 12 pages where it
#: contradicts what is stated, and is no stated update's day, it is right on 12.
#: measured: benchmarks/quality/days.py --show
PRINTED = 0.92
#: Updates that a page prints: where nothing says when its article was published first, of 24 such
#: days 15 are the labelled one; of those that are only stated for machines 1 of 3.
#: measured: benchmarks/quality/days.py --show
PRINTED_UPDATES = ("text_modified", "time_tag_modified")
#: By so many days evidence of a kind may differ: a report is written the day before it is printed.
_SLACK = {"dateline": 1}
#: A page can be printed "tomorrow" in a time zone east of the capture's clock, never later. judged
SLACK_DAYS = 1


def choose_date(
    candidates: Sequence[DateCandidate], *, captured_at: datetime | None
) -> DateCandidate | None:
    """The candidate that dates the article, or null: the most confident day that is not after the
    capture.

    What the page prints alone or with a label wins over what it states, unless it is the day of a
    stated update; so does another kind of evidence where what is stated was stamped anew when the
    page was changed, or where the page and its address agree against it. Bounds never date an
    article, the day of a printed update only where nothing else does. A chosen day without a time
    takes the time of the best candidate that names the same day.
    """
    usable = _of_sources(SOURCES, candidates, captured_at)
    if not usable:
        return _first_update(candidates, captured_at)
    best = min(usable, key=_rank)
    if _KIND[best.source] != "stated":
        return best
    changed = {c.value_on for c in candidates if c.source.endswith("_modified")}
    printed = {c.value_on for c in usable if c.source == "text"} - changed
    if best.value_on not in printed:
        stated = (c for c in usable if _KIND[c.source] == "stated" and c.value_on in printed)
        best = min(stated, key=_rank, default=best)
    others = [c for c in usable if _KIND[c.source] in ("shown", "address") and _differs(c, best)]
    contradicting = [c for c in others if c.value_on not in changed]
    return min(
        (c for c in contradicting if _outweighs(c, best, contradicting, candidates)),
        key=_rank,
        default=best,
    )


def _of_sources(
    sources: Container[str], candidates: Sequence[DateCandidate], captured_at: datetime | None
) -> list[DateCandidate]:
    """The days that these sources name, none refused and none after the capture."""
    return [
        c
        for c in candidates
        if c.value_on
        and c.source in sources
        and c.reason is None
        and not _after(c.value_on, captured_at)
    ]


def _first_update(
    candidates: Sequence[DateCandidate], captured_at: datetime | None
) -> DateCandidate | None:
    """The earliest printed update of an article of which nothing else has a day."""
    updates = _of_sources(PRINTED_UPDATES, candidates, captured_at)
    return min(
        updates,
        key=lambda c: (PRINTED_UPDATES.index(c.source), str(c.value_on), str(c.value_at)),
        default=None,
    )


def _differs(candidate: DateCandidate, best: DateCandidate) -> bool:
    return candidate.value_on != best.value_on


def _outweighs(
    candidate: DateCandidate,
    best: DateCandidate,
    contradicting: Sequence[DateCandidate],
    candidates: Sequence[DateCandidate],
) -> bool:
    """Whether a day that the page shows, or its address, is to be believed against what it
    states.
    """
    same = {c.source for c in contradicting if c.value_on == candidate.value_on}
    is_printed = candidate.source == "text" and candidate.confidence >= PRINTED
    if is_printed or {"text", "time_tag"} <= same:
        return True
    if len({_KIND[source] for source in same}) > 1:
        return True
    is_earlier = str(candidate.value_on) < str(best.value_on)
    return is_earlier and _is_stamped_anew(best, candidates)


def _is_stamped_anew(stated: DateCandidate, candidates: Sequence[DateCandidate]) -> bool:
    """Whether the publication is stated as the very time of the last change."""
    return any(
        c.source == f"{stated.source}_modified"
        and c.value_on == stated.value_on
        and c.value_at == stated.value_at
        for c in candidates
    )


def check_candidate(candidate: DateCandidate, *, captured_at: datetime | None) -> DateCandidate:
    """The candidate as the capture lets it be: refused where its day or time lies after it, `3
    hours ago` as bounds before it; of a date in figures that can be read in two ways, `05/12/2026`
    in June, the one that is not after it.
    """
    if captured_at is None or candidate.reason:
        return candidate
    if candidate.not_after and _after(candidate.not_after, captured_at):
        return _read_before(candidate, captured_at)
    if candidate.value_on and _after(candidate.value_on, captured_at):
        return replace(candidate, reason="after_capture")
    is_open = (
        candidate.value_on is None and candidate.not_before is None and candidate.not_after is None
    )
    if (
        is_open
        and candidate.source != "phrase"
        and candidate.evidence
        and (bounds := bound_span(candidate.evidence, captured_at))
    ):
        return replace(candidate, precision="range", not_before=bounds[0], not_after=bounds[1])
    return candidate


def _read_before(candidate: DateCandidate, captured_at: datetime) -> DateCandidate:
    """Bounds that reach beyond the capture as the day that they leave, where they are the two
    readings of a date in figures.
    """
    text = candidate.evidence or ""
    said = (read_line(text, order=order) for order in ("dmy", "mdy"))
    days = [line.published.value_on for line in said if line.published]
    bounds = [candidate.not_before, candidate.not_after]
    if sorted(day for day in days if day) != bounds or not candidate.not_before:
        return candidate
    if _after(candidate.not_before, captured_at):
        return candidate
    return replace(
        candidate,
        precision="day",
        value_on=candidate.not_before,
        not_before=None,
        not_after=None,
    )


def bound_phrase(
    phrase: DateCandidate, chosen: DateCandidate | None, *, captured_at: datetime | None
) -> DateCandidate:
    """A `phrase` with the bounds of the day it means: told from the article's own day, else from
    the capture as the latest it can be.
    """
    own = chosen.value_on if chosen else None
    day = own or (captured_at.date() if captured_at else None)
    bounds = (
        bound_event(phrase.evidence, day, is_exact=own is not None)
        if phrase.evidence and day
        else None
    )
    return replace(phrase, not_before=bounds[0], not_after=bounds[1]) if bounds else phrase


def rate_confidence(chosen: DateCandidate, candidates: Sequence[DateCandidate]) -> float:
    """How sure the chosen day is: its own confidence, raised by other kinds of evidence that say
    the same day.

    What markup states, what the page shows, its address and its dateline are four kinds; kinds are
    taken as independent: a time tag (.93) and an address (.85) of one day make .99. Where another
    source names another day it is at most `DISPUTED`; a dateline may be a day earlier, and what the
    page shows may be the day of a stated update, which leaves `UPDATED`. An update's own day is a
    stopgap.
    """
    if chosen.source in PRINTED_UPDATES:
        return STOPGAP
    best: dict[str, float] = {_KIND[chosen.source]: chosen.confidence}
    changed = {c.value_on for c in candidates if c.source.endswith("_modified")}
    is_disputed = is_updated = False
    for other in candidates:
        kind = _KIND.get(other.source)
        if (
            other is chosen
            or other.reason
            or kind is None
            or other.value_on is None
            or chosen.value_on is None
        ):
            continue
        if other.value_on == chosen.value_on:
            best[kind] = max(best.get(kind, 0.0), other.confidence)
        elif kind == "shown" and other.value_on in changed:
            is_updated = True
        elif abs((other.value_on - chosen.value_on).days) > _SLACK.get(kind, 0):
            is_disputed = True
    sure = 1 - prod(1 - c for c in best.values())
    return round(min(sure, DISPUTED if is_disputed else UPDATED if is_updated else 1.0), 3)


def find_time(chosen: DateCandidate, candidates: Sequence[DateCandidate]) -> datetime | None:
    """The chosen candidate's time, else that of the best other candidate of the same day; none of
    an update's day.
    """
    if chosen.source in PRINTED_UPDATES:
        return None
    timed = [
        c
        for c in candidates
        if c.value_at and c.reason is None and c.value_on == chosen.value_on and c.source in SOURCES
    ]
    return chosen.value_at or (min(timed, key=_rank).value_at if timed else None)


def find_modified_at(candidates: Sequence[DateCandidate]) -> datetime | None:
    """The latest modification time that the page states."""
    return max(
        (
            c.value_at
            for c in candidates
            if c.reason is None and c.source.endswith("_modified") and c.value_at
        ),
        default=None,
    )


def _after(value: date, captured_at: datetime | None) -> bool:
    return captured_at is not None and value > shift_day(captured_at.date(), SLACK_DAYS)


def _rank(candidate: DateCandidate) -> tuple[float, int, str, str]:
    return (
        -candidate.confidence,
        SOURCES.index(candidate.source),
        str(candidate.value_on),
        str(candidate.value_at),
    )

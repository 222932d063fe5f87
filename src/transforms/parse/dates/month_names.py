"""Dates with the name of a month: `March 8, 2026`, `le 8 mars 2026`."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from transforms.parse.dates.value import (
    FIRST_YEAR,
    LAST_YEAR,
    Mention,
    PrintedDate,
    read_day,
    read_month,
    read_yearless_day,
)
from transforms.words.dates import ENGLISH_MONTHS, LABELS, first_words, fold, month_names


class Token(NamedTuple):
    """A word or number of a line, and where it stands there."""

    text: str
    start: int
    end: int


def take_month_names(tokens: list[Token]) -> tuple[list[Mention], list[Token]]:
    """Dates with a month name, and the tokens that belong to none."""
    words = [t.text for t in tokens]
    months = _months(words)
    out: list[Mention] = []
    used: set[int] = set()
    numbers = [(i, int(t)) for i, t in enumerate(words) if t.isdecimal() and len(t) < 5]
    # full dates first: of `Kiss Márta · 2026. március 5.` the first month is a name
    for is_full in (True, False):
        for at, (span, month) in months.items():
            free = [n for n in numbers if n[0] not in used]
            found, parts = _around(at, span, month, free, words)
            if at not in used and found and (found.value_on is not None) >= is_full:
                out.append(Mention(found, tokens[min(parts)].start, tokens[max(parts)].end))
                used |= parts
    out.sort(key=lambda m: m.start)
    if not out and "juche" in words:
        for i, year in numbers:
            if FIRST_YEAR <= year <= LAST_YEAR:
                bounds = PrintedDate(
                    precision="year", not_before=date(year, 1, 1), not_after=date(year, 12, 31)
                )
                return [Mention(bounds, tokens[i].start, tokens[i].end)], tokens[:i] + tokens[
                    i + 1 :
                ]
    return out, [t for i, t in enumerate(tokens) if i not in used]


def _months(tokens: list[str]) -> dict[int, tuple[int, int]]:
    """Position -> (tokens taken, month) of the month names; other languages are asked only where
    English has none or the line has other letters.
    """
    english = {i: (1, ENGLISH_MONTHS[t]) for i, t in enumerate(tokens) if t in ENGLISH_MONTHS}
    words = sum(not t.isdecimal() for t in tokens)
    if (
        (english and all(t.isascii() for t in tokens))
        or not words
        or words == len(tokens)
        or not any(t.isdecimal() and len(t) <= 4 for t in tokens)
    ):
        return english
    (wide, every), firsts = month_names(), first_words()
    has_year = any(len(t) == 4 and t.isdecimal() for t in tokens)
    out: dict[int, tuple[int, int]] = dict(english)
    for i, token in enumerate(tokens):
        names = (
            every if has_year or not token.isascii() else wide
        )  # "Set 2" is tennis before it is 2 September
        one, pair = fold(token), ""
        if i + 1 < len(tokens):
            # of plain letters a name of two words begins with one that others begin with, too
            is_plain = token.isascii() and tokens[i + 1].isascii()
            if not is_plain or one in firsts:
                pair = fold(f"{token} {tokens[i + 1]}")
        for span, key in ((2, pair), (1, one)):
            if key and names.get(key):
                out[i] = (span, names[key])
                break
    return _joined(out)


def _joined(months: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """The months with two names of one beside each other as one: papers of the Levant print both,
    `آذار/مارس`.
    """
    out: dict[int, tuple[int, int]] = {}
    last = -1
    for i, (span, month) in sorted(months.items()):
        if out and i == last + out[last][0] and out[last][1] == month:
            out[last] = (out[last][0] + span, month)
        elif not out or i >= last + out[last][0]:
            out[i] = (span, month)
            last = i
    return out


def _around(
    at: int, span: int, month: int, numbers: list[tuple[int, int]], tokens: list[str]
) -> tuple[PrintedDate | None, set[int]]:
    """The date that the numbers beside a month name make: day month year, month day year, year
    month day, or less.
    """

    def near(i: int, j: int) -> bool:
        return all(t in LABELS for t in tokens[min(i, j) + 1 : max(i, j)] if t)

    before = [n for n in numbers if n[0] < at and near(n[0], at)][-1:]
    if before:
        nearest = before[0][0]
        before = [n for n in numbers if n[0] < nearest and near(n[0], nearest)][-1:] + before
    after = [n for n in numbers if n[0] >= at + span and near(at + span - 1, n[0])][:1]
    after += [n for n in numbers if after and n[0] > after[0][0] and near(after[0][0], n[0])][:1]
    # a year right before the name is its own: in a line of two such dates another year follows
    is_year_first = bool(before and after) and before[-1][0] == at - 1 and before[-1][1] > 31
    shapes = [  # (day, year), in the order they are believed
        *([(after[:1], before[-1:])] if is_year_first else []),
        (before[-1:], after[:1]),
        (after[:1], after[1:]),
        (after[:1], before[-1:]),
        (before[-1:], before[:-1]),
    ]
    taken = set(range(at, at + span))
    for days, years in shapes:
        if (
            days
            and years
            and years[0][1] > 31
            and (found := read_day(years[0][1], month, days[0][1]))
        ):
            return found, taken | {days[0][0], years[0][0]}
    if after and FIRST_YEAR <= after[0][1] <= LAST_YEAR and not before:
        return read_month(after[0][1], month), taken | {after[0][0]}
    for days in (before[-1:], after[:1]):
        if days and (found := read_yearless_day(month, days[0][1])):
            return found, taken | {days[0][0]}
    return None, set()

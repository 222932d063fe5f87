"""Teasers of other articles on a page: by the pattern their texts and dates make, and by the
headings above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from transforms.page import BlockKind, Listing
from transforms.parse.dates.value import PrintedDate
from transforms.parse.prose import is_bullet, is_chrome, is_credit
from transforms.text.folds import fold_label
from transforms.text.sentences import is_cut, is_terminated
from transforms.text.word_counts import estimate_words
from transforms.words.furniture import NOT_IN_HEADLINES
from transforms.words.headings import (
    GENERIC_NAMES,
    LIST_HEADING_SHAPE,
    LIST_HEADINGS,
    OUTLET_HEADING,
    SUBJECT_HEADING,
)
from transforms.words.share_credit import LICENCE

#: A teaser is at most this long; a longer text between dates is prose.
TEASER_CHARS = 500
#: Evenly spaced dates make a list from this many on.
PERIODIC_DATES = 3
#: A text of so many characters printed twice in one line is no repetition of the writer's.
DOUBLED_CHARS = 20
#: So many different headlines in a row make a list without a heading; so many printed twice in a
#: row do.
RUN_HEADLINES, TWINS = 3, 2
#: Two neighbours with so much of their words in common are one sentence of the site's, filled in.
TEMPLATE_SHARE = 0.6
#: Distances of headlines that make a list, and the length of what stands between them, in words.
EVEN_STEPS, SHORT_UNITS = range(2, 4), 6
#: Openings of lines that are no headlines: brackets, dashes, bullets of menus.
_NO_HEADLINE = frozenset("[(—–-@#*:/|©")


@dataclass(slots=True)
class Labels:
    """What is known of every piece so far, and the listings found."""

    texts: list[str]
    dates: list[PrintedDate | None]
    gaps: list[bool]
    kinds: list[tuple[BlockKind, str] | None] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)

    def is_free_text(self, i: int) -> bool:
        """Whether piece i exists, is a text short enough for a teaser, and is nothing else yet."""
        return (
            0 <= i < len(self.texts)
            and self.kinds[i] is None
            and self.dates[i] is None
            and len(self.texts[i]) <= TEASER_CHARS
        )

    def is_list_heading(self, i: int) -> bool:
        """Whether piece i heads a list."""
        kind = self.kinds[i] if 0 <= i < len(self.texts) else None
        return kind is not None and kind[0] == "list_heading"

    def add(self, first: int, last: int, text_at: int, date_at: int | None, rule: str) -> None:
        """One teaser of pieces first..last."""
        for i in range(first, last + 1):
            self.kinds[i] = ("teaser_date" if self.dates[i] else "teaser", rule)
        found = self.dates[date_at] if date_at is not None else None
        text = _once(self.texts[text_at])
        self.listings.append(
            Listing(
                text,
                is_cut=is_cut(text),
                listed_on=found.value_on if found else None,
                block_no=text_at,
            )
        )


def _once(text: str) -> str:
    """A text without itself: converters join the two links of a card, so that `Snow falls` is `Snow
    fallsSnow falls`.
    """
    half = len(text) // 2
    return (
        text[:half]
        if half >= DOUBLED_CHARS and len(text) % 2 == 0 and text[:half] == text[half:]
        else text
    )


def label_teasers(texts: list[str], dates: list[PrintedDate | None], gaps: list[bool]) -> Labels:
    """List headings, teasers and their dates labelled; one listing a teaser, in the order of the
    page.
    """
    labels = Labels(texts, dates, gaps, [None] * len(texts))
    for i, text in enumerate(texts):
        if len(text) <= 80 and (rule := list_heading_rule(text)):
            labels.kinds[i] = ("list_heading", rule)
    _sandwiches(labels)
    _periodic(labels)
    _under_headings(labels)
    labels.listings.sort(key=lambda listing: listing.block_no or 0)
    return labels


def label_runs(labels: Labels, body: range, own: frozenset[int]) -> None:
    """Teasers without a list heading, outside the body; `own` are pieces of the article.

    Behind the body three headlines or more one after the other, ranks and dates between them
    allowed, or at even distances of two or three pieces; and anywhere two headlines that are each
    printed twice in a row, as the picture and the headline of one card are.
    """
    named = {labels.texts[i] for i in own}
    is_headline = [
        i not in body and text not in named and labels.is_free_text(i) and _is_headline(text)
        for i, text in enumerate(labels.texts)
    ]
    twins = [
        i
        for i in range(len(labels.texts) - 1)
        if is_headline[i] and is_headline[i + 1] and labels.texts[i] == labels.texts[i + 1]
    ]
    for run in (*_rows(labels, is_headline, body.stop), *_even(labels, is_headline, body.stop)):
        if not _is_template([labels.texts[k] for k in run]):
            _label_run(labels, run, "teaser:run")
    if len({labels.texts[i] for i in twins}) >= TWINS:
        _label_run(labels, sorted({k for i in twins for k in (i, i + 1)}), "teaser:twins")
    labels.listings.sort(key=lambda listing: listing.block_no or 0)


def _is_template(texts: list[str]) -> bool:
    """Whether lines next to each other are one sentence about different things: `Visit our Facebook
    page`, `Visit our Instagram page`.
    """
    words = [set(text.casefold().split()) for text in dict.fromkeys(texts)]
    return any(len(a & b) >= TEMPLATE_SHARE * max(len(a), len(b)) for a, b in pairwise(words))


def _rows(labels: Labels, is_headline: list[bool], start: int) -> Iterator[list[int]]:
    """Headlines with nothing but ranks and dates between them, three different ones or more."""
    i = start
    while i < len(labels.texts):
        end = i
        while end < len(labels.texts) and (
            is_headline[end] or (end > i and _is_between(labels, end))
        ):
            end += 1
        run = [k for k in range(i, end) if is_headline[k]]
        if len({labels.texts[k] for k in run}) >= RUN_HEADLINES:
            yield run
        i = end + 1


def _even(labels: Labels, is_headline: list[bool], start: int) -> Iterator[list[int]]:
    """Headlines at one distance, ranks left out, with a short line of a name or a kicker before or
    behind each.
    """
    pieces = [k for k in range(start, len(labels.texts)) if not labels.texts[k].isdigit()]
    places = [n for n, k in enumerate(pieces) if is_headline[k]]
    at = 0
    while at + 1 < len(places):
        step, end = places[at + 1] - places[at], at + 1
        while end + 1 < len(places) and places[end + 1] - places[end] == step:
            end += 1
        between = [pieces[n + 1 : n + step] for n in places[at:end]]
        if (
            end - at + 1 > RUN_HEADLINES
            and step in EVEN_STEPS
            and all(_is_short(labels, k) for k in between)
        ):
            yield [pieces[n] for n in places[at : end + 1]]
        at = end


def _is_short(labels: Labels, between: list[int]) -> bool:
    return all(
        labels.kinds[k] is None and estimate_words(labels.texts[k]) < SHORT_UNITS for k in between
    )


def _label_run(labels: Labels, run: list[int], rule: str) -> None:
    """A teaser for each piece of a run, one for two of one text; a date right behind it is
    its own.
    """
    for k in run:
        if labels.kinds[k] is not None:
            continue
        last = (
            k + 1
            if k + 1 < len(labels.texts) and labels.texts[k + 1] == labels.texts[k] and k + 1 in run
            else k
        )
        day = (
            last + 1
            if last + 1 < len(labels.texts)
            and labels.dates[last + 1]
            and labels.kinds[last + 1] is None
            else None
        )
        labels.add(k, day or last, k, day, rule)


def _is_between(labels: Labels, i: int) -> bool:
    """Whether a piece may stand between two headlines of one list: a date, or a rank."""
    return labels.kinds[i] is None and (
        labels.dates[i] is not None or (labels.texts[i].isdigit() and len(labels.texts[i]) <= 2)
    )


def _is_headline(text: str) -> bool:
    """Whether a line could be a headline wherever it stands: long enough, begun as a sentence is,
    and no address, credit or menu.
    """
    first = next((c for c in text if c.isalnum()), "")
    is_cased = not first.islower() and text[0] not in _NO_HEADLINE
    return (
        is_cased
        and _is_link_like(text)
        and estimate_words(text) >= 6
        and len(text.split()) >= 4
        and not NOT_IN_HEADLINES.search(text)
        and not is_credit(text)
    )


def list_heading_rule(text: str) -> str | None:
    """Which rule makes a line the heading of a list, if any: `More From The Daily` and `Related
    articles` are.
    """
    if is_bullet(text) or (text.endswith((".", ",", ";", "?", "!")) and not text.endswith("...")):
        return None
    low = fold_label(text)
    if low in LIST_HEADINGS or LIST_HEADING_SHAPE.fullmatch(low):
        return "heading:list"
    return "heading:named" if len(text.split()) <= 8 and OUTLET_HEADING.fullmatch(low) else None


def outlet_of_heading(text: str) -> str | None:
    """The outlet a heading names, as printed: `More From Pyongyang Times` gives `Pyongyang Times`;
    `More from us` none.
    """
    line = " ".join(text.split()).strip(" :»›>▶→").replace("’", "'")
    found = OUTLET_HEADING.fullmatch(line)
    name = next((g for g in found.groups() if g), None) if found else None
    if (
        not name
        or SUBJECT_HEADING.match(line)
        or name.casefold().removeprefix("the ") in GENERIC_NAMES
    ):
        return None
    return (
        name
        if name[0] == name[0].upper() and len(name.split()) <= 6 and not is_terminated(name)
        else None
    )


def latest_date(dates: Sequence[date]) -> date | None:
    """The latest of the dates a page prints: it was captured on that day or later. A lone leap
    ahead is a misprint.
    """
    ordered = sorted(dates)
    while len(ordered) > 3 and (ordered[-1] - ordered[-2]).days > 366:
        ordered.pop()
    return ordered[-1] if ordered else None


def _sandwiches(labels: Labels) -> None:
    """`text / date / text` with the same text twice is one teaser."""
    for i in range(1, len(labels.texts) - 1):
        around = labels.dates[i] and labels.is_free_text(i - 1) and labels.is_free_text(i + 1)
        if around and _same(labels.texts[i - 1], labels.texts[i + 1]):
            labels.add(i - 1, i + 1, i - 1, i, "teaser:text-date-text")


def _same(left: str, right: str) -> bool:
    """Equal, or one the other's beginning."""
    if left == right:
        return True
    short, long = sorted((left.rstrip(" .…").casefold(), right.rstrip(" .…").casefold()), key=len)
    return len(short) >= 20 and long.startswith(short)


def _periodic(labels: Labels) -> None:
    """Dates at even distances with one to three short texts between: an archive page, a list of
    news.
    """
    days = [i for i, found in enumerate(labels.dates) if found and labels.kinds[i] is None]
    at = 0
    while at < len(days):
        end = at
        step = days[at + 1] - days[at] if at + 1 < len(days) else 0
        while (
            2 <= step <= 4
            and end + 1 < len(days)
            and days[end + 1] - days[end] == step
            and all(labels.is_free_text(i) for i in range(days[end] + 1, days[end + 1]))
        ):
            end += 1
        if end - at + 1 >= PERIODIC_DATES:
            _label_period(labels, days[at : end + 1], step)
        at = end + 1 if end > at else at + 1


def _label_period(labels: Labels, days: list[int], step: int) -> None:
    """Teasers of a period: how many texts stand before each date is told by headings, blank lines
    and lengths.
    """
    best = max(range(step), key=lambda before: (_fit(labels, days, step, before), before))
    for day in days:
        first, last = day - best, day + step - 1 - best
        while not labels.is_free_text(first) and first < day:
            first += 1
        while last > day and not labels.is_free_text(last):
            last -= 1
        if first < last:
            text_at = first if first < day else day + 1
            if (
                estimate_words(labels.texts[text_at]) < 2
            ):  # a label such as `Video` over the headline
                text_at = max(
                    (k for k in range(first, last + 1) if k != day),
                    key=lambda k: (estimate_words(labels.texts[k]) >= 4, -k),
                )
            labels.add(first, last, text_at, day, "teaser:periodic")


def _fit(labels: Labels, days: list[int], step: int, before: int) -> float:
    first, last = days[0] - before, days[-1] + step - 1 - before
    if not all(
        labels.is_free_text(i) for i in (*range(first, days[0]), *range(days[-1] + 1, last + 1))
    ):
        return -5.0
    starts = sum(labels.gaps[d - before] for d in days) / len(days)
    inner = sum(labels.gaps[i] for d in days for i in range(d - before + 1, d - before + step)) / (
        len(days) * (step - 1)
    )
    fit = starts - inner
    fit += 2 if first == 0 or labels.is_list_heading(first - 1) else 0
    fit += 0.5 if last + 1 == len(labels.texts) or not labels.is_free_text(last + 1) else 0
    usual = sorted(len(labels.texts[d + 1]) for d in days[:-1])[len(days) // 2 - 1]
    return fit - (1 if before and step == 2 and len(labels.texts[first]) > 2 * usual + 20 else 0)


def _under_headings(labels: Labels) -> None:
    """Lines like links under a list heading, with or without dates, up to the first line that is
    neither.
    """
    for i in range(len(labels.texts)):
        if labels.is_list_heading(i):
            _label_links(labels, i + 1)


def _label_links(labels: Labels, start: int) -> None:
    end = start
    while (
        end < len(labels.texts)
        and labels.kinds[end] is None
        and (
            labels.dates[end] is not None
            or _is_link_like(labels.texts[end])
            or _is_dated(labels, end, start)
        )
    ):
        end += 1
    is_date_first = start < end and labels.dates[start] is not None
    texts = [i for i in range(start, end) if labels.dates[i] is None]
    for i in texts:
        if i > start and i - 1 in texts and _same(labels.texts[i - 1], labels.texts[i]):
            labels.kinds[i] = ("teaser", "teaser:repeated")
            continue
        day = i - 1 if is_date_first else i + 1
        dated = start <= day < end and labels.dates[day] is not None
        labels.add(i, i, i, day if dated else None, "teaser:under-heading")
    for i in range(start, end):
        if labels.dates[i] is not None and texts:
            labels.kinds[i] = ("teaser_date", "teaser:under-heading")


def _is_link_like(text: str) -> bool:
    """A headline's length and no finished sentence."""
    if (
        len(text) > 200
        or estimate_words(text) < 4
        or is_chrome(text)
        or LICENCE.search(text)
        or (" " not in text and text.isascii())
    ):
        return False
    return not is_terminated(text) or (text[-1] in "?？!…" and len(text) <= 120)


def _is_dated(labels: Labels, i: int, start: int) -> bool:
    """A short sentence with its own date line right after it, or right before it where the list
    begins with dates.
    """
    if not labels.is_free_text(i) or len(labels.texts[i]) > 250:
        return False
    day = i - 1 if labels.dates[start] is not None else i + 1
    return start <= day < len(labels.texts) and labels.dates[day] is not None

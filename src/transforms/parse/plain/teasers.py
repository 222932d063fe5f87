"""Teasers of other articles on a page: by the pattern their texts and dates make, and by the
headings above them.
"""

from __future__ import annotations

from transforms.parse.dates.value import PrintedDate
from transforms.parse.plain.above.header import read_byline
from transforms.parse.plain.columns import Lines
from transforms.parse.plain.headline_runs import is_link_like
from transforms.parse.plain.labels import Labels

#: Evenly spaced dates make a list from this many on.
#: measured: benchmarks/quality/curves.py PERIODIC_DATES
PERIODIC_DATES = 3
#: An article's headline, byline and day are so many lines at most, above a paragraph of so many
#: words. judged
_HEAD_LINES, _PROSE_WORDS = 4, 12
#: So many items without a blank line between them are a list to which what stands apart below them
#: does not belong. judged
_LEAST_ITEMS = 2


def label_teasers(lines: Lines, dates: list[PrintedDate | None], gaps: list[bool]) -> Labels:
    """List headings, teasers and their dates labelled; one listing a teaser, in the order of the
    page.
    """
    labels = Labels(lines, dates, gaps, [None] * len(lines.texts))
    headings = lines.columns.headings
    for i in lines.columns.is_heading[lines.rows].nonzero()[0].tolist():
        labels.kinds[i] = ("list_heading", headings[lines.rows[i]])
    _sandwiches(labels)
    _periodic(labels)
    _under_headings(labels)
    labels.listings.sort(key=lambda listing: listing.block_no or 0)
    return labels


def _sandwiches(labels: Labels) -> None:
    """`text / date / text` with the same text twice is one teaser."""
    for i, found in enumerate(labels.dates):
        if (
            found
            and i
            and labels.is_free_text(i - 1)
            and labels.is_free_text(i + 1)
            and _same(labels.texts[i - 1], labels.texts[i + 1])
        ):
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
            if labels.lines.words[text_at] < 2:  # a label such as `Video` over the headline
                text_at = max(
                    (k for k in range(first, last + 1) if k != day),
                    key=lambda k: (labels.lines.words[k] >= 4, -k),
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
    for i in [i for i, kind in enumerate(labels.kinds) if kind and kind[0] == "list_heading"]:
        _label_links(labels, i + 1)


def _label_links(labels: Labels, start: int) -> None:
    end = start
    while (
        end < len(labels.texts)
        and labels.kinds[end] is None
        and (
            labels.dates[end] is not None
            or is_link_like(labels, end)
            or _is_dated(labels, end, start)
        )
    ):
        end += 1
    end = _above_article(labels, start, end)
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


def _above_article(labels: Labels, start: int, end: int) -> int:
    """Where a list ends that goes up to an article's text: above the article's headline, which is
    told by the one byline of all these lines, or by the first blank line between them.
    """
    lines = labels.lines
    is_text = end < len(labels.texts) and lines.is_terminated[end]
    if not is_text or lines.words[end] < _PROSE_WORDS:
        return end
    last = range(max(start + 1, end - _HEAD_LINES), end)
    signed = [i - 1 for i in range(start, end) if read_byline(labels.texts[i])]
    parted = [i for i in range(start + 1, end) if labels.gaps[i]]
    heads = signed if len(signed) == 1 else parted[:1]
    if not heads or heads[0] not in last or labels.dates[heads[0]] is not None:
        return end
    before = sum(labels.dates[i] is None for i in range(start, heads[0]))
    return heads[0] if signed or before >= _LEAST_ITEMS else end


def _is_dated(labels: Labels, i: int, start: int) -> bool:
    """A short sentence with its own date line right after it, or right before it where the list
    begins with dates.
    """
    if not labels.is_free_text(i) or len(labels.texts[i]) > 250:
        return False
    day = i - 1 if labels.dates[start] is not None else i + 1
    return start <= day < len(labels.texts) and labels.dates[day] is not None

"""What stands above a body: headline, byline, the article's own date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from transforms.parse.dates.printed import (
    LIST_STEP,
    SENTENCE_WORDS,
    find_printed_date,
    read_line,
)
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.plain.above.header import (
    cut_title,
    holds_day,
    is_anothers,
    is_edition,
    is_header,
    is_headline_like,
    is_menu,
    is_site_name,
    may_head,
    read_byline,
    read_names,
    without_date,
)
from transforms.parse.plain.labels import Labels
from transforms.parse.prose import is_credit
from transforms.text.folds import fold_name
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words

#: How many pieces above the body are looked at: headline, standfirst, byline, date, caption, share
#: buttons. judged
REACH = 14
#: So many lines of a body that opens with its headline may be byline and day. judged
_OPENING = 4
#: From this probability on a line is the headline, without a look at the rules.
#: measured: benchmarks/training/train_title.py on choose: asking .3 loses 7 headlines and 6 errors
_LEAST_CHANCE = 0.15
#: So many lines of a body may stand over its day, and so many between a day and its body; between
#: one with a label and its body more. measured: benchmarks/quality/text.py on train and choose
_STANDFIRST, _ABOVE, _FAR_ABOVE = 6, 8, 40
#: The headline stands so many lines below a site's name, with a menu and the edition's day between
#: them. judged
_BELOW_NAME = 4
#: So many lines are two teasers with their days, which may stand right above a headline. judged
_ROW = 7


_MAIL = re.compile(r"\w@[\w-]+\.\w")
_STAMP = re.compile(r"(?:updated|published|posted)\b\W*\d{1,2}[:.]\d\d\b", re.IGNORECASE)
#: A photo credit that stands behind a caption: `… on Thursday.Credit...Ann Lee`.
_CREDIT_IN_LINE = re.compile(r"[.!?…]\s?(?:Photo )?Credit(?:\.{3}|:)")


@dataclass(slots=True)
class Head:
    """Positions of what was found above a body, and what the byline and the date say; `told` are
    those that a model has told, `trust` is how far its day is to be trusted.
    """

    title_at: int | None = None
    byline_at: int | None = None
    date_at: int | None = None
    byline: str | None = None
    date: PrintedDate | None = None
    told: set[int] = field(default_factory=set)
    trust: float | None = None


def read_head(
    labels: Labels,
    run: range,
    opening: int,
    *,
    order: Order | None,
    chances: Mapping[int, float],
) -> Head:
    """Headline, byline and date above the body; nothing above a page's first line. `opening` is the
    body's first line, which may stand far above the run of most of them; `chances` are the
    probabilities of lines to be the headline.
    """
    head = Head()
    first = max(0, run.start - REACH)
    for i in range(run.start - 1, first - 1, -1):
        if labels.kinds[i] is not None:
            first = i + 1
            break
    zone = range(first, run.start)
    head.title_at = _find_title(labels, chances, zone, run)
    for i in _lines_below(head.title_at, zone, run):
        if labels.kinds[i] is None:
            _read_line(head, labels, i, order=order)
    if head.title_at is not None:
        _read_above(head, labels, zone, order=order)
    near, far = (range(max(0, opening - n), opening)[::-1] for n in (_ABOVE, _FAR_ABOVE))
    _read_near(head, labels, run[:_STANDFIRST], order=order)
    _read_near(head, labels, near, order=order)
    _read_near(head, labels, far, order=order, is_labelled=True)
    for i in near:
        if labels.kinds[i] is None:
            sign(head, labels, i, order=order)
    return head


def sign(head: Head, labels: Labels, i: int, *, order: Order | None) -> None:
    """Take the names that a line gives for the byline, where none is known."""
    name = None if head.byline else read_names(labels.texts[i])
    if name and (name := without_date(name, order=order)):
        head.byline_at, head.byline = i, name


def _find_title(
    labels: Labels, chances: Mapping[int, float], zone: range, run: range
) -> int | None:
    """The headline's line: by its probability, else by the rules above the body, else the body's
    first line; below it where it is a site's name.
    """
    at = _likeliest(labels, chances, run)
    if at is None:
        at = _title_at(labels, zone)
    if at is None and _opens_with_title(labels, run):
        at = run.start
    return None if at is None else below_name(labels, at, run)


def _likeliest(labels: Labels, chances: Mapping[int, float], run: range) -> int | None:
    """The line that is most likely the headline, the nearest to the body of those that are equally
    so; None where none is likely. A finished sentence of the body is none.
    """
    for i in sorted(chances, key=lambda i: (-chances[i], -i)):
        if chances[i] < _LEAST_CHANCE:
            return None
        is_sentence = (
            i in run and is_terminated(labels.texts[i]) and labels.texts[i][-1] not in "?？!！"
        )
        is_other = is_header(labels, i) or is_menu(labels.texts[i]) or _is_caption(labels, i)
        if not is_sentence and not is_other:
            return i
    return None


def _is_caption(labels: Labels, at: int) -> bool:
    """Whether a line is a picture's: a photo credit stands in it, or right below it where a byline
    or a day is above; or an account's address or an update's time, no headline either.
    """
    text = labels.texts[at]
    if ("@" in text and _MAIL.search(text)) or _STAMP.match(text):
        return True
    if _CREDIT_IN_LINE.search(text):
        return True
    behind = labels.texts[at + 1] if at + 1 < len(labels.texts) else ""
    above = range(max(0, at - REACH), at)
    return is_credit(behind) and any(is_header(labels, i) for i in above)


def below_name(labels: Labels, at: int, run: range) -> int:
    """The headline, where the line that was taken for it is the name of a site or a section above
    it, or the page's title, which says the headline and the site's name: the line below it.
    """
    text, stop = labels.texts[at], min(at + REACH, run.start + _OPENING, len(labels.texts))
    parts = {fold_name(part) for part in cut_title(text)}
    below = (i for i in range(at + 1, stop) if labels.kinds[i] is None)
    if same := next((i for i in below if fold_name(labels.texts[i]) in parts), None):
        return same
    if not is_site_name(text):
        return at
    for i in range(at + 1, min(at + 1 + _BELOW_NAME, stop)):
        line = labels.texts[i]
        is_over = labels.kinds[i] is None and may_head(line) and not is_header(labels, i)
        if is_over and not is_menu(line):
            return i if _is_over_text(labels, i) else at
        day = labels.dates[i]
        if not (is_menu(line) or (is_edition(i, day) if day else is_site_name(line))):
            return at
    return at


def _is_over_text(labels: Labels, at: int) -> bool:
    """Whether day, byline or a longer paragraph stand right below a line, or a line below it that
    is a standfirst.
    """
    for i in range(at + 1, min(at + 3, len(labels.texts))):
        text = labels.texts[i]
        is_text = is_terminated(text) and estimate_words(text) > estimate_words(labels.texts[at])
        if is_header(labels, i) or (is_text and labels.gaps[i]):
            return True
    return False


def _lines_below(title_at: int | None, zone: range, run: range) -> Iterable[int]:
    """The lines in which byline and day are looked for first: those between the headline and the
    body, near to either; of a headline in the body the first of these.
    """
    if title_at is None:
        return zone
    if title_at < zone.start:
        return chain(range(title_at + 1, min(title_at + REACH, zone.start)), zone)
    stop = zone.stop if title_at < zone.stop else min(title_at + _OPENING, run.stop)
    return range(title_at + 1, stop)


def _opens_with_title(labels: Labels, run: range) -> bool:
    """Whether the body's first line is a headline over it: apart from what follows, which is a
    byline or a paragraph.
    """
    at = run.start
    if at + 1 not in run or labels.kinds[at] is not None or not labels.gaps[at + 1]:
        return False
    text, behind = labels.texts[at], labels.texts[at + 1]
    is_over = read_byline(behind) is not None or (
        is_terminated(behind) and estimate_words(behind) > estimate_words(text)
    )
    is_apart = labels.dates[at] is None and read_byline(text) is None
    return is_over and is_apart and is_headline_like(text) and not find_printed_date(text)


def _title_at(labels: Labels, zone: range) -> int | None:
    """The best headline-like line: long enough to say something, near the body, set apart by a
    blank line.
    """
    best, best_score = None, 1.5
    for i in zone:
        text = labels.texts[i]
        if (
            not is_headline_like(text)
            or labels.dates[i] is not None
            or read_names(text)
            or find_printed_date(text)
            or holds_day(text)
            or is_menu(text)
            or _is_caption(labels, i)
        ):
            continue
        size = estimate_words(text)
        alone = labels.gaps[i] and (i + 1 == len(labels.gaps) or labels.gaps[i + 1])
        score = (
            (3 if i == 0 else 0)
            + min(size, 8.0)
            - max(0.0, size - 14) * 0.7
            + (4 if alone else 0)
            - 0.3 * (zone.stop - i)
        )
        if score > best_score:
            best, best_score = i, score
    return best


def _read_near(
    head: Head,
    labels: Labels,
    lines: Iterable[int],
    *,
    order: Order | None,
    is_labelled: bool = False,
) -> None:
    """The first day of these lines, where none but an update's is known: pages print it under a
    standfirst, or above it all. A weekday with its date in a page's first lines is the edition's.
    """
    for i in lines:
        if head.date is not None and not head.date.is_update:
            return
        text, found = labels.texts[i], labels.dates[i]
        if labels.kinds[i] is not None or not (found or holds_day(text)):
            continue
        found = found or find_printed_date(text, order=order)
        if not found or found.reason or not (found.value_on or found.not_before):
            continue
        said = read_line(text, order=order)
        is_sure = said.is_labelled or not (is_labelled or is_edition(i, found))
        is_sure = is_sure and not _is_teasers(head, labels, i, order=order)
        is_sure = is_sure and not is_listed(labels, head.title_at, i, order=order)
        if is_sure and not (head.date and found.is_update):
            head.date, head.date_at = found, i
            sign(head, labels, i, order=order)


def _read_line(head: Head, labels: Labels, i: int, *, order: Order | None) -> None:
    """Take a line between headline and body for the byline, the date, or both."""
    text = labels.texts[i]
    found = labels.dates[i]
    if found is None:
        sign(head, labels, i, order=order)
    if found is None and not is_terminated(text) and not is_credit(text):
        found = find_printed_date(text, order=order)
    known = head.date
    is_wanted = known is None or known.reason or (known.is_update and found and not found.is_update)
    if found and is_wanted and not is_listed(labels, head.title_at, i, order=order):
        head.date, head.date_at = found, i


def _read_above(head: Head, labels: Labels, zone: range, *, order: Order | None) -> None:
    """Byline and date right above the headline, where none stands below it."""
    above = range(max(zone.start, (head.title_at or 0) - 2), head.title_at or 0)
    for i in reversed(above):
        is_day = head.date is None and labels.dates[i] is not None
        if is_day and not _is_teasers(head, labels, i, order=order):
            head.date, head.date_at = labels.dates[i], i
        sign(head, labels, i, order=order)


def _is_teasers(head: Head, labels: Labels, i: int, *, order: Order | None) -> bool:
    """Whether a day above the headline is that of one of some teasers which stand there: it and
    another day near it each stand beside a headline.
    """
    at = head.title_at
    if at is None or i >= at:
        return False
    own = (labels.texts[at],)
    near = (k for k in range(max(i - _ROW, 0), min(i + _ROW + 1, at)) if k != i)
    others = (k for k in near if labels.dates[k] or holds_day(labels.texts[k]))

    def is_teasers(k: int) -> bool:
        return is_anothers(labels, own, k, read_line(labels.texts[k], order=order))

    return is_teasers(i) and any(map(is_teasers, others))


def is_listed(labels: Labels, title_at: int | None, i: int, *, order: Order | None) -> bool:
    """Whether a day below the headline is one of several in a list within the text (see
    `LIST_STEP`).
    """
    if title_at is None or not any(
        labels.lines.is_terminated[k] and estimate_words(labels.texts[k]) >= SENTENCE_WORDS
        for k in range(title_at + 1, i)
    ):
        return False
    if read_line(labels.texts[i], order=order).is_labelled:
        return False
    days = {
        day.value_on
        for k in range(max(i - LIST_STEP, 0), min(i + LIST_STEP + 1, len(labels.texts)))
        if (text := labels.texts[k])
        and (labels.dates[k] or holds_day(text))
        and not is_terminated(text)
        and (said := read_line(text, order=order))
        and not said.is_labelled
        and (day := said.published)
        and day.value_on
    }
    return len(days) > 1

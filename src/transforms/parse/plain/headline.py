"""What stands above a body: headline, byline, the article's own date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from transforms.parse.dates.printed import find_printed_date, read_line
from transforms.parse.dates.reading import is_date_word
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.byline_lines import read_labelled
from transforms.parse.plain.labels import Labels
from transforms.parse.prose import is_bullet, is_chrome, is_credit
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words
from transforms.words.bylines import BYLINE, BYLINE_TAIL, LABEL

#: How many pieces above the body are looked at: headline, standfirst, byline, date, caption, share
#: buttons. judged
REACH = 14
#: So many lines of a body that opens with its headline may be byline and day. judged
_OPENING = 4
#: From this probability on a line is the headline, without a look at the rules.
#: measured: benchmarks/training/train_title.py on choose: asking .3 loses 7 headlines and 6 errors
_LEAST_CHANCE = 0.15
TITLE_CHARS = range(8, 221)
#: So many lines of a body may stand over its day, and so many between a day and its body; between
#: one with a label and its body more. measured: benchmarks/quality/text.py on train and choose
_STANDFIRST, _ABOVE, _FAR_ABOVE = 6, 8, 40
#: The day of a newspaper's own edition stands in a page's first lines. judged
_MASTHEAD = 3
#: A line of a header that holds a day has no more other words than these. judged
_BESIDE_DAY = 6
#: A word in lower case before a day: of a sentence, `what happened on 5 March`.
_IN_SENTENCE = re.compile(r"(?<![\w'’])[a-zà-öø-ÿа-яёα-ω'’]+\s*$")
#: What parts the fields of a line, or a day beside them.
_FIELDS = re.compile(r"[:：]|\d\d")
#: What stands between names and a day.
_JOINTS = " ,|·•–—-"
#: What may stand before a line of a list that is a byline.
_BULLETS = "•·‣▪◦●○■□ "
#: A label that stands right behind a name, as converters join two elements: `Ann LeePublished:`.
_GLUED = re.compile(r"(?<=[a-zà-ÿ])[A-ZÀ-Þ][a-zà-ÿ]+:$")
#: How Markdown marks a heading.
_MARK, _MARK_BEHIND = re.compile(r"#{1,6}[ \t]+"), " \t#"


@dataclass(slots=True)
class Head:
    """Positions of what was found above a body, and what the byline and the date say."""

    title_at: int | None = None
    byline_at: int | None = None
    date_at: int | None = None
    byline: str | None = None
    date: PrintedDate | None = None


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
    head.title_at = _likeliest(labels, chances, run)
    if head.title_at is None:
        head.title_at = _title_at(labels, zone)
    if head.title_at is None and _opens_with_title(labels, run):
        head.title_at = run.start
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
            _sign(head, labels, i, order=order)
    return head


def _sign(head: Head, labels: Labels, i: int, *, order: Order | None) -> None:
    """Take the names that a line gives for the byline, where none is known."""
    name = None if head.byline else read_names(labels.texts[i])
    if name and (name := _without_date(name, order=order)):
        head.byline_at, head.byline = i, name


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
        if not is_sentence and not is_header(labels, i):
            return i
    return None


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


def is_headline_like(text: str) -> bool:
    """Whether a line could be a headline: no button, list item, credit, fragment of a menu or
    finished sentence.
    """
    if is_terminated(text) and text[-1] not in '?？!！"”’»」':
        return False
    return (
        len(text) in TITLE_CHARS
        and estimate_words(text) >= 2.5
        and not is_bullet(text)
        and not is_chrome(text)
        and any(c.isalpha() for c in text)
        and not is_credit(text)
    )


def holds_day(text: str) -> bool:
    """Whether a line prints a day beside few other words, as the lines between a headline and its
    text do: `来源：河口日报 2026-03-05 08:12`, `Portlight, 5 March 2026`; no sentence, and no
    heading that tells of a day: `What happened on 5 March 2026`.
    """
    if is_terminated(text):
        return False
    said = read_line(text)
    found = said.published or said.updated
    if found is None or said.words > _BESIDE_DAY:
        return False
    return said.is_labelled or not _IN_SENTENCE.search(text[: said.start])


def is_header(labels: Labels, i: int) -> bool:
    """Whether a line is of an article's header: it is a day, holds one, or names the writer."""
    text = labels.texts[i]
    return labels.dates[i] is not None or read_names(text) is not None or holds_day(text)


def unmark_heading(text: str) -> str:
    """A heading without Markdown's signs around it: `## The vote` is `The vote`."""
    mark = _MARK.match(text)
    return (mark and text[mark.end() :].rstrip(_MARK_BEHIND)) or text


def read_byline(text: str) -> str | None:
    """The names of a byline, as printed: `By Ann Lee and Bo Kim` gives `Ann Lee and Bo Kim`; a
    sentence gives none.
    """
    if len(text) > 120 or (is_terminated(text) and not text.endswith(".")):
        return None
    said = _behind_label(text.lstrip(_BULLETS))
    if not said:
        return text if BYLINE_TAIL.fullmatch(text) else None
    name = said.strip(" |,·-–")
    words = name.split()
    capital = sum(
        w[:1] != w[:1].lower() or not w[:1].isalpha() or w[:1].lower() == w[:1].upper()
        for w in words
    )
    return (
        name
        if words
        and name[0] == name[0].upper()
        and name[0].isalpha()
        and len(words) <= 14
        and capital * 2 >= len(words)
        else None
    )


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
        is_edition = i < _MASTHEAD and found.fits_weekday is not None
        is_sure = not (is_edition or is_labelled) or read_line(text, order=order).is_labelled
        if is_sure and not (head.date and found.is_update):
            head.date, head.date_at = found, i
            _sign(head, labels, i, order=order)


def read_names(text: str) -> str | None:
    """The names of a byline, or those that a label in a line of several fields gives:
    `来源：河口日报 作者：王小明`.
    """
    if (name := read_byline(text)) or not _FIELDS.search(text):
        return name
    return ", ".join(next(read_labelled([text]), ())) or None


def _behind_label(text: str) -> str | None:
    """What a line says behind what opens a byline: of labels that only some languages have, behind
    their colon; a headline may begin with `Interview:`.
    """
    if found := BYLINE.fullmatch(text):
        return found["name"]
    label = LABEL.match(text)
    opening = label[0].rstrip() if label else ""
    is_sure = opening.endswith((":", "：")) and not opening.casefold().startswith("interview")
    return text[label.end() :] if label and is_sure else None


def _read_line(head: Head, labels: Labels, i: int, *, order: Order | None) -> None:
    """Take a line between headline and body for the byline, the date, or both."""
    text = labels.texts[i]
    found = labels.dates[i]
    if found is None:
        _sign(head, labels, i, order=order)
    if found is None and not is_terminated(text) and not is_credit(text):
        found = find_printed_date(text, order=order)
    if found and (
        head.date is None or head.date.reason or (head.date.is_update and not found.is_update)
    ):
        head.date, head.date_at = found, i


def _read_above(head: Head, labels: Labels, zone: range, *, order: Order | None) -> None:
    """Byline and date right above the headline, where none stands below it."""
    above = range(max(zone.start, (head.title_at or 0) - 2), head.title_at or 0)
    for i in reversed(above):
        if head.date is None and labels.dates[i] is not None:
            head.date, head.date_at = labels.dates[i], i
        _sign(head, labels, i, order=order)


def _without_date(name: str, *, order: Order | None) -> str | None:
    """A byline's names without the date behind them: `Ann Lee, 8 March 2026` gives `Ann Lee`."""
    said = read_line(name, order=order)
    if not (said.published or said.updated):
        return name
    cut = next((i for i, c in enumerate(name) if c.isdigit()), len(name))
    words = _GLUED.sub("", name[: min(cut, said.start)].rstrip(_JOINTS)).split(" ")
    while words and is_date_word(words[-1].strip(":").casefold()):
        words.pop()
    return " ".join(words).rstrip(_JOINTS) or None

"""A bare text capture -> labelled blocks with exact byte offsets, its article, the dates and the
teasers it prints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.page import (
    Article,
    Block,
    BlockKind,
    DateCandidate,
    HeadlineCandidate,
    Listing,
    Page,
    PageKind,
)
from transforms.parse.dates.datelines import find_dateline
from transforms.parse.dates.figures import DMY, read_day_order
from transforms.parse.dates.orders import text_order
from transforms.parse.dates.printed import find_refusal, parse_printed_date
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.people import read_people
from transforms.parse.plain.above.days import ask_day
from transforms.parse.plain.above.header import (
    MASTHEAD,
    is_header,
    is_headline_like,
    read_cell,
    unmark_heading,
)
from transforms.parse.plain.above.headline import REACH, Head, read_head
from transforms.parse.plain.above.writers import ask_writers
from transforms.parse.plain.body import classify_piece, find_text_bodies
from transforms.parse.plain.columns import Lines, read_lines
from transforms.parse.plain.headline_runs import label_runs
from transforms.parse.plain.labels import Labels, TextBody
from transforms.parse.plain.lines import Piece, cut_bytes, cut_plain, refuse_binary, unwrap
from transforms.parse.plain.list_headings import read_outlet
from transforms.parse.plain.teasers import label_teasers
from transforms.parse.plain.whole import find_whole, take_lines
from transforms.parse.together import Ask, Steps, finish_alone
from transforms.text.encoding import decode
from transforms.text.folds import fold_label
from transforms.values import frozen
from transforms.words.kinds.phrases import ERROR_TEXT, NOT_FOUND_TEXT

#: Servers say in few words that there is no page; longer texts about errors are articles. judged
ERROR_CHARS = 400
#: How far an update's day is trusted for the publication's: of 44 of the parts train and choose 26
#: are right. measured: benchmarks/quality/text.py
_UPDATE = 0.6
#: A line of a web archive's index: key, time, what was captured; or what heads them.
_CAPTURED = re.compile(r"\S+ \d{14} (?:\{\"|https?:)|CDX(?: [a-zA-Z])+$|!meta ")
#: Kinds of pieces that are an article's where the page has one.
_OF_ARTICLE = frozenset({"title", "byline", "date", "body", "heading"})
#: Paragraphs at the start of a body in which a dateline may stand. judged
DATELINE_PARAGRAPHS = 2


@frozen
class OpenedText:
    """A text capture cut into its lines, whose byte ranges are gapless and make up the payload, and
    how its encoding is known.
    """

    pieces: list[Piece]
    encoding: str
    encoding_source: str


def open_text(
    payload: bytes, *, charset: str | None = None, charset_source: str | None = None
) -> OpenedText:
    """The lines of a text capture.

    `charset` is what a transport declared, `charset_source` the name that evidence goes by where
    the bytes bear it out (default `http`). Raises Refused("binary") for what is no text in any
    encoding.
    """
    decoded = decode(payload, declared=charset, media_type="text/plain")
    refuse_binary(
        payload,
        decoded.text,
        decoded.encoding,
        is_sure_text=decoded.source not in ("detected", "replaced"),
    )
    pieces = cut_bytes(payload, decoded.text, decoded.encoding, decoded.bom_bytes)
    source = charset_source if decoded.source == "http" and charset_source else decoded.source
    return OpenedText(pieces, decoded.encoding, source)


def parse_plain(text: str) -> Page:
    """The page a text without bytes of its own is, such as a JSON field: the same labels, no
    offsets.
    """
    return finish_alone(label_plain(text))


def label_plain(text: str) -> Steps:
    """`parse_plain` in steps."""
    return (yield from label_lines(cut_plain(text)))


def label_lines(given: list[Piece]) -> Steps:
    """The page of these lines, in four questions: what they say by themselves, which of them are
    the body, and which others, where no rule tells, print its day and name its writers.
    """
    pieces = unwrap(given)
    texts = [p.text for p in pieces]
    no_page: PageKind | None = _failure(texts) if any(texts) else "empty"
    if no_page:
        rule = "blank" if no_page == "empty" else f"page:{no_page}"
        return Page(
            no_page,
            [Block("other", p.text, rule, None, p.start, p.end) for p in pieces],
        )
    lines: Lines = yield Ask(read_lines, texts)
    labels, order = label_pieces(pieces, lines)
    body: TextBody | None = yield Ask(find_text_bodies, labels)
    body, head = find_head(labels, body, order)
    if body:
        yield from ask_day(head, labels, body, order=order)
        yield from ask_writers(head, labels, body, order=order)
    return _page(pieces, labels, body, head)


def _page(pieces: list[Piece], labels: Labels, body: TextBody | None, head: Head) -> Page:
    """The page of labelled pieces, with the body and the head that were found among them."""
    run = body.run if body else None
    kinds = [known or _kind(labels, i, body, head) for i, known in enumerate(labels.kinds)]
    stated = _own_dates(labels, run, head)
    page_kind: PageKind = "article" if run else "list" if labels.listings else "other"
    printed = labels.texts[head.title_at] if head.title_at is not None else None
    title = unmark_heading(printed) if printed else None
    return Page(
        page_kind,
        _blocks(pieces, kinds, run),
        articles=[_article(title, head)] if run else [],
        headlines=[_headline(title, printed)] if title else [],
        dates=stated,
        listings=labels.listings,
        captured_after=_captured_after(labels.listings, stated),
        outlet_heading=_outlet(labels, run, head),
    )


def find_head(
    labels: Labels, body: TextBody | None, order: Order | None
) -> tuple[TextBody | None, Head]:
    """The article's lines, and what the rules find above them; lists without a heading are labelled
    beside them.
    """
    whole = find_whole(labels, has_prose=body is not None)
    body = take_lines(labels, body, whole)
    body = _below_header(labels, body) if body and not whole else body
    head = Head()
    if body and body.run:
        opening = min(body.kept, default=body.run.start)
        head = read_head(labels, body.run, opening, order=order, chances=body.titles)
    if whole and (head.title_at is None or head.title_at in whole.run):
        head.title_at = head.title_at if whole.title_at is None else whole.title_at
    if body:
        places = (head.title_at, head.byline_at, head.date_at)
        own = body.kept | {at for at in places if at is not None}
        label_runs(labels, body.run, own)
    return body, head


def _article(title: str | None, head: Head) -> Article:
    """The article with the people and agencies of its byline."""
    people = read_people([head.byline] if head.byline else [])
    return Article(
        title=title,
        byline=", ".join(people.names) or None,
        agency=", ".join(people.agencies) or None,
        photo_credit=", ".join(people.credits) or None,
    )


def _below_header(labels: Labels, body: TextBody) -> TextBody:
    """The body without what stands over its text: lines that hold a day or name the writer, and the
    headline over these.
    """
    start, stop = body.run.start, body.run.stop

    def below(at: int) -> int:
        while at + 1 < stop and labels.kinds[at] is None and is_header(labels, at):
            at += 1
        return at

    first = below(start)
    has_title = first == start and is_headline_like(labels.texts[start])
    if has_title and start + 1 < stop and labels.kinds[start] is None:
        first = below(start + 1)
        first = start if first == start + 1 else first
    if first == start:
        return body
    return replace(body, run=range(first, stop), kept=body.kept - {*range(start, first)})


def _headline(title: str, printed: str | None) -> HeadlineCandidate:
    return HeadlineCandidate(
        "text", title, is_chosen=True, evidence=printed if printed != title else None
    )


def label_pieces(pieces: list[Piece], lines: Lines | None = None) -> tuple[Labels, Order | None]:
    """The pieces with their dates and teasers, and whether the page writes the day first; `lines`
    are their columns, read where none are given.
    """
    lines = lines or read_lines([[p.text for p in pieces]])[0]
    is_figured, is_dateable = lines.columns.is_figured, lines.columns.is_dateable
    order = _day_order(lines, is_figured[lines.rows].nonzero()[0].tolist())
    dates: list[PrintedDate | None] = [None] * len(lines.texts)
    for i in is_dateable[lines.rows].nonzero()[0].tolist():
        text = lines.texts[i]
        dates[i] = parse_printed_date(text, order=order) or _refused(text)
    for i, text in enumerate(lines.texts[:MASTHEAD]):
        dates[i] = dates[i] or read_cell(text, order)
    return label_teasers(lines, dates, [p.gap for p in pieces]), order


def _day_order(lines: Lines, figured: Sequence[int]) -> Order | None:
    """How a text writes days in figures: told by those of its lines that have some, else, where one
    of them may be a day, by its language.
    """
    if told := read_day_order(lines.texts[i] for i in figured):
        return told
    is_open = any(DMY.search(lines.texts[i]) for i in figured)
    return text_order(lines.texts) if is_open else None


def _refused(text: str) -> PrintedDate | None:
    """A line written like a date that is none: it stands where a date stands, and dates nothing."""
    reason = find_refusal(text)
    return PrintedDate(evidence=text, reason=reason) if reason else None


def _failure(texts: list[str]) -> PageKind | None:
    """Whether the whole text is a server's word that there is no page, or a list of captures."""
    if all(map(_CAPTURED.match, texts[:2])):
        return "other"
    if len(texts) > 6 or sum(map(len, texts)) > ERROR_CHARS:
        return None
    whole = fold_label(" ".join(texts))
    if NOT_FOUND_TEXT.fullmatch(whole):
        return "not_found"
    return "error" if ERROR_TEXT.fullmatch(whole) else None


def _kind(labels: Labels, i: int, body: TextBody | None, head: Head) -> tuple[BlockKind, str]:
    """What a piece is that is nothing yet."""
    if body and i in body.run and labels.dates[i]:
        return "date", "date:inside"
    is_told = i in head.told
    is_heads = i == head.title_at or (is_told and not labels.lines.is_terminated[i])
    if body and i in body.kept and not is_heads:
        kind = classify_piece(labels, i, body.run)
        return kind if kind[0] != "other" else ("body", "body:model")
    if i == head.title_at:
        return "title", "title:above-body"
    if i == head.byline_at:
        return "byline", "byline:told" if is_told else "byline:above-body"
    if i == head.date_at:
        return "date", "date:told" if is_told else "date:above-body"
    return "other", "date:stray" if labels.dates[i] else "outside-body" if body else "no-body"


def _blocks(
    pieces: list[Piece], kinds: list[tuple[BlockKind, str]], run: range | None
) -> list[Block]:
    of_article = _OF_ARTICLE if run is not None else frozenset[str]()
    return [
        Block(kind, p.text, rule, 0 if kind in of_article else None, p.start, p.end)
        for p, (kind, rule) in zip(pieces, kinds, strict=True)
    ]


def _own_dates(labels: Labels, run: range | None, head: Head) -> list[DateCandidate]:
    """Candidates from the article's own lines: the date above the body and the dateline at its
    start.
    """
    out: list[DateCandidate] = []
    if head.date and head.date.reason is None:
        trust = 0.8 if head.title_at is not None else 0.5
        out.append(_candidate(head.date, "text", head.trust or trust))
    above = (
        range(
            head.title_at if head.title_at is not None else max(0, run.start - REACH // 2),
            run.start,
        )
        if run
        else ()
    )
    for found in (labels.dates[i] for i in above):
        if found and found.reason:
            out.append(
                DateCandidate("text", "day", 0.5, evidence=found.evidence, reason=found.reason)
            )
    paragraphs = [i for i in run or () if labels.kinds[i] is None][:DATELINE_PARAGRAPHS]
    for i in paragraphs:
        if found := find_dateline(labels.texts[i]):
            out.append(_candidate(found, "dateline", 0.7))
            break
    return out


def _candidate(found: PrintedDate, source: str, confidence: float) -> DateCandidate:
    """Evidence for the publication, or of the last update, which is less."""
    if found.is_update and found.value_on:
        source, confidence = f"{source}_modified", confidence * _UPDATE
    return found.as_candidate(source, confidence, evidence=found.evidence)


def _captured_after(listings: list[Listing], own: list[DateCandidate]) -> date | None:
    """The day the page was captured on or after: the latest it prints for an article."""
    printed = [li.listed_on for li in listings] + [
        c.value_on or (c.not_after if c.precision == "range" else None) for c in own
    ]
    return find_latest_date([d for d in printed if d])


def _outlet(labels: Labels, run: range | None, head: Head) -> str | None:
    """The outlet a list heading names; an author whose name stands between headline and body is
    none.
    """
    start = head.title_at if head.title_at is not None else run.start if run else 0
    for text, kind in zip(labels.texts, labels.kinds, strict=True):
        name = read_outlet(text) if kind and kind[1] == "heading:named" else None
        if name:
            signed = " ".join(labels.texts[start : run.start] if run else ()).casefold()
            if name.casefold() not in signed:
                return name
    return None


def find_latest_date(dates: Sequence[date]) -> date | None:
    """The latest of the dates a page prints: it was captured on that day or later. A lone leap
    ahead is a misprint.
    """
    ordered = sorted(dates)
    while len(ordered) > 3 and (ordered[-1] - ordered[-2]).days > 366:
        ordered.pop()
    return ordered[-1] if ordered else None

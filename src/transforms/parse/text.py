"""A text capture -> its page, with the fields that its first lines state of the article below."""

from __future__ import annotations

from dataclasses import replace

from transforms.page import Block, BlockKind, Page
from transforms.parse.html.fields.dates import read_url_dates
from transforms.parse.plain.headline import unmark_heading
from transforms.parse.plain.lines import Piece
from transforms.parse.plain.page import OpenedText, label_lines, open_text
from transforms.parse.plain.stated import Stated, read_stated
from transforms.parse.record import NO_ARTICLE, make_whole, name_article, with_stated
from transforms.parse.saved import address_only
from transforms.parse.together import Steps, finish_alone
from transforms.text.folds import fold_name

#: The rule of the blocks of a text that is an article as a whole, since a head says so.
BELOW_HEAD = "below_head"
_KINDS: dict[str, BlockKind] = {"title": "title", "author": "byline", "published": "date"}


def parse_text(
    payload: bytes,
    *,
    charset: str | None = None,
    charset_source: str | None = None,
    url: str | None = None,
) -> Page:
    """The page a text capture is; its blocks' byte ranges are gapless and concatenate to the
    payload. Arguments and errors are those of `open_text`; `url` is the capture's address.
    """
    opened = open_text(payload, charset=charset, charset_source=charset_source)
    return finish_alone(label_text(opened, url=url))


def label_text(opened: OpenedText, *, url: str | None = None) -> Steps:
    """`parse_text` in steps."""
    head = read_stated(opened.pieces)
    lines = opened.pieces
    page: Page = yield from label_lines(lines[head.count :] if head else lines)
    page = _below_head(page, head, lines, url) if head else _at_address(page, url)
    return replace(page, encoding=opened.encoding, encoding_source=opened.encoding_source)


def _at_address(page: Page, url: str | None) -> Page:
    """A text's page with what its address says of its article: the address itself and a date in its
    path.
    """
    if not url or not page.articles:
        return page
    first = page.articles[0]
    return replace(
        page,
        articles=[replace(first, url=first.url or url), *page.articles[1:]],
        dates=[*page.dates, *read_url_dates(url)],
    )


def _below_head(page: Page, head: Stated, lines: list[Piece], url: str | None) -> Page:
    """The page of what stands below a head, with what the head states."""
    fields, saved = head.fields, address_only(head.fields.url)
    if page.page_kind not in NO_ARTICLE and (head.is_fenced or not page.articles):
        page = make_whole(page, BELOW_HEAD)
    if page.articles:
        page = with_stated(page, fields, saved.url or url, is_chosen=fields.title is not None)
    elif page.page_kind == "empty":
        page = replace(page, listings=name_article(fields, saved.url or url))
    own = (d.value_on for d in page.dates if d.source == "record")
    days = [day for day in (page.captured_after, *own) if day]
    return replace(
        _with_head(page, head, lines[: head.count]),
        captured_after=max(days, default=None),
        saved_url=saved.url if url is None else None,
        saved_at=saved.captured_at or fields.captured_at,
        site_name=fields.outlet,
    )


def _with_head(page: Page, head: Stated, lines: list[Piece]) -> Page:
    """The page with the lines of its head as first blocks. The line that states the title is the
    title block where the text below does not print the same; what it prints instead is a heading.
    """
    title = fold_name(head.fields.title or "")
    is_printed, below = False, list[Block]()
    for block in page.blocks:
        if title and block.kind in ("title", "heading"):
            is_same = not is_printed and fold_name(unmark_heading(block.text)) == title
            is_printed |= is_same
            block = block._replace(kind="title" if is_same else "heading")
        below.append(block)
    above = list[Block]()
    for no, line in enumerate(lines):
        field = head.places.get(no)
        kind = _KINDS.get(field or "", "other") if page.articles else "other"
        if kind == "title" and is_printed:
            kind = "other"
        article_no = None if kind == "other" else 0
        rule = f"head:{field or 'other'}"
        above.append(Block(kind, line.text, rule, article_no, line.start, line.end))
    listings = [
        replace(x, block_no=x.block_no + len(above)) if x.block_no is not None else x
        for x in page.listings
    ]
    return replace(page, blocks=[*above, *below], listings=listings)

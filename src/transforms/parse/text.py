"""A text capture -> its page, with the fields that its lines state of the article."""

from __future__ import annotations

from dataclasses import replace

from transforms.page import Block, BlockKind, Page
from transforms.parse.heads.stated import Stated, read_stated
from transforms.parse.html.fields.dates import read_url_dates
from transforms.parse.markdown import LINK_SIGN, without_links
from transforms.parse.plain.above.header import cut_title, unmark_heading
from transforms.parse.plain.lines import Piece
from transforms.parse.plain.page import OpenedText, label_lines, open_text
from transforms.parse.record import NO_ARTICLE, make_whole, name_article, people_of, with_stated
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
    lines = _without_links(opened.pieces)
    stated = read_stated(lines)
    page: Page = yield from label_lines(_without(lines, stated) if stated else lines)
    stated = _with_printed(stated, page) if stated else None
    page = _with_stated(page, stated, lines, url) if stated else _at_address(page, url)
    return replace(page, encoding=opened.encoding, encoding_source=opened.encoding_source)


def _without_links(lines: list[Piece]) -> list[Piece]:
    """The lines without the links and pictures of Markdown; one that is nothing else, as a picture
    is, belongs to the line before it.
    """
    if not any(LINK_SIGN in line.text for line in lines):
        return lines  # as of most texts
    out = list[Piece]()
    for line in lines:
        text = without_links(line.text)
        if text:
            out.append(line if text == line.text else replace(line, text=text))
        elif out:
            out[-1] = replace(out[-1], end=line.end)
        else:
            out.append(line)
    return out


def _without(lines: list[Piece], stated: Stated) -> list[Piece]:
    """The lines of the article: no paragraph reaches across those that state its fields."""
    return [
        replace(line, text=stated.behind.get(i, line.text), gap=line.gap or i - 1 in stated.lines)
        for i, line in enumerate(lines)
        if i not in stated.lines
    ]


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


def _with_stated(page: Page, stated: Stated, lines: list[Piece], url: str | None) -> Page:
    """The page of an article's lines with what others state of it."""
    fields, saved = stated.fields, address_only(stated.fields.url)
    if page.page_kind not in NO_ARTICLE and (stated.is_whole or not page.articles):
        page = make_whole(page, BELOW_HEAD)
    if page.articles:
        page = with_stated(
            page, fields, people_of(fields), saved.url or url, is_chosen=fields.title is not None
        )
    elif page.page_kind == "empty":
        page = replace(page, listings=name_article(fields, saved.url or url))
    own = (d.value_on for d in page.dates if d.source == "record")
    days = [day for day in (page.captured_after, *own) if day]
    return replace(
        _with_lines(page, stated, lines),
        captured_after=max(days, default=None),
        saved_url=saved.url if url is None else None,
        saved_at=saved.captured_at or fields.captured_at,
        site_name=fields.outlet,
    )


def _with_printed(stated: Stated, page: Page) -> Stated:
    """The fields with the headline as the text prints it, where the title that a line states says
    that and the site's name: `Rain at last - Fen Echo`.
    """
    title, printed = stated.fields.title, page.articles[0].title if page.articles else None
    parts = {fold_name(part) for part in cut_title(title or "")}
    if not printed or fold_name(printed) not in parts:
        return stated
    return replace(stated, fields=replace(stated.fields, title=printed))


def _with_lines(page: Page, stated: Stated, lines: list[Piece]) -> Page:
    """The page with the lines that state fields in their places. The line that states the title is
    the title block where the text does not print the same; what it prints instead is a heading.
    """
    own = _title_again(page.blocks, fold_name(stated.fields.title or ""))
    is_printed = any(b.kind == "title" for b in own)
    blocks: list[tuple[Block, int | None]] = [(b, no) for no, b in enumerate(own)]
    for i in sorted(stated.lines):
        name = stated.places.get(i, "other")
        kind = _KINDS.get(name, "other") if page.articles else "other"
        kind = "other" if kind == "title" and is_printed else kind
        no = None if kind == "other" else 0
        block = Block(kind, lines[i].text, f"head:{name}", no, lines[i].start, lines[i].end)
        blocks.append((block, None))
    blocks.sort(key=lambda entry: entry[0].byte_start or 0)
    place = {no: at for at, (_, no) in enumerate(blocks) if no is not None}
    listings = [
        replace(x, block_no=place[x.block_no]) if x.block_no is not None else x
        for x in page.listings
    ]
    return replace(page, blocks=[block for block, _ in blocks], listings=listings)


def _title_again(blocks: list[Block], title: str) -> list[Block]:
    """The blocks, of which the first that prints this (folded) title is the title, and no other."""
    if not title:
        return blocks
    out, is_printed = list[Block](), False
    for block in blocks:
        if block.kind in ("title", "heading"):
            is_same = not is_printed and fold_name(unmark_heading(block.text)) == title
            is_printed |= is_same
            block = block._replace(kind="title" if is_same else "heading")
        out.append(block)
    return out

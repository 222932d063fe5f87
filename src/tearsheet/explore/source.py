"""Raw bytes as they may be looked at: text with the very bytes of a piece lit, the source of a
page, a page of which nothing runs or loads, and bytes in hexadecimal.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import nh3
from markupsafe import Markup

from tearsheet.plain_text import show_text

#: So much of a payload is shown; the whole is a download. judged
MOST_CHARS = 200_000
MOST_BYTES = 4_096
_ROW_BYTES = 16
_WORD = re.compile(r"\S+")

#: What of a page's markup says how its text is made up. Nothing of it loads anything.
_TAG_NAMES = (
    "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd "
    "del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i "
    "ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub "
    "summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
#: Elements that go with what stands in them: it is no text of the page.
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}


#: What a browser may do with a captured page: show its text.
PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'"
#: As a header, which says more than a page may of itself.
SANDBOX_POLICY = f"{PAGE_POLICY}; frame-ancestors 'self'; sandbox"
_DOCUMENT = Markup(
    '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
    '<meta name="color-scheme" content="light dark">'
    '<meta http-equiv="Content-Security-Policy" content="{}">'
    '<title>Captured page</title></head><body dir="{}">{}</body></html>'
)


#: Which way the text of a page runs, as its outermost elements say.
_DIRECTION = re.compile(r"<(?:html|body)\b[^>]{0,500}?\sdir\s*=\s*[\"']?(rtl|ltr)\b", re.IGNORECASE)


class Lit(NamedTuple):
    """A piece of a text capture, of so many bytes, and whether it is what was asked for."""

    text: str
    byte_start: int
    byte_end: int
    block_no: int | None
    kind: str | None
    is_lit: bool


def lit_blocks(
    payload: bytes,
    encoding: str | None,
    blocks: Sequence[Mapping[str, Any]],
    *,
    lit_no: int | None = None,
    words: str | None = None,
) -> Iterator[Lit]:
    """The whole payload, block after block, with the bytes of one block lit; where `words` stand in
    it these alone. Blocks without places light nothing.
    """
    end = 0
    for block in blocks:
        start, stop = block["byte_start"], block["byte_end"]
        if start is None or stop is None or start < end:
            continue
        if start > end:
            yield _piece(payload, encoding, end, start)
        end, is_lit = stop, block["block_no"] == lit_no
        place = None
        if is_lit and words:
            place = _place_of(payload[start:stop], encoding, words)
        if place is None:
            yield _piece(payload, encoding, start, stop, block, is_lit=is_lit)
            continue
        low, high = start + place[0], start + place[1]
        for one, other, lit in ((start, low, False), (low, high, True), (high, stop, False)):
            if other > one:
                yield _piece(payload, encoding, one, other, block, is_lit=lit)
    if end < len(payload):
        yield _piece(payload, encoding, end, len(payload))


def _piece(
    payload: bytes,
    encoding: str | None,
    start: int,
    stop: int,
    block: Mapping[str, Any] | None = None,
    *,
    is_lit: bool = False,
) -> Lit:
    text = shown_source(payload[start:stop], encoding)
    number, kind = (block["block_no"], block["kind"]) if block else (None, None)
    return Lit(text, start, stop, number, kind, is_lit)


def _place_of(raw: bytes, encoding: str | None, words: str) -> tuple[int, int] | None:
    """Where words stand in bytes, however they are spaced; null where they do not, letter by
    letter.
    """
    name = _codec(encoding)
    text = raw.decode(name, "replace")
    pattern = r"\s+".join(re.escape(word) for word in _WORD.findall(words))
    found = re.search(pattern, text) if pattern else None
    if found is None or "\ufffd" in text[: found.end()]:
        return None
    before, inside = (part.encode(name) for part in (text[: found.start()], found[0]))
    return len(before), len(before) + len(inside)


def shown_source(raw: bytes, encoding: str | None) -> str:
    """Bytes as text, with what would steer a page spelled out."""
    text = raw.decode(_codec(encoding), "replace")
    return show_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def _codec(encoding: str | None) -> str:
    """A codec of Python's that reads bytes piece by piece, without a mark at their beginning."""
    try:
        name = codecs.lookup(encoding or "utf-8").name
    except LookupError:
        return "utf-8"
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name)


def safe_page(payload: bytes, encoding: str | None, language: str | None = None) -> str:
    """A captured page as a document of its own in which nothing runs, loads or leads elsewhere:
    its text, and how that is made up.
    """
    text = payload.decode(_codec(encoding), "replace")[: 10 * MOST_CHARS]
    body = nh3.clean(
        text,
        tags=set(_TAG_NAMES.split()),
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    said = _DIRECTION.search(text)
    way = said[1].lower() if said else "auto"
    return _DOCUMENT.format(language or "und", PAGE_POLICY, way, Markup(body))


class HexRow(NamedTuple):
    """Sixteen bytes: where they begin, in hexadecimal, and as far as they are ASCII."""

    offset: int
    digits: str
    letters: str


def hex_rows(raw: bytes) -> list[HexRow]:
    """The first bytes of a payload, row by row."""
    rows = []
    for start in range(0, min(len(raw), MOST_BYTES), _ROW_BYTES):
        row = raw[start : min(start + _ROW_BYTES, MOST_BYTES)]
        letters = "".join(chr(b) if 0x20 <= b < 0x7F else "·" for b in row)
        rows.append(HexRow(start, row.hex(" "), letters))
    return rows

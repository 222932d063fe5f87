"""An HTTP response as a crawler stored it -> status, type, charset and the body without its
transfer and content encodings.
"""

from __future__ import annotations

import re
import zlib

import brotli
import zstandard

from transforms.formats.cursor import BLANK_LINE
from transforms.page import Refused
from transforms.values import frozen

#: What an HTTP response begins with, in whichever case.
HTTP = b"HTTP/"
_STATUS = re.compile(rb"HTTP/\d+(?:\.\d+)?\s+(\d{3})", re.IGNORECASE)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
#: Blanks, and the line end and indent by which a header goes on in its next line.
_FOLD = re.compile(r"[^\S\n]++(?:\n[ \t]++)?+|\n[ \t]++")
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([^\s\"';,]++)", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w.+!#$&^-]{1,127}/[\w.+!#$&^-]{1,127}")
#: Bytes of a body that are expanded at a time; one of Brotli can stand for thousands. judged
_STEP = 1 << 18
_BROTLI_STEP = 1 << 12


def begins_as_response(block: bytes) -> bool:
    """Whether a block of bytes begins as an HTTP response does."""
    return block[: len(HTTP)].upper() == HTTP


@frozen
class Response:
    """One response. `stored` is the body as it stands in the record, `plain` the one without
    chunks, `body` the decoded one.
    """

    status: int | None
    media_type: str | None
    charset: str | None
    stored: bytes
    plain: bytes
    body: bytes


def parse_response(message: bytes, *, limit: int) -> Response:
    """The response in these bytes. An encoding that the body does not have is taken as undone
    already.

    Bytes without a status line are a body without headers. Raises Refused("too_large") where the
    body expands beyond `limit`.
    """
    end = BLANK_LINE.search(message) if _STATUS.match(message) else None
    return (
        parse_parts(message[: end.end()], message[end.end() :], limit=limit)
        if end
        else parse_parts(message, b"", limit=limit)
    )


def parse_parts(head: bytes, stored: bytes, *, limit: int) -> Response:
    """`parse_response`, of a message that was cut after its headers already."""
    status = _STATUS.match(head)
    if not status:
        message = head + stored
        return Response(None, None, None, message, message, message)
    headers = parse_headers(head)
    media_type, charset = media_type_of(headers.get("content-type"))
    plain = dechunk(stored) if "chunked" in headers.get("transfer-encoding", "").lower() else stored
    body = plain
    for coding in reversed(headers.get("content-encoding", "").split(",")):
        body = decode_body(body, coding.strip().lower(), limit=limit)
    return Response(int(status.group(1)), media_type, charset, stored, plain, body)


def parse_headers(head: bytes) -> dict[str, str]:
    """Header names in lower case -> values, folded lines joined; of a repeated header the first
    that says something.
    """
    text = _text(head)
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(lambda m: " " if "\n" in m[0] else m[0], text)
    headers: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon and (key := name.strip().lower()) and not headers.get(key):
            headers[key] = value.strip()
    return headers


def media_type_of(content_type: str | None) -> tuple[str | None, str | None]:
    """(media type, charset): `'Text/HTML; charset="EUC-KR"'` gives `('text/html', 'EUC-KR')`."""
    if not content_type:
        return None, None
    media_type, _, parameters = content_type.partition(";")
    charset = _CHARSET.search(parameters)
    name = media_type.partition(",")[0].strip().lower()
    return (name if _MEDIA_TYPE.fullmatch(name) else None), (
        charset.group(1)[:40] if charset else None
    )


def dechunk(body: bytes) -> bytes:
    """The body without its chunk framing; what is not framed (any more) is kept as it is, a cut
    last chunk as far as it goes.
    """
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK.match(body, at):
        length = int(size.group(1), 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if body.startswith(b"\r\n", at):
            at += 2
        elif body.startswith(b"\n", at):
            at += 1
        elif at < len(body) and len(parts) == 1:
            return body  # a page that happens to begin with a hexadecimal line
    return b"".join(parts) + body[at:]


def decode_body(body: bytes, coding: str, *, limit: int) -> bytes:
    """The body with one content encoding undone; as it is where it does not begin in that
    encoding.
    """
    steps = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if coding not in steps or not body:
        return body
    try:
        out = steps[coding](body, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError, ValueError):
        return body
    if len(out) > limit:
        raise Refused("too_large", f"the {coding} body expands to more than {limit} bytes")
    return out or body


def _gzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while body.startswith(b"\x1f\x8b"):
        inflate = zlib.decompressobj(31)
        part = inflate.decompress(body, limit + 1 - size)
        parts.append(part)
        size += len(part)
        body = inflate.unused_data
        if not inflate.eof or size > limit:
            break
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    """With the zlib wrapper the standard asks for, or without, as many servers send it."""
    try:
        return zlib.decompressobj(15).decompress(body, limit + 1)
    except zlib.error:
        return zlib.decompressobj(-15).decompress(body, limit + 1)


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = bytearray()
    for at in range(0, len(body), _BROTLI_STEP):
        out += decoder.process(body[at : at + _BROTLI_STEP], output_buffer_limit=_STEP)
        while not decoder.can_accept_more_data() and len(out) <= limit:
            out += decoder.process(b"", output_buffer_limit=_STEP)
        if len(out) > limit or decoder.is_finished():
            break
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    reader = zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True)
    out = bytearray()
    while len(out) <= limit and (part := reader.read(_STEP)):
        out += part
    return bytes(out)


def _text(head: bytes) -> str:
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")

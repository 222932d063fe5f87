"""What bytes are, by their content and never by a name."""

from __future__ import annotations

import codecs
import re
from typing import Literal, get_args

from transforms.formats.saved.documents import is_documents
from transforms.formats.saved.mail import is_mail
from transforms.formats.saved.mbox import is_mbox
from transforms.formats.saved.webarchive import WEBARCHIVE
from transforms.formats.sgml import is_sgml
from transforms.text.encoding import decode

Kind = Literal[
    "warc", "arc", "gzip", "zstd", "bz2", "xz", "lz4", "zip", "tar", "parquet", "documents", "mbox",
    "jsonl", "json", "csv", "sgml", "mail", "plist", "html", "xml", "text", "empty", "binary",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
#: How much of a file `sniff` wants to see. judged
HEAD_BYTES = 8192
#: What a capture of this kind is called where nothing else names its type.
MEDIA_TYPES: dict[str, str] = {
    "html": "text/html",
    "xml": "application/xml",
    "text": "text/plain",
    "json": "application/json",
    "jsonl": "application/json",
    "csv": "text/csv",
    "sgml": "text/sgml",
    "documents": "text/plain",
    "mail": "message/rfc822",
    "mbox": "application/mbox",
    "plist": WEBARCHIVE,
}

#: What servers and crawlers write when they do not know the type.
_UNTYPED = frozenset(
    {
        "application/octet-stream",
        "application/x-unknown",
        "unknown/unknown",
        "application/unknown",
        "no-type",
        "unk",
        "binary/octet-stream",
    }
)

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x5d\x2a\x4d\x18", "zstd"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"filedesc://", "arc"),
    (b"%PDF-", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"PAR1", "parquet"),
    (b"bplist00", "plist"),
)
_FIRST_BYTES = frozenset(magic[:1] for magic, _ in _MAGIC)
_WARC = re.compile(rb"\s*WARC/\d")
_JSON_OBJECT = re.compile(rb"\{\s*(?:\"|\}|$)")
_JSON_ARRAY = re.compile(
    rb"\[\s*(?:\{\s*[\"}]|\]\s*$)"
)  # of records: a text may well begin with [1] or [Photo]
# Possessive throughout: a run of comments can be parted in as many ways as there are subsets of
# them. The tags by which the WHATWG MIME Sniffing Standard knows HTML, and a document tag at the
# start of any early line.
_HTML = re.compile(
    r"(?>\s|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link|"
    r"article|section|main|header|nav|span|ul|noscript)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_HTML_LATER = re.compile(
    r"^[^\S\n]*+<(?:!doctype\s++html|html|body)[\s>]", re.IGNORECASE | re.MULTILINE
)
_XML = re.compile(
    r"\s*+(?:<\?xml\s|<!doctype\s++(?!html)|(?><!--.*?-->|\s)*+<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex|opml|nitf|newsml)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_BYTES = bytes(b for b in range(128) if _CONTROL.match(chr(b)))
#: A text may have control characters at this share, and one in any case. judged
_LATER_CONTROL_SHARE = 0.02


def sniff(head: bytes) -> Kind:
    """The kind of a file from its first `HEAD_BYTES`: `sniff(b'{"url": "x"}\\n')` is `'jsonl'`.

    For a compressed kind the caller expands a bounded head and sniffs again. UTF-16 and UTF-32 text
    is text.
    """
    for magic, kind in _MAGIC if head[:1] in _FIRST_BYTES else ():
        if head.startswith(magic) and (kind != "bz2" or head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")):
            return kind
    if _WARC.match(head):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    if is_sgml(head):
        return "sgml"
    head = head.removeprefix(codecs.BOM_UTF8)
    if not head.strip():
        return "empty"
    if is_mbox(head):
        return "mbox"
    if is_mail(head):
        return "mail"
    if is_documents(head):
        return "documents"
    return _json_kind(head) or _text_kind(head)


def media_type(declared: str | None, payload: bytes) -> str:
    """The media type as it is declared, else by content: `media_type("unk", b"<html>")` is
    `'text/html'`.
    """
    return telling_type(declared) or MEDIA_TYPES.get(
        sniff(payload[:HEAD_BYTES]), "application/octet-stream"
    )


def telling_type(declared: str | None) -> str | None:
    """The declared media type, null where it is one that says nothing."""
    return None if declared in _UNTYPED else declared


def nul_bytes(payload: bytes) -> bool:
    """Whether a payload that reads as narrow text has NUL bytes in it."""
    return b"\0" in payload and not decode(payload[: HEAD_BYTES & ~3]).encoding.startswith(
        ("utf-16", "utf-32")
    )


def _json_kind(head: bytes) -> Kind | None:
    """JSON lines where a line of the first two is an object by itself (the first may be broken),
    else one document.
    """
    start = head.lstrip()
    if _JSON_OBJECT.match(start):
        lines = [line.strip() for line in start.split(b"\n") if line.strip()]
        whole_line = any(line.startswith(b"{") and line.endswith(b"}") for line in lines[:2])
        return "jsonl" if whole_line or len(lines) == 1 else "json"
    return "json" if _JSON_ARRAY.match(start) else None


def _text_kind(head: bytes) -> Kind:
    text = decode(head).text
    if _HTML.match(text):
        return "html"
    # without such a byte there is no such character, in whatever encoding
    has_control = len(head.translate(None, _CONTROL_BYTES)) < len(head)
    if has_control and _is_binary(text):
        return "binary"
    if _XML.match(text):
        return "html" if re.search(r"<html[\s>]|<!doctype\s+html", text, re.IGNORECASE) else "xml"
    return "html" if "<" in text and _HTML_LATER.search(text) else "text"


def _is_binary(text: str) -> bool:
    controls = len(_CONTROL.findall(text))
    return controls > max(1, _LATER_CONTROL_SHARE * len(text)) or "\0" in text

"""Media that are no pages: a picture, a script, a PDF is skipped and counted by its kind. It is
nothing that should have been readable, so it is not refused.

Which records are skipped is told by their media type alone, so that the rule can be applied again
to what was recorded of them; a loose file has none, and there its first bytes tell.
"""

from __future__ import annotations

import re

from transforms.formats.record import Item, Record, Revisit, Skipped
from transforms.formats.sniff import Kind

_KINDS_BY_MAJOR_TYPE = {
    "image": "image",
    "font": "font",
    "audio": "media",
    "video": "media",
}
#: Minor types by kind; `application/` and `text/` alike. A page, a feed and whatever no line here
#: names go to the parser, which refuses what it does not know.
_MINOR_TYPES = {
    "script": r"(?:x-)?(?:java|ecma|j|live|type)script(?:1\.\d)?|wasm",
    "style": r"(?:x-)?(?:css|less|scss|sass)",
    "font": r"(?:x-)?font[\w.-]*|vnd\.ms-fontobject|vnd\.ms-opentype",
    "media": r"ogg|mp4|vtt|ttml\+xml|x-subrip|(?:x-)?mpegurl|vnd\.apple\.mpegurl|dash\+xml|"
    r"vnd\.ms-sstr\+xml|x-shockwave-flash|vnd\.yt-ump|vnd\.rn-realmedia",
    "pdf": r"(?:x-)?pdf|acrobat",
    "document": r"msword|rtf|postscript|epub\+zip|x-mobipocket-ebook|vnd\.ms-(?:excel|powerpoint|"
    r"word)[\w.+-]*|vnd\.openxmlformats-officedocument\.[\w.+-]+|"
    r"vnd\.oasis\.opendocument\.[\w.+-]+",
    "archive": r"zip|(?:x-)?(?:zip-compressed|gzip|gzip-compressed|tar|gtar|bzip2?|xz|zstd|"
    r"7z-compressed|rar|rar-compressed)|vnd\.rar|java-archive|x-java-archive|"
    r"vnd\.android\.package-archive|x-apple-diskimage|x-iso9660-image",
    "data": r"(?:x-)?json|(?!feed\+)[\w.-]+\+json|json5|(?:x-)?ndjson|jsonl|csv|"
    r"tab-separated-values|event-stream|(?:x-)?protobuf[\w.+-]*|vnd\.google\.protobuf|"
    r"(?:x-)?msgpack|cbor|grpc[\w.+-]*|x-www-form-urlencoded|opensearchdescription\+xml|"
    r"vnd\.apache\.parquet",
    "binary": r"octet-stream|x-binary|macbinary|x-msdownload|x-dosexec|x-executable|x-sharedlib|"
    r"x-elf|x-mach-binary|x-msdos-program|x-sqlite3|vnd\.sqlite3",
}
_KINDS_BY_MINOR_TYPE = re.compile(
    "|".join(f"(?P<{kind}>{names})" for kind, names in _MINOR_TYPES.items())
)
#: How files of media begin. Source: the WHATWG MIME Sniffing Standard and file(1).
_MAGIC = re.compile(
    rb"(?P<image>\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|BM.{4}\0\0\0\0|\0\0[\1\2]\0|"
    rb"II\*\0|MM\0\*|.{4}ftyp(?:avi[fs]|hei[cfx]|mif1|msf1)|8BPS|\0\0\0\x0cJXL |\0\0\0\x0cjP)|"
    rb"(?P<font>wOF[F2]|OTTO|\0\1\0\0\0|ttcf\0|true\0)|"
    rb"(?P<media>ID3[\2-\4]|\xff[\xfb\xf3\xf2]|OggS\0|fLaC\0|RIFF.{4}(?:WAVE|AVI )|.{4}ftyp|"
    rb"\x1aE\xdf\xa3|FLV\1|[FCZ]WS[\1-\x30]|\0\0\1[\xba\xb3]|FORM.{4}AIF|\x30\x26\xb2\x75|"
    rb"MThd\0)|"
    rb"(?P<script>\0asm)|"
    rb"(?P<document>\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1)|"
    rb"(?P<archive>Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|PK\3\4|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\0|"
    rb"\x28\xb5\x2f\xfd|MSCF\0|!<arch>\n)|"
    rb"(?P<binary>\x7fELF|MZ.{6}|\xca\xfe\xba\xbe|[\xcf\xce]\xfa\xed\xfe|SQLite format 3\0|"
    rb"PAR1)",
    re.DOTALL,
)
#: Media whose bytes are, or may begin as, characters.
_TEXTUAL = re.compile(
    rb"\s*+(?:(?P<pdf>%PDF-\d)|(?P<document>\{\\rtf\d|%!PS-Adobe)|"
    rb"(?:<\?xml[^>]{0,500}\?>\s*+|<!--.{0,2000}?-->\s*+|<!DOCTYPE svg[^>]{0,500}>\s*+){0,20}+"
    rb"(?P<image><svg[\s>]))",
    re.DOTALL | re.IGNORECASE,
)


def medium_of(media_type: str) -> str | None:
    """The kind of medium that a type names, null where it may be a page's: `medium_of("image/png")`
    is `"image"`, `medium_of("application/vnd.ms-excel")` is `"document"`.
    """
    major, _, minor = media_type.partition(";")[0].strip().lower().partition("/")
    if kind := _KINDS_BY_MAJOR_TYPE.get(major):
        return kind
    known = major in ("application", "text", "binary") and _KINDS_BY_MINOR_TYPE.fullmatch(minor)
    return known.lastgroup if known else None


def skip_media(item: Item) -> Item:
    """A record or a revisit that is no page as a skipped one; any other item as it is. A revisit is
    told by what it states itself, so that it does not matter whether its payload is known yet.
    """
    if isinstance(item, Record) and item.record_kind == "capture":
        kind = medium_of_payload(item.media_type, item.payload)
    elif isinstance(item, Revisit) and item.media_type:
        kind = medium_of(item.media_type)
    else:
        kind = None
    return Skipped(kind, item.position) if kind else item


def medium_of_payload(media_type: str, payload: bytes) -> str | None:
    """`medium_of`, and of bytes whose type says nothing what they are by how they begin: a picture
    sent as `application/octet-stream` is an `image`, and no bytes at all are `empty`.
    """
    medium = medium_of(media_type)
    if medium != "binary":
        return medium
    return medium_of_head(payload, "binary") or ("binary" if payload else "empty")


def medium_of_head(head: bytes, kind: Kind) -> str | None:
    """The kind of medium that a file of this kind is by how it begins; null where that is not
    known, and of what reads as text but for beginnings that no text has.
    """
    if kind not in ("binary", "text", "xml"):
        return None
    found = _TEXTUAL.match(head) or (_MAGIC.match(head) if kind == "binary" else None)
    return found.lastgroup if found else None

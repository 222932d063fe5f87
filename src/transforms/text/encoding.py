"""Payload bytes -> text, with the evidence for its encoding. Nothing is replaced without
saying so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from charset_normalizer import from_bytes
from resiliparse.parse.encoding import detect_encoding

from transforms.text.charsets import codec_of
from transforms.text.sections import replace_sections
from transforms.values import frozen

EncodingSource = Literal["bom", "http", "meta", "xml", "utf-8", "detected", "replaced"]

#: How far into a page its charset declaration is looked for. The standard says 1024; pages put
#: scripts before it. judged
META_BYTES = 4096
#: What the detector sees at most: its cost grows with the sample, its answer hardly. judged
SAMPLE_BYTES = 16_384
#: Stray bytes in an otherwise sound encoding: at most one per so many good non-ASCII characters.
#: judged
GOOD_PER_STRAY = 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[\s/]([^>]{0,1000})>?", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"(?<![a-z-])([a-z-]++)\s*+=\s*+(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))", re.IGNORECASE
)
_CONTENT_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+([^\s\"'/>;]++)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE)
# Wide encodings are told by their NUL bytes (below); EBCDIC is no encoding of pages. Both are
# frequent false answers.
_NOT_DETECTED = (
    "utf_7",
    "utf_16",
    "utf_16_le",
    "utf_16_be",
    "utf_32",
    "utf_32_le",
    "utf_32_be",
    "utf_8",
    "utf_8_sig",
    "cp037",
    "cp273",
    "cp424",
    "cp500",
    "cp875",
    "cp1026",
    "cp1140",
)
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
#: So many sequences of several bytes are no accident of another encoding. judged
_SURE_SEQUENCES = 3
#: A wide encoding is believed only of text: one in so many characters at least is a space, a mark
#: or an ASCII letter. judged
_COMMON_SHARE = 1 / 200
_COMMON = frozenset("、。，．・「」！？")
#: So many accented letters and signs of Latin charsets side by side, so large a share of all of
#: them, are letters of another script. judged
_ACCENTED_RUN = re.compile("[\x80-\x9f\xa1-\xac\xae-\u024f]{4,}")
#: So many, and so large a share. judged
_LEAST_ACCENTED, _ACCENTED_SHARE = 40, 0.5
_NON_ASCII = re.compile(rb"[\x80-\xff]")


@frozen
class Decoded:
    """The text without its BOM, the Python codec that read it, what said so, and how many bytes of
    BOM came before.
    """

    text: str
    encoding: str
    source: EncodingSource
    bom_bytes: int = 0


def decode(
    payload: bytes, *, declared: str | None = None, media_type: str = "text/plain"
) -> Decoded:
    """The text of a payload: by BOM, HTTP charset, `<meta>`, XML declaration, strict UTF-8, then
    detection.

    A declaration that the bytes contradict is passed over, and so is one of a single-byte charset,
    which takes any bytes, where they are UTF-8 beyond doubt or by it no text of a Latin script.
    `source` is `replaced` where U+FFFD stands for bytes that no candidate could read:
    `decode(b"caf\\xe9", declared="latin1").text == "café"`.
    """
    bom, bom_bytes = _bom(payload)
    body = payload[bom_bytes:]
    tried: list[str] = []
    for codec, source in _candidates(body, bom, declared, media_type):
        text = _strict(body, codec)
        if text is None:
            tried.append(codec)
            continue
        is_doubted = source in ("http", "meta", "xml") and _single_byte(codec)
        if is_doubted and _surely_utf8(body):
            continue  # UTF-8 comes last among the candidates
        other = _other_script(body, text, bom_bytes) if is_doubted else None
        return other or Decoded(text, codec, source, bom_bytes)
    for codec in tried:
        text = _nearly(body, codec)
        if text is not None:
            other = _other_script(body, text, bom_bytes) if _single_byte(codec) else None
            return other or Decoded(text, codec, "replaced", bom_bytes)
    guess = _detect(body)
    text = _strict(body, guess) if guess else None
    if guess and text is not None:
        return Decoded(text, guess, "detected", bom_bytes)
    codec = guess or tried[0]
    return Decoded(body.decode(codec, "replace"), codec, "replaced", bom_bytes)


def _bom(payload: bytes) -> tuple[str | None, int]:
    for mark, codec in _BOMS:
        if payload.startswith(mark):
            return codec, len(mark)
    return None, 0


def _candidates(
    body: bytes, bom: str | None, declared: str | None, media_type: str
) -> Iterator[tuple[str, EncodingSource]]:
    """Codecs worth trying, best evidence first; UTF-8 is always among them."""
    if bom:
        yield bom, "bom"
    if declared and (codec := codec_of(declared)):
        yield codec, "http"
    if wide := _wide(body):
        yield wide, "detected"
    if b"\x1b$" in body[:META_BYTES]:  # all of ISO-2022-JP is ASCII, so that UTF-8 would take it
        yield "iso2022_jp", "detected"
    for source, label in (
        ("meta", _meta_label(body) if "html" in media_type else None),
        ("xml", _xml_label(body)),
    ):
        if label and (codec := codec_of(label)):
            # A declaration that was readable as ASCII cannot be in UTF-16 (WHATWG: read it as
            # UTF-8).
            yield (
                ("utf-8" if codec.startswith(("utf-16", "utf-32")) else codec),
                ("meta" if source == "meta" else "xml"),
            )
    yield "utf-8", "utf-8"


def _meta_label(body: bytes) -> str | None:
    head = replace_sections(body[:META_BYTES], b"<!--", b"-->", lambda _: b"")
    for tag in _META.finditer(head):
        attributes: dict[bytes, bytes] = {
            name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag.group(1))
        }
        label = attributes.get(b"charset")
        if label is None and attributes.get(b"http-equiv", b"").strip().lower() == b"content-type":
            found = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
            label = found.group(1) if found else None
        if label and codec_of(label.decode("latin-1")):
            return label.decode("latin-1")
    return None


def _xml_label(body: bytes) -> str | None:
    found = _XML.match(body[:META_BYTES])
    return found.group(1).decode("latin-1") if found else None


def _single_byte(codec: str) -> bool:
    """Whether the codec reads every byte as a character by itself, so that it can never fail on the
    bytes of another.
    """
    return len(bytes(range(0x80, 0x100)).decode(codec, "replace")) == 0x80 and not codec.startswith(
        "utf"
    )


def _surely_utf8(body: bytes) -> bool:
    sequences = sum(1 for _ in islice(_UTF8_SEQUENCE.finditer(body), _SURE_SEQUENCES))
    return sequences == _SURE_SEQUENCES and _strict(body, "utf-8") is not None


def _other_script(body: bytes, text: str, bom_bytes: int) -> Decoded | None:
    """What detection makes of bytes, behind so many of a BOM, which a Latin charset reads as hardly
    anything but accented letters: `Ñòàðûé ìîñò` is `Старый мост`. None where the reading is one of
    a Latin script, in which few of these stand side by side, or detection says no other.
    """
    runs = sum(len(m[0]) for m in _ACCENTED_RUN.finditer(text))
    accented = sum("\x80" <= c < "\u0250" for c in text) if runs >= _LEAST_ACCENTED else 0
    if not accented or runs < accented * _ACCENTED_SHARE:
        return None
    guess = _detect(body)
    other = _strict(body, guess) if guess else None
    if guess is None or other is None or _ACCENTED_RUN.search(other):
        return None
    return Decoded(other, guess, "detected", bom_bytes)


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a BOM: bytes with NULs that make readable text that way, and none as
    UTF-8.
    """
    head = body[:META_BYTES]
    if b"\0" not in head or len(head) < 4:
        return None
    narrow = _strict(head, "utf-8")
    if narrow is not None and _printable_share(narrow) > 0.75:
        return None
    for codec in ("utf-32-le", "utf-32-be"):
        text = _strict(head[: len(head) & ~3], codec)
        if text is not None and len(head) >= 8 and _readable(text):
            return codec
    readable = {
        codec: text
        for codec in ("utf-16-le", "utf-16-be")
        if _readable(text := head[: len(head) & ~1].decode(codec, "replace"))
        and text.count("\ufffd") < 2
    }
    # Both orders can read as CJK; the true one keeps to fewer blocks of the code table.
    return min(
        readable, key=lambda codec: len({ord(c) >> 8 for c in readable[codec]}), default=None
    )


def _readable(text: str) -> bool:
    """Whether characters read as wide ones make up a text, and not a picture or a table of
    numbers.
    """
    common = sum(c in _COMMON or (c < "\x80" and (c.isalnum() or c.isspace())) for c in text)
    return _printable_share(text) > 0.97 and common >= _COMMON_SHARE * len(text)


def _printable_share(text: str) -> float:
    return sum(c.isprintable() or c.isspace() for c in text) / max(1, len(text))


def _strict(body: bytes, codec: str) -> str | None:
    """The text where the codec reads every byte, else None."""
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _nearly(body: bytes, codec: str) -> str | None:
    """The text with U+FFFD for stray bytes, where they are few beside the good characters or only
    the end is cut.
    """
    text = body.decode(codec, "replace")
    strays = text.count("\ufffd")
    good = len(text) - strays - sum(1 for c in text if c < "\x80") if strays else 0
    if codec.startswith(("utf-16", "utf-32")):
        good = len(text) - strays
    cut_end = strays == 1 and text.endswith("\ufffd") and good > 0
    return text if cut_end or 0 < strays * GOOD_PER_STRAY <= good else None


def _detect(body: bytes) -> str | None:
    """What the detector makes of the part around the first non-ASCII byte, cut at line ends."""
    first = _NON_ASCII.search(body)
    if first is None:
        return None
    start = body.rfind(b"\n", 0, first.start()) + 1
    start = max(start, first.start() - SAMPLE_BYTES // 2)
    sample = body[start : start + SAMPLE_BYTES]
    if len(body) > start + SAMPLE_BYTES and b"\n" in sample[SAMPLE_BYTES // 2 :]:
        sample = sample[: sample.rfind(b"\n") + 1]
    return _guess(sample)


def _guess(sample: bytes) -> str | None:
    """Uchardet where it commits itself, else charset-normalizer: together they miss fewer short
    samples than either.
    """
    quick = codec_of(detect_encoding(sample) or "")
    if quick is None or quick.startswith("utf"):  # its answer for "don't know"
        best = from_bytes(sample, cp_exclusion=list(_NOT_DETECTED)).best()
        quick = codec_of(best.encoding) if best else None
    # Where windows-1252 reads the same, say so: its neighbours differ in letters that do not occur
    # here.
    return (
        "cp1252"
        if quick and sample.decode("cp1252", "replace") == sample.decode(quick, "replace")
        else quick
    )

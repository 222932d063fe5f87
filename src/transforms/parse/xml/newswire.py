"""A record of newswire in SGML (`<REUTERS>`, `<DOC>`) -> a page with one article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.page import Article, Block, DateCandidate, HeadlineCandidate, Page
from transforms.parse.dates.figures import full_year
from transforms.parse.html.fields.bylines import split_names
from transforms.parse.xml.days import read_day
from transforms.parse.xml.wires import WIRES
from transforms.text.encoding import decode
from transforms.text.entities import unescape
from transforms.text.timestamps import Stamp, parse_stamp

_TITLES = ("TITLE", "HEADLINE", "HL", "HEAD")
_DATES = ("DATE", "DATE_TIME", "DATETIME", "PUBDATE")
_BYLINES = ("BYLINE", "AUTHOR")
_BODIES = ("BODY", "TEXT")
_AGENCIES = ("AGENCY", "SOURCE", "PUBLISHER", "PUBLICATION")
#: The agency's letters before the figures of an identifier: `APW19980601.0001`.
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{2,5})(?:_[A-Z]{3}_)?-?_?\d{3}", re.IGNORECASE)
#: Elements that are no part of the body, wherever they stand.
_NOT_BODY = re.compile(
    r"<(TITLE|HEADLINE|HL|HEAD|DATELINE|BYLINE|AUTHOR)(?:\s[^<>]*+)?>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_PARAGRAPH_TAG = re.compile(r"</?P(?:\s[^<>]*+)?>", re.IGNORECASE)
_INDENTED = re.compile(r"\n(?=[ \t]{2,}\S)|\n\s*\n")
#: A last line of one word may be the agency's name.
_SIGN_OFF = re.compile(r"\n[ \t]*(\w{3,12}\.?)\s*\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|&#[0-9]{1,2};")
_ID_DATE = re.compile(r"(?<!\d)((?:19|20)\d{6})(?!\d)")
#: The same in six figures behind letters, year first (`AP880212-0001`) or month first, and a file's
#: name with the time at which it was filed: `AP-NR-02-12-88 2344EST`.
_ID_FIGURES = re.compile(r"(?<=[A-Za-z])(\d\d)(\d\d)(\d\d)(?=-\d{3,5}(?!\d))")
_FILED = re.compile(r"(?<!\d)(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)([ECMP][SD]T)\b")
_RECORD = re.compile(r"<(\w++)([^>]*+)>")
#: How far a day is to be trusted that a record marks, or that its id holds. judged
_CONFIDENCE, _ID_CONFIDENCE = 0.96, 0.8


def parse_newswire(record: bytes, *, charset: str | None = None) -> Page:
    """The page: headline, byline, date and dateline as the record marks them, the body in
    paragraphs; `empty` without a body.
    """
    found = decode(record, declared=charset, media_type="text/sgml")
    text = found.text
    tag = _RECORD.match(text)
    title, byline = _line(_value(text, _TITLES)), _line(_value(text, _BYLINES))
    date, dateline = _line(_value(text, _DATES)), _line(_value(text, ("DATELINE",)))
    paragraphs = list(_paragraphs(text))
    blocks = [Block("date", date, "record", 0)] if date else []
    blocks += [Block("title", title, "record", 0)] if title else []
    blocks += [Block("byline", byline, "record", 0)] if byline else []
    blocks += [Block("date", dateline, "dateline", 0)] if dateline else []
    blocks += [Block("body", paragraph, "record_text", 0) for paragraph in paragraphs]
    if len(paragraphs) > 1 and tag and _is_name_of(tag[1], paragraphs[-1]):
        blocks[-1] = Block("other", paragraphs[-1], "sign_off")
    names = ", ".join(dict.fromkeys(split_names(byline))) if byline else None
    if not paragraphs:
        return Page("empty", blocks, encoding=found.encoding, encoding_source=found.source)
    return Page(
        "article",
        blocks,
        [Article(0, title=title, byline=names or None)],
        list(_dates(date, tag[2] if tag else "", text)),
        headlines=[HeadlineCandidate("record", title, is_chosen=True)] if title else [],
        encoding=found.encoding,
        encoding_source=found.source,
        site_name=_agency(text, tag),
    )


def _agency(text: str, tag: re.Match[str] | None) -> str | None:
    """Whose wire the record is of: as an element names it, else as its identifier begins, else as
    the record's own element is called.
    """
    if named := _line(_value(text, _AGENCIES)):
        return named
    identifier = _line(_value(text, ("DOCNO", "DOCID"))) or (tag[2] if tag else "")
    code = _CODE.search(identifier)
    if code and (known := WIRES.get(code[1].upper())):
        return known
    return tag[1].title() if tag and tag[1].upper() != "DOC" else None


def _is_name_of(tag: str, paragraph: str) -> bool:
    """Whether a paragraph is the agency's name, which its records' element begins with."""
    return tag.upper().startswith(paragraph.upper().strip(" ."))


def _dates(date: str | None, attributes: str, text: str) -> Iterator[DateCandidate]:
    """The record's own date, and the day that its identifier begins with."""
    if date and (stamp := read_day(date, order=None)):
        yield _candidate(_in_utc(stamp), _CONFIDENCE, date)
    name = attributes + " " + (_value(text, ("DOCNO", "DOCID")) or "")
    written = day[1] if (day := _ID_DATE.search(name)) else _day_of_figures(name)
    if written and (stamp := parse_stamp(written)):
        yield _candidate(stamp, _ID_CONFIDENCE, name.strip()[:80])
    file = _line(_value(text, ("FILEID",))) or ""
    if filed := _FILED.search(file):
        month, day_of, year, hour, minute, zone = filed.groups()
        if stamp := parse_stamp(f"{full_year(int(year))}-{month}-{day_of} {hour}:{minute} {zone}"):
            yield _candidate(stamp, _CONFIDENCE, file)


def _day_of_figures(name: str) -> str | None:
    """The day that six figures of an identifier write, year first where that is one."""
    found = _ID_FIGURES.search(name)
    if found is None:
        return None
    one, two, three = found.groups()
    stamps = (f"{full_year(int(one))}-{two}-{three}", f"{full_year(int(three))}-{one}-{two}")
    return next((s for s in stamps if parse_stamp(s)), None)


def _in_utc(stamp: Stamp) -> Stamp:
    """A stamp without a zone as one in UTC, in which agencies stamp their wires."""
    if stamp.value_at or not stamp.clock:
        return stamp
    return replace(stamp, value_at=stamp.as_utc(), precision="minute")  # judged


def _candidate(stamp: Stamp, confidence: float, evidence: str) -> DateCandidate:
    return DateCandidate(
        "record",
        stamp.precision,
        confidence,
        value_on=stamp.value_on,
        value_at=stamp.value_at,
        evidence=evidence[:80],
    )


def _value(text: str, names: tuple[str, ...]) -> str | None:
    """What stands in the first element of the first of these names that there is."""
    for name in names:
        opening = re.search(rf"<{name}(?:\s[^<>]*+)?>", text, re.IGNORECASE)
        if opening and (closing := _closing(name).search(text, opening.end())):
            return text[opening.end() : closing.start()]
    return None


def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*+>", re.IGNORECASE)


def _body_alone(body: str) -> str:
    """The body without elements that are no part of it."""
    kept, at, unclosed = [], 0, set[str]()
    for opening in _NOT_BODY.finditer(body):
        name = opening[1].upper()
        if opening.start() < at or name in unclosed:
            continue
        if closing := _closing(name).search(body, opening.end()):
            kept.append(body[at : opening.start()])
            at = closing.end()
        else:
            unclosed.add(name)
    return "".join([*kept, body[at:]])


def _line(text: str | None) -> str | None:
    if text is None:
        return None
    return " ".join(unescape(_CONTROL.sub(" ", _TAG.sub(" ", text))).split()) or None


def _paragraphs(text: str) -> Iterator[str]:
    """The body's paragraphs: marked by tags, else by an indent or an empty line."""
    body = _value(text, _BODIES)
    if body is None:
        return
    body = _SIGN_OFF.sub(r"\n\n\1", _CONTROL.sub(" ", _body_alone(body)))
    parts = _PARAGRAPH_TAG.split(body) if _PARAGRAPH_TAG.search(body) else _INDENTED.split(body)
    for part in parts:
        if line := " ".join(unescape(_TAG.sub(" ", part)).split()):
            yield line

"""Citations in the forms of reference managers: text, BibTeX, CSL-JSON, RIS."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

from tearsheet.plain_text import amount, show_line
from tearsheet.search.citations.citation import ArticleCitation, Citation, DataCitation

#: What BibTeX reads as a sign of its own. source: The LaTeX Companion, special characters
_BIBTEX = {
    **{sign: f"\\{sign}" for sign in "{}$&#_%"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_text(citations: Sequence[Citation]) -> str:
    """Sentences for a footnote."""
    return "\n\n".join(map(_sentence, citations))


def _sentence(one: Citation) -> str:
    archive = f"{one.archive}, snapshot {one.snapshot} of {_second(one.snapshot_at)}"
    if isinstance(one, DataCitation):
        said = (
            f"{amount(one.rows, 'row')} of `{' '.join(one.query.split())}`, sha256 {one.sha256}. "
            f"{archive}"
        )
        return show_line(f"{said}. {one.identifier}")
    parts = [
        ", ".join(one.authors),
        f"“{_line(one.title)}”" if one.title else "(no headline)",
        one.outlet,
        f"{one.published_on or 'no day'} ({one.certainty()})",
    ]
    captured = (
        f"captured {_second(one.captured_at)}" if one.captured_at else "time of capture unknown"
    )
    facts = [
        *([one.url] if one.url else []),
        f"{captured}, sha256 {one.raw_sha256 or 'unknown'}",
        f"article {one.article_id}, version {one.version}; {archive}",
        one.identifier,
    ]
    return show_line(". ".join([", ".join(filter(None, parts)), *facts]))


def write_csl(citations: Sequence[Citation]) -> str:
    """A list of items of CSL-JSON."""
    return orjson.dumps(list(map(_csl, citations)), option=orjson.OPT_INDENT_2).decode()


def _csl(one: Citation) -> dict[str, Any]:
    common = {
        "archive": one.archive,
        "archive_location": f"snapshot {one.snapshot} of {_second(one.snapshot_at)}",
    }
    if isinstance(one, DataCitation):
        return {
            "id": f"rows-{one.sha256[:12]}",
            "type": "dataset",
            "title": f"{one.rows} rows of {' '.join(one.query.split())}",
            **common,
            "issued": _parts(datetime.fromisoformat(one.snapshot_at)),
            "note": f"sha256 {one.sha256}\n{one.identifier}",
        }
    item = {
        "id": f"{one.article_id}-v{one.version}",
        "type": "article-newspaper",
        "title": one.title,
        "author": [{"literal": name} for name in one.authors] or None,
        "container-title": one.outlet,
        "language": one.language,
        "issued": _parts(one.published_on),
        "URL": one.url,
        "accessed": _parts(one.captured_at),
        **common,
        "note": _note(one),
    }
    return {name: value for name, value in item.items() if value is not None}


def _note(one: ArticleCitation) -> str:
    captured = (
        f"captured {_second(one.captured_at)}" if one.captured_at else "time of capture unknown"
    )
    return f"{one.certainty()}; {captured}, sha256 {one.raw_sha256 or 'unknown'}\n{one.identifier}"


def _parts(day: date | None) -> dict[str, Any] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def write_bibtex(citations: Sequence[Citation]) -> str:
    """Entries of BibTeX, in UTF-8."""
    return "\n\n".join(map(_bibtex, citations))


def _bibtex(one: Citation) -> str:
    where = f"{one.archive}, snapshot {one.snapshot} of {_second(one.snapshot_at)}"
    if isinstance(one, DataCitation):
        made = datetime.fromisoformat(one.snapshot_at)
        fields: dict[str, str | None] = {
            "title": f"{one.rows} rows of {one.query}",
            "year": str(made.year),
            "howpublished": where,
            "note": f"sha256 {one.sha256}. {one.identifier}",
        }
        return _entry("misc", f"rows-{one.sha256[:12]}", fields)
    day = one.published_on
    fields = {
        "author": " and ".join("{" + _escape(name) + "}" for name in one.authors) or None,
        "title": one.title or "(no headline)",
        "journal": one.outlet,
        "year": str(day.year) if day else None,
        "month": _MONTHS[day.month - 1] if day else None,
        "day": str(day.day) if day else None,
        "url": one.url,
        "urldate": one.captured_at.astimezone(UTC).date().isoformat() if one.captured_at else None,
        "howpublished": where,
        "note": _note(one),
    }
    return _entry("article", f"{one.article_id}-v{one.version}", fields)


def _entry(kind: str, key: str, fields: dict[str, str | None]) -> str:
    lines = [f"@{kind}{{{key},"]
    for name, value in fields.items():
        if value is None:
            continue
        if name == "month":
            lines.append(f"  month = {value},")
        elif name == "author":
            lines.append(f"  author = {{{value}}},")
        elif name == "title":
            lines.append(f"  title = {{{{{_escape(value)}}}}},")
        else:
            lines.append(f"  {name} = {{{_escape(value)}}},")
    return "\n".join([*lines, "}"])


def _escape(text: str) -> str:
    """Text in which BibTeX finds no sign of its own: `'R&D'` becomes `'R\\\\&D'`."""
    return "".join(_BIBTEX.get(sign, sign) for sign in _line(text))


def write_ris(citations: Sequence[Citation]) -> str:
    """Records of RIS."""
    return "\n".join(map(_ris, citations))


def _ris(one: Citation) -> str:
    fields: list[tuple[str, str | None]]
    if isinstance(one, DataCitation):
        made = datetime.fromisoformat(one.snapshot_at)
        fields = [
            ("TY", "DATA"),
            ("TI", f"{one.rows} rows of {one.query}"),
            ("PY", str(made.year)),
        ]
        notes = [f"sha256 {one.sha256}", one.identifier]
    else:
        day = one.published_on
        fields = [
            ("TY", "NEWS"),
            *(("AU", name) for name in one.authors),
            ("TI", one.title),
            ("T2", one.outlet),
            ("PY", str(day.year) if day else None),
            ("DA", f"{day:%Y/%m/%d}" if day else None),
            ("UR", one.url),
            ("Y2", f"{one.captured_at:%Y/%m/%d}" if one.captured_at else None),
            ("LA", one.language),
        ]
        notes = _note(one).split("\n")
    fields += [
        ("DP", one.archive),
        ("AN", f"snapshot {one.snapshot} of {_second(one.snapshot_at)}"),
        *(("N1", note) for note in notes),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - ", ""])


def _line(text: str | None) -> str:
    """Text in one line, with no sign that steers a terminal."""
    return show_line(re.sub(r"\s+", " ", text or "").strip())


def _second(at: datetime | str) -> str:
    time = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


FORMS: dict[str, Callable[[Sequence[Citation]], str]] = {
    "text": write_text,
    "bibtex": write_bibtex,
    "csl-json": write_csl,
    "ris": write_ris,
}

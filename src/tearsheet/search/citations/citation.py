"""What is cited: an article as a snapshot has it, or the rows of a query, with an identifier that
says enough to find it again and to tell whether it is the same.

An identifier is one line, `tearsheet:?…`, that stands in a citation of any form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from tearsheet.errors import Usage
from tearsheet.query.session import Session
from tearsheet.query.show import resolve_id
from transforms.ids import sha256_hex

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive
    from tearsheet.query.result import Result

SCHEME = "tearsheet:?"
_IDENTIFIER = re.compile(r"tearsheet:\\?\?([A-Za-z0-9_.~%+&=\\-]+)")
_ARTICLE = """SELECT a.article_id, a.revision_id, r.version, a.outlet, a.title, a.byline, a.url,
    a.language, a.published_on, a.published_at, a.published_source, a.published_precision,
    a.published_confidence, a.text_sha256, o.names
    FROM articles a JOIN revisions r USING (article_id, revision_id)
    LEFT JOIN outlets o ON o.slug = a.outlet WHERE a.article_id = '{key}'"""
_CAPTURE = """SELECT c.capture_id, c.captured_at, c.raw_sha256
    FROM sightings s JOIN captures c USING (capture_id)
    WHERE s.article_id = '{key}' AND s.revision_id = '{revision}'
    ORDER BY c.captured_at NULLS LAST, c.capture_id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class ArticleCitation:
    """An article to be cited. `captured_at` and `raw_sha256` are of the earliest capture that shows
    the version; the day's certainty stands beside it.
    """

    article_id: str
    version: int
    title: str | None
    authors: tuple[str, ...]
    outlet: str
    url: str | None
    language: str | None
    published_on: date | None
    published_source: str | None
    published_confidence: float | None
    captured_at: datetime | None
    raw_sha256: str | None
    text_sha256: str
    archive: str
    snapshot: int
    snapshot_at: str

    @property
    def identifier(self) -> str:
        """By which `reproduce` finds it."""
        return write_identifier(
            {
                "snapshot": self.snapshot,
                "article": self.article_id,
                "version": self.version,
                "text_sha256": self.text_sha256,
                "raw_sha256": self.raw_sha256 or "",
            }
        )

    def certainty(self) -> str:
        """What the day of publication rests on, in words."""
        if self.published_on is None:
            return "day of publication unknown"
        confidence = self.published_confidence or 0.0
        return f"day by {self.published_source or 'unknown evidence'}, confidence {confidence:.2f}"


@dataclass(frozen=True, slots=True)
class DataCitation:
    """The rows of a query to be cited: their number, their hash in no order, and one for each
    column.
    """

    query: str
    rows: int
    sha256: str
    columns: tuple[tuple[str, str], ...]
    archive: str
    snapshot: int
    snapshot_at: str

    @property
    def identifier(self) -> str:
        """By which `reproduce` finds it."""
        return write_identifier(
            {
                "snapshot": self.snapshot,
                "rows": self.rows,
                "sha256": self.sha256,
                "columns": ",".join(f"{quote(n, safe='')}.{digest}" for n, digest in self.columns),
                "query": self.query,
            }
        )


Citation = ArticleCitation | DataCitation


def cite_article(
    archive: Archive, article_id: str, name: str | None = None, session: Session | None = None
) -> ArticleCitation:
    """The citation of an article's latest version in the snapshot; `name` is what the archive is
    called, `session` one of it that is open. Raises Usage where it has no such article.
    """
    asked = session or Session(archive)
    key = resolve_id(asked, article_id)
    found = asked.rows(_ARTICLE.format(key=key)).dicts()
    if not found:
        raise Usage(f"no article {article_id} in snapshot {archive.snapshot.number}")
    row = found[0]
    captures = asked.rows(_CAPTURE.format(key=key, revision=row["revision_id"])).dicts()
    capture: dict[str, Any] = captures[0] if captures else {}
    return ArticleCitation(
        **{n: row[n] for n in ("article_id", "title", "url", "language", "published_on")},
        **{n: row[n] for n in ("published_source", "published_confidence", "text_sha256")},
        version=row["version"] or 1,
        authors=tuple(filter(None, (row["byline"] or "").split(", "))),
        outlet=(row["names"] or [row["outlet"]])[0],
        captured_at=capture.get("captured_at"),
        raw_sha256=capture.get("raw_sha256"),
        **_of_archive(archive, name),
    )


def cite_rows(archive: Archive, query: str, name: str | None = None) -> DataCitation:
    """The citation of a query's rows, as the snapshot has them."""
    result = archive.rows(query)
    return DataCitation(
        query,
        len(result.rows),
        digest_rows(result),
        tuple(zip(result.names, digest_columns(result), strict=True)),
        **_of_archive(archive, name),
    )


def _of_archive(archive: Archive, name: str | None) -> dict[str, Any]:
    snapshot = archive.snapshot
    return {
        "archive": name or archive.root,
        "snapshot": snapshot.number,
        "snapshot_at": snapshot.created_at,
    }


def digest_rows(result: Result) -> str:
    """A hash of rows with their columns' names, whatever order they stand in."""
    lines = sorted(map(_encode, result.rows))
    head = _encode(result.names)
    return sha256_hex(b"\n".join([head, *lines]))


def digest_columns(result: Result) -> list[str]:
    """A short hash of each column's values, whatever order they stand in."""
    digests = []
    for place in range(len(result.names)):
        values = sorted(_encode([row[place]]) for row in result.rows)
        digests.append(sha256_hex(b"\n".join(values))[:12])
    return digests


def _encode(values: Sequence[Any]) -> bytes:
    """Values as JSON: times in UTC, whatever else by its text."""
    options = orjson.OPT_NAIVE_UTC | orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS
    return orjson.dumps(list(values), default=_as_text, option=options)


def _as_text(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else str(value)


def write_identifier(values: Mapping[str, object]) -> str:
    """Values as one line that survives BibTeX, RIS and a mail."""
    return SCHEME + urlencode({k: str(v) for k, v in values.items() if v != ""})


def list_identifiers(text: str) -> list[str]:
    """The identifiers in a text, each once, in order. Raises Usage where there is none."""
    found = list(dict.fromkeys(m.group() for m in _IDENTIFIER.finditer(text)))
    if not found:
        raise Usage("there is no tearsheet:?… in this: give a citation that `tearsheet cite` made")
    return found


def read_identifier(text: str) -> dict[str, str]:
    """The values of the first identifier in a text, of whatever form. Raises Usage."""
    found = list_identifiers(text)[0].replace("\\", "").removeprefix(SCHEME)
    values = dict(parse_qsl(found, keep_blank_values=True))
    if not values.get("snapshot", "").isdecimal() or not ({"article", "query"} & set(values)):
        raise Usage("this citation is cut: it has no snapshot, or neither an article nor a query")
    return values

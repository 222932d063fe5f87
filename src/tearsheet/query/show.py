"""One article, and the state of the archive, for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import orjson

from tearsheet.errors import Damage, Usage
from tearsheet.plain_text import list_counts, show_line, show_text
from tearsheet.query.archive import Archive
from tearsheet.query.result import Result
from tearsheet.query.session import Session
from tearsheet.store.payloads import read_payload
from tearsheet.version import code_version
from transforms.formats.record import raw_place
from transforms.ids import sha256_hex
from transforms.schemas import BESIDE, TABLES

#: Inputs that `status --inputs` shows; the table `inputs` has all of them.
MOST_INPUTS = 1_000
_COUNTS = """SELECT (SELECT count(*) FROM articles) AS articles,
        (SELECT count(*) FROM articles WHERE published_on IS NOT NULL) AS dated,
        (SELECT count(*) FROM teasers) AS teasers, (SELECT count(*) FROM missing) AS missing,
        (SELECT count(DISTINCT story_id) FROM copies) AS copied,
        (SELECT count(*) FROM quarantine) AS quarantined"""


def article_page(archive: Archive, article_id: str) -> str:
    """The article as a page of text. Raises Usage where no article has this id."""
    asked = Session(archive)
    key = resolve_id(asked, article_id)
    row = _one(asked, f"SELECT * FROM articles WHERE article_id = '{key}'")
    if row is None:
        raise Usage(f"no article {article_id} in snapshot {archive.snapshot.number}")
    sections = {
        "Evidence for the date": f"""SELECT CASE WHEN is_chosen THEN '*' ELSE '' END AS chosen,
        value_on, not_before, not_after, source, round(confidence, 2) AS confidence, evidence,
        outlet, landed_from FROM evidence WHERE article_id = '{key}'""",
        "Versions": f"""SELECT version, revision_id, first_captured_at, last_captured_at,
        sightings, words, change_kind
        FROM revisions WHERE article_id = '{key}' ORDER BY version""",
        "Copies": f"""SELECT outlet, article_id, relation, published_on, is_lead FROM copies
        WHERE story_id = '{row["story_id"]}'""",
        "Named by": f"""SELECT outlet, listed_on, match_rule, text FROM listings
        WHERE article_id = '{key}' ORDER BY ALL LIMIT 20""",
    }
    lines = _head(row)
    for title, query in sections.items():
        lines += _section(title, asked, query)
    return "\n".join([*lines, "Raw bytes", *_traces(asked, key)])


def _head(row: dict[str, Any]) -> list[str]:
    """Headline, byline, date, address and text of an article."""
    return [
        show_line(row["title"] or "(no headline)"),
        show_line(f"{row['outlet']}" + (f", {row['byline']}" if row["byline"] else "")),
        _dated(row),
        *([show_line(row["url"])] if row["url"] else []),
        "",
        *[show_text(textwrap.fill(p, 100)) + "\n" for p in row["text"].split("\n")],
    ]


def _traces(asked: Session, key: str) -> Iterator[str]:
    """Where the bytes of each of an article's captures lie, and whether they are whole."""
    query = f"SELECT * FROM trace WHERE article_id = '{key}' ORDER BY captured_at, capture_id"
    for trace in asked.rows(query).dicts():
        checked = _checked(asked.archive, trace)
        yield f"  {show_line(trace['landed_from'])}  sha256 {trace['raw_sha256']} ({checked})"
        yield (
            f"    {trace['raw_object']} bytes {trace['raw_offset']:,}+{trace['raw_length']:,} "
            f"({trace['raw_coding']})"
        )


def resolve_id(asked: Session, article_id: str) -> str:
    """Today's id of an article once published under this one, however it was copied: with blanks
    around it or in capitals. Raises Usage for what is no id.
    """
    article_id = article_id.strip().lower()
    if not article_id.isalnum():
        raise Usage(
            f"{article_id!r} is no article id: they are hexadecimal, as `tearsheet sql` prints them"
        )
    row = _one(asked, f"SELECT resolve_id('{article_id}') AS id")
    return str(row["id"]) if row else article_id


def _one(asked: Session, query: str) -> dict[str, Any] | None:
    rows = asked.rows(query).dicts()
    return rows[0] if rows else None


def _dated(row: dict[str, Any]) -> str:
    if row["published_on"] is None:
        return "date unknown"
    when = row["published_at"] or row["published_on"]
    return (
        f"published {when} ({row['published_source']}, confidence "
        f"{row['published_confidence']:.2f})"
    )


def _section(title: str, asked: Session, query: str) -> list[str]:
    found = asked.rows(query)
    if not found.rows:
        return []
    shown = found.without({c for c in found.names if set(found.column(c)) == {None}})
    return [
        title,
        *(
            "  " + "  ".join("" if v is None else show_line(str(v)) for v in row)
            for row in shown.rows
        ),
        "",
    ]


def _checked(archive: Archive, trace: dict[str, Any]) -> str:
    try:
        payload = read_payload(archive.objects, **raw_place(trace))
    except (Damage, FileNotFoundError) as error:
        return f"DAMAGED: {error}"
    if sha256_hex(payload) != trace["raw_sha256"]:
        return "DAMAGED: its bytes differ from their hash"
    return "checked"


def state(archive: Archive) -> dict[str, Any]:
    """What the snapshot holds: rows a table, bytes, span of captures, and captures that older code
    derived.
    """
    snapshot = archive.snapshot
    files = {n: archive.files(n) for n in TABLES if n not in BESIDE}
    asked = Session(archive)
    captures = _captures(asked)
    counts = _one(asked, _COUNTS) or {}
    return {
        "root": archive.root,
        "snapshot": snapshot.number,
        "published_at": snapshot.created_at,
        "schema_version": snapshot.schema_version,
        "code_version": code_version(),
        "captures_by_older_code": int(captures["older"] or 0),
        "outlets_seen": int(captures["outlets"]),
        "articles": counts["articles"],
        "articles_dated": counts["dated"],
        "stories_with_copies": counts["copied"],
        "teasers": counts["teasers"],
        "known_missing": counts["missing"],
        "first_captured_at": captures["first"] and captures["first"].isoformat(),
        "last_captured_at": captures["last"] and captures["last"].isoformat(),
        "data_bytes": sum(f.bytes for part in files.values() for f in part),
        **{f"{name}_rows": sum(f.live_rows for f in part) for name, part in files.items()},
        "quarantine_rows": counts["quarantined"],  # what is alike is one row there
    }


def inputs(archive: Archive) -> Result:
    """What became of each input of each run, the newest run first; so many rows as a person
    reads.
    """
    found = archive.rows(
        f"""SELECT run_id AS run, path, status, kind, raw_bytes AS bytes, raw_sha256[:12] AS sha256,
        file_count AS files, record_count AS records, new_count AS "new", held_count AS held,
        skipped_count AS skipped, skipped_by_kind AS of_kind, refused_count AS refused, twin_of
        FROM inputs ORDER BY run_id DESC, input_no LIMIT {MOST_INPUTS}"""
    )
    place = found.names.index("of_kind")
    rows = [(*r[:place], _by_kind(r[place]), *r[place + 1 :]) for r in found.rows]
    found = Result(found.names, found.types, rows)
    idle = {c for c in ("of_kind", "twin_of") if not any(found.column(c))}
    if set(found.column("files")) <= {1}:
        idle.add("files")
    return found.without(idle)


def _by_kind(skipped: str) -> str | None:
    """Skipped records by kind: `'{"request":2}'` becomes `"2 request"`."""
    return list_counts(orjson.loads(skipped)) or None


def _captures(asked: Session) -> dict[str, Any]:
    """First and last time of a capture, how many older code derived, and of how many outlets."""
    query = f"""SELECT min(captured_at) AS first, max(captured_at) AS last,
        count(*) FILTER (derived_by <> '{code_version()}') AS older,
        count(DISTINCT outlet) AS outlets FROM captures"""
    return _one(asked, query) or {}

"""What stands beside an export: query, snapshot, rules, files and their hashes,
licences, copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from tearsheet.export.presets import Rule
from tearsheet.export.selection import Selection
from tearsheet.export.target import COPIES, MANIFEST, Target
from tearsheet.query.source import Source
from tearsheet.version import code_version
from transforms.ids import sha256_hex, sha256_of_stream

#: The libraries that wrote an export, where they are installed.
_LIBRARIES = ("polars", "pyarrow", "duckdb", "deltalake", "pyiceberg")


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of an export before its files are: its id, form, query (or the ids that were
    given) and rules, and when it was made.
    """

    export_id: str
    form: str
    query: str | None
    given: tuple[str, ...]
    rules: tuple[Rule, ...]
    one_a_story: bool
    made_at: datetime


def ids_digest(ids: Iterable[str]) -> str:
    """The SHA-256 of ids in ascending order, one a line."""
    return sha256_hex("".join(f"{i}\n" for i in sorted(ids)).encode())


def write_manifest(
    target: Target,
    said: Said,
    source: Source,
    selection: Selection,
    rows: Mapping[Path, int],
    left_out: Mapping[str, int],
) -> dict[str, Any]:
    """Write the manifest beside the data, and the copies that were left out where there are any;
    what it says.
    """
    if selection.copies.height:
        selection.copies.write_parquet(target.note(COPIES))
    body = {
        "export_id": said.export_id,
        "made_at": said.made_at.astimezone(UTC).isoformat(),
        "format": said.form,
        "archive": source.root,
        "snapshot": source.snapshot,
        "published_at": source.published_at,
        "query": said.query,
        "ids_given": list(said.given),
        "rules": _rules(said, selection),
        "left_out": dict(left_out),
        "id_column": selection.key,
        "ids": len(selection.ids),
        "ids_sha256": ids_digest(selection.ids),
        "rows": sum(rows.values()),
        "licences": selection.licences,
        "copies": target.note(COPIES).name if selection.copies.height else None,
        "code_version": code_version(),
        "libraries": _libraries(),
        "files": [_file(target, path, rows) for path in _written(target)],
    }
    target.note(MANIFEST).write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
    return body


def _rules(said: Said, selection: Selection) -> list[dict[str, Any]]:
    """The rules in the order in which they were tried, with the articles that each removed."""
    named = {rule.name: rule.says for rule in said.rules}
    if said.one_a_story:
        named["one_a_story"] = "one article of each story: its lead, else the earliest"
    named |= {"unknown_id": "the archive holds it"} if "unknown_id" in selection.removed else {}
    return [
        {"name": name, "says": says, "removed": selection.removed.get(name, 0)}
        for name, says in named.items()
    ]


def _written(target: Target) -> list[Path]:
    return sorted(p for p in target.beside.rglob("*") if p.is_file())


def _file(target: Target, path: Path, rows: Mapping[Path, int]) -> dict[str, Any]:
    place = target.final(path)
    with path.open("rb") as stream:
        digest = sha256_of_stream(stream)
    inside = place.relative_to(target.path.parent if target.is_file else target.path)
    about = {"path": inside.as_posix(), "bytes": path.stat().st_size, "sha256": digest}
    return about | ({"rows": rows[path]} if path in rows else {})


def _libraries() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def ids_frame(selection: Selection) -> pl.DataFrame:
    """The ids of an export as a frame of one column, for the archive's ledger."""
    return pl.DataFrame({selection.key: selection.ids})

"""The vocabulary: one schema a table and a frame, and `conform()`, which holds a frame to it.

table         what a table of the contract is
tables        the tables of the contract
beside        those of them that stand beside the snapshots
types         its types in Polars
stages        frames that the stages of a run hand on as staged files
frames        frames that one transform makes and another takes
conformance   frames held to a schema

`data/README.md` says what every column means; a test holds the two against each other. Times are
UTC microseconds, dates are calendar dates (outlet-local where a page printed them), `_bytes` and
`_chars` are counts, `_sha256` are lower-case hex.

What needs Polars is imported when it is first asked for: a query by DuckDB does not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from transforms.schemas.beside import INPUTS, RUNS
from transforms.schemas.table import Table, Types
from transforms.schemas.tables import (
    ALIASES,
    ANCHORS,
    ARTICLES,
    BESIDE,
    BLOCKS,
    CAPTURES,
    DATES,
    HEADLINES,
    LISTINGS,
    LOGICAL,
    OUTLETS,
    PROFILES,
    QUARANTINE,
    RELATIONS,
    REVISIONS,
    REVISIT,
    SCHEMA_VERSION,
    SIGHTINGS,
    SIGNATURES,
    STORIES,
    TABLES,
)

if TYPE_CHECKING:
    from transforms.schemas.conformance import check_key, conform, empty, fill_columns
    from transforms.schemas.frames import (
        ARTICLE_CHANGES,
        BLOCK_PLACES,
        CHANGES,
        EDGES,
        JUDGED_PAIRS,
        LINE_COUNTS,
        LINES,
        MEMBERS,
        NEW_ALIASES,
    )
    from transforms.schemas.stages import (
        ARTICLE_TEXTS,
        CAPTURE_IDS,
        DERIVED_FRAMES,
        FOUND,
        HOLDERS,
        QUARANTINE_IDS,
        RECORDS,
        REJUDGED_VERSIONS,
        STAGED,
        TEXT_COLUMNS,
        VERSIONS,
    )
    from transforms.schemas.types import UTC, Columns

__all__ = [
    "ALIASES",
    "ANCHORS",
    "ARTICLES",
    "ARTICLE_CHANGES",
    "ARTICLE_TEXTS",
    "BESIDE",
    "BLOCKS",
    "BLOCK_PLACES",
    "CAPTURES",
    "CAPTURE_IDS",
    "CHANGES",
    "DATES",
    "DERIVED_FRAMES",
    "EDGES",
    "FOUND",
    "HEADLINES",
    "HOLDERS",
    "INPUTS",
    "JUDGED_PAIRS",
    "LINES",
    "LINE_COUNTS",
    "LISTINGS",
    "LOGICAL",
    "MEMBERS",
    "NEW_ALIASES",
    "OUTLETS",
    "PROFILES",
    "QUARANTINE",
    "QUARANTINE_IDS",
    "RECORDS",
    "REJUDGED_VERSIONS",
    "RELATIONS",
    "REVISIONS",
    "REVISIT",
    "RUNS",
    "SCHEMA_VERSION",
    "SIGHTINGS",
    "SIGNATURES",
    "STAGED",
    "STORIES",
    "TABLES",
    "TEXT_COLUMNS",
    "UTC",
    "VERSIONS",
    "Columns",
    "Table",
    "Types",
    "check_key",
    "conform",
    "empty",
    "fill_columns",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        for module in ("types", "conformance", "frames", "stages"):
            found = vars(import_module(f"{__name__}.{module}"))
            if name in found:
                globals()[name] = found[name]
                return found[name]
    raise AttributeError(name)

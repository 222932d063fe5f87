"""Which formats hold many captures, and one way to read them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Literal

from transforms.formats.compression import Coding
from transforms.formats.csv_rows import iter_csv
from transforms.formats.cursor import Place
from transforms.formats.json_array import iter_json
from transforms.formats.jsonl import iter_jsonl
from transforms.formats.parquet import iter_parquet
from transforms.formats.record import Item
from transforms.formats.saved.documents import iter_documents
from transforms.formats.saved.mbox import iter_mbox
from transforms.formats.sgml import iter_sgml
from transforms.formats.web_archives.arc import iter_arc
from transforms.formats.web_archives.warc import iter_warc

Container = Literal["warc", "arc", "jsonl", "json", "csv", "sgml", "documents", "mbox", "parquet"]
#: Kinds that hold many captures, with the ending under which they are stored.
ENDINGS: dict[str, str] = {
    "warc": "warc",
    "arc": "arc",
    "jsonl": "jsonl",
    "json": "json",
    "csv": "csv",
    "sgml": "sgml",
    "documents": "txt",
    "mbox": "mbox",
    "parquet": "parquet",
}
#: Kinds whose records say themselves when they were captured.
WEB_ARCHIVES = frozenset({"warc", "arc"})
_CODING_ENDINGS = {"gzip": "gz", "zstd": "zst", "bz2": "bz2", "xz": "xz", "lz4": "lz4"}


def ending(kind: str, coding: Coding | None) -> str:
    """The name ending by content: `("warc", "gzip")` is `warc.gz`."""
    return f"{ENDINGS[kind]}.{_CODING_ENDINGS[coding]}" if coding else ENDINGS[kind]


def iter_container(
    stream: BinaryIO,
    *,
    kind: str,
    coding: Coding | None,
    field_map: Mapping[str, str] | None = None,
    place: Place | None = None,
) -> Iterator[Item]:
    """Every record of a container, and what of it was skipped or damaged.

    `place` says where to begin; in web archives it is kept at the last border from which reading
    can go on.
    """
    match kind:
        case "warc":
            return iter_warc(stream, coding=coding, place=place)
        case "arc":
            return iter_arc(stream, coding=coding, place=place)
        case "jsonl":
            return iter_jsonl(stream, coding, field_map=field_map)
        case "json":
            return iter_json(stream, coding, field_map=field_map)
        case "csv":
            return iter_csv(stream, coding, field_map=field_map)
        case "sgml":
            return iter_sgml(stream, coding)
        case "documents":
            return iter_documents(stream, coding)
        case "mbox":
            return iter_mbox(stream, coding)
        case "parquet" if coding is None:
            return iter_parquet(stream, field_map=field_map)
    raise ValueError(f"{kind} is no container")

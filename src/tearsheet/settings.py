"""One frozen settings object, read once from the environment (`TEARSHEET_…`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Self

_PREFIX = "TEARSHEET_"
#: How the value of a field is read, by its type.
_READERS: Mapping[str, Callable[[str], Any]] = {"str": str, "int": int, "float": float}


class BadSetting(ValueError):
    """A variable of the environment has a value that makes no sense."""


def _setting(
    default: Any = None,
    *,
    description: str,
    least: float | None = None,
    among: tuple[str, ...] = (),
    because: str = "",
    made: Callable[[], int] | None = None,
) -> Any:
    """A field with its default, or what makes that; a number is `least` or more, `because`; a text
    is one `among` others where any are named.
    """
    told = {"description": description, "least": least, "because": because, "among": among}
    if made is not None:
        return field(default_factory=made, metadata=told)
    return field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ between machines and never changes what is derived from a capture."""

    root: str = _setting("data/archive", description="the archive: a folder or a bucket URL")
    landing: str = _setting(
        "data/landing", description="what scheduled runs watch: a folder or the URL of a bucket"
    )
    workers: int = _setting(
        made=lambda: max(1, min(os.cpu_count() or 1, 8)),
        least=1,
        description="child processes for parsing",
    )
    runner: str = _setting(
        "threads",
        among=("threads", "dask", "ray"),
        description="where a stage's tasks are worked on: threads, dask or ray",
    )
    runner_address: str = _setting(
        "none", description="where a cluster of Dask or Ray runs; else one is started for the run"
    )
    shard_captures: int = _setting(
        400, least=1, description="captures a shard of work holds at most"
    )
    # twice as many take .03 off the run's price and hold the others of a few workers up
    # measured: benchmarks/cost/flow.py --pages 800
    shard_bytes: int = _setting(
        16 << 20, least=1, description="payload bytes a shard of work holds at most"
    )
    portion_bytes: int = _setting(
        1 << 30,
        least=1,
        description="payload bytes that are archived before a snapshot is published and the run "
        "goes on",
    )
    page_cpu_seconds: float = _setting(
        20.0,
        least=0.001,
        description="processor time one page may take before its process is killed",
    )
    # measured: with 1.5 GiB a child ends at the import of pyarrow, with 2 data/sample goes through
    worker_memory_bytes: int = _setting(
        4 << 30,
        least=2 << 30,
        because="with less address space a child process cannot load its libraries",
        description="address space of a child process",
    )
    settle_seconds: float = _setting(
        60.0, least=0, description="a file younger than this waits for the next scheduled run"
    )
    lease_seconds: float = _setting(
        60.0,
        least=0.001,
        description="a run that publishes keeps others waiting at most this long after its death",
    )
    keep_snapshots: int = _setting(10, least=1, description="newest snapshots that vacuum keeps")
    keep_days: float = _setting(
        30.0,
        least=1,
        description="vacuum keeps the last snapshots of days and weeks within these days",
    )
    sql_memory: str = _setting("2GB", description="memory an ad-hoc query may take")
    sql_seconds: float = _setting(60.0, least=0.001, description="time an ad-hoc query may take")
    sql_temp: str = _setting(
        "none",
        description="disk an ad-hoc query may spill to, in the system's temporary folder, while "
        "it runs",
    )
    notes: str = _setting(
        "none", description="a CSV or Parquet file of notes, which queries read as `notes`"
    )
    feeds: str = _setting(
        "none", description="a TOML file of feeds that runs of the flow `archive` write"
    )
    cache: str = _setting(
        "~/.cache/tearsheet",
        description="what can be made again: search indexes of archives in buckets, and of those "
        "whose folder cannot be written to",
    )

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Self:
        """The settings that the variables of an environment give. Raises BadSetting."""
        folded = {name.upper(): value for name, value in environment.items()}
        given = {}
        for one in fields(cls):
            variable = _PREFIX + one.name.upper()
            if variable in folded:
                given[one.name] = _value(variable, folded[variable], str(one.type), one.metadata)
        return cls(**given)


def _value(variable: str, text: str, kind: str, told: Mapping[str, Any]) -> Any:
    """A variable's text as a value of its type. Raises BadSetting."""
    least, because, among = told["least"], told["because"], told["among"]
    if kind == "str" and not text.strip():
        raise BadSetting(f"{variable} is empty: give it a value, or unset it")
    if among and text not in among:
        raise BadSetting(f"{variable} is one of {', '.join(among)}, not {text!r}")
    try:
        value = _READERS[kind](text)
        fits = least is None or value >= least
    except ValueError:
        fits = False
    if fits:
        return value
    number = "a whole number" if kind == "int" else "a number"
    why = f": {because}" if because else ""
    raise BadSetting(f"{variable} takes {number} of {least:,} or more, not {text!r}{why}")


@cache
def settings() -> Settings:
    """The process's settings. Raises BadSetting."""
    return Settings.of_environment(os.environ)

"""The most memory that the process of a query may take.

DuckDB's own limit counts the blocks and vectors that it hands out. What a function or a library
allocates by itself (`format`, `lpad`, `levenshtein`, the text of a result) is bounded by the system
alone.
"""

from __future__ import annotations

import mmap
import os
import re
import resource
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

#: What a process takes, besides what its query takes, for the copies that are made of a result's
#: parts and for threads that start late. measured: tests/query/test_runaways.py
MARGIN_BYTES = 128 << 20
_PROBE_BYTES = 1 << 20
_POLL_SECONDS = 0.01


def limit_memory(query_bytes: int, sentence: str) -> None:
    """Let this process take so much more than it has now. To be called when what the query needs is
    imported and its threads run: their stacks are mapped, and no part of the query's.

    What is asked for beyond that is refused, and raises or aborts; where the system refuses
    nothing, the process says the sentence and ends with status 1 as soon as it holds more.
    """
    if not _limit_mappings(query_bytes + MARGIN_BYTES):
        watch_resident(query_bytes + MARGIN_BYTES, sentence)


def _limit_mappings(more_bytes: int) -> bool:
    """Whether the system now refuses this process more than so much beyond what it has mapped.

    Two limits. That on data holds for addresses, too, that were reserved before and are filled now,
    as allocators do. That on addresses is for systems whose limit on data is another thing; it has
    a margin of its own, since Linux asks for data only where there are addresses left.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return False
    mapped = dict(re.findall(r"^(Vm\w+):\s+(\d+) kB$", status.read_text(), re.MULTILINE))
    most_bytes = more_bytes + MARGIN_BYTES
    try:
        _limit(resource.RLIMIT_DATA, int(mapped["VmData"]) * 1024 + more_bytes)
        _limit(resource.RLIMIT_AS, int(mapped["VmSize"]) * 1024 + most_bytes)
        mmap.mmap(-1, most_bytes + _PROBE_BYTES, flags=mmap.MAP_PRIVATE).close()
    except OSError:  # it is refused, as it should be
        return True
    except (KeyError, ValueError):  # of a system that knows less
        return False
    return False


def _limit(kind: int, most_bytes: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(kind, (soft, hard))


def watch_resident(more_bytes: int, sentence: str) -> None:
    """Have a thread end this process, with the sentence and status 1, once it has held so much more
    than it has held until now.
    """
    ceiling = _peak_bytes() + more_bytes

    def watch() -> None:
        while _peak_bytes() <= ceiling:
            time.sleep(_POLL_SECONDS)
        sys.stderr.write(f"tearsheet: {sentence}\n")
        sys.stderr.flush()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _peak_bytes() -> int:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def start_threads(connection: duckdb.DuckDBPyConnection, *, polars: bool) -> None:
    """Have DuckDB, and Polars where it is needed, start the threads that they work with, which map
    memory.
    """
    connection.execute("SELECT sum(range) FROM range(1_000_000)").fetchall()
    if polars:
        import polars as pl

        pl.LazyFrame({"n": [1]}).select(pl.col("n").sum()).collect().write_csv()

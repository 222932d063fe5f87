"""The most memory that the process of a query may take.

DuckDB's own limit counts the blocks and vectors that it hands out. What a function or a library
allocates by itself (`format`, `lpad`, `levenshtein`, the text of a result) is bounded by the system
alone.
"""

from __future__ import annotations

import mmap
import os
import resource
import sys
import threading
import time
from pathlib import Path

#: What a process maps, besides what its query takes, for the copies that are made of a result's
#: parts and for threads that start late. measured: tests/query/test_runaways.py
MARGIN_BYTES = 128 << 20
_POLL_SECONDS = 0.01


def limit_memory(query_bytes: int, sentence: str) -> None:
    """Let this process take so much more than it has now. To be called when what the query needs is
    imported and its threads run: their stacks are mapped, and no part of the query's.

    What is asked for beyond that is refused, and raises or aborts; where the system refuses
    nothing, the process says the sentence and ends with status 1 as soon as it holds more.
    """
    if not _limit_address_space(query_bytes + MARGIN_BYTES):
        watch_resident(query_bytes + MARGIN_BYTES, sentence)


def _limit_address_space(more_bytes: int) -> bool:
    """Whether the system now refuses this process more than so much beyond what it has mapped."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return False
    mapped = int(statm.read_text().split()[0]) * mmap.PAGESIZE
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = mapped + more_bytes
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        mmap.mmap(-1, limit).close()
    except OSError:  # it is refused, as it should be
        return True
    except ValueError:
        return False
    return False


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

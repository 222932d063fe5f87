"""A process that ends itself where a call into a library won't return."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def end_process_after(seconds: float, told: str) -> Iterator[Path]:
    """An empty folder for the block, which is removed after it. Where the block isn't done by then,
    this process ends with status 1.

    DuckDB looks at its time limit between chunks of rows and not inside a function: the edit
    distance of two long texts goes on for minutes. No thread can stop that, only the end of the
    process.
    """
    with tempfile.TemporaryDirectory(prefix="tearsheet-") as scratch:
        timer = threading.Timer(seconds, _end, [told, scratch])
        timer.daemon = True
        timer.start()
        try:
            yield Path(scratch)
        finally:
            timer.cancel()


def _end(told: str, scratch: str) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    sys.stderr.write(f"tearsheet: {told}\n")
    sys.stderr.flush()
    os._exit(1)

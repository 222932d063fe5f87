"""What a query may take, and what it is told where it takes more."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb

from tearsheet.errors import BadQuery, OutOfMemory, OutOfTime, TearsheetError, Usage
from tearsheet.settings import settings
from tearsheet.store.views import pattern_of

_UNITS = {
    unit: base**power
    for base, units in ((1000, "kb mb gb tb"), (1024, "kib mib gib tib"))
    for power, unit in enumerate(units.split(), 1)
}
_SIZE = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})")
#: How libraries say that they got no memory, where they have no error of its own for it.
_NO_MEMORY = re.compile(
    r"out of memory|memory allocation|bad.alloc|cannot allocate|(?:start|spawn).*thread",
    re.IGNORECASE,
)

#: Where in a statement, as DuckDB shows it.
_LINE = re.compile(r"^LINE (?P<number>\d+): (?P<text>.*)\n(?P<under> *)(?=\^)", re.MULTILINE)

_NO_FORM = (
    "the result has a value without a form outside DuckDB, such as an endless date or a time "
    "beyond the year 9999: cast it to text, as in x::VARCHAR"
)


def size_bytes(text: str, option: str) -> int:
    """The bytes of a size as people write it: `'2GB'` is 2,000,000,000. Raises Usage."""
    match = _SIZE.fullmatch(text.strip().lower())
    count = int(float(match[1]) * _UNITS[match[2]]) if match else 0
    if not count:
        raise Usage(f"{option} takes a size such as 4GB or 500MB, not {text!r}")
    return count


#: What a clock can wait for, and more than anybody does. judged
MOST_SECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Spill:
    """Where a query may put what its memory does not hold: an empty folder of its own, and at most
    so much ("1GB").
    """

    folder: Path
    size: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory, time and disk that a query may take."""

    memory: str
    seconds: float
    spill: Spill | None = None

    @classmethod
    def with_defaults(
        cls, memory: str | None = None, seconds: float | None = None, spill: Spill | None = None
    ) -> Self:
        """These; where there is none, the settings' own. Raises Usage."""
        seconds = settings().sql_seconds if seconds is None else seconds
        if not 0 < seconds <= MOST_SECONDS:
            raise Usage(f"--seconds takes a number above 0 and below a billion, not {seconds:g}")
        return cls(memory or settings().sql_memory, seconds, spill)

    @property
    def memory_bytes(self) -> int:
        """The memory as a number. Raises Usage."""
        return size_bytes(self.memory, "--memory")

    @property
    def disk_bytes(self) -> int:
        """The disk as a number, 0 where there is none. Raises Usage."""
        return size_bytes(self.spill.size, "--temp") if self.spill else 0

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """Say in a sentence of our own what a library raises at a limit, or where it fails: theirs
        have names of options that are locked here, and of files.
        """
        try:
            yield
        except duckdb.InterruptException:
            raise OutOfTime(too_long(self.seconds)) from None
        except BaseException as error:
            if _is_out_of_memory(error):
                disk = self.spill.size if self.spill else None
                raise OutOfMemory(too_much(self.memory, disk)) from None
            if isinstance(error, duckdb.InternalException | duckdb.FatalException):
                raise TearsheetError(f"DuckDB failed: {str(error).splitlines()[0]}") from None
            if isinstance(error, duckdb.Error):
                raise BadQuery(_with_own_lines(str(error))) from None
            if type(error).__name__ == "PanicException":  # of Polars, which is not imported here
                raise TearsheetError(_NO_FORM) from None
            raise


def _with_own_lines(said: str) -> str:
    """What DuckDB says of a statement in whose second line the query begins, with the query's own
    number of the line: `"LINE 2: SELECT nix\\n               ^^^"` becomes `"LINE 1: …"`.
    """
    found = _LINE.search(said)
    if found is None:
        return said
    number = str(max(int(found["number"]) - 1, 1))
    less = len(found["number"]) - len(number)  # the sign below stays where it is meant
    under = found["under"][less:]
    return f"{said[: found.start()]}LINE {number}: {found['text']}\n{under}{said[found.end() :]}"


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return True
    if isinstance(error, OSError):  # Polars gives neither a number nor a word
        return error.errno == errno.ENOMEM or (error.errno is None and not str(error))
    is_a_librarys = isinstance(error, RuntimeError | duckdb.InternalException | duckdb.IOException)
    is_a_librarys |= type(error).__module__.startswith(("polars", "pyo3"))
    return is_a_librarys and bool(_NO_MEMORY.search(str(error)))


def too_long(seconds: float) -> str:
    """What is said of a query that takes more time."""
    return f"the query took more than {seconds:g} s; --seconds raises the limit"


def too_much(memory: str, disk: str | None) -> str:
    """What is said of a query that takes more memory, and more disk where it may have any."""
    if disk is None:
        return (
            f"the query needs more than the {memory} of memory that it may take: --memory raises "
            "the limit, --temp lets it spill to disk"
        )
    return (
        f"the query needs more than the {memory} of memory and {disk} of disk that it may take: "
        "--memory and --temp raise the limits"
    )


def confine(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """Let the connection take so much memory, time and disk."""
    spill = limits.spill
    connection.execute("SET temp_directory = ?", [str(spill.folder) if spill else ""])
    if spill:
        size = f"{limits.disk_bytes} bytes"
        connection.execute("SET max_temp_directory_size = ?", [size])
    connection.execute("SET memory_limit = ?", [f"{limits.memory_bytes} bytes"])
    connection.execute("SET max_execution_time = ?", [int(limits.seconds * 1000)])


def bound(connection: duckdb.DuckDBPyConnection, paths: Sequence[str], limits: Limits) -> None:
    """Let the connection read these files and no others, within these limits."""
    connection.execute("SET python_enable_replacements = false")
    confine(connection, limits)
    allowed = [*paths, *(pattern_of(p) for p in paths)]
    connection.execute("SET allowed_paths = ?", [allowed])
    connection.execute("SET enable_external_access = false")


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Let no statement on the connection change a setting any more."""
    connection.execute("SET lock_configuration = true")

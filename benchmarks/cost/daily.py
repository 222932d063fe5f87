"""What a day's batch costs as the archive grows: does its price hang on the batch or on what is
held?

    python benchmarks/cost/daily.py [--days 30] [--captures 500] [--stages] [--html] [--at-once 6]

Every day so many captures of that day (text pages with teasers, a tenth of them seen before) are
archived into one archive, stage by stage in a process of the day's own, as a scheduled run has one,
and every night compacts and vacuums. What a process does once (imports, models) is not in the
figures: it archives some other pages elsewhere before, and then looks for cycles of objects as
seldom as the children of a run do. Prints for each day the processor seconds of the run, what it
read and wrote (as the system counts it, so that reads of cached files count, and each span of files
that it maps), the files that it made and those of the newest snapshot, and the same of the night;
then the room that the archive takes, and the last tenth of the days against the first.
`--stages` prints the seconds of each stage and the megabytes that it reads, too; `--html` gives
pages with a menu and addresses.
`--at-once` archives the days between the first tenth and the last so many at a time, which makes a
year a matter of half an hour: the archive that the last tenth is put onto holds the same.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.inputs.generate import captures, html_page, page
from flows import runs
from flows.derive import Stages
from flows.plain import PlainStages
from tearsheet.child import collect_seldom
from tearsheet.store.files import spans
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.rows import row_store
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.vacuum import vacuum
from transforms.captures.declaration import Declaration

SEED = 1
FIRST_DAY = datetime(2024, 1, 1, 4, tzinfo=UTC)
#: Other pages, that a process archives before it is measured.
WARM_SEED, WARM_PAGES = 2, 60


@dataclass(frozen=True, slots=True)
class Day:
    """One run: processor seconds, bytes read and written, files that it made and that the newest
    snapshot has; and what the night after it took.
    """

    cpu: float
    read: int
    written: int
    made: int
    files: int
    night_cpu: float
    night_read: int
    night_written: int


@dataclass(slots=True)
class Cost:
    """Of one stage, summed over the times it is entered: processor seconds, bytes read and
    written.
    """

    seconds: float = 0.0
    read: int = 0
    written: int = 0

    def __enter__(self) -> None:
        self._add(-1)

    def __exit__(self, *_: object) -> None:
        self._add(1)

    def _add(self, sign: int) -> None:
        read, written = _through()
        self.seconds += sign * time.process_time()
        self.read += sign * read
        self.written += sign * written


def main() -> None:
    """Archive day by day; print each day and the trend."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=30, help="365 for a year")
    parser.add_argument("--captures", type=int, default=500, help="captures a day")
    parser.add_argument(
        "--stages", action="store_true", help="seconds and MB read of each stage, too"
    )
    parser.add_argument("--html", action="store_true", help="pages with addresses")
    parser.add_argument("--at-once", type=int, default=1, help="of days of the middle")
    asked = parser.parse_args()
    write = html_page if asked.html else page
    parts, days = _cut(asked.days, asked.at_once), dict[int, Day]()
    with tempfile.TemporaryDirectory() as folder:
        for last, given in _given(Path(folder), parts, asked.captures, write):
            days[last], costs = _run_apart(f"{folder}/archive", given, last)
            _print(last, days[last], costs if asked.stages else {})
        _print_room(Storage.open(f"{folder}/archive"), asked.days * asked.captures)
    _summarise(days, asked.days)


def _cut(days: int, at_once: int) -> list[range]:
    """The days that are archived together: those of the first tenth, which begins with the second
    day, and of the last each by itself.
    """
    tenth = max(1, days // 10)
    middle = range(tenth + 1, max(days - tenth, tenth + 1))
    singles = [range(day, day + 1) for day in range(days) if day not in middle]
    parts = [middle[no : no + at_once] for no in range(0, len(middle), at_once)]
    return sorted([*singles, *parts], key=lambda part: part.start)


def _given(
    folder: Path, spans: list[range], a_day: int, write: Callable[..., str] = page
) -> Iterator[tuple[int, Path]]:
    """The last of the days that are archived together, and a folder of their pages, in turn; only
    one is there at a time.
    """
    made = captures(spans[-1].stop * a_day, SEED)
    for span in spans:
        with tempfile.TemporaryDirectory(dir=folder) as given:
            for number, capture in enumerate(itertools.islice(made, len(span) * a_day)):
                name = f"{number}.{'txt' if write is page else 'html'}"
                path = Path(given) / f"outlet-{capture.outlet}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(write(capture, seed=SEED, a_day=a_day))
            yield span[-1], Path(given)


def _run_apart(root: str, given: Path, no: int) -> tuple[Day, dict[str, Cost]]:
    """A day and the night after it in a process of their own, and what each stage cost."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as pool:
        return pool.submit(_run, root, given, no).result()


def _run(root: str, given: Path, no: int) -> tuple[Day, dict[str, Cost]]:
    with tempfile.TemporaryDirectory() as folder:
        _warm_up(Path(folder))
    collect_seldom()
    _count_mapped()
    costs: dict[str, Cost] = {}
    whole, before = Cost(), _files_below(root)
    with whole:
        archive_day(timed(PlainStages(root), costs), given, FIRST_DAY + timedelta(days=no))
    made = len(_files_below(root) - before)
    storage, night = Storage.open(root), Cost()
    with night:
        compact(storage, run_id=f"night-{no}", now=datetime.now(UTC))
        vacuum(storage, now=datetime.now(UTC))
    head = storage.head()
    files = sum(len(storage.files(head, table)) for table in head.tables)
    whole_cost = whole.seconds, whole.read, whole.written
    return Day(*whole_cost, made, files, night.seconds, night.read, night.written), costs


def _warm_up(folder: Path) -> None:
    """Archive other pages into another archive."""
    given = folder / "given"
    given.mkdir()
    for number, capture in enumerate(captures(WARM_PAGES, WARM_SEED)):
        (given / f"{number}.txt").write_text(page(capture, seed=WARM_SEED))
        (given / f"{number}.html").write_text(html_page(capture, seed=WARM_SEED))
    archive_day(PlainStages(str(folder / "archive")), given, FIRST_DAY)


def _files_below(root: str) -> set[tuple[int, int]]:
    """What tells each file of an archive from all others, under whatever names it has."""
    stats = [path.lstat() for path in Path(root).rglob("*") if path.is_file()]
    return {(stat.st_ino, stat.st_mtime_ns) for stat in stats}


def archive_day(stages: PlainStages, given: Path, now: datetime) -> None:
    """Archive the pages in a folder, captured at this time."""
    declared = Declaration(outlet=None, captured_at=now, field_map={})
    runs.archive(stages, [str(given)], declared)


def timed(
    stages: PlainStages, costs: dict[str, Cost], on_begin: Callable[[str], object] = id
) -> PlainStages:
    """The stages, each adding what it costs under its name; `on_begin` is told the name of the one
    that begins, and "" when it ends.
    """

    def wrap(name: str, call: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            on_begin(name)
            try:
                with costs.setdefault(name, Cost()):
                    return call(*args, **kwargs)
            finally:
                on_begin("")

        return wrapped

    for name, call in vars(Stages).items():
        if callable(call) and not name.startswith("_"):
            setattr(stages, name, wrap(name, getattr(stages, name)))
    return stages


#: Bytes of files that lay mapped.
_mapped = [0]


def _count_mapped() -> None:
    """Count from now on what is read of files as they lie mapped, which the system does not."""
    read = spans.read_each

    def counted(objects: Any, path: str, starts: Any, sizes: Any) -> Any:
        raw, at = read(objects, path, starts, sizes)
        if not isinstance(raw, bytes):
            _mapped[0] += int(sizes.sum())
        return raw, at

    for module in (spans, row_store):
        vars(module).update(read_each=counted)


def _through() -> tuple[int, int]:
    """Bytes that this process has read and written so far."""
    told = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(told["rchar"]) + _mapped[0], int(told["wchar"])


def _print(no: int, day: Day, costs: dict[str, Cost]) -> None:
    stages = "".join(f", {n} {c.seconds:.2f} s {c.read / 1e6:.1f} MB" for n, c in costs.items())
    print(
        f"day {no:3}: {day.cpu:.2f} s, {day.read / 1e6:.1f} MB read, "
        f"{day.written / 1e6:.1f} MB written, {day.made} files made, {day.files} of the snapshot; "
        f"night {day.night_cpu:.2f} s, "
        f"{day.night_read / 1e6:.1f} MB read, {day.night_written / 1e6:.1f} MB written{stages}",
        flush=True,
    )


def _print_room(storage: Storage, captures: int) -> None:
    """Bytes a capture of the newest snapshot's files, and of what is kept in `cache/keys/` of
    them.
    """
    head = storage.head()
    files = [file for table in head.tables for file in storage.files(head, table)]
    kept = [e.size for f in files for e in storage.objects.list(f"{FOLDER}/{f.cache_name}")]
    tables = sum(file.bytes for file in files) / captures
    print(f"bytes a capture: {tables:.0f} of tables, {sum(kept) / captures:.0f} of caches")


def _summarise(days: dict[int, Day], count: int) -> None:
    tenth = max(1, count // 10)
    # the first day has nothing to compare with
    first = [day for no, day in days.items() if 1 <= no <= tenth] or [*days.values()]
    late = [day for no, day in days.items() if no >= count - tenth]
    for name in Day.__slots__:
        ratio = statistics.mean(getattr(d, name) for d in late) / statistics.mean(
            getattr(d, name) for d in first
        )
        print(f"{name.replace('_', ' ')}, last tenth against first: {ratio:.2f}")


if __name__ == "__main__":
    main()

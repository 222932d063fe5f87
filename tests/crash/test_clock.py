"""The clock goes back, between runs and in the middle of one: real processes that are told another
time by the C library's own call.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery, digest, first_batch, second_batch

DAYS_BACK = 400
#: `CLOCK_BACK_AFTER` counts the questions for the time that are answered truly.
SHIM = f"""
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static long asked;
int clock_gettime(clockid_t clock, struct timespec *time) {{
    int status = syscall(SYS_clock_gettime, clock, time);
    const char *after = getenv("CLOCK_BACK_AFTER");
    if (clock == CLOCK_REALTIME && after && __sync_add_and_fetch(&asked, 1) > atol(after))
        time->tv_sec -= {DAYS_BACK}L * 86400;
    return status;
}}
"""


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs LD_PRELOAD and a C compiler")
    folder = tmp_path_factory.mktemp("clock")
    (folder / "shim.c").write_text(SHIM)
    shim = str(folder / "shim.so")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, str(folder / "shim.c")], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "LD_PRELOAD", shim)
        made = Nursery()
    yield made
    made.close()


def run(nursery: Nursery, verb: str, *arguments: str, back_after: int | None = None) -> None:
    env = {} if back_after is None else {"CLOCK_BACK_AFTER": str(back_after)}
    ended = nursery.run(verb, *arguments, env=env)
    assert ended.code == 0, ended.said


def times(record: Path) -> list[datetime]:
    """When a run began and when it ended, as its record has it."""
    told = json.loads(record.read_text())
    return [datetime.fromisoformat(told[name]) for name in ("started_at", "finished_at")]


def age(record: Path) -> float:
    return record.stat().st_mtime


def is_back(time: datetime, true: datetime) -> bool:
    return (true - time).days >= DAYS_BACK - 1


@pytest.mark.parametrize("back_after", [pytest.param(0, marks=pytest.mark.slow), 5])
def test_a_clock_that_goes_back_changes_no_row_and_loses_none(
    nursery: Nursery, tmp_path: Path, back_after: int
) -> None:
    root, straight = str(tmp_path / "archive"), str(tmp_path / "straight")
    first, second = first_batch(tmp_path / "first"), second_batch(tmp_path / "second")
    for source in (first, second):
        run(nursery, "archive", straight, str(source))
    run(nursery, "archive", root, str(first))
    run(nursery, "archive", root, str(second), back_after=back_after)
    storage = Storage.open(root)
    whole, back = (
        times(r) for r in sorted((tmp_path / "archive" / "runs").glob("*.json"), key=age)
    )
    assert whole[0] <= whole[1]
    assert is_back(back[1], whole[1])
    assert is_back(back[0], whole[0]) == (back_after == 0)  # else it began in the true time
    for verb in ("compact", "vacuum"):
        run(nursery, verb, root, back_after=back_after)
    assert digest(root) == digest(straight)
    assert verify(storage, now=datetime.now(UTC)) == []
    assert list(storage.objects.list("staging")) == []
    run(nursery, "archive", root, str(first), str(second))  # and forward again
    assert digest(root) == digest(straight)

"""A large container is landed in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

_MAKE_AND_LAND = """
import gzip, resource, sys
from datetime import UTC, datetime
from pathlib import Path
import polars as pl
from tests.support.inputs import response
from tearsheet.landing.land import land
from tearsheet.landing.plan import Holdings, LandingPlan, ShardPlan
from tearsheet.store.roots import open_objects

folder, total, packed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "gz"
path, size, number = folder / "large.warc", 0, 0
with path.open("wb") as out:
    while size < total:
        record = response(b"<p>Rain %d" % number + b"." * 200_000, f"http://a.example/{number}")
        out.write(gzip.compress(record, 1) if packed else record)
        size, number = size + len(record), number + 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
objects, now = open_objects(str(folder / "archive")), datetime.now(UTC)
landed = land(objects, [str(path)], LandingPlan(ShardPlan("run", now)), Holdings())
assert landed.new == number, (landed.new, number)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("packing", ["plain", "gz"])
def test_a_web_archive_of_a_gigabyte_takes_less_than_150_mebibytes_more(
    tmp_path: Path, packing: str
) -> None:
    command = [sys.executable, "-c", _MAKE_AND_LAND, str(tmp_path), str(1 << 30), packing]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    print(f"{packing}: {int(done.stdout)} MiB more at the peak")
    assert int(done.stdout) < 150

"""A process that is told to end ends, also while its main thread hears nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tearsheet.store.runs import record_killed_runs
from tearsheet.store.tables import Storage
from tests.support.places import ROOT

SCRIPT = """
    import sys
    sys.path[:0] = [{root!r}]
    from tearsheet import stopping
    from tearsheet.store.runs import record_run
    from tearsheet.store.tables import Storage
    from tearsheet.workers import pool
    from tests import test_workers
    with record_run(Storage.open({archive!r}), "archive", {{}}):
        pool(1).run(test_workers.process_id, timeout=60)
        print("begun", flush=True)
        {then}
"""


def start(tmp_path: Path, then: str) -> subprocess.Popen[str]:
    """A process in the middle of a run, which goes on with `then`."""
    script = tmp_path / "script.py"
    code = SCRIPT.format(root=str(ROOT), archive=str(tmp_path / "archive"), then=then)
    script.write_text(textwrap.dedent(code))
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_whose_main_thread_is_in_c_code_is_cut_off_and_recorded_by_the_next(
    tmp_path: Path, number: signal.Signals
) -> None:
    # it takes an hour, without a look at signals
    process = start(tmp_path, "import hashlib; hashlib.pbkdf2_hmac('md5', b'', b'', 2**31 - 1)")
    time.sleep(1)  # it has printed that it begins, and then it does
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number, said
    assert said.startswith("stopped: by ")
    assert len(said.splitlines()) == 1
    storage = Storage.open(str(tmp_path / "archive"))
    assert len(record_killed_runs(storage)) == 1
    assert list(storage.objects.list("staging")) == []
    record = next((tmp_path / "archive" / "runs").iterdir()).read_text()
    assert '"status":"cancelled"' in record


def test_a_run_whose_main_thread_hears_is_recorded_by_itself(tmp_path: Path) -> None:
    process = start(tmp_path, "import time; time.sleep(600)")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert "Stopped: by SIGTERM" in said  # nobody caught it in this script
    record = next((tmp_path / "archive" / "runs").iterdir()).read_text()
    assert '"status":"cancelled"' in record
    assert not list((tmp_path / "archive" / "staging").glob("*/*"))

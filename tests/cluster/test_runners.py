"""Tasks are worked on in threads, by Dask or by Ray: the archive is the same, in a bucket too, and
a worker that is lost costs nothing but its tasks.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.inputs.generate import generate
from flows import plain
from flows.servers import runners
from tearsheet.errors import Usage
from tearsheet.settings import settings
from tearsheet.version import code_version
from tests.support.bucket import empty_bucket
from tests.support.nursery import digest
from tests.support.places import ROOT

CLUSTERS = ("dask", "ray")
#: What the command line of a cluster's worker holds.
WORKERS = {"dask": "multiprocessing.spawn", "ray": "ray::"}
#: Processes of Ray that are no workers: a node whose agent ends, ends.
AGENTS = ("ray::DashboardAgent", "ray::RuntimeEnvAgent")


def need(name: str) -> None:
    if importlib.util.find_spec(f"prefect_{name}") is None:
        pytest.skip(f"prefect-{name} is not installed: make groups")


@pytest.fixture
def bucket() -> Iterator[str]:
    """The URL of an empty bucket on loopback, with what its clients need in the environment."""
    with empty_bucket() as url:
        yield url


def begin(
    command: str, source: Path, root: str, runner: str, api: str, **more: str
) -> subprocess.Popen[str]:
    """The real command on this runner, with shards small enough for every worker to have some."""
    environment = {**os.environ, "PREFECT_API_URL": api, "TEARSHEET_RUNNER": runner, **more}
    return subprocess.Popen(
        [command, "ingest", str(source), "--root", root],
        cwd=ROOT,
        env={**environment, "TEARSHEET_SHARD_CAPTURES": "40", "TEARSHEET_WORKERS": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_runner_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "settings", lambda: replace(settings(), runner="spark"))
    with pytest.raises(Usage, match="TEARSHEET_RUNNER is one of threads, dask, ray, not 'spark'"):
        runners.check_runner()


@pytest.mark.parametrize("name", CLUSTERS)
def test_a_cluster_needs_a_server_that_its_workers_reach(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(name)
    monkeypatch.setattr(runners, "settings", lambda: replace(settings(), runner=name))
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(Usage, match=f"TEARSHEET_RUNNER={name} needs a server .*PREFECT_API_URL"),
    ):
        runners.check_runner()


def test_a_worker_with_other_code_than_the_run_refuses_its_work() -> None:
    runners.check_code(code_version())
    with pytest.raises(runners.OtherCode, match=r"the run has 9\.9\.9\+0"):
        runners.check_code("9.9.9+0")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["threads", *CLUSTERS])
def test_the_sample_in_a_bucket_is_the_same_archive_on_every_runner(
    name: str, bucket: str, prefect_api: str, tearsheet_command: str, tmp_path: Path
) -> None:
    if name != "threads":
        need(name)
    plain.archive(str(tmp_path / "plain"), ["data/sample"])
    root = f"{bucket}/{name}"
    run = begin(tearsheet_command, ROOT / "data" / "sample", root, name, prefect_api)
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    assert digest(root) == digest(str(tmp_path / "plain"))


@pytest.mark.slow
@pytest.mark.parametrize("name", CLUSTERS)
@pytest.mark.parametrize("stage", ["parse", "clean", "derived"])
def test_a_worker_that_is_killed_costs_its_tasks_only(
    name: str, stage: str, prefect_api: str, tearsheet_command: str, tmp_path: Path
) -> None:
    need(name)
    generate(600, tmp_path / "in")
    plain.archive(str(tmp_path / "plain"), [str(tmp_path / "in")])
    root = tmp_path / "archive"
    run = begin(tearsheet_command, tmp_path / "in", str(root), name, prefect_api)
    killed = kill_one(run, name, root, stage)
    said, _ = run.communicate(timeout=900)
    assert run.returncode == 0, said
    assert killed, f"no worker was there while {stage} went on"
    assert digest(str(root)) == digest(str(tmp_path / "plain"))


def kill_one(run: subprocess.Popen[str], name: str, root: Path, stage: str) -> bool:
    """Kill a worker of the run's cluster once the stage has staged something; whether one was."""
    while run.poll() is None:
        if any(root.glob(f"staging/*/{stage}*")) and (workers := workers_of(run.pid, name)):
            os.kill(workers[0], signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False


def workers_of(parent: int, name: str) -> list[int]:
    """The processes of a cluster's workers below a process, or of any Ray on this machine: its
    daemons are nobody's children.
    """
    told = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    found = [line.split(None, 2) for line in told.splitlines()]
    return [
        int(pid)
        for pid, ppid, *args in found
        if args
        and WORKERS[name] in args[0]
        and not args[0].startswith(AGENTS)
        and (name == "ray" or int(ppid) == parent)
    ]

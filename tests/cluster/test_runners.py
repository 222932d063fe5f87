"""Tasks are worked on in threads, by Dask or by Ray: the archive is the same, in a bucket too, and
a worker that is lost costs nothing but its tasks.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.cost.cluster import read_tasks
from benchmarks.inputs.generate import generate
from flows import plain
from flows.servers import runners
from tearsheet.errors import Usage
from tearsheet.settings import settings
from tearsheet.store.roots import open_objects
from tearsheet.version import code_version
from tests.support.bucket import empty_bucket
from tests.support.nursery import digest
from tests.support.places import SAMPLE

CLUSTERS = ("dask", "ray")
#: What the command line of a cluster's worker holds.
WORKERS = {"dask": "multiprocessing.spawn", "ray": "ray::"}
#: Processes of Ray that are no workers: a node whose agent ends, ends.
AGENTS = ("ray::DashboardAgent", "ray::RuntimeEnvAgent")


#: Beside the sample, in shards so small that every stage that is mapped has several tasks.
CAPTURES = 600
SMALL = {
    "TEARSHEET_SHARD_CAPTURES": "20",
    "TEARSHEET_SHARD_BYTES": "60000",
    "TEARSHEET_WORKERS": "2",
}
#: The tasks of the stages that are mapped, in their order; judging has one of so few pairs.
MAPPED = (
    "land_files",
    "parse_shard",
    "clean_shard",
    "teach_outlets",
    "take_off_lines",
    "deduplicate_outlets",
    "judge_portion",
    "write_part",
    "write_articles",
)
#: What has been staged by when such a task goes on.
SIGNS = dict(
    zip(
        MAPPED,
        (
            "records/",
            "parsed/",
            "cleaned/",
            "learned-0/",
            "learned-0/profiles",
            "derived-0/",
            "derived-0/matching",
            "written/0-",
            "written/articles-",
        ),
        strict=True,
    )
)


def need(name: str) -> None:
    if importlib.util.find_spec(f"prefect_{name}") is None:
        pytest.skip(f"prefect-{name} is not installed: make groups")


@pytest.fixture(scope="module")
def bucket(captures: Path) -> Iterator[str]:
    """The URL of a bucket on loopback with captures below `in`, and what its clients need in the
    environment.
    """
    with empty_bucket() as url:
        store = from_url(url)
        for path in (p for p in captures.rglob("*") if p.is_file()):
            obstore.put(store, f"in/{path.relative_to(captures)}", path)
        yield url


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample and generated captures in one folder."""
    folder = tmp_path_factory.mktemp("captures")
    generate(CAPTURES, folder)
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def expected(captures: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of the captures as one process archives them from disk, each stage at once."""
    root = str(tmp_path_factory.mktemp("plain") / "archive")
    plain.archive(root, [str(captures)])
    return digest(root)


def begin(command: str, bucket: str, root: str, runner: str, api: str) -> subprocess.Popen[str]:
    """The real command on this runner, from a bucket to a bucket."""
    environment = {**os.environ, **SMALL, "PREFECT_API_URL": api, "TEARSHEET_RUNNER": runner}
    return subprocess.Popen(
        [command, "ingest", f"{bucket}/in/", "--root", root],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


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
def test_a_large_batch_in_a_bucket_is_the_same_archive_on_every_runner(
    name: str, bucket: str, expected: str, prefect_api: str, tearsheet_command: str
) -> None:
    if name != "threads":
        need(name)
    before, root = Counter(list_tasks(prefect_api)), f"{bucket}/{name}"
    run = begin(tearsheet_command, bucket, root, name, prefect_api)
    said, _ = run.communicate(timeout=900)
    assert run.returncode == 0, said
    assert digest(root) == expected
    done = Counter(list_tasks(prefect_api)) - before
    assert [task for task in MAPPED if done[task] < 2] == ["judge_portion"], done


@pytest.mark.slow
@pytest.mark.parametrize("name", CLUSTERS)
def test_workers_that_are_killed_in_every_stage_cost_their_tasks_only(
    name: str, bucket: str, expected: str, prefect_api: str, tearsheet_command: str
) -> None:
    need(name)
    root = f"{bucket}/killed-{name}"
    run = begin(tearsheet_command, bucket, root, name, prefect_api)
    killed = kill_in_every_stage(run, name, root)
    said, _ = run.communicate(timeout=900)
    assert run.returncode == 0, said
    assert killed == list(MAPPED), said
    assert digest(root) == expected


def list_tasks(api: str) -> list[str]:
    """The functions of all task runs that the server knows."""
    return [one.task_key.rpartition("-")[0] for one in read_tasks(api)]


def kill_in_every_stage(run: subprocess.Popen[str], name: str, root: str) -> list[str]:
    """Kill all workers of the run's cluster once in every stage that is mapped -> the tasks of
    which some went on then.
    """
    killed, objects = list[str](), open_objects(root)
    while run.poll() is None and len(killed) < len(MAPPED):
        task = MAPPED[len(killed)]
        staged = [e.path.split("/", 2)[2] for e in objects.list("staging")]
        is_under_way = any(path.startswith(SIGNS[task]) for path in staged)
        if is_under_way and (workers := workers_of(run.pid, name)):
            for worker in workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            killed.append(task)
        time.sleep(0.1)
    return killed


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

"""Stop means stop: the real command on real captures, a real signal at every stage, and nothing is
left of it but what the next run takes up.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

import tearsheet
from benchmarks.inputs.generate import generate
from tearsheet.store.crash_points import PAUSE, PAUSE_FILE
from tests.support.nursery import Nursery
from tests.support.places import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

#: A passage in every stage, where the run is when the signal comes.
POINTS = {
    "ingest": "part.growing",
    "parse": "parsed.staging",
    "clean": "cleaned.staging",
    "learn": "take.staging",
    "deduplicate": "derived.staging",
    "judge": "judge.begun",
    "publish": "data.linked",
    "commit": "snapshot.linked",
    "views": "current.linking",
}
#: A terminal's Ctrl-C reaches every process of the group, and so does a container's or a unit's
#: end; `kill` reaches the command alone.
SIGNALS = {
    "Ctrl-C": (signal.SIGINT, True),
    "kill": (signal.SIGTERM, False),
    "end of the group": (signal.SIGTERM, True),
}
COMMAND = [sys.executable, "-c", "from tearsheet.cli.main import main; main()"]
#: Of waits, never asserted: a busy machine is no failure.
LONG = 240.0


@dataclass(frozen=True)
class World:
    """Captures, and what an archive of them comes to that nobody disturbed."""

    folder: Path
    nursery: Nursery
    expected: str

    @property
    def captures(self) -> str:
        return str(self.folder / "captures")


@pytest.fixture(scope="module")
def world(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("stopping")
    generate(30, folder / "captures", seed=5)
    root = str(folder / "undisturbed")
    assert nursery.run("archive", root, str(folder / "captures")).code == 0
    return World(folder, nursery, digest(nursery, root))


def digest(nursery: Nursery, root: str) -> str:
    ended = nursery.run("digest", root)
    assert ended.code == 0, ended.said
    return ended.said.split()[-1]


def session(leader: int) -> list[str]:
    """What runs in the session that this process began, by command line."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(stat.with_name("cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def stop(world: World, root: Path, *, point: str, how: str, api: str | None) -> None:
    """Stop `tearsheet ingest` at a point, and see that it is over; then archive again."""
    number, is_of_group = SIGNALS[how]
    flag = world.folder / "flag"
    flag.unlink(missing_ok=True)
    environment = {**os.environ, PAUSE: point, PAUSE_FILE: str(flag)}
    environment.pop("PREFECT_API_URL", None)
    running = subprocess.Popen(
        [*COMMAND, "ingest", world.captures, "--root", str(root)],
        cwd=ROOT,
        env=environment | ({"PREFECT_API_URL": api} if api else {}),
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + LONG
        while not flag.exists() and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        reached = flag.exists()
        began = time.monotonic()
        if reached:
            (os.killpg if is_of_group else os.kill)(running.pid, number)
        said, _ = running.communicate(timeout=60)
        print(f"{point}, {how}: ended after {time.monotonic() - began:.1f} s")
        assert reached, said
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
    assert running.returncode == 128 + number, said
    assert "Traceback" not in said
    assert said.startswith(("reading ", "starting…", "deriving ")), said
    last = said.splitlines()[-1]
    assert last.startswith("stopped: by "), said
    assert len(said.splitlines()) <= 2, said
    assert session(running.pid) == []
    check_again(world, root)


def check_again(world: World, root: Path, *, status: str = "cancelled") -> None:
    """The same captures again: the archive is the one that nobody disturbed."""
    again = world.nursery.run("archive", str(root), world.captures)
    assert again.code == 0, again.said
    assert list((root / "staging").glob("*")) == []
    assert digest(world.nursery, str(root)) == world.expected
    runs = tearsheet.open(str(root)).sql("SELECT status FROM runs ORDER BY started_at").rows()
    assert runs == [(status,), ("completed",)]
    shutil.rmtree(root)


def test_a_ctrl_c_while_pages_are_parsed_ends_the_command_and_its_server(
    world: World, tmp_path: Path
) -> None:
    stop(world, tmp_path / "archive", point=POINTS["parse"], how="Ctrl-C", api=None)


def test_a_termination_while_the_snapshot_is_published_ends_the_command(
    world: World, tmp_path: Path, prefect_api: str
) -> None:
    stop(world, tmp_path / "archive", point=POINTS["publish"], how="kill", api=prefect_api)


@pytest.mark.slow
@pytest.mark.parametrize("how", SIGNALS)
@pytest.mark.parametrize("stage", POINTS)
def test_the_command_is_stopped_at_every_stage(
    world: World, tmp_path: Path, prefect_api: str, stage: str, how: str
) -> None:
    stop(world, tmp_path / "archive", point=POINTS[stage], how=how, api=prefect_api)


@pytest.mark.slow
@pytest.mark.parametrize("how", SIGNALS)
def test_a_server_of_the_command_ends_with_it(world: World, tmp_path: Path, how: str) -> None:
    stop(world, tmp_path / "archive", point=POINTS["deduplicate"], how=how, api=None)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["parse", "publish"])
def test_a_killed_command_leaves_no_process(world: World, tmp_path: Path, stage: str) -> None:
    root, flag = tmp_path / "archive", tmp_path / "flag"
    environment = {**os.environ, PAUSE: POINTS[stage], PAUSE_FILE: str(flag)}
    environment.pop("PREFECT_API_URL", None)
    running = subprocess.Popen(
        [*COMMAND, "ingest", world.captures, "--root", str(root)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: flag.exists() or running.poll() is not None)
        assert any("flows.servers.ephemeral" in command for command in session(running.pid))
        running.kill()  # and nothing else of its session
        running.wait()
        wait_until(lambda: session(running.pid) == [])
    finally:
        if session(running.pid):
            os.killpg(running.pid, signal.SIGKILL)
    check_again(world, root, status="killed")


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["ingest", "parse", "clean", "deduplicate", "publish", "views"])
def test_a_run_that_is_cancelled_in_prefects_pages_ends(
    world: World, tmp_path: Path, prefect_api: str, stage: str
) -> None:
    root, flag = tmp_path / "archive", tmp_path / "flag"
    environment = {**os.environ, PAUSE: POINTS[stage], PAUSE_FILE: str(flag)}
    environment |= {"PREFECT_API_URL": prefect_api, "TEARSHEET_LANDING": str(tmp_path / "landing")}
    with (tmp_path / "log").open("w") as log:
        serving = subprocess.Popen(
            [*COMMAND, "serve", "--root", str(root)],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    with httpx.Client(base_url=prefect_api, timeout=60) as api:

        def served() -> str:
            """The deployment's id, once it stands."""
            found = api.post("/deployments/filter", json={}).json()
            return next((str(d["id"]) for d in found if d["name"] == "scheduled"), "")

        made: list[str] = []
        parameters = {"sources": [world.captures], "root": str(root)}

        def is_begun() -> bool:
            """Whether the run stands; while deployments are written the server may refuse it."""
            told = api.post(
                f"/deployments/{served()}/create_flow_run",
                json={"parameters": parameters, "state": {"type": "SCHEDULED"}},
            )
            made.extend([told.json()["id"]] if told.is_success else [])
            return bool(made)

        try:
            wait_until(served)
            wait_until(is_begun)
            [run] = made
            wait_until(flag.exists)
            cancelling = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
            api.post(f"/flow_runs/{run}/set_state", json=cancelling).raise_for_status()
            wait_until(
                lambda: (
                    api.get(f"/flow_runs/{run}").json()["state_type"] == "CANCELLED"
                    and len(session(serving.pid)) == 1
                )
            )
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(60)
    assert session(serving.pid) == []
    check_again(world, root)


def wait_until(is_so: Callable[[], object]) -> None:
    """Nothing, once it is so; fails where it does not come to be."""
    deadline = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.3)

"""Schedules and backfills against a real Prefect server on loopback, started once and ended by
pid.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

import tearsheet
from tearsheet.version import code_version
from tests.flows.conftest import Server, until
from tests.support.places import ROOT
from tests.support.servers import free_port

PREFECT = str(Path(sys.executable).with_name("prefect"))


def deployment(server: Server, name: str) -> dict[str, Any]:
    """The one of this flow and name: `archive/scheduled`."""
    return dict(server.send("GET", f"/deployments/name/{name}").json())


def completed(server: Server, run_id: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        run = server.send("GET", f"/flow_runs/{run_id}").json()
        return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    run = until("the end of the run", ended, 180)
    assert run["state_type"] == "COMPLETED", (server.home / "log").read_text()
    return dict(run)


def test_scheduled_runs_appear_and_one_completes_by_itself(server: Server) -> None:
    archive = deployment(server, "archive/scheduled")
    assert archive["schedules"][0]["schedule"]["interval"] == 900
    scheduled = until(
        "scheduled runs",
        lambda: server.runs(
            flow_runs={
                "deployment_id": {"any_": [archive["id"]]},
                "state": {"type": {"any_": ["SCHEDULED"]}},
            }
        ),
    )
    assert len(scheduled) >= 2
    # a schedule that is due soon: its run is made by the server, not by this test
    server.send(
        "POST",
        f"/deployments/{archive['id']}/schedules",
        [{"schedule": {"interval": 20}, "active": True}],
    )
    done = until(
        "a completed run",
        lambda: server.runs(
            flow_runs={
                "deployment_id": {"any_": [archive["id"]]},
                "state": {"type": {"any_": ["COMPLETED"]}},
            }
        ),
        180,
    )
    assert done[0]["auto_scheduled"]
    found = tearsheet.open(str(server.home / "archive"))
    assert found.sql("SELECT count(*) FROM articles").item() == 7
    names = {
        t["name"].split("-")[0].split(" ")[0]
        for t in server.post("/task_runs/filter", flow_runs={"id": {"any_": [done[0]["id"]]}})
    }
    assert names >= {"ingest", "publish"}
    runs = server.runs(flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}})
    first = next(r for r in runs if re.fullmatch(r"archive \d\d:\d\d · 8 files", r["name"]))
    stages = [
        t["name"].split(" ")[0].split("-")[0]
        for t in server.post("/task_runs/filter", flow_runs={"id": {"any_": [first["id"]]}})
    ]
    assert set(stages) >= {"ingest", "parse", "clean", "deduplicate", "publish"}
    keys = {
        a["key"]
        for a in server.post(
            "/artifacts/filter", artifacts={"flow_run_id": {"any_": [first["id"]]}}
        )
    }
    assert keys == {"archive"}

    def told() -> list[str]:
        """What the run logged, once its last line has come: logs are sent behind the states."""
        lines = server.post("/logs/filter", logs={"flow_run_id": {"any_": [first["id"]]}})
        said = [line["message"] for line in lines if line["name"] == "prefect.flow_runs"]
        return said if any(line.startswith("snapshot 1") for line in said) else []

    said = until("the last line of the log", told, 60)
    for start in ("files: 8", "captures: ", "new: 7 articles", "refused: 1 (1 trunc", "snapshot 1"):
        assert [line for line in said if line.startswith(start)], said


def test_a_backfill_with_parameters_changes_nothing_where_nothing_changed(server: Server) -> None:
    before = tearsheet.open(str(server.home / "archive")).snapshot.number
    run = server.post(
        f"/deployments/{deployment(server, 'backfill/on-demand')['id']}/create_flow_run",
        parameters={
            "root": str(server.home / "archive"),
            "undated": True,
            "outlets": ["halvern-gazette"],
        },
        state={"type": "SCHEDULED"},
    )
    assert completed(server, run["id"])["name"] == "backfill undated halvern-gazette"
    assert tearsheet.open(str(server.home / "archive")).snapshot.number == before
    kinds = tearsheet.open(str(server.home / "archive")).sql(
        "SELECT counts FROM runs WHERE kind = 'backfill'"
    )
    assert '"rederived":7' in kinds.item()


def creates_run(server: Server, name: str, parameters: dict[str, Any]) -> httpx.Response:
    """The answer to a run of this deployment with these parameters."""
    return httpx.post(
        f"{server.api}/deployments/{deployment(server, name)['id']}/create_flow_run",
        json={"parameters": parameters},
        auth=server.basic(),
        timeout=30,
    )


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("backfill/on-demand", {"first": "2026-13"}),
        ("backfill/on-demand", {"outlets": ["Halvern Gazette"]}),
        ("backfill/on-demand", {"outlets": "halvern-gazette"}),
        ("backfill/on-demand", {"max_lost": "much"}),
        ("backfill/on-demand", {"max_lost": "101%"}),
        ("backfill/on-demand", {"published": "2026-13"}),
        ("backfill/on-demand", {"reason": "No Such Reason"}),
        ("archive/on-demand", {"sources": [""]}),
        ("archive/on-demand", {"outlet": "a/b"}),
        ("archive/on-demand", {"captured_at": "yesterday"}),
        ("archive/on-demand", {"source": ["data/sample"]}),
        ("archive/on-demand", {"root": "/srv/archive", "dryrun": True}),
        ("backfill/on-demand", {"outlet": "halvern-gazette"}),
    ],
    ids=str,
)
def test_a_form_with_a_bad_value_is_refused_before_anything_starts(
    server: Server, name: str, parameters: dict[str, Any]
) -> None:
    answer = creates_run(server, name, parameters)
    assert (answer.status_code, "Validation failed" in answer.text) == (409, True), answer.text


def test_a_form_says_of_every_field_what_it_takes(server: Server) -> None:
    for name in ("archive/scheduled", "archive/on-demand", "backfill/on-demand", "rebuild/check"):
        schema = deployment(server, name)["parameter_openapi_schema"]
        for field, about in schema["properties"].items():
            assert about["title"], field
            assert len(about.get("description", "")) > 10, (name, field)


def test_a_second_server_of_the_account_is_refused_and_pauses_nothing(
    server: Server, tearsheet_command: str
) -> None:
    second = subprocess.run(
        [tearsheet_command, "serve", "--root", str(server.home / "other")],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (second.returncode, second.stdout) == (1, ""), second.stderr
    assert second.stderr.startswith(
        f"tearsheet: `tearsheet serve` is at work already, at {server.api}"
    )
    assert not any(each["paused"] for each in server.post("/deployments/filter"))


@pytest.mark.slow
def test_a_server_that_is_told_to_end_says_so_in_a_word(
    tearsheet_command: str, tmp_path: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    with subprocess.Popen(
        [tearsheet_command, "serve", "--port", str(free_port()), "--root", str(tmp_path / "a")],
        env={**environment, "PREFECT_HOME": str(tmp_path / "prefect")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        said = [serving.stdout.readline() for _ in range(3)]
        assert said[0] == "starting a Prefect server…\n"
        time.sleep(5)
        serving.send_signal(signal.SIGTERM)
        rest, _ = serving.communicate(timeout=60)
    assert (serving.returncode, rest.splitlines()[-1]) == (0, "stopped")
    assert "Warning" not in rest


def test_maintenance_completes_on_a_sound_archive(server: Server) -> None:
    run = server.post(
        f"/deployments/{deployment(server, 'maintain/nightly')['id']}/create_flow_run",
        parameters={"root": str(server.home / "archive")},
        state={"type": "SCHEDULED"},
    )
    completed(server, run["id"])


def test_deploy_all_registers_from_a_clean_checkout(server: Server, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True, timeout=120)

    def prefect(*arguments: str, command: tuple[str, ...] = (PREFECT,)) -> str:
        done = subprocess.run(
            [*command, *arguments],
            cwd=checkout,
            env=server.environment
            | {"PREFECT_API_URL": server.api, "PREFECT_API_AUTH_STRING": server.auth},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    prefect("work-pool", "create", "tearsheet", "--type", "process")
    prefect("--no-prompt", "deploy", "--all")
    pooled = [d for d in server.post("/deployments/filter") if d["work_pool_name"] == "tearsheet"]
    assert sorted((d["entrypoint"], d["name"]) for d in pooled) == [
        ("flows/archive.py:archive", "on-demand"),
        ("flows/archive.py:archive", "scheduled"),
        ("flows/backfill.py:backfill", "on-demand"),
        ("flows/maintain.py:maintain", "nightly"),
        ("flows/rebuild.py:rebuild", "check"),
    ]
    assert {d["version"] for d in pooled} == {code_version()}
    misspelt = {"outlet": "halvern-gazette"}
    told = prefect(command=(sys.executable, "-m", "flows.servers.forms"))
    assert told.count("takes no unknown parameters: on-demand\n") == 2
    assert creates_run(server, "backfill/on-demand", misspelt).status_code == 409

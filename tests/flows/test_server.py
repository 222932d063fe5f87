"""Schedules and backfills against a real Prefect server on loopback, started once and ended by
pid.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import tearsheet
from tests.flows.conftest import Server, until
from tests.support.places import ROOT

PREFECT = str(Path(sys.executable).with_name("prefect"))


def deployment(server: Server, name: str) -> dict[str, Any]:
    found = [d for d in server.post("/deployments/filter") if d["name"] == name]
    assert len(found) == 1
    return dict(found[0])


def completed(server: Server, run_id: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        run = server.send("GET", f"/flow_runs/{run_id}").json()
        return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    run = until("the end of the run", ended, 180)
    assert run["state_type"] == "COMPLETED", (server.home / "log").read_text()
    return dict(run)


def test_scheduled_runs_appear_and_one_completes_by_itself(server: Server) -> None:
    archive = deployment(server, "scheduled")
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
    first = min(
        server.runs(flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}}),
        key=lambda r: r["start_time"],
    )
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
    assert keys == {"funnel", "quarantine"}


def test_a_backfill_with_parameters_changes_nothing_where_nothing_changed(server: Server) -> None:
    before = tearsheet.open(str(server.home / "archive")).snapshot.number
    run = server.post(
        f"/deployments/{deployment(server, 'on-demand')['id']}/create_flow_run",
        parameters={
            "root": str(server.home / "archive"),
            "undated": True,
            "outlet": "halvern-gazette",
        },
        state={"type": "SCHEDULED"},
    )
    completed(server, run["id"])
    assert tearsheet.open(str(server.home / "archive")).snapshot.number == before
    kinds = tearsheet.open(str(server.home / "archive")).sql(
        "SELECT counts FROM runs WHERE kind = 'backfill'"
    )
    assert '"rederived":7' in kinds.item()


def test_maintenance_completes_on_a_sound_archive(server: Server) -> None:
    run = server.post(
        f"/deployments/{deployment(server, 'nightly')['id']}/create_flow_run",
        parameters={"root": str(server.home / "archive")},
        state={"type": "SCHEDULED"},
    )
    completed(server, run["id"])


def test_deploy_all_registers_from_a_clean_checkout(server: Server, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True, timeout=120)

    def prefect(*arguments: str) -> str:
        done = subprocess.run(
            [PREFECT, *arguments],
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
    assert {d["name"]: d["entrypoint"] for d in pooled} == {
        "scheduled": "flows/archive.py:archive",
        "nightly": "flows/maintain.py:maintain",
        "on-demand": "flows/backfill.py:backfill",
    }

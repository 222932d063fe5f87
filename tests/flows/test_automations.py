"""Each automation that is declared tells the block that was chosen: here a webhook on loopback."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows.automations import SILENCE, register_automations
from tearsheet.errors import TearsheetError, Usage
from tests.flows.conftest import Server, until

HEARTBEAT = "tearsheet run without a heartbeat"


@pytest.fixture
def calls() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The address of a webhook, and what it was told."""
    told: list[dict[str, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:
        threading.Thread(target=hook.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{hook.server_port}/", told
        hook.shutdown()


def emit(server: Server, name: str, resource: dict[str, str], *tags: str, **payload: str) -> None:
    related = [
        {"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"}
        for tag in tags
    ]
    event = {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": name,
        "resource": resource,
        "related": related,
        "payload": payload,
    }
    answer = httpx.post(f"{server.api}/events", json=[event], auth=server.basic(), timeout=30)
    answer.raise_for_status()


def running(server: Server, name: str) -> str:
    """The id of a flow run that says that it runs."""
    flow = server.post("/flows/", name="archive")
    state = {"type": "RUNNING", "name": "Running"}
    return str(server.post("/flow_runs/", flow_id=flow["id"], name=name, state=state)["id"])


@pytest.mark.slow
def test_each_automation_tells_the_block_that_was_chosen(
    server: Server, calls: tuple[str, list[dict[str, str]]]
) -> None:
    address, told = calls
    here = {PREFECT_API_URL: server.api, PREFECT_API_AUTH_STRING: server.auth}
    with temporary_settings(here):
        with pytest.raises(TearsheetError, match="has no block custom-webhook/nobody"):
            register_automations("custom-webhook/nobody")
        with pytest.raises(Usage):
            register_automations("ops")
        block: Any = CustomWebhookNotificationBlock(
            name="ops",
            url=address,
            headers=None,
            cookies=None,
            json_data={"subject": "{{subject}}", "body": "{{body}}"},
        )
        block.save("ops")
        for _ in range(2):  # they are replaced, not doubled
            names = register_automations("custom-webhook/ops", seconds={SILENCE: 15, HEARTBEAT: 10})
    held = server.post("/automations/filter")
    assert sorted(a["name"] for a in held) == sorted(names)

    def heard(words: str) -> Any:
        return until(
            f"a call with {words!r}, beside {told}",
            lambda: [t for t in told if words in t["subject"] + t["body"]],
        )

    silent, failed = running(server, "silent run"), running(server, "failed run")
    about = {"prefect.resource.id": f"prefect.flow-run.{failed}"}
    emit(server, "prefect.flow-run.Failed", about, "tearsheet")
    archive = {"prefect.resource.id": "tearsheet.archive./a", "prefect.resource.name": "/a"}
    emit(server, "tearsheet.quarantine.alarm", archive, words="40 of 200 were refused")
    emit(server, "tearsheet.drift.alarm", archive, words="herald: median_words is 3")
    about = {"prefect.resource.id": f"prefect.flow-run.{silent}"}
    emit(server, "prefect.flow-run.heartbeat", about, "tearsheet")
    heard("failed run")
    heard("40 of 200 were refused")
    heard("median_words is 3")
    heard("has no heartbeat")
    heard("no scheduled archive run")
    until(
        "the silent run to be crashed",
        lambda: server.send("GET", f"/flow_runs/{silent}").json()["state_type"] == "CRASHED",
    )
    for each in server.post("/automations/filter"):
        server.send("DELETE", f"/automations/{each['id']}")

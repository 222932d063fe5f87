"""Names of files and of fields in them are shown spelled out on Prefect's pages and in its logs: no
link, no markup, no HTML, and nothing that steers a terminal.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import flows.account  # noqa: F401 (what it makes of the logger of runs is tested)
from tearsheet.errors import Usage
from tests.support.places import ROOT

#: What a name may be on a disk; a slash it cannot have.
NAMES = (
    "<img src=x onerror=alert(1)>.txt",
    "[click](javascript:alert(2)).txt",
    "a|b`c`**d**&lt;.txt",
    "\x1b[2J\x1b]0;owned\x07.txt",
    "\u202egnp.txt\nsecond line.txt",
)
FIELD = "<svg onload=alert(3)>\x1b[31m[x](javascript:y)"
#: What would be markup, a link or code where no backslash stands before it; and what steers a
#: terminal.
_ACTIVE = re.compile(r"(?<!\\)[<>\[\]|`&]|[\x00-\x09\x0b-\x1f\x7f\u202e]|://")
#: What the artifact itself sets in such signs: the counts, as code.
_OWN = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(api: str, run_id: str) -> dict[str, list[str]]:
    """The run's artifacts and log lines."""
    with httpx.Client(base_url=api, timeout=60) as server:
        where = {"flow_run_id": {"any_": [run_id]}}
        artifacts = server.post("/artifacts/filter", json={"artifacts": where}).json()
        logs = server.post("/logs/filter", json={"logs": where}).json()
    return {
        "artifacts": [artifact["data"] for artifact in artifacts],
        "logs": [entry["message"] for entry in logs],
    }


@pytest.mark.slow
def test_hostile_names_are_spelled_out_in_artifacts_and_logs(
    tmp_path: Path, prefect_api: str
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number, name in enumerate(NAMES):
        (source / name).write_bytes(b"\0\1%d" % number)  # each is refused by name
    prose = "The council of the town voted on Tuesday to keep the library open. " * 12
    lines = [json.dumps({FIELD: f"{prose} {n}", "id": n}) + "\n" for n in range(3)]
    (source / "dump.jsonl").write_text("".join(lines))
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from tearsheet.cli.main import main; main()"),
            *("ingest", str(source), "--root", str(tmp_path / "archive")),
        ],
        cwd=ROOT,
        env={**os.environ, "PREFECT_API_URL": prefect_api, "PREFECT_LOGGING_LEVEL": "INFO"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    with httpx.Client(base_url=prefect_api, timeout=60) as server:
        newest = {"sort": "START_TIME_DESC", "limit": 1}
        run_id = server.post("/flow_runs/filter", json=newest).json()[0]["id"]
    told = shown(prefect_api, run_id)
    assert sum(": nul_bytes" in line for line in told["logs"]) == len(NAMES)
    [artifact] = told["artifacts"]
    assert artifact.count("nul_bytes") == len(NAMES) + 1
    assert "svg" in artifact
    terminal = [done.stdout, done.stderr, *told["logs"]]
    assert [s for s in terminal if any(c in s for c in ("\x1b", "\x07", "\u202e"))] == []
    assert _ACTIVE.findall(_OWN.sub("", artifact)) == []
    [counts] = _OWN.findall(artifact)
    assert "`" not in counts


def test_an_error_that_can_be_told_leaves_no_traceback_in_the_log_of_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logger, heard = logging.getLogger("prefect.flow_runs"), list[str]()
    monkeypatch.setattr(logger, "callHandlers", lambda record: heard.append(record.msg))
    for error in (Usage("no such outlet"), ValueError("no such thing")):
        try:
            raise error
        except (Usage, ValueError) as raised:
            logger.error("ended by %s", raised, exc_info=True)
    assert len(heard) == 1, "of the program's own faults the traceback stays"

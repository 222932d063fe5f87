"""What runs Tearsheet in containers: the files hang together, as far as can be told without
Docker.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.serve import DECLARED
from tests.support.places import ROOT

FOLDER = ROOT / "deployments"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ENTRYPOINT = FOLDER / "entrypoint.sh"


def test_the_worker_waits_for_the_deployments_these_for_the_server_and_that_for_its_database() -> (
    None
):
    def waits(name: str) -> dict[str, str]:
        return {n: c["condition"] for n, c in SERVICES[name].get("depends_on", {}).items()}

    assert waits("worker") == {"deploy": "service_completed_successfully"}
    assert waits("deploy") == {"server": "service_healthy"}
    assert waits("server") == {"postgres": "service_healthy"}
    waited_for = {"server", "postgres"}
    assert {n for n, s in SERVICES.items() if "healthcheck" in s} == waited_for
    assert SERVICES["deploy"]["restart"] == "no", "it deploys once"


def test_every_secret_and_volume_that_a_service_names_is_declared() -> None:
    for service in SERVICES.values():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        for volume in service.get("volumes", ()):
            name = re.sub(r"^\$\{\w+:-(\w+)\}", r"\1", volume).partition(":")[0]
            assert name in COMPOSE["volumes"]
    ignored = (ROOT / ".gitignore").read_text().split()
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert {Path(f).parent.name for f in files} == {"secrets"}
    assert "/deployments/secrets/" in ignored
    assert "deployments/secrets" in (ROOT / ".dockerignore").read_text().split()


def test_no_secret_stands_in_an_environment_and_the_server_is_published_to_this_machine() -> None:
    text = (FOLDER / "compose.yaml").read_text()
    assert not re.search(r"(PASSWORD|AUTH_STRING|SECRET\w*):[ ]+(?!/run/secrets/|\[)\S", text)
    assert [p for s in SERVICES.values() for p in s.get("ports", ())] == ["127.0.0.1:4200:4200"]


def test_what_the_image_copies_is_there_and_in_no_ignored_folder() -> None:
    lines = (FOLDER / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "ENTRYPOINT", "CMD"}
    steps = [line.split() for line in lines if line and not line.startswith("#")]
    assert {step[0] for step in steps} <= known
    copied = [
        s for step in steps if step[0] == "COPY" for s in step[1:-1] if "--from" not in step[1]
    ]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert [s for s in copied if any(s == i or s.startswith(f"{i}/") for i in ignored)] == []
    users = [step[1] for step in steps if step[0] == "USER"]
    assert users == ["10001:10001"], "not root, and a number, which any host can tell from it"


def test_the_pool_that_is_made_is_the_one_that_deployments_and_worker_use() -> None:
    declared = yaml.safe_load(DECLARED.read_text())
    pools = {d["work_pool"]["name"] for d in declared["deployments"]}
    assert pools == {"tearsheet"}
    assert "work-pool create tearsheet " in SERVICES["deploy"]["command"][-1]
    assert SERVICES["worker"]["command"][-1] == "tearsheet"


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")
def test_secrets_become_the_variables_that_prefect_reads(tmp_path: Path) -> None:
    (tmp_path / "prefect_auth").write_text("tearsheet:abc\n")
    (tmp_path / "postgres_password").write_text("p4ss\n")

    def variables(**environment: str) -> dict[str, str]:
        done = subprocess.run(
            ["sh", str(ENTRYPOINT), "env"],
            env={"PATH": "/usr/bin:/bin", "SECRETS_FOLDER": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        pairs = (line.partition("=")[::2] for line in done.stdout.splitlines())
        return {name: value for name, value in pairs if name.startswith("PREFECT_")}

    auth = {
        "PREFECT_API_AUTH_STRING": "tearsheet:abc",
        "PREFECT_SERVER_API_AUTH_STRING": "tearsheet:abc",
    }
    assert variables() == auth
    url = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
    assert variables(POSTGRES_HOST="db") == auth | {
        url: "postgresql+asyncpg://prefect:p4ss@db/prefect"
    }
    assert variables(SECRETS_FOLDER="/nowhere") == {}
    assert ENTRYPOINT.stat().st_mode & 0o111

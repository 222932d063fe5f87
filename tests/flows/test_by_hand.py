"""Runs that a hand starts wait for one another, and take in a window that was missed."""

from __future__ import annotations

from pathlib import Path

import pytest

import tearsheet
from tests.flows.conftest import Server
from tests.flows.test_server import completed, deployment
from tests.support.nursery import body, page


@pytest.mark.slow
def test_two_missed_windows_are_taken_in_one_after_the_other(
    server: Server, tmp_path: Path
) -> None:
    windows = [tmp_path / "first", tmp_path / "second"]
    for folder in windows:
        page(folder, f"late-post/{folder.name}", body(f"{folder.name} window"))
    archive = deployment(server, "archive/on-demand")["id"]
    runs = [
        server.post(
            f"/deployments/{archive}/create_flow_run",
            parameters={
                "sources": [str(folder / "late-post") if n else f"{folder}/*/*.txt"],
                "root": str(server.home / "archive"),
                "outlet": "Late Post",
            },
            state={"type": "SCHEDULED"},
        )
        for n, folder in enumerate(windows)
    ]
    assert [completed(server, run["id"])["state_type"] for run in runs] == ["COMPLETED"] * 2
    found = tearsheet.open(str(server.home / "archive"))
    assert found.sql("SELECT count(*) FROM articles WHERE outlet = 'late-post'").item() == 2

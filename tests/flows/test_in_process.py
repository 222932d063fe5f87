"""Each flow in this process, as a worker runs it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName, TaskRunFilter
from prefect.client.schemas.filters import TaskRunFilterFlowRunId as OfFlowRun
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings
from prefect.states import Failed

from flows import plain
from flows.archive import archive
from flows.backfill import backfill
from flows.maintain import maintain
from flows.rebuild import rebuild
from flows.tasks import is_transient, publish_snapshot
from tearsheet.errors import LostRace, Usage
from tearsheet.settings import settings
from tests.support.nursery import digest, first_batch, second_batch


@pytest.fixture(scope="module", autouse=True)
def server(prefect_api: str) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: prefect_api, PREFECT_LOGGING_TO_API_ENABLED: False}):
        yield


def run_named(name: str) -> FlowRun:
    """The one run of this name that the server knows."""
    with get_client(sync_client=True) as client:
        [run] = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[name]))
        )
    return run


def test_archive_backfill_rebuild_and_maintain_report_what_they_did(tmp_path: Path) -> None:
    root, again = str(tmp_path / "archive"), str(tmp_path / "again")
    first_batch(tmp_path / "in")
    second_batch(tmp_path / "in")
    done = archive(sources=[str(tmp_path / "in")], root=root)
    assert (done.snapshot.number, done.is_published, done.landed.quarantined) == (1, True, 1)
    assert (done.counts["read"], done.counts["new"], done.counts["refused"]) == (8, 7, 1)
    assert [r["reason"] for r in done.refused] == ["empty"]
    assert not archive(sources=[str(tmp_path / "in")], root=root).is_published

    shown = backfill(undated=True, dry_run=True, root=root)
    assert (shown.snapshot.number, shown.is_published, shown.counts["rederived"]) == (1, False, 7)
    with pytest.raises(Usage, match="needs to know what"):
        backfill(root=root)
    state = backfill(root=root, return_state=True)
    assert state.is_failed()
    assert str(state.message).startswith("a backfill needs to know what: first and last, ")
    state = backfill(first="2026-03", last="2026-01", root=root, return_state=True)
    assert (state.name, state.message) == (
        "Failed",
        "2026-03 is after 2026-01: the earlier end is named first",
    )
    with pytest.raises(Usage, match="no field 'tittle': did you mean 'title'"):
        archive(sources=[str(tmp_path / "in")], root=root, field_map={"tittle": "head"})

    # a scheduled run's folder may be empty; a source that is named may not
    for name in ("absent.txt", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(Usage, match=f"{name}: there is no .*: nothing was done"):
            archive(sources=[str(tmp_path / "in"), str(tmp_path / name)], root=root)
    assert len(list(Path(root, "snapshots").iterdir())) == 1

    made = rebuild(to=again, root=root)
    assert (made.is_equal, digest(again)) == (True, digest(root))

    kept = maintain(root=root)
    assert kept.counts["damaged"] == 0

    run = run_named(f"rebuild {again}"[:100])
    assert run.state_name == "Completed"
    assert stages_of(run) == {
        "parse",
        "clean",
        "learn",
        "deduplicate",
        "match",
        "judge",
        "stories",
        "publish",
        "refusals",
    }


@pytest.fixture
def smallest_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shards of one capture, so that any batch is a large one."""
    for name in ("TEARSHEET_SHARD_CAPTURES", "TEARSHEET_SHARD_BYTES"):
        monkeypatch.setenv(name, "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_large_batch_is_landed_learned_from_and_written_by_mapped_tasks(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first_batch(tmp_path / "in")
    second_batch(tmp_path / "in")
    plain.archive(str(tmp_path / "whole"), [str(tmp_path / "in")])
    root = str(tmp_path / "archive")
    request.getfixturevalue("smallest_shards")
    archive.with_options(flow_run_name="in parts")(sources=[str(tmp_path / "in")], root=root)
    assert digest(root) == digest(str(tmp_path / "whole"))
    files = sum(path.is_file() for path in (tmp_path / "in").rglob("*"))
    names = stages_of(run_named(f"in parts · {files} files"))
    assert {"land", "gather", "learn", "take", "write", "publish"} <= names


def stages_of(run: FlowRun) -> set[str]:
    """The names of the run's tasks; the server hears of the last of them a moment after its end."""
    found: set[str] = set()
    deadline = time.monotonic() + 60
    while "refusals" not in found and time.monotonic() < deadline:
        time.sleep(0.3)
        with get_client(sync_client=True) as client:
            runs = client.read_task_runs(
                task_run_filter=TaskRunFilter(flow_run_id=OfFlowRun(any_=[run.id]))
            )
        found = {r.name.split(" ")[0].split("-")[0] for r in runs}
    return found


def test_a_failing_disk_is_tried_again_and_a_lost_race_is_not() -> None:
    def is_tried_again(error: Exception) -> bool:
        run: Any = None  # of no importance
        return asyncio.run(is_transient(publish_snapshot, run, Failed(data=error)))

    assert is_tried_again(OSError("disk full"))
    assert not is_tried_again(LostRace("another was faster"))
    assert publish_snapshot.retries == 1


def test_runs_of_the_flow_write_their_feeds_after_they_have_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, said = str(tmp_path / "archive"), tmp_path / "feeds.toml"
    said.write_text(
        '[board]\ntitle = "The board"\nfile = "board.xml"\n'
        "query = \"SELECT article_id FROM articles WHERE contains(text, 'harbour office')\"\n"
        '[broken]\nquery = "SELECT none FROM nothing"\nfile = "broken.xml"\n',
        "utf-8",
    )
    monkeypatch.setenv("TEARSHEET_FEEDS", str(said))
    settings.cache_clear()
    first_batch(tmp_path / "one")
    archive(sources=[str(tmp_path / "one")], root=root)
    before = feedparser.parse((tmp_path / "board.xml").read_bytes())
    second_batch(tmp_path / "two")
    done = archive(sources=[str(tmp_path / "two")], root=root)
    after = feedparser.parse((tmp_path / "board.xml").read_bytes())
    assert (done.is_published, after.bozo, after.feed.title) == (True, False, "The board")
    held = {entry.id for entry in before.entries}
    assert held < {entry.id for entry in after.entries}
    assert all(i.startswith("urn:tearsheet:article:") for i in held)
    assert not (tmp_path / "broken.xml").exists()
    monkeypatch.undo()
    settings.cache_clear()

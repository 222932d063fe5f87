"""The lease: one holder at a time, ended by its time or with its process, and never in anybody's
way for long.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from tearsheet.settings import settings
from tearsheet.store import lease
from tearsheet.store.objects import Objects
from tearsheet.store.process import Owner
from tearsheet.store.roots import open_objects


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Objects:
    monkeypatch.setattr(
        lease, "settings", lambda: settings().model_copy(update={"lease_seconds": 0.3})
    )
    return open_objects(str(tmp_path))


def foreign(
    objects: Objects, *, host: str = "another-machine", pid: int = 1, seconds: float = 3600
) -> None:
    """A lease that somebody else has taken."""
    body = {
        "holder": "theirs",
        "owner": {"host": host, "pid": pid},
        "ends_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
    }
    assert objects.put_new("leases/00000007.json", orjson.dumps(body))


def test_one_holder_at_a_time_and_the_next_goes_on_when_it_is_given_back(objects: Objects) -> None:
    inside: list[str] = []
    overlaps: list[int] = []

    def work(name: str) -> None:
        with lease.hold_lease(objects, name) as is_held:
            assert is_held
            inside.append(name)
            overlaps.append(len(inside))
            threading.Event().wait(0.02)
            inside.remove(name)

    threads = [threading.Thread(target=work, args=(f"run {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == [1] * 6
    assert len(list(objects.list("leases"))) <= 2


def test_a_lease_is_renewed_while_its_block_lasts(objects: Objects) -> None:
    with lease.hold_lease(objects, "long"):
        threading.Event().wait(1.0)
        newest = lease._newest(objects)
        assert newest is not None
        assert newest.holder == "long"
        assert not newest.is_over


def test_the_lease_of_a_process_that_is_gone_is_taken_at_once(objects: Objects) -> None:
    foreign(objects, host=Owner.here().host, pid=2**22 + 1)
    with lease.hold_lease(objects, "ours") as is_held:
        assert is_held


def test_a_lease_that_has_ended_by_its_time_is_taken(objects: Objects) -> None:
    foreign(objects, seconds=-1)
    with lease.hold_lease(objects, "ours") as is_held:
        assert is_held


def test_who_waited_long_enough_goes_on_without_it(objects: Objects) -> None:
    foreign(objects)
    with lease.hold_lease(objects, "ours") as is_held:
        assert not is_held


def test_a_lease_that_cannot_be_read_keeps_nobody_waiting(objects: Objects) -> None:
    objects.put_new("leases/00000009.json", b"torn")
    with lease.hold_lease(objects, "ours") as is_held:
        assert is_held

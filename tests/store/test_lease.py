"""The lease: one holder at a time, ended by its time or with its process, and never in anybody's
way for long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from tearsheet.settings import settings
from tearsheet.store import lease
from tearsheet.store.numbered import newest_number, numbered_path
from tearsheet.store.objects import LocalObjects, Objects
from tearsheet.store.process import Owner
from tearsheet.store.roots import open_objects


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Objects:
    last(monkeypatch, 0.1)
    return open_objects(str(tmp_path))


def last(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every lease from here on end after so many seconds."""
    monkeypatch.setattr(lease, "settings", lambda: replace(settings(), lease_seconds=seconds))


class Interrupted(LocalObjects):
    """A folder in which somebody else does something before the first lease of ours is put."""

    meanwhile: Callable[[], None] | None = None

    def put_new(self, path: str, data: bytes) -> bool:
        if self.meanwhile and b'"ours"' in data:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().put_new(path, data)


def foreign(
    objects: Objects,
    *,
    host: str = "another-machine",
    pid: int = 1,
    seconds: float = 3600,
    number: int | None = None,
) -> None:
    """A lease that somebody else has taken: of this number, or after the newest."""
    body = {
        "holder": "theirs",
        "owner": {"host": host, "pid": pid},
        "ends_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
    }
    raw = orjson.dumps(body)
    if number is not None:
        assert objects.put_new(numbered_path("leases", number), raw)
        return
    while not objects.put_new(numbered_path("leases", newest_number(objects, "leases") + 1), raw):
        pass  # ours was renewed meanwhile


def holder(objects: Objects) -> str | None:
    """Who holds the lease that counts; null where it is over."""
    newest = lease._newest(objects)
    path = numbered_path("leases", newest.number)
    return None if newest.is_over else str(orjson.loads(objects.get(path))["holder"])


def test_one_holder_at_a_time_and_the_next_goes_on_when_it_is_given_back(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    last(monkeypatch, 60.0)  # however busy the machine is, none ends by its time
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
    assert holder(objects) is None


def test_few_leases_stay(objects: Objects) -> None:
    for _ in range(20):
        with lease.hold_lease(objects, "ours"):
            pass
    assert len(list(objects.list("leases"))) <= 10


def test_a_lease_that_another_has_taken_meanwhile_is_not_given_back_for_it(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    last(monkeypatch, 60.0)
    with lease.hold_lease(objects, "ours"):
        foreign(objects)
    assert holder(objects) == "theirs"


def test_a_lease_that_another_has_taken_meanwhile_is_not_renewed_over_it(objects: Objects) -> None:
    with lease.hold_lease(objects, "ours"):
        foreign(objects)
        threading.Event().wait(0.5)
        assert holder(objects) == "theirs"


def test_the_lease_of_another_of_the_same_name_is_not_ours(objects: Objects) -> None:
    with lease.hold_lease(objects, "vacuum"):
        with lease.hold_lease(objects, "vacuum") as is_held:
            assert not is_held
        assert holder(objects) == "vacuum"


def test_who_read_the_same_end_and_was_slower_waits(objects: Objects) -> None:
    ours = Interrupted(objects.root)
    ours.meanwhile = lambda: foreign(objects, number=1)
    with lease.hold_lease(ours, "ours") as is_held:
        assert not is_held
        assert holder(objects) == "theirs"


def test_a_name_that_is_free_again_since_it_was_read_is_not_taken(objects: Objects) -> None:
    def others_come_and_go() -> None:
        for _ in range(10):
            with lease.hold_lease(objects, "another"):
                pass
        assert not objects.exists("leases/00000001.json")
        foreign(objects)

    ours = Interrupted(objects.root)
    ours.meanwhile = others_come_and_go
    with lease.hold_lease(ours, "ours") as is_held:
        assert not is_held
    assert holder(objects) == "theirs"


def test_a_lease_deleted_between_its_name_and_its_bytes_frees_nothing(objects: Objects) -> None:
    class Swept(LocalObjects):
        def get(self, path: str) -> bytes:
            if path.endswith("07.json"):
                foreign(objects, number=8)
                self.delete([path])
            return super().get(path)

    foreign(objects, seconds=-1, number=7)
    with lease.hold_lease(Swept(objects.root), "ours") as is_held:
        assert not is_held


def test_a_lease_is_renewed_while_its_block_lasts(objects: Objects) -> None:
    with lease.hold_lease(objects, "long"):
        first, deadline = lease._newest(objects), time.monotonic() + 60
        while lease._newest(objects).number < first.number + 3 and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        assert lease._newest(objects).ends_at > first.ends_at
        assert {e.path for e in objects.list("leases")} >= {"leases/00000004.json"}


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

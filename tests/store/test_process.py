"""A process shows that it lives, and others can tell when it is gone."""

from __future__ import annotations

import threading

from tearsheet.store.process import Owner, heartbeat


def test_this_process_is_there_and_one_that_ended_is_not() -> None:
    here = Owner.here()
    assert not here.is_gone
    assert Owner(here.host, 2**22 + 1).is_gone
    assert not Owner("another-machine", 2**22 + 1).is_gone


def test_a_heart_beats_while_the_block_lasts_and_over_errors_of_the_disk() -> None:
    beats = threading.Semaphore(0)

    def beat() -> bool:
        beats.release()
        raise OSError("disk full")

    with heartbeat(beat, every=0.001):
        assert all(beats.acquire(timeout=10) for _ in range(3))


def test_a_heart_that_says_stop_beats_no_more() -> None:
    beats: list[int] = []
    first = threading.Event()

    def beat() -> bool:
        beats.append(1)
        first.set()
        return False

    with heartbeat(beat, every=0.001):
        assert first.wait(10)
        threading.Event().wait(0.02)
    assert beats == [1]

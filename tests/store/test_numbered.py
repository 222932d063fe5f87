"""Numbered objects: names sort as numbers do, and what is no number does not count."""

from __future__ import annotations

from pathlib import Path

from tearsheet.store.numbered import list_numbers, newest_number, numbered_path
from tearsheet.store.roots import open_objects


def test_numbers_are_read_from_names_and_other_names_are_left_out(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    for number in (12, 3, 100):
        assert objects.put_new(numbered_path("pins", number), b"{}")
    objects.put_new("pins/notes.json", b"{}")
    assert numbered_path("pins", 12) == "pins/00000012.json"
    assert list_numbers(objects, "pins") == [3, 12, 100]
    assert newest_number(objects, "pins") == 100
    assert newest_number(objects, "leases") == 0


def test_a_number_is_given_once(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    assert objects.put_new(numbered_path("leases", 1), b"ours")
    assert not objects.put_new(numbered_path("leases", 1), b"theirs")
    assert objects.get(numbered_path("leases", 1)) == b"ours"

"""Loose files in WARC parts that any tool reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tearsheet.landing.pack import Packer, Scratch, container_path
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects
from tests.support.inputs import NOW


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return open_objects(str(tmp_path))


def test_a_container_lies_under_its_hash() -> None:
    assert container_path("ab12", "warc.gz") == "raw/containers/ab/ab12.warc.gz"


def test_payloads_stand_where_the_packer_says_in_parts_of_bounded_size(objects: Objects) -> None:
    parts: list[str] = []
    packer = Packer(objects, Scratch(objects, "run"), NOW, parts.append, part_bytes=1500)
    payloads = [b"Rain " * 100, b"Hail " * 100, b"Snow"]
    places = []
    for payload in payloads:
        before = len(parts)
        place = packer.add(payload, "text/plain", hashlib.sha256(payload).hexdigest())
        places.append((len(parts), place))
        assert len(parts) - before <= 1
    packer.finish()
    assert len(parts) == 2
    for payload, (part, (offset, length)) in zip(payloads, places, strict=True):
        data = objects.get(parts[part])
        assert data[offset : offset + length] == payload
        assert parts[part] == container_path(hashlib.sha256(data).hexdigest(), "warc")


def test_a_part_says_who_wrote_it_and_when_it_was_landed(objects: Objects) -> None:
    parts: list[str] = []
    packer = Packer(objects, Scratch(objects, "run"), NOW, parts.append)
    packer.add(b"Rain", "text/plain", "ab12")
    packer.finish()
    lines = objects.get(parts[0]).split(b"\r\n")
    assert lines[:2] == [b"WARC/1.1", b"WARC-Type: warcinfo"]
    assert b"software: tearsheet" in lines
    assert lines.count(b"WARC-Date: 2026-03-09T04:05:06Z") == 2
    assert b"WARC-Target-URI: urn:sha256:ab12" in lines


def test_nothing_packed_is_nothing_stored(objects: Objects) -> None:
    parts: list[str] = []
    packer = Packer(objects, Scratch(objects, "run"), NOW, parts.append)
    packer.finish()
    packer.close()
    assert (parts, list(objects.list("raw"))) == ([], [])


def test_a_part_that_is_given_up_leaves_nothing_behind(objects: Objects, tmp_path: Path) -> None:
    scratch = Scratch(objects, "run")
    packer = Packer(objects, scratch, NOW, lambda _: None)
    packer.add(b"Rain", "text/plain", "ab12")
    packer.close()
    scratch.clear()
    assert list(objects.list("raw")) == []
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_folder_that_could_not_be_made_hides_no_error_when_it_is_cleared(
    objects: Objects, tmp_path: Path
) -> None:
    (tmp_path / "staging").write_text("no folder")
    scratch = Scratch(objects, "run")
    with pytest.raises(OSError, match="staging"):
        scratch.file()
    scratch.clear()
    assert (tmp_path / "staging").read_text() == "no folder"

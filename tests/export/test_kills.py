"""kill -9 at any point of an export: what was to be written is not there, or is whole."""

from __future__ import annotations

import hashlib
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

import tearsheet
from tearsheet.errors import Usage
from tests.export.ordering import export
from tests.support.nursery import Nursery

#: Every named place of an export.
POINTS = ("export.begun", "export.batch", "export.written", "export.noted", "export.placing")
#: Of each kind: a folder of shards, one file, one that others build, captures.
FORMS = {"datatrove": "corpus", "csv": "rows.csv", "delta": "table", "wacz": "captures.wacz"}


def write(root: str, form: str, to: str, force: str = "") -> str:
    """An export as a process of its own makes it; what a fork of the nursery calls."""
    order: dict[str, Any] = {"force": bool(force)}
    if form == "wacz":
        order["query"] = "SELECT capture_id FROM captures"
    return str(export(tearsheet.open(root), form, Path(to), **order).manifest["rows"])


def manifest_of(place: Path) -> Path:
    """Where the manifest of an export stands: beside a file, in a folder."""
    beside = place.with_name(f"{place.name}.manifest.json")
    return place / "manifest.json" if place.suffix == "" else beside


def is_whole(place: Path) -> bool:
    """Whether every file has the bytes that the manifest states."""
    said = json.loads(manifest_of(place).read_bytes())
    folder = place if place.is_dir() else place.parent
    digests = [(folder / f["path"], f["sha256"]) for f in said["files"]]
    return all(hashlib.sha256(p.read_bytes()).hexdigest() == sha for p, sha in digests)


def kill(nursery: Nursery, asked: tearsheet.Archive, form: str, point: str, place: Path) -> bool:
    """Kill an export there, and make it again; whether it was killed. What the kill leaves is none
    of the files, or all of them.
    """
    work = ("tests.export.test_kills:write", str(asked.objects.folder), form, str(place))
    killed = nursery.run(*work, env={"TEARSHEET_CRASH_AT": point})
    assert killed.was_killed or killed.code == 0, killed.said
    assert not place.exists() or is_whole(place)
    seen = [p.name for p in place.parent.iterdir() if not p.name.startswith(".tearsheet-")]
    assert killed.code == 0 or not [n for n in seen if "manifest" not in n and "copies" not in n]
    again = nursery.run(*work, *(["force"] if place.exists() else []))
    assert again.code == 0, again.said
    assert is_whole(place)
    return killed.was_killed


@pytest.mark.parametrize(
    ("form", "point"), [("datatrove", "export.noted"), ("csv", "export.batch")]
)
def test_a_killed_export_leaves_nothing_and_is_made_again(
    form: str, point: str, asked: tearsheet.Archive, nursery: Nursery, out: Path
) -> None:
    assert kill(nursery, asked, form, point, out / FORMS[form])


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_no_point_at_which_an_export_is_killed_leaves_it_half(
    form: str, asked: tearsheet.Archive, nursery: Nursery, out: Path
) -> None:
    passed_by = {"export.batch"} if form in ("wacz", "datatrove") else set[str]()
    passed_by |= {"export.placing"} if form in ("datatrove", "delta") else set()
    for point in POINTS:
        place = out / point / FORMS[form]
        place.parent.mkdir()
        assert kill(nursery, asked, form, point, place) == (point not in passed_by), point


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_replaces_another_is_the_old_one_none_or_the_new_one_when_killed_anywhen(
    form: str, asked: tearsheet.Archive, nursery: Nursery, out: Path
) -> None:
    place, chance = out / FORMS[form], random.Random(form)
    work = ("tests.export.test_kills:write", str(asked.objects.folder), form, str(place))
    assert nursery.run(*work).code == 0
    begun = time.monotonic()
    assert nursery.run(*work, "force").code == 0
    took = time.monotonic() - begun
    for _ in range(8):
        nursery.run(*work, "force", kill_after=chance.uniform(0.3, 1.0) * took)
        assert not place.exists() or is_whole(place)
    assert nursery.run(*work, *(["force"] if place.exists() else [])).code == 0
    assert is_whole(place)


def test_what_a_killed_export_left_hidden_is_in_nobodys_way(
    asked: tearsheet.Archive, nursery: Nursery, out: Path
) -> None:
    place = out / "rows.csv"
    work = ("tests.export.test_kills:write", str(asked.objects.folder), "csv", str(place))
    assert nursery.run(*work, env={"TEARSHEET_CRASH_AT": "export.placing:2"}).was_killed
    assert not place.exists()
    assert manifest_of(place).exists()
    assert export(asked, "csv", place).manifest["rows"] == 4
    with pytest.raises(Usage, match="this exists"):
        export(asked, "csv", place)

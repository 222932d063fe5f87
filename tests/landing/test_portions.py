"""A large run goes on in portions: what one has published no later one parses again, and the whole
is the same.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from flows.plain import archive
from tearsheet.stages import parse
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.verify import verify
from tearsheet.workers import Caller
from tests.support.inputs import PACKINGS, put, response, zipped

PAGE = (
    b"<html><body><h1>Rain %d</h1>"
    + b"<p>Rain fell on the hills all day, and river number %d rose by a foot before the "
    b"evening.</p>" * 4
)


def page(number: int) -> bytes:
    return response(PAGE % ((number,) * 5), f"http://a.example/{number}")


def source(folder: Path, packing: str) -> Path:
    put(
        folder / "a.txt",
        b"Snow fell on the roofs of the town for the first time this year, said the old clerk.",
    )
    put(folder / "b.warc", PACKINGS[packing](b"".join(page(i) for i in range(9))))
    put(
        folder / "c.zip",
        zipped({"d.warc.gz": b"".join(gzip.compress(page(i)) for i in range(9, 13))}),
    )
    put(folder / "e.jsonl", b'{"text": "Hail fell on the roofs of the town."}\nbroken\n')
    return folder


@pytest.mark.parametrize(
    "packing", [p if p == "gz" else pytest.param(p, marks=pytest.mark.slow) for p in PACKINGS]
)
def test_in_portions_or_in_one_the_archive_is_the_same(
    tmp_path: Path, portions: Callable[[int], None], packing: str
) -> None:
    place = source(tmp_path / "in", packing)
    whole = archive(str(tmp_path / "whole"), [str(place)]).snapshot
    portions(1_000)
    parts = archive(str(tmp_path / "parts"), [str(place)])
    last, landed = parts.snapshot, parts.landed
    assert (whole.number, last.number >= 4) == (1, True)
    assert (landed.read, landed.new, landed.held, len(landed.messages)) == (
        16,
        15,
        0,
        1,
    )
    assert digest(Storage.open(str(tmp_path / "whole")), whole) == digest(
        Storage.open(str(tmp_path / "parts")), last
    )


def test_a_run_that_dies_between_portions_leaves_what_it_published_and_the_next_parses_the_rest(
    tmp_path: Path, portions: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, root = source(tmp_path / "in", ""), str(tmp_path / "parts")
    whole = archive(str(tmp_path / "whole"), [str(place)]).snapshot
    portions(1_000)
    shards: list[str] = []
    real = parse.parse_shard

    def dies_at_the_third(root: str, run_id: str, shard: str, caller: Caller) -> Any:
        shards.append(shard)
        if len(shards) == 3:
            raise KeyboardInterrupt
        return real(root, run_id, shard, caller)

    monkeypatch.setattr(parse, "parse_shard", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        archive(root, [str(place)])
    published = Storage.open(root).head().number
    assert published >= 1
    last = archive(root, [str(place)])
    assert last.landed.held >= 2
    assert last.landed.new + last.landed.held == 15
    assert digest(Storage.open(str(tmp_path / "whole")), whole) == digest(
        Storage.open(root), last.snapshot
    )


def test_a_run_records_the_landing_of_every_portion_and_verify_misses_any(
    tmp_path: Path, portions: Callable[[int], None]
) -> None:
    portions(1_000)
    root = tmp_path / "archive"
    report = archive(str(root), [str(source(tmp_path / "in", "gz"))])
    record = orjson.loads((root / "runs" / f"{report.run_id}.json").read_bytes())
    landings = orjson.loads(record["parameters"])["landings"]
    assert len(landings) >= 4
    assert sorted(landings) == sorted(
        p.relative_to(root).as_posix() for p in (root / "raw" / "landings").iterdir()
    )
    (root / landings[0]).unlink()
    missing = [
        f.path
        for f in verify(Storage.open(str(root)), now=datetime.now(UTC))
        if f.problem == "missing"
    ]
    assert missing == [landings[0]]

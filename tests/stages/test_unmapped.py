"""A dump without a known text is told once, however many portions it takes, and no more once
another run has said which field is the text.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from flows import plain
from tearsheet.landing.land import land
from tearsheet.landing.plan import Holdings, LandingPlan, ShardPlan
from tearsheet.landing.rest import Rest
from tearsheet.landing.result import LandingResult
from tearsheet.store.roots import open_objects
from tearsheet.store.tables import Storage
from tests.support.inputs import NOW, put
from transforms.page import UNMAPPED_FIELDS

RECORDS = "".join(json.dumps({"no": n, "zz": f"Hail {n}."}) + "\n" for n in range(30)).encode()


def reasons(root: str) -> Counter[str]:
    storage = Storage.open(root)
    rows = storage.scan(storage.head(), "quarantine").collect()
    return Counter(rows["reason"])


def test_a_dump_read_in_several_portions_is_told_once(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path / "archive"))
    put(tmp_path / "in" / "dump.jsonl", RECORDS)
    messages: list[str] = []
    rest: Rest | None = None
    landed: list[LandingResult] = []
    while not landed or rest:
        plan = LandingPlan(ShardPlan("run", NOW), most_bytes=300, rest=rest)
        landed.append(land(objects, [str(tmp_path / "in")], plan, Holdings()))
        messages += landed[-1].messages
        rest = landed[-1].rest
    assert len(landed) > 2
    (told,) = messages
    assert f"{UNMAPPED_FIELDS}: no article came out of 30 records" in told
    assert told.endswith("fields: zz; name one: --map text=NAME")


def test_a_run_that_names_the_field_takes_the_row_away_and_a_later_one_leaves_it_away(
    tmp_path: Path,
) -> None:
    root, dump = str(tmp_path / "archive"), str(put(tmp_path / "dump.jsonl", RECORDS))
    plain.archive(root, [dump])
    assert reasons(root) == {UNMAPPED_FIELDS: 1, "no_article_fields": 30}
    plain.archive(root, [dump], field_map={"text": "none"})
    assert reasons(root) == {UNMAPPED_FIELDS: 1, "no_article_fields": 30}
    plain.archive(root, [dump], field_map={"text": "zz"})
    assert reasons(root) == {}
    plain.archive(root, [dump])
    assert reasons(root) == {}
    again = str(tmp_path / "again")
    plain.rebuild(root, again)
    assert reasons(again) == {}

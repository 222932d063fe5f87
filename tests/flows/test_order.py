"""The order of the stages, by stages that only say that they were called."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.derive import derive
from flows.plain import PlainStages
from tearsheet.errors import LostRace
from tearsheet.landing.result import LandingResult
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables
from tearsheet.stages.frames import Paths
from tearsheet.stages.learn import StaleCaptures, Work
from tearsheet.stages.publish import Publication
from tearsheet.stages.stories.matching import Matching
from tearsheet.store.tables import Storage
from tests.support.places import ROOT

BATCH = Batch("run", 0, (), "take", "again", ("a", "b"), {}, captures=(1, 1))


class Recorded(PlainStages):
    """Says which stage was called with what; loses so many races, and finds these shards stale."""

    def __init__(self, root: Path, *, races: int = 0, stale: Sequence[str] = ()) -> None:
        super().__init__(str(root))
        self.calls: list[str] = []
        self._races, self._stale = races, tuple(stale)

    def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
        self.calls.append(f"parse {' '.join(records)}")
        return [{"captures": f"parsed {shard}"} for shard in records]

    def clean(self, run_id: str, parsed: Sequence[Paths]) -> list[Paths]:
        self.calls.append("clean " + " ".join(p["captures"] for p in parsed))
        return [{"captures": p["captures"].replace("parsed", "cleaned")} for p in parsed]

    def learn(self, work: Work) -> Batch | StaleCaptures:
        self.calls.append(f"learn {' '.join(work.shards)} on {work.base}")
        if self._stale and work.base is None:
            return StaleCaptures(7, self._stale, ("ids",))
        return replace(BATCH, base=work.base or 0)

    def deduplicate(self, batch: Batch, outlets: Sequence[tuple[str, ...]]) -> list[DerivedTables]:
        self.calls.append(f"deduplicate {outlets}")
        return [DerivedTables((), {"new": len(group)}) for group in outlets]

    def match(self, batch: Batch, derived: DerivedTables) -> Matching:
        self.calls.append("match")
        return Matching((), "", "")

    def judge(self, batch: Batch, portions: Sequence[Any]) -> list[str]:
        self.calls.append("judge")
        return ["verdict"]

    def derive_stories(
        self, batch: Batch, derived: DerivedTables, matching: Matching, verdicts: Sequence[str]
    ) -> DerivedTables:
        self.calls.append(f"stories {verdicts}")
        return DerivedTables((), {"copies": 1})

    def write(self, batch: Batch, derived: DerivedTables) -> Sequence[str]:
        self.calls.append("write")
        return ["written"]

    def publish(
        self,
        batch: Batch,
        derived: DerivedTables,
        landed: LandingResult,
        written: Sequence[str],
        *,
        batch_id: str,
        dry_run: bool,
    ) -> Publication:
        self.calls.append(f"publish {' '.join(written)}" + (" dry" if dry_run else ""))
        self._races -= 1
        if self._races >= 0:
            raise LostRace("another was faster")
        return Publication(Storage.open(self.root).head(), {"captures": 3})

    def list_refusals(self, cleaned: Sequence[Paths]) -> list[str]:
        return [f"refused of {p['captures']}" for p in cleaned]


ON_HEAD = [
    "deduplicate [('a', 'b')]",
    "match",
    "judge",
    "stories ['verdict']",
    "write",
    "publish written",
]


def test_every_stage_is_called_once_and_in_order(tmp_path: Path) -> None:
    stages = Recorded(tmp_path)
    outcome = derive(stages, "run", LandingResult(("one", "two")), batch_id="b")
    assert stages.calls == [
        "parse one two",
        "clean parsed one parsed two",
        "learn one two on None",
        *ON_HEAD,
    ]
    assert outcome.counts == {"new": 2, "copies": 1, "captures": 3}
    assert outcome.messages == ("refused of cleaned one", "refused of cleaned two")


def test_what_learning_finds_stale_is_parsed_and_cleaned_and_learned_from_again(
    tmp_path: Path,
) -> None:
    stages = Recorded(tmp_path, stale=["two", "more"])
    outcome = derive(stages, "run", LandingResult(("one", "two")), batch_id="b", preview=7)
    assert stages.calls[2:6] == [
        "learn one two on None",
        "parse two more",
        "clean parsed two parsed more",
        "learn one two more on 7",
    ]
    assert stages.calls[-1] == "publish written dry"
    assert outcome.read == 7


def test_a_lost_race_is_derived_again_on_the_new_head_and_not_for_ever(tmp_path: Path) -> None:
    stages = Recorded(tmp_path, races=2)
    derive(stages, "run", LandingResult(("one",)), batch_id="b")
    assert stages.calls[2:] == 3 * ["learn one on None", *ON_HEAD]
    with pytest.raises(LostRace, match="gave up after 2 lost races"):
        derive(Recorded(tmp_path, races=9), "run", LandingResult(), batch_id="b", most_races=2)


def test_the_order_and_the_plain_calls_import_no_prefect() -> None:
    code = "import sys, flows.derive, flows.plain, flows.runs; print('prefect' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"

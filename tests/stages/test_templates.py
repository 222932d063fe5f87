"""Templates through the whole flow: fillings are articles and stories of their own, their copies
are not, whatever the order of arrival.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

import tearsheet
from benchmarks.inputs.story_families import EDITED, FIRST_DAY, Printing, stored_lookalikes
from flows.plain import archive
from tearsheet.stages.stories.limits import Limits
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest

#: Common hashes pair a text with few others here.
LIMITS = Limits(most_texts=6, portion_pairs=11, compared_pairs=7, text_rows=5)
#: Six fillings of three formulae, some with copies elsewhere.
PRINTINGS = [p for p in stored_lookalikes(6, 7, "train", caseless=True) if p.kind not in EDITED]
#: Seven of two notices in English, in which hardly a name or figure varies, or the same few do.
NOTICES = [
    printing
    for printing in stored_lookalikes(7, 8, "choose", caseless=False)
    if printing.family.split()[-1].split(".")[0] in ("2", "4") and printing.kind not in EDITED
]

#: Three fillings of each, too few for a template, with edited copies: on days that are far apart.
FEW = [
    replace(p, day=FIRST_DAY + timedelta(30 * int(p.family[-1])))
    for p in stored_lookalikes(3, 1, "train", caseless=True)
]


def run(folder: Path, cuts: list[list[Printing]]) -> tearsheet.Archive:
    folder.mkdir(parents=True, exist_ok=True)
    for no, part in enumerate(cuts):
        dump = folder / f"dump-{no}.jsonl"
        dump.write_text("".join(json.dumps(record(p)) + "\n" for p in part), "utf-8")
        archive(str(folder / "archive"), [str(dump)], limits=LIMITS)
    return tearsheet.open(str(folder / "archive"))


def record(printing: Printing) -> dict[str, str]:
    return {
        "url": address(printing),
        "title": printing.text[:20],
        "date": str(printing.day),
        "captured_at": f"{printing.day}T20:00:00Z",
        "text": printing.text,
    }


def address(printing: Printing) -> str:
    kind, number = printing.family.split()[-2:]
    return f"https://{printing.outlet}.example/{kind}/{number}"


def stories(found: tearsheet.Archive, printings: list[Printing]) -> dict[str, set[str]]:
    rows = found.sql(
        "SELECT url, story_id FROM sightings JOIN stories USING (article_id)"
    ).iter_rows()
    by_url = dict(rows)
    out = defaultdict(set)
    for printing in printings:
        out[printing.family].add(by_url[address(printing)])
    return dict(out)


def test_every_filling_is_a_story_with_its_copies(tmp_path: Path) -> None:
    found = stories(run(tmp_path, [PRINTINGS]), PRINTINGS)
    assert len(PRINTINGS) > len(found) == 18
    assert {family for family, homes in found.items() if len(homes) > 1} == set()
    assert len(set().union(*found.values())) == 18


def test_notices_whose_small_words_vary_are_stories_of_their_own(tmp_path: Path) -> None:
    found = stories(run(tmp_path, [NOTICES]), NOTICES)
    assert len(set().union(*found.values())) == len(found) == 14


def test_few_fillings_of_one_day_are_copies_until_a_template_is_learned(tmp_path: Path) -> None:
    one_day = [replace(p, day=PRINTINGS[0].day) for p in PRINTINGS]
    few = [p for p in one_day if p.family.split(".")[-1] in "012"]
    rest = [p for p in one_day if p not in few]
    assert len(set().union(*stories(run(tmp_path, [few]), few).values())) == 3
    after = run(tmp_path / "both", [few, rest])
    assert len(set().union(*stories(after, one_day).values())) == 18
    told = after.sql("SELECT count(*) FROM relations WHERE evidence LIKE '%fills a template'")
    assert told.item() > 20


def test_few_fillings_of_distant_days_are_apart_and_their_edited_copies_are_not(
    tmp_path: Path,
) -> None:
    found = stories(run(tmp_path, [FEW]), FEW)
    assert {family for family, homes in found.items() if len(homes) > 1} == set()
    assert len(set().union(*found.values())) == len(found) == 9
    edited = tearsheet.open(str(tmp_path / "archive")).sql(
        "SELECT relation, count(*) AS n FROM relations "
        "WHERE evidence LIKE '%may fill a template%' GROUP BY ALL ORDER BY ALL"
    )
    assert {row[0] for row in edited.iter_rows()} == {"near", "reprint"}


def test_a_printing_between_two_days_joins_what_was_apart(tmp_path: Path) -> None:
    text = next(p.text for p in FEW if " " in p.text)
    words = text.split()
    other = " ".join([*words[:9], words[20], *words[10:29], words[5], *words[30:]])
    first, late = (
        Printing("formula caseless 9.0", "filling", f"outlet-{no}", day, printed)
        for no, day, printed in ((1, date(2026, 2, 1), text), (2, date(2026, 3, 1), other))
    )
    again = replace(first, outlet="outlet-3", day=date(2026, 2, 28))
    assert len(stories(run(tmp_path / "apart", [[first, late]]), [first, late])[first.family]) == 2
    for name, cuts in (("once", [[first, late, again]]), ("later", [[first, late], [again]])):
        homes = stories(run(tmp_path / name, cuts), [first, late, again])
        assert len(homes[first.family]) == 1


@pytest.mark.parametrize(
    "turn", [*range(6), *(pytest.param(turn, marks=pytest.mark.slow) for turn in range(6, 40))]
)
def test_templates_do_not_depend_on_the_order_of_arrival(turn: int, tmp_path: Path) -> None:
    rng = Random(turn)
    every = [*PRINTINGS, *NOTICES] if turn % 6 < 3 else FEW
    shuffled = rng.sample(every, len(every))
    cuts = sorted(rng.sample(range(1, len(shuffled)), 1 + turn % 3))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    digests = []
    for name, some in (("whole", [every]), ("parts", parts)):
        run(tmp_path / name, some)
        storage = Storage.open(str(tmp_path / name / "archive"))
        digests.append(digest(storage, storage.head()))
    assert digests[0] == digests[1]

"""Templates through the whole flow: fillings are articles and stories of their own, their copies
are not, whatever the order of arrival.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

import tearsheet
from benchmarks.inputs.story_families import EDITED, Printing, stored_lookalikes
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


def test_a_template_is_learned_when_enough_fillings_are_there(tmp_path: Path) -> None:
    few = [p for p in PRINTINGS if p.family.split(".")[-1] in "012"]
    rest = [p for p in PRINTINGS if p not in few]
    assert len(set().union(*stories(run(tmp_path, [few]), few).values())) == 3
    after = run(tmp_path / "both", [few, rest])
    assert len(set().union(*stories(after, PRINTINGS).values())) == 18
    told = after.sql("SELECT count(*) FROM relations WHERE evidence LIKE '%fills a template'")
    assert told.item() > 20


@pytest.mark.parametrize("turn", range(3))
def test_templates_do_not_depend_on_the_order_of_arrival(turn: int, tmp_path: Path) -> None:
    rng = Random(turn)
    every = [*PRINTINGS, *NOTICES]
    shuffled = rng.sample(every, len(every))
    cuts = sorted(rng.sample(range(1, len(shuffled)), 1 + turn))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    digests = []
    for name, some in (("whole", [every]), ("parts", parts)):
        run(tmp_path / name, some)
        storage = Storage.open(str(tmp_path / name / "archive"))
        digests.append(digest(storage, storage.head()))
    assert digests[0] == digests[1]

"""Items of containers, taken one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tearsheet.landing.intake import Intake
from tearsheet.landing.plan import Holdings, ShardPlan, no_captures
from tearsheet.landing.refusal import Refusal
from tearsheet.store.roots import open_objects
from tests.support.inputs import NOW
from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.revisits import PendingRevisit, pending_revisit
from transforms.captures.rows import Row, record_row
from transforms.formats.record import Record, Revisit, Skipped

STORED = StoredFile("in/x.warc", "ab" * 32, "raw/containers/ab/x.warc", "warc")


def page() -> Row:
    return record_row(Record(b"<p>Rain", "text/html", 0, 7, "warc", "0"), STORED, Declaration())


def revisit() -> PendingRevisit:
    item = Revisit("sha1:RAIN", b"head", 9, 4, "warc", "9")
    return pending_revisit(item, STORED, Declaration())


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(open_objects(str(tmp_path)), ShardPlan("run", NOW), Holdings())


def test_a_record_is_wanted_once_a_skipped_one_never(intake: Intake) -> None:
    assert [intake.wants(page()), intake.wants(page())] == [True, False]
    assert not intake.wants(Skipped("request", "5"))
    refusal = Refusal("in/x.warc", "bad_record", "no length")
    assert [intake.wants(refusal), intake.wants(refusal)] == [True, False]


def test_only_records_have_payloads_of_their_own(intake: Intake) -> None:
    refusal = Refusal("in/x.warc", "bad_record", "no length")
    assert [intake.accept(item) for item in (page(), revisit(), refusal)] == [7, 0, 0]


def test_a_revisit_goes_on_when_all_web_archives_are_known(intake: Intake) -> None:
    intake.take_all([revisit(), page(), Skipped("request", "5")])
    intake.resolve(no_captures)
    result = intake.shards.close(lambda: None)
    assert (result.read, result.new, dict(result.skipped)) == (3, 2, {"request": 1})

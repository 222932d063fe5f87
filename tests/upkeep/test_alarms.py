"""What is off after a run, beside what was usual."""

from __future__ import annotations

from pathlib import Path

from flows import plain
from tearsheet.store.tables import Storage
from tearsheet.upkeep.alarms import find_news, refusal_jump
from tests.support.places import SAMPLE

QUIET = [{"read": 100, "refused": 1}] * 10


def test_a_jump_of_refusals_is_told_with_what_is_usual() -> None:
    alarm = refusal_jump({"read": 200, "refused": 40}, QUIET)
    assert alarm is not None
    assert alarm.kind == "quarantine"
    assert alarm.words == "40 of 200 were refused, 20%, where 1.0% is usual"


def test_few_refusals_few_runs_and_what_is_usual_are_no_jump() -> None:
    assert refusal_jump({"read": 20, "refused": 9}, QUIET) is None
    assert refusal_jump({"read": 200, "refused": 40}, QUIET[:4]) is None
    assert refusal_jump({"read": 200, "refused": 40}, [{"read": 10, "refused": 2}] * 10) is None
    assert refusal_jump({"read": 0, "refused": 0}, QUIET) is None


def test_an_article_without_a_headline_is_named_by_how_it_begins(
    tmp_path: Path,
) -> None:
    report = plain.archive(str(tmp_path), [str(SAMPLE)])
    news = find_news(Storage.open(str(tmp_path)), report.snapshot, report.run_id)
    assert dict(news.outlets)["halvern-gazette"] == 7
    named = [title for outlet, title, _ in news.articles if outlet == "halvern-gazette"]
    assert len(set(named)) == 7
    [ferry] = [title for title in named if title and title.startswith("The summer ferry to Sk")]
    assert len(ferry) == 71

"""Rows of views that are kept beside the archive: questions find there what they found before."""

from __future__ import annotations

from pathlib import Path

import pytest

import tearsheet
from tearsheet.explore.readers import KEPT_VIEWS, Readers
from tearsheet.query.limits import Limits
from tearsheet.query.session import Session
from tearsheet.query.standing import Standing

#: A view alone, beside a table, and below another view.
QUESTIONS = (
    *(f"FROM {view} ORDER BY ALL" for view in KEPT_VIEWS),
    "SELECT c.*, title FROM coverage c JOIN articles USING (outlet) ORDER BY ALL",
    "SELECT outlet, sum(missing), count(*) FROM coverage GROUP BY ALL ORDER BY ALL",
    "SELECT m.url, c.month FROM missing m JOIN coverage c USING (outlet) ORDER BY ALL",
)


@pytest.mark.parametrize("kept", [KEPT_VIEWS, ("missing",), ("coverage",), ()])
def test_what_is_kept_answers_as_the_archive_does(
    sample_root: Path, tmp_path: Path, kept: tuple[str, ...]
) -> None:
    archive = tearsheet.open(str(sample_root))
    sessions = Session(archive, kept=tmp_path), Standing(archive, kept=tmp_path)
    for view in kept:
        sessions[1].keep(view, tmp_path)
        assert sessions[1].rows(QUESTIONS[-1]) == Session(archive).rows(QUESTIONS[-1])
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(kept)
    for question in QUESTIONS:
        for session in sessions:
            assert session.rows(question) == Session(archive).rows(question)


def test_views_of_a_snapshot_are_kept_until_nobody_is_served(sample_root: Path) -> None:
    readers = Readers(str(sample_root), Limits.with_defaults())
    snapshot = tearsheet.open(str(sample_root)).snapshot
    try:
        question = (
            "SELECT outlet, named FROM missing WHERE outlet = $outlet ORDER BY ALL",
            {"outlet": "halvern-gazette"},
        )
        [before] = readers.rows(snapshot, [question])
        readers.keep_views(snapshot)
        kept = readers.kept(snapshot)
        assert kept is not None
        assert sorted(path.stem for path in kept.iterdir()) == sorted(KEPT_VIEWS)
        [text] = readers.rows(snapshot, [(f"{question[0]} -- again", question[1])])
        assert text.equals(before)
    finally:
        readers.close()
    assert not kept.parent.exists()

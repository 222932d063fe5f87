"""The forty worked questions answer what the document shows."""

from __future__ import annotations

from pathlib import Path

import pytest

import tearsheet
from tests.support.questions import DOCUMENT, Question, answer, questions

QUESTIONS = questions(DOCUMENT.read_text(encoding="utf-8"))


def test_there_are_forty_short_ones_each_with_what_its_answer_does_not_say() -> None:
    assert [q.number for q in QUESTIONS] == list(range(1, 41))
    assert [q.title for q in QUESTIONS if len(q.query.splitlines()) > 15] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.title)
def test_a_question_is_answered_as_the_document_shows(
    question: Question, sample_root: Path
) -> None:
    assert answer(tearsheet.open(str(sample_root)), question) == question.answer

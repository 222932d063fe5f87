"""The worked questions of docs/questions.md, and their answers written anew.

As a program it asks an archive of the sample, made by the real command, and rewrites the answers.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import tearsheet
from tearsheet.query.table import as_table
from tests.support.places import ROOT

DOCUMENT = ROOT / "docs" / "questions.md"
_QUESTION = re.compile(
    r"^### (\d+)\. (.*)\n\n```sql\n(.*?)```\n\n```text\n(.*?)```\n\n(It does not say: .*)$",
    re.MULTILINE | re.DOTALL,
)


class Question(NamedTuple):
    """A question as it stands in the document."""

    number: int
    title: str
    query: str
    answer: str


def questions(document: str) -> list[Question]:
    """The questions of a document, in order."""
    parts = re.split(r"(?=^#{2,3} )", document, flags=re.MULTILINE)
    found = [match for part in parts if (match := _QUESTION.match(part.rstrip("\n")))]
    return [Question(int(m[1]), m[2], m[3], m[4]) for m in found]


def answer(archive: tearsheet.Archive, question: Question) -> str:
    """What the command prints for the question."""
    return as_table(archive.rows(question.query))


def main() -> None:
    """Write the answers of the document anew."""
    document = DOCUMENT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        command = Path(sys.executable).with_name("tearsheet")
        root = f"{folder}/archive"
        subprocess.run([command, "ingest", "data/sample", "--root", root], cwd=ROOT, check=True)
        archive = tearsheet.open(root)
        for question in questions(document):
            fresh = answer(archive, question)
            document = document.replace(
                f"{question.query}```\n\n```text\n{question.answer}```",
                f"{question.query}```\n\n```text\n{fresh}```",
            )
    DOCUMENT.write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()

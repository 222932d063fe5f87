"""What a command waits for before it asks: the modules that it imports, and no others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tearsheet

#: What takes a tenth of a second and more to import, and no question needs it.
SLOW = {"prefect", "polars", "pyarrow", "pydantic", "rich.console", "obstore", "trafilatura"}
ASK = """
import sys
from tearsheet.cli.main import main
sys.argv = ["tearsheet", *{words!r}, "--root", {root!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


def loaded(words: list[str], root: Path) -> set[str]:
    """The modules that a command, and the process of its query, have imported at their end."""
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(words=words, root=str(root))],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("LOADED")]
    assert lines
    return {name for line in lines for name in line.split()[1:]}


@pytest.mark.parametrize(
    "words",
    [
        ["sql", "SELECT count(*) FROM articles"],
        ["sql", "--format", "vertical", "SELECT * FROM articles"],
        ["status"],
        ["status", "--inputs"],
    ],
    ids=" ".join,
)
def test_a_question_loads_nothing_that_it_does_not_need(
    words: list[str], sample_root: Path
) -> None:
    assert loaded(words, sample_root) & SLOW == set()


def test_an_article_is_shown_without_what_reads_tables(sample_root: Path) -> None:
    query = "SELECT min(article_id) FROM articles WHERE outlet = 'halvern-gazette'"
    [(article,)] = tearsheet.open(str(sample_root)).rows(query).rows
    assert loaded(["show", article], sample_root) & SLOW == set()

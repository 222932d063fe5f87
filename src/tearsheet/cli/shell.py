"""A shell of SELECTs. Each is answered by `tearsheet sql` in a process of its own, so that what is
guarded and bounded there is here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

_HELP = """A SELECT ends with ;  Besides: SHOW TABLES;  DESCRIBE name;
.lines   one line a value from here on; .table as a table again
.quit    ends, as Ctrl-D does"""
_WORDS = """SELECT FROM WHERE GROUP BY ORDER LIMIT JOIN LEFT USING WITH AS AND OR NOT NULL IS IN
LIKE ILIKE BETWEEN DISTINCT HAVING UNION ALL CASE WHEN THEN ELSE END COUNT SUM DESC ASC
QUALIFY FILTER DESCRIBE SHOW TABLES"""
_PROMPT, _GOES_ON = "tearsheet> ", "       ...> "


class Shell:
    """A shell over one snapshot."""

    def __init__(self, root: str, snapshot: int, notes: str | None = None) -> None:
        self._command = [sys.executable, "-m", "tearsheet.cli.main", "sql"]
        self._options = ["--root", root, "--as-of", str(snapshot)]
        self._options += ["--notes", notes] if notes else []
        self._form = "table"

    def run(self, lines: Iterable[str]) -> None:
        """Answer statement by statement until there are no more lines, or one is `.quit`."""
        statement = ""
        for line in lines:
            if not statement and line.strip().startswith("."):
                if not self._obey(line.strip()):
                    return
                continue
            statement = f"{statement}\n{line}" if statement else line
            if statement.strip() and not statement.rstrip().endswith(";"):
                continue
            if statement.strip(" ;\n"):
                self._ask(statement)
            statement = ""
        if statement.strip():
            self._ask(statement)

    def _obey(self, word: str) -> bool:
        """Do as a word with a point says; whether the shell goes on."""
        if word in (".quit", ".exit"):
            return False
        if word in (".lines", ".table"):
            self._form = "vertical" if word == ".lines" else "table"
        else:
            click.echo(_HELP)
        return True

    def _ask(self, statement: str) -> None:
        form = ["--format", self._form]
        sys.stdout.flush()
        try:
            subprocess.run([*self._command, *self._options, *form, "--", statement], check=False)
        except KeyboardInterrupt:  # the query's; the shell goes on
            click.echo()


def read_lines() -> Iterator[str]:
    """Lines from a person, with a history and completion; from a file or pipe as they are."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    click.echo("SELECT …; asks, .help helps, Ctrl-D ends", err=True)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(_history())), completer=_completer()
    )
    prompt = _PROMPT
    while True:
        try:
            line = session.prompt(prompt)
        except KeyboardInterrupt:
            yield ";"  # what was begun is dropped
            prompt = _PROMPT
            continue
        except EOFError:
            return
        is_end = line.rstrip().endswith(";") or line.startswith(".") or not line.strip()
        prompt = _PROMPT if is_end else _GOES_ON
        yield line


def _history() -> Path:
    """The file that keeps what was asked."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    folder = state / "tearsheet"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "history"


def _completer() -> Completer:
    """Completes keywords, names of the archive, and functions that may be called."""
    from prompt_toolkit.completion import WordCompleter

    return WordCompleter(completions(), ignore_case=True)


def completions() -> list[str]:
    """The words that Tab completes."""
    from tearsheet.query.contract.document import entries
    from tearsheet.query.functions import FUNCTIONS

    columns = {c.name for entry in entries().values() for c in entry.columns}
    functions = {f for f in FUNCTIONS if f.isidentifier()}
    return sorted({*_WORDS.split(), *entries(), *columns, *functions})

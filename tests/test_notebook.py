"""The notebook of the documents runs, and shows what it printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbclient and ipykernel are not installed")
for needed in ("nbclient", "ipykernel"):
    pytest.importorskip(needed)

from tests.support.notebook import NOTEBOOK, execute  # noqa: E402


def shown(notebook: Any) -> list[list[str]]:
    """What each cell of code shows, as text."""
    return [
        [o["text"] if o.output_type == "stream" else o["data"]["text/plain"] for o in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_the_notebook_shows_what_it_prints(
    sample_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEARSHEET_ROOT", "")  # put back in the end
    before = shown(nbformat.read(NOTEBOOK, as_version=4))
    assert shown(execute(str(sample_root))) == before
    assert all(before)

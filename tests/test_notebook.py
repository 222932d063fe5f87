"""The notebook of the documents runs, and shows what it printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.places import ROOT

nbclient = pytest.importorskip("nbclient", reason="nbclient and ipykernel are not installed")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

NOTEBOOK = ROOT / "docs" / "tour.ipynb"


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
    monkeypatch.setenv("TEARSHEET_ROOT", str(sample_root))
    kept = nbformat.read(NOTEBOOK, as_version=4)
    before = shown(kept)
    nbclient.NotebookClient(kept, timeout=120, kernel_name="python3").execute(cwd=str(ROOT))
    assert shown(kept) == before
    assert all(before)

"""The notebook of the documents, executed anew on an archive of the sample."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from tests.support.places import ROOT

NOTEBOOK = ROOT / "docs" / "tour.ipynb"


def execute(root: str) -> Any:
    """The notebook with what its cells show of the archive at this root, as text alone."""
    os.environ["TEARSHEET_ROOT"] = root
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(ROOT))
    for cell in notebook.cells:
        cell["metadata"] = {}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/html", None)
    return notebook


def main() -> None:
    """Write the notebook anew."""
    with tempfile.TemporaryDirectory() as folder:
        command = Path(sys.executable).with_name("tearsheet")
        root = f"{folder}/archive"
        subprocess.run([command, "ingest", "data/sample", "--root", root], cwd=ROOT, check=True)
        nbformat.write(execute(root), NOTEBOOK)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()

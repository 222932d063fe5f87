"""The labelled pages and the body metric, from the corpora folder's neighbour `tools/gold.py`;
where absent, a clear end.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

CORPORA = Path(
    os.environ.get("TEARSHEET_CORPORA")
    or Path(__file__).resolve().parents[2] / "shared" / "corpora"
)
SETS = ("article-extraction-benchmark", "fundus")


def gold() -> ModuleType:
    """The module that reads the labelled pages (`pages(name)`) and scores bodies (`body_score`,
    `shingles`).
    """
    path = CORPORA.parent / "tools" / "gold.py"
    if not path.exists():
        raise SystemExit(
            f"no labelled pages: {path} is absent; set TEARSHEET_CORPORA to the corpora folder"
        )
    if "gold" not in sys.modules:
        spec = importlib.util.spec_from_file_location("gold", path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["gold"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["gold"])
    return sys.modules["gold"]

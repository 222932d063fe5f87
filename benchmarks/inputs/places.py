"""Where real pages lie: the folder that `TEARSHEET_CORPORA` names."""

from __future__ import annotations

import os
from pathlib import Path

CORPORA = Path(
    os.environ.get("TEARSHEET_CORPORA")
    or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)

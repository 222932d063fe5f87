"""Where things are: the checkout, the sample, and the corpora folder where there is one."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
#: Real captures (TEARSHEET_CORPORA, default ../shared/corpora); tests that need them skip where it
#: is absent.
CORPORA = Path(os.environ.get("TEARSHEET_CORPORA", ROOT.parent / "shared" / "corpora"))

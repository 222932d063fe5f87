"""How much the slow suite tries: `TEARSHEET_EFFORT=4 make test-slow` tries four times as much."""

from __future__ import annotations

import os


def effort(count: int) -> int:
    """So many, times what the environment asks for; at least one."""
    return max(1, round(count * float(os.environ.get("TEARSHEET_EFFORT", "1"))))

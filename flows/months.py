"""Partition months as a user names them."""

from __future__ import annotations

import re

from tearsheet.errors import Usage

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def list_months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included: `2025-11` to `2026-01` are three.
    Raises Usage.
    """
    ends = []
    for text in (first, last):
        match = _MONTH.fullmatch(text)
        if not match:
            raise Usage(f"a month is written YYYY-MM, not {text!r}")
        ends.append(int(match[1]) * 12 + int(match[2]) - 1)
    if ends[0] > ends[1]:
        raise Usage(f"{first} is after {last}")
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(ends[0], ends[1] + 1)]

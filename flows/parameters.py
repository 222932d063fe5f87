"""The parameters of flows, as a form shows them and a server holds a run to them before it
starts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from tearsheet.landing.sources import OUTLET_CHARS, OUTLET_NAME

_DAY = r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?"
_TIME = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$"

Root = Annotated[
    str,
    Field(
        title="Archive",
        description="A folder or the URL of a bucket; else $TEARSHEET_ROOT of the worker.",
        min_length=1,
        examples=["/srv/news/archive", "s3://bucket/archive"],
    ),
]
Slug = Annotated[
    str,
    Field(
        title="Outlet",
        description="The slug of an outlet: small letters and figures of any script, and hyphens.",
        pattern=r"^[^\sA-Z/\\]+$",
        max_length=120,
        examples=["halvern-gazette"],
    ),
]
Day = Annotated[
    str,
    Field(
        title="Month or day",
        description="A month of capture (YYYY-MM) or a day (YYYY-MM-DD), by UTC.",
        pattern=rf"^{_DAY}$",
        examples=["2026-03", "2026-03-05"],
    ),
]
DayRange = Annotated[
    str,
    Field(
        title="Days",
        description="Days of publication: a month, a day, or FROM..TO.",
        pattern=rf"^{_DAY}(\.\.{_DAY})?$",
        examples=["2026-03", "2026-03-05..2026-03-12"],
    ),
]
Share = Annotated[
    str,
    Field(
        title="Share or number",
        description="A share such as 1%, or a number of articles.",
        pattern=r"^(\d+|\d{1,2}(\.\d+)?%|100%)$",
        examples=["1%", "12"],
    ),
]
Reason = Annotated[
    str,
    Field(
        title="Reason",
        description="A reason of the table quarantine.",
        pattern=r"^[a-z][a-z0-9_]*$",
        examples=["internal_error"],
    ),
]
Source = Annotated[
    str,
    Field(
        title="Source",
        description="A file, a folder or a pattern as the worker sees it, on its disks or in a "
        "bucket.",
        min_length=1,
        max_length=4096,
        examples=["/srv/news/missed/2026-03-05", "s3://crawls/2026-03", "/srv/news/*.jsonl.gz"],
    ),
]
Sources = Annotated[list[Source], Field(title="Sources", max_length=10_000)]
OutletName = Annotated[
    str,
    Field(
        title="Outlet",
        description="A newspaper's name or slug.",
        pattern=rf"^{OUTLET_NAME}$",
        max_length=OUTLET_CHARS,
        examples=["halvern-gazette", "Halvern Gazette"],
    ),
]
CapturedAt = Annotated[
    datetime,
    Field(
        title="Captured at",
        json_schema_extra={"pattern": _TIME},
        examples=["2026-03-05T06:00:00Z"],
    ),
]
FieldMap = Annotated[
    dict[str, str],
    Field(title="Fields", max_length=50, examples=[{"text": "article_body"}]),
]
Registry = Annotated[
    dict[str, dict[str, list[str]]],
    Field(title="Registry of outlets", examples=[{"halvern-gazette": {"names": ["Gazette"]}}]),
]

"""An export as the tests ask for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tearsheet
from tearsheet.export.job import Exported, Order, run_export
from tearsheet.query.limits import Limits

NOW = datetime(2026, 3, 9, tzinfo=UTC)
ALL = "SELECT article_id, title, outlet, published_on, words, alternatives FROM (SELECT *, "
ALL += "[outlet, 'x'] AS alternatives FROM articles) ORDER BY article_id"


def export(archive: tearsheet.Archive, form: str, to: Path, **order: Any) -> Exported:
    """Export by a query, that of all articles where neither query nor ids are given."""
    if "ids" not in order:
        order.setdefault("query", ALL)
    made = Order(form=form, to=to, limits=Limits("1GB", 60.0), **order)
    return run_export(archive, made, now=NOW)

"""An archive whose newest snapshot says something else of its captures than was derived of them."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from tearsheet.store.tables import Storage


def say_of_captures(root: str, *said: pl.Expr, code: str = "0.0.1") -> None:
    """Publish a snapshot in which these columns of all captures, taken by outlet in the order of
    their bytes, are other ones, as code of this version would have written it.
    """
    storage = Storage.open(root)
    head = storage.head()
    rows = storage.scan(head, "captures").collect().sort("outlet", "raw_offset")
    places = rows.select("outlet", "month").unique().rows()
    change = storage.rewrite(head, "captures", rows.with_columns(*said), places)
    storage.commit(
        head,
        {"captures": [change]},
        batch_id="b",
        run_id="older",
        code_version=code,
        now=datetime.now(UTC),
    )

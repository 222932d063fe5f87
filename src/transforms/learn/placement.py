"""Captures that the registry of outlets, as it is today, gives to another outlet than the one under
which they stand.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.outlets import Registry, resolve_outlet

_EVIDENCE = ("declared_outlet", "record_outlet", "heading", "host")


def find_misplaced(registry: Registry, captures: pl.LazyFrame) -> list[str]:
    """The ids, sorted, of the captures that stand under another outlet than their evidence gives
    by the registry.
    """
    host = pl.col("url").str.extract(r"^\s*[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)", 1)
    heading = pl.coalesce(
        *(pl.when(pl.col(c) != "").then(pl.col(c)) for c in ("outlet_heading", "site_name"))
    )
    rows = captures.select(
        "capture_id", "outlet", "declared_outlet", "record_outlet", heading=heading, host=host
    ).collect()
    wrong = [
        row
        for row in rows.select("outlet", *_EVIDENCE).unique().iter_rows(named=True)
        if row["outlet"] != _outlet_of(row, registry)
    ]
    asked = pl.DataFrame(wrong, schema={c: rows.schema[c] for c in ("outlet", *_EVIDENCE)})
    return (
        rows.join(asked, on=["outlet", *_EVIDENCE], how="semi", nulls_equal=True)["capture_id"]
        .sort()
        .to_list()
    )


def _outlet_of(row: Mapping[str, str | None], registry: Registry) -> str:
    url = f"http://{row['host']}/" if row["host"] else None
    return resolve_outlet(
        declared=row["declared_outlet"],
        record=row["record_outlet"],
        url=url,
        heading=row["heading"],
        registry=registry,
    )[0]

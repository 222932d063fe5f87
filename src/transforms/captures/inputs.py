"""Rows of `inputs`: what became of the records of each input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import polars as pl

from transforms.captures.refusals import file_of


def count_parse_refusals(inputs: pl.DataFrame, refused: Iterable[str]) -> pl.DataFrame:
    """Rows of one run as landing counted them, with the captures of theirs that a later stage has
    refused (the `ref` of each) among the refused and no more among the new.
    """
    paths = frozenset(inputs["path"])
    later = Counter(filter(None, (input_of(ref, paths) for ref in refused)))
    counts = pl.DataFrame(
        {"path": list(later), "later": list(later.values())},
        schema={"path": pl.String, "later": pl.Int64},
    )
    moved = pl.min_horizontal("new_count", pl.col("later").fill_null(0))
    return (
        inputs.join(counts, on="path", how="left", maintain_order="left")
        .with_columns(
            new_count=pl.col("new_count") - moved, refused_count=pl.col("refused_count") + moved
        )
        .drop("later")
    )


def input_of(ref: str, paths: Collection[str]) -> str | None:
    """The input that a refused record is of: itself, the container that holds it, or the zip or tar
    file that holds that one; null where no such input was given.

    >>> input_of("in/x.zip!dump.jsonl#12", {"in/x.zip", "in/x.zip!dump.jsonl"})
    'in/x.zip!dump.jsonl'
    """
    name = ref
    while name not in paths:
        without_number = file_of(name)
        name = without_number if without_number != name else name.rpartition("!")[0]
        if not name:
            return None
    return name

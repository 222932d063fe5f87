"""Rows of `inputs`: what became of the records of each input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import orjson
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


def hold_records(inputs: pl.DataFrame, held: Mapping[int, int]) -> pl.DataFrame:
    """Rows of `inputs` with records that were counted as new counted as held instead; `held` is
    how many, by `input_no`.
    """
    if not held:
        return inputs
    count = pl.col("input_no").replace_strict(held, default=0, return_dtype=pl.Int64())
    return inputs.with_columns(
        new_count=pl.col("new_count") - count, held_count=pl.col("held_count") + count
    )


def together_by_source(unchanged: pl.DataFrame) -> pl.DataFrame:
    """Rows of `inputs` of unchanged files, with the `source` by which each was found, as one row a
    source that adds up what they count. The columns are the same.
    """
    kinds: dict[str, Counter[str]] = {}
    alike = unchanged.group_by("source", "skipped_by_kind").len()
    for source, text, times in alike.iter_rows():
        counts = {kind: count * times for kind, count in orjson.loads(text).items()}
        kinds.setdefault(source, Counter()).update(counts)
    skipped = {s: orjson.dumps(dict(sorted(c.items()))).decode() for s, c in kinds.items()}
    sums = unchanged.group_by("source", maintain_order=True).agg(
        pl.col("run_id", "status", "input_no").first(),
        pl.col("raw_bytes", "^.*_count$").sum(),
    )
    return sums.with_columns(
        path=pl.col("source"),
        kind=pl.lit(None, pl.String()),
        raw_sha256=pl.lit(None, pl.String()),
        skipped_by_kind=pl.col("source").replace_strict(skipped, return_dtype=pl.String()),
    ).select(unchanged.columns)

"""Lazy transforms, collected in every way that must not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl
from polars.testing import assert_frame_equal


def collect_alike(
    transform: Callable[..., pl.LazyFrame], *frames: pl.DataFrame, seeds: int = 3
) -> pl.DataFrame:
    """The rows that a transform makes of these frames, sorted: equal by the in-memory and the
    streaming engine and whatever the order of rows.
    """
    first, *others = _collected(transform, frames, seeds)
    for other in others:
        assert_frame_equal(first, other)
    return first


def _collected(
    transform: Callable[..., pl.LazyFrame], frames: tuple[pl.DataFrame, ...], seeds: int
) -> Iterator[pl.DataFrame]:
    for seed in range(seeds):
        shuffled = [f.sample(fraction=1, shuffle=True, seed=seed) if seed else f for f in frames]
        made = transform(*(frame.lazy() for frame in shuffled))
        yield _sorted(made.collect(engine="in-memory"))
        yield _sorted(made.collect(engine="streaming"))


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(frame.columns, nulls_last=True)

"""Captures that several groups of a landing have taken, each not knowing of the others: the first
group keeps them, with what all of them declare together, and the others hold them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from tearsheet.landing.plan import Declared
from tearsheet.landing.result import LandingResult
from tearsheet.landing.shards import TAKEN, declare, get_frame, put_frame, stronger
from tearsheet.store.objects import Objects


@dataclass(slots=True)
class _Settled:
    """What is to be changed of one group."""

    #: Captures that leave its shards, and what is declared now of others.
    leave: set[str] = field(default_factory=set)
    declared: dict[str, Declared] = field(default_factory=dict)
    #: How many records of each account are held and not new, by its number.
    held: Counter[int] = field(default_factory=Counter)
    redeclared: int = 0


def settle_doubles(
    objects: Objects, parts: Sequence[LandingResult]
) -> tuple[list[LandingResult], list[Counter[int]]]:
    """(The groups' results with each capture in one of them, of each group the records that are
    held and not new by the number of their account).
    """
    settled: dict[int, _Settled] = {}
    for rows in _doubles(objects, parts).partition_by("capture_id", maintain_order=True):
        _settle(rows, settled)
    out: list[LandingResult] = []
    moved: list[Counter[int]] = []
    for number, part in enumerate(parts):
        change = settled.get(number, _Settled())
        out.append(_changed(objects, part, change))
        moved.append(change.held)
    return out, moved


def leave_out(
    objects: Objects,
    shards: Sequence[str],
    captures: set[str],
    declared: Mapping[str, Declared] | None = None,
) -> list[str]:
    """The shards without these `captures`, and with what is `declared` of others; a shard without
    rows is left out. A shard that changes is staged under another name, so that the first one is
    still there where gathering is tried again.
    """
    declared, kept = declared or {}, []
    for name in shards:
        frame = get_frame(objects, name)
        ids = set(frame["capture_id"])
        if ids.isdisjoint(captures) and ids.isdisjoint(declared):
            kept.append(name)
            continue
        frame = frame.filter(~pl.col("capture_id").is_in(list(captures)))
        if frame.height:
            own = dict(zip(frame["capture_id"], _declared(frame), strict=True))
            kept.append(name.replace(".parquet", "-again.parquet"))
            put_frame(objects, kept[-1], declare(frame, {**own, **declared}))
    return kept


def _doubles(objects: Objects, parts: Sequence[LandingResult]) -> pl.DataFrame:
    """Rows of TAKEN, with the number of the group, of captures that several groups took. Ids are
    compared by their hashes first: there may be a million of them, and seldom a double.
    """
    given = [(number, part.taken) for number, part in enumerate(parts) if part.taken]
    hashes = [get_frame(objects, path, ["capture_id"])["capture_id"].hash() for _, path in given]
    rows = [pl.DataFrame(schema={"group": pl.Int64(), **TAKEN})]
    if len(hashes) > 1:
        every = pl.concat(hashes)
        doubles = every.filter(every.is_duplicated()).unique().implode()
        for (number, path), some in zip(given, hashes, strict=True):
            if (is_double := some.is_in(doubles)).any():
                found = get_frame(objects, path, list(TAKEN)).filter(is_double)
                rows.append(found.select(pl.lit(number, pl.Int64()).alias("group"), *TAKEN))
    return pl.concat(rows).filter(pl.col("capture_id").is_duplicated())


def _settle(rows: pl.DataFrame, settled: dict[int, _Settled]) -> None:
    """Decide for the rows of one capture, the first group's first."""
    groups = rows["group"].to_list()
    capture_id, values = rows["capture_id"][0], list(_declared(rows))
    best = values[0]
    for value in values[1:]:
        best = stronger(best, value)
    if best != values[0]:
        settled.setdefault(groups[0], _Settled()).declared[capture_id] = best
    others = rows.slice(1).select("group", "account", "is_new")
    for group, account, is_new in others.iter_rows():
        change = settled.setdefault(group, _Settled())
        change.leave.add(capture_id)
        if is_new:
            change.held[account] += 1
        else:
            change.redeclared += 1


def _changed(objects: Objects, part: LandingResult, change: _Settled) -> LandingResult:
    if not (change.leave or change.declared):
        return part
    moved = change.held.total()
    return replace(
        part,
        shards=tuple(leave_out(objects, part.shards, change.leave, change.declared)),
        new=part.new - moved,
        held=part.held + moved,
        redeclared=part.redeclared - change.redeclared,
    )


def _declared(frame: pl.DataFrame) -> list[Declared]:
    return frame.select("declared_outlet", "field_map").rows()

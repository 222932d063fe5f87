"""What groups of files came to, each landed apart -> one landing of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import polars as pl

from tearsheet.landing.accounts import MOST_UNCHANGED
from tearsheet.landing.groups.doubles import leave_out, settle_doubles
from tearsheet.landing.intake import Intake
from tearsheet.landing.plan import Holdings, ShardPlan, no_captures
from tearsheet.landing.result import COUNTED, LandingResult, WebArchive
from tearsheet.landing.revisits import read_revisits, resolve_revisits
from tearsheet.landing.shards import get_frame, put_frame
from tearsheet.store.inputs import FILE_COLUMNS
from tearsheet.store.objects import Objects
from transforms.captures.inputs import hold_records, together_by_source
from transforms.captures.rows import Row
from transforms.schemas import RECORDS, REVISIT


def gather(
    objects: Objects,
    plan: ShardPlan,
    parts: Sequence[LandingResult],
    held: Holdings,
    *,
    first_input: int,
) -> LandingResult:
    """One landing of what the groups came to, in their order. A capture that several have taken
    counts once, and revisits are given the payloads that another group has stored, as well as those
    of the archive that wait for one (`held.open_revisits`).
    """
    settled, moved = settle_doubles(objects, parts)
    shards = _resolved(objects, plan, settled, held)
    inputs, count = _stage_inputs(objects, parts, moved, first_input)
    skipped = Counter[str]()
    for part in settled:
        skipped.update(part.skipped)
    return LandingResult(
        tuple(shards),
        _chained(settled, "refused"),
        _chained(settled, "landings"),
        _chained(settled, "messages"),
        _chained(settled, "skipped_files"),
        skipped=dict(sorted(skipped.items())),
        inputs=inputs,
        input_count=count,
        file_cache=_chained(settled, "file_cache"),
        **{name: sum(getattr(part, name) for part in settled) for name in COUNTED},
    )


def _chained(parts: Sequence[LandingResult], name: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(getattr(part, name) for part in parts))


def _resolved(
    objects: Objects, plan: ShardPlan, parts: Sequence[LandingResult], held: Holdings
) -> list[str]:
    """The shards of all groups; rows of revisits whose payload another group has stored, and held
    captures whose payload has come, are in shards of their own, last.
    """
    rows = list(_found(objects, parts, held))
    if not rows:
        return [shard for part in parts for shard in part.shards]
    captures = {row["capture_id"] for row in rows}
    shards = [s for part in parts for s in leave_out(objects, part.shards, captures)]
    intake = Intake(objects, replace(plan, group="gathered-"), Holdings())
    for row in rows:
        intake.shards.add_again(row)
    return [*shards, *intake.shards.close(lambda: None).shards]


def _found(objects: Objects, parts: Sequence[LandingResult], held: Holdings) -> Iterator[Row]:
    """Rows of revisits with the payload that has come with this landing."""
    archives: tuple[WebArchive, ...] = tuple(
        dict.fromkeys(archive for part in parts for archive in part.archives)
    )
    if not archives:
        return
    waiting = [] if held.open_revisits is None else [held.open_revisits]
    if sum(bool(part.archives) for part in parts) > 1:  # each has looked in its own
        for shard in (s for part in parts if part.archives for s in part.shards):
            rows = get_frame(objects, shard)
            waiting.append(rows.filter(media_type=REVISIT).select(list(RECORDS)))
    sought = [r for frame in waiting if frame.height for r in read_revisits(objects, frame)]
    for row in resolve_revisits(objects, sought, archives, no_captures):
        if row["media_type"] != REVISIT:
            yield row


def _stage_inputs(
    objects: Objects,
    parts: Sequence[LandingResult],
    moved: Sequence[Mapping[int, int]],
    first_input: int,
) -> tuple[tuple[str, ...], int]:
    """(the staged rows of `inputs` of the groups in their order, how many they are); those of
    unchanged files are put together by source where they are very many.
    """
    given = [(part.inputs[0], held) for part, held in zip(parts, moved, strict=True) if part.inputs]
    is_unchanged = pl.col("status") == "unchanged"
    unchanged = [get_frame(objects, path).filter(is_unchanged) for path, _ in given]
    if sum(rows.height for rows in unchanged) <= MOST_UNCHANGED:
        unchanged = []
    together = [together_by_source(rows) for rows in unchanged if rows.height]
    paths: list[str] = []
    number = first_input
    for path, held in given:
        rows = hold_records(get_frame(objects, path), held)
        if together:
            rows = rows.filter(~is_unchanged)
        if path == given[-1][0] and together:
            rows = pl.concat([rows, together_by_source(pl.concat(together))])
        numbers = pl.int_range(number, number + pl.len(), dtype=pl.Int64)
        # beside what the group has staged, which is read anew where gathering is tried again
        paths.append(path.replace(".parquet", "-again.parquet"))
        rows = rows.with_columns(input_no=numbers).select(list(FILE_COLUMNS))
        put_frame(objects, paths[-1], rows)
        number += rows.height
    return tuple(paths), number - first_input

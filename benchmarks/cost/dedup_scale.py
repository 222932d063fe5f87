"""What matching costs as the archive grows: each measurement in a process of its own, on an archive
on disk.

    python benchmarks/cost/dedup_scale.py --texts 20000 500000
        growth a text, and peak memory
    python benchmarks/cost/dedup_scale.py --batch 5000 500000
        a batch against as many, and against so large an archive
    python benchmarks/cost/dedup_scale.py --batch 500 10000 300000
        a batch against archives of these sizes
    python benchmarks/cost/dedup_scale.py --crowds
        100,000 equal teasers; 50,000 fillings of one template

The texts are versions of articles of a few hundred outlets. What is measured is the deduplicate
stage from texts to staged relations and stories, all its steps in one process, one after the other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.inputs.dedup_cases import Writer, families
from benchmarks.quality.dedup import peak_mib
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import (
    DerivedTables,
    StagedTable,
    merge,
)
from tearsheet.stages.stories.stage import derive_stories, find_pairs, judge
from tearsheet.store import snapshots
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from transforms.dedup.match.candidates import find_candidates
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.hash_sets import StoredHashes
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.postings import make_postings
from transforms.dedup.match.signatures import SCHEME, sign_texts
from transforms.schemas import REVISIONS, SIGNATURES, TABLES, VERSIONS, conform

SHARD = 20_000
OUTLETS = 200


def versions(count: int, seed: int, *, shard: int, outlets: str, skip: int = 0) -> pl.DataFrame:
    """Revisions of so many articles; each shard has families and templates of its own, as years of
    an archive have.
    """
    texts = [c.text for c in families(skip + count, seed + shard)][skip : skip + count]
    names = [f"{shard:05d}{skip + no:07d}" for no in range(len(texts))]
    frame = pl.DataFrame({"text": texts, "article_id": names, "revision_id": names}).with_columns(
        pl.Series("outlet", [f"{outlets}-{no * 7919 % OUTLETS:03d}" for no in range(len(texts))]),
        pl.lit(f"{2010 + shard // 12}-{shard % 12 + 1:02d}").alias("month"),
        pl.lit(1).alias("version"),
        pl.col("text").hash().cast(pl.String).alias("text_sha256"),
    )
    return conform(frame, REVISIONS.schema, key=REVISIONS.key)


def staged(
    storage: Storage, run_id: str, base: int, shards: Iterator[pl.DataFrame]
) -> tuple[Batch, DerivedTables]:
    """The batch of these versions, as the first half of the deduplicate stage leaves it."""
    tables, outlets = list[StagedTable](), set[str]()
    for no, frame in enumerate(shards):
        for table, rows in (("revisions", frame), ("versions", frame.select(list(VERSIONS)))):
            tables.append(StagedTable(table, storage.stage(run_id, f"{table}-{no:05d}", rows)))
        outlets.update(frame["outlet"])
    batch = Batch(run_id, base, (), "", "", tuple(sorted(outlets)), {})
    return batch, DerivedTables(tuple(tables))


def sign(storage: Storage, batch: Batch, derived: DerivedTables) -> DerivedTables:
    """The same with the signatures of the batch's versions."""
    tables = []
    for no, path in enumerate(derived.paths("revisions")):
        rows = (
            storage.scan_staged([path], REVISIONS.schema)
            .select("revision_id", "outlet", "month", "text")
            .collect()
        )
        made = pl.concat(
            [rows.drop("text"), sign_texts(rows["text"])], how="horizontal"
        ).with_columns(pl.lit(SCHEME).alias("scheme"))
        path = storage.stage(batch.run_id, f"signed-{no:05d}", conform(made, SIGNATURES.schema))
        tables += [StagedTable(table, path) for table in ("new_signatures", "signatures")]
    return merge([derived, DerivedTables(tuple(tables))])


def matched(
    root: str, batch: Batch, derived: DerivedTables
) -> tuple[DerivedTables, dict[str, float]]:
    """What a batch comes to, and the seconds of each step of its matching."""
    storage = Storage.open(root)
    clock = [time.process_time()]
    derived = sign(storage, batch, derived)
    clock.append(time.process_time())
    matching = find_pairs(root, batch, derived)
    clock.append(time.process_time())
    judged = [judge(root, batch.run_id, portion) for portion in matching.portions]
    clock.append(time.process_time())
    peak = peak_mib()
    out = derive_stories(root, batch, derived, matching, judged)
    clock.append(time.process_time())
    steps = {
        n: b - a
        for n, a, b in zip(
            ("signatures", "candidates", "verification", "stories"), clock, clock[1:], strict=False
        )
    }
    pairs = (
        pl.scan_parquet([storage.objects.url(p.pairs) for p in matching.portions])
        .select(pl.len())
        .collect()
        .item()
        if matching.portions
        else 0
    )
    found = (
        storage.scan_staged(out.paths("relations"), TABLES["relations"].schema)
        .select(pl.len())
        .collect()
        .item()
    )
    return merge([derived, out]), {
        "seconds": clock[-1] - clock[0],
        **steps,
        "portions": len(matching.portions),
        "pairs": pairs,
        "relations": found,
        "peak_mib_before_stories": peak,
    }


def plan(folder: Path, archive: int, count: int, base: int) -> tuple[Batch, DerivedTables]:
    """The batch that was written."""
    said = json.loads((folder / f"batch-{archive}-{count}-{base}.json").read_text("utf-8"))
    tables = tuple(StagedTable(table, path) for table, path in said["tables"])
    batch = Batch(said["run_id"], base, (), "", "", tuple(said["outlets"]), {})
    return batch, DerivedTables(tables)


def write(folder: Path, archive: int, seed: int) -> None:
    """Stage so many texts as the first batch of an archive; in a process of its own, since its
    memory is not to be measured.
    """
    shards = (
        versions(min(SHARD, archive - low), seed, shard=low // SHARD, outlets="first")
        for low in range(0, archive, SHARD)
    )
    _write(folder, archive, archive, 0, shards)


def write_next(folder: Path, archive: int, seed: int, new: int) -> None:
    """Stage a second batch, which goes on where the archive's last shard ends: its texts have
    copies and siblings there.
    """
    last = (archive - 1) // SHARD
    _write(
        folder,
        archive,
        new,
        1,
        iter([versions(new, seed, shard=last, outlets="second", skip=archive - last * SHARD)]),
    )


def _write(
    folder: Path, archive: int, count: int, base: int, shards: Iterator[pl.DataFrame]
) -> None:
    batch, derived = staged(
        Storage.open(str(folder / f"archive-{archive}")), f"run-{base}", base, shards
    )
    said = {
        "run_id": batch.run_id,
        "outlets": batch.outlets,
        "tables": [[s.table, s.path] for s in derived.staged],
    }
    (folder / f"batch-{archive}-{count}-{base}.json").write_text(json.dumps(said), "utf-8")


def archived(folder: Path, count: int) -> dict[str, float]:
    """Everything from so many texts to relations and stories, into an empty archive; published
    and compacted after the clock has stopped.
    """
    root = str(folder / f"archive-{count}")
    storage = Storage.open(root)
    batch, derived = plan(folder, count, count, 0)
    derived, steps = matched(root, batch, derived)
    found = {**steps, "peak_mib_stories": peak_mib()}
    base, changes = snapshots.empty_snapshot(), {}
    for table in ("revisions", "signatures", "relations", "stories"):
        schema = TABLES[table].schema
        changes[table] = [
            storage.append(base, table, storage.scan_staged([p], schema).collect())
            for p in derived.paths(table)
        ]
    now = datetime.now(UTC)
    storage.commit(base, changes, batch_id="first", run_id="first", code_version="", now=now)
    compact(storage, run_id="night", now=now)
    return {"texts": count, **found}


def batch(folder: Path, archive: int, new: int) -> dict[str, float]:
    """So many new texts against an archive."""
    root = str(folder / f"archive-{archive}")
    written, derived = plan(folder, archive, new, 1)
    on_top = replace(written, base=Storage.open(root).head().number)
    return {"texts": archive, "new": new, **matched(root, on_top, derived)[1]}


def teasers(count: int) -> dict[str, float]:
    """So many equal teasers: one text, no pair."""
    text = (
        "The ferry Sea Lily left the old harbour of Corrin at dawn with forty people aboard "
        "and salt fish below deck, and its mast"
    )
    began = time.process_time()
    signed = sign_texts(pl.Series([text] * count))
    carried = StoredHashes.from_signatures(signed.unique("text_key").sort("text_key")).merge()
    pairs = find_candidates(carried, make_postings(carried))
    return {
        "texts": count,
        "seconds": time.process_time() - began,
        "distinct": signed["text_key"].n_unique(),
        "pairs": len(pairs),
    }


def template(count: int) -> dict[str, float]:
    """So many fillings of one template: siblings, and none a copy of another."""
    writer = Writer(5)
    texts = pl.Series([writer.filled(0, figures=f"f{no}", names=f"n{no}") for no in range(count)])
    began = time.process_time()
    signed = sign_texts(texts).with_columns(texts.alias("text")).unique("text_key").sort("text_key")
    carried = StoredHashes.from_signatures(signed).merge()
    pairs = find_candidates(carried, make_postings(carried))
    found = judge_pairs(pairs, signed["text_key"], Texts(signed["text"]))
    said = dict(found["verdict"].value_counts().iter_rows())
    ends = pl.concat([found["left"], found["right"]]).n_unique()
    return {
        "texts": count,
        "seconds": time.process_time() - began,
        "pairs": len(pairs),
        "siblings_of_one": ends,
        **{f"verdict_{k}": v for k, v in said.items()},
    }


def measured(*arguments: object) -> dict[str, float]:
    """One measurement in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def show(name: str, found: dict[str, float]) -> None:
    print(
        f"{name:<28}"
        + "  ".join(
            f"{k} {v:,.2f}" if isinstance(v, float) else f"{k} {v:,}" for k, v in found.items()
        ),
        flush=True,
    )


def run_one(name: str, folder: str, *numbers: str) -> dict[str, float]:
    sign_texts(pl.Series(["warm up ünd été"]))
    counts = [int(n) for n in numbers]
    if name in ("teasers", "template"):
        found = (teasers if name == "teasers" else template)(*counts)
    elif name.startswith("write"):
        (write if name == "write" else write_next)(Path(folder), *counts)
        found = {}
    else:
        found = (archived if name == "archived" else batch)(Path(folder), *counts)
    return {**found, "peak_mib": peak_mib()}


def reports(options: argparse.Namespace, folder: Path) -> None:
    archives = {}
    new, *held = options.batch or (0,)
    held = held if len(held) > 1 else [new, *held] if held else []
    for count in sorted({*(options.texts or ()), *held}):
        measured("write", folder, count, options.seed)
        archives[count] = measured("archived", folder, count)
        show("texts to stories", archives[count])
    if options.texts:
        small, large = archives[options.texts[0]], archives[options.texts[-1]]
        for step in ("seconds", "signatures", "candidates", "verification", "stories"):
            growth = large[step] / large["texts"] / (small[step] / small["texts"])
            print(f"processor time a text, largest against smallest: {growth:.2f} ({step})")
    if held:
        found = []
        for count in held:
            measured("write_next", folder, count, options.seed, new)
            found.append(measured("batch", folder, count, new))
            show(f"a batch against {count:,}", found[-1])
        print(
            f"processor time, large archive against small: "
            f"{found[-1]['seconds'] / found[0]['seconds']:.2f}"
        )
    if options.crowds:
        show("equal teasers", measured("teasers", folder, 100_000))
        show("fillings of one template", measured("template", folder, 50_000))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, nargs="+")
    parser.add_argument("--batch", type=int, nargs="+", metavar="TEXTS")
    parser.add_argument("--crowds", action="store_true")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--folder", help="work here, and keep it")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(*options.one)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.folder or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        reports(options, folder)


if __name__ == "__main__":
    main()

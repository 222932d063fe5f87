"""What matching costs as the archive grows: each measurement in a process of its own, texts and signatures on disk.

python benchmarks/dedup_scale.py --texts 20000 500000      growth a text, and peak memory
python benchmarks/dedup_scale.py --batch 5000 500000       a batch against itself, and against so large an archive
python benchmarks/dedup_scale.py --crowds                  100,000 equal teasers; 50,000 fillings of one template
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from dedup import peak_mib
from dedup_cases import Writer, families

from transforms.dedup.candidates import Pairs, affected, candidate_pairs, postings
from transforms.dedup.matching import judge_pairs
from transforms.dedup.signatures import signatures
from transforms.dedup.verify import Texts

SHARD = 20_000
PAIRS_AT_ONCE = 50_000


def write_texts(folder: Path, count: int, seed: int) -> None:
    """Texts in shards on disk; each shard has families and templates of its own, as years of an archive have."""
    for no, low in enumerate(range(0, count, SHARD)):
        path = folder / f"texts-{no:03d}.parquet"
        if not path.exists():
            made = [c.text for c in families(min(SHARD, count - low), seed + no)][: count - low]
            pl.DataFrame({"text": made}).write_parquet(path, compression="zstd")


def sign(folder: Path, count: int) -> None:
    for no in range(-(-count // SHARD)):
        texts = pl.read_parquet(folder / f"texts-{no:03d}.parquet")["text"]
        signatures(texts).write_parquet(folder / f"signed-{no:03d}.parquet")


def stored(folder: Path, count: int) -> pl.DataFrame:
    """The distinct texts' signatures in text order, with the row where the text stands."""
    files = [folder / f"signed-{no:03d}.parquet" for no in range(-(-count // SHARD))]
    rows = pl.scan_parquet(files, row_index_name="row").head(count)
    return rows.unique("text_key", keep="any").sort("text_key").collect()


def judged(folder: Path, count: int, signed: pl.DataFrame, pairs: Pairs) -> pl.DataFrame:
    """The pairs judged, their texts read a portion at a time."""
    texts = pl.scan_parquet([folder / f"texts-{no:03d}.parquet" for no in range(-(-count // SHARD))], row_index_name="row")
    out = []
    for low in range(0, len(pairs), PAIRS_AT_ONCE):
        left, right = pairs.left[low : low + PAIRS_AT_ONCE], pairs.right[low : low + PAIRS_AT_ONCE]
        numbers = np.unique(np.concatenate([left, right]))
        some = signed[numbers].select("row", "text_key")
        read = some.lazy().join(texts, on="row", how="left", maintain_order="left").collect()["text"]
        inside = Pairs(np.searchsorted(numbers, left), np.searchsorted(numbers, right))
        out.append(judge_pairs(inside, some["text_key"], Texts(read)))
    return pl.concat(out)


def whole(folder: Path, count: int) -> dict[str, float]:
    """Everything from texts to judged pairs."""
    began = time.process_time()
    sign(folder, count)
    signed_at = time.process_time()
    signed = stored(folder, count)
    pairs = candidate_pairs(postings(signed))
    paired_at = time.process_time()
    found = judged(folder, count, signed, pairs)
    done = time.process_time()
    size = sum(
        pl.scan_parquet(folder / f"texts-{no:03d}.parquet").select(pl.col("text").str.len_bytes().sum()).collect().item()
        for no in range(-(-count // SHARD))
    )
    return {
        "texts": count,
        "mb": size / 1e6,
        "seconds": done - began,
        "signatures": signed_at - began,
        "candidates": paired_at - signed_at,
        "verification": done - paired_at,
        "pairs": len(pairs),
        "related": found.height,
    }


def batch(folder: Path, count: int, new: int) -> dict[str, float]:
    """The last `new` of the texts against the stored signatures of all before them; those of the batch are computed here."""
    began = time.process_time()
    last = -(-count // SHARD) - 1
    texts = pl.read_parquet(folder / f"texts-{last:03d}.parquet")["text"].tail(new)
    fresh = signatures(texts).with_columns(pl.int_range(count - new, count, dtype=pl.UInt32).alias("row"))
    files = [folder / f"signed-{no:03d}.parquet" for no in range(last + 1)]
    held = pl.scan_parquet(files, row_index_name="row").head(count - new).collect().select(fresh.columns)
    both = pl.concat([held.with_columns(pl.lit(True).alias("held")), fresh.with_columns(pl.lit(False).alias("held"))])
    known = both.filter("held").select("text_key").unique().with_columns(pl.lit(False).alias("new"))
    signed = (
        both.unique("text_key", keep="first", maintain_order=True)
        .sort("text_key")
        .join(known, on="text_key", how="left", maintain_order="left")
    )
    is_new = signed["new"].fill_null(True).to_numpy()
    stale = affected(postings(signed, of=is_new), is_new, np.zeros(len(is_new), np.bool_))
    pairs = candidate_pairs(postings(signed, of=stale), of=stale)
    paired_at = time.process_time()
    found = judged(folder, count, signed, pairs)
    return {
        "texts": count,
        "new": new,
        "seconds": time.process_time() - began,
        "matching": paired_at - began,
        "stale": int(stale.sum()),
        "pairs": len(pairs),
        "related": found.height,
    }


def teasers(count: int) -> dict[str, float]:
    """So many equal teasers: one text, no pair."""
    text = "The ferry Sea Lily left the old harbour of Corrin at dawn with forty people aboard and salt fish below deck, and its mast"
    began = time.process_time()
    signed = signatures(pl.Series([text] * count))
    pairs = candidate_pairs(postings(signed.unique("text_key").sort("text_key")))
    return {"texts": count, "seconds": time.process_time() - began, "distinct": signed["text_key"].n_unique(), "pairs": len(pairs)}


def template(count: int) -> dict[str, float]:
    """So many fillings of one template: siblings, and none a copy of another."""
    writer = Writer(5)
    texts = pl.Series([writer.filled(0, figures=f"f{no}", names=f"n{no}") for no in range(count)])
    began = time.process_time()
    signed = signatures(texts).with_columns(texts.alias("text")).unique("text_key").sort("text_key")
    pairs = candidate_pairs(postings(signed))
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
    done = subprocess.run([sys.executable, __file__, "--one", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def show(name: str, found: dict[str, float]) -> None:
    print(f"{name:<28}" + "  ".join(f"{k} {v:,.2f}" if isinstance(v, float) else f"{k} {v:,}" for k, v in found.items()), flush=True)


def run_one(name: str, folder: str, *numbers: str) -> dict[str, float]:
    signatures(pl.Series(["warm up ünd été"]))
    counts = [int(n) for n in numbers]
    if name in ("teasers", "template"):
        found = {"teasers": teasers, "template": template}[name](*counts)
    else:
        found = {"whole": whole, "batch": batch}[name](Path(folder), *counts)
    return {**found, "peak_mib": peak_mib()}


def reports(options: argparse.Namespace, folder: Path) -> Iterator[None]:
    if options.texts:
        for count in options.texts:
            write_texts(folder, count, options.seed)
        found = [measured("whole", folder, count) for count in options.texts]
        for one in found:
            show("texts to judged pairs", one)
        yield print(
            f"processor time a text, largest against smallest: "
            f"{found[-1]['seconds'] / found[-1]['texts'] / (found[0]['seconds'] / found[0]['texts']):.2f}"
        )
    if options.batch:
        new, count = options.batch
        write_texts(folder, count, options.seed)
        if not (folder / f"signed-{-(-count // SHARD) - 1:03d}.parquet").exists():
            sign(folder, count)
        alone = folder / "alone"
        alone.mkdir(exist_ok=True)
        pl.read_parquet(folder / f"texts-{-(-count // SHARD) - 1:03d}.parquet").tail(2 * new).write_parquet(alone / "texts-000.parquet")
        sign(alone, 2 * new)
        small, large = measured("batch", alone, 2 * new, new), measured("batch", folder, count, new)
        show("a batch against as many", small)
        show("a batch against all", large)
        yield print(f"processor time, large archive against small: {large['seconds'] / small['seconds']:.2f}")
    if options.crowds:
        show("equal teasers", measured("teasers", folder, 100_000))
        yield show("fillings of one template", measured("template", folder, 50_000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, nargs="+")
    parser.add_argument("--batch", type=int, nargs=2, metavar=("NEW", "ARCHIVED"))
    parser.add_argument("--crowds", action="store_true")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--folder", help="keep the texts here for the next time")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(*options.one)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.folder or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for _ in reports(options, folder):
            pass


if __name__ == "__main__":
    main()

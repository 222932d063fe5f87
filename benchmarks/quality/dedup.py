"""Copies found and look-alikes kept apart, by kind of variant, with the price in processor time;
peers on the same texts.

    python benchmarks/quality/dedup.py --texts 20000 --seed 11
    python benchmarks/quality/dedup.py --texts 20000 --seed 11 --peers /path/to/python

The interpreter after --peers has the peers installed (`pip install "datatrove[processing]==0.10.*"
datasketch rensa`); each runs in a process of its own, one worker, and is asked for the same thing:
which texts belong together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.inputs.dedup_cases import NEGATIVE, POSITIVE, Text, families, frames
from transforms.dedup.identity.stories.build import build_stories
from transforms.dedup.identity.stories.likenesses import JOINING, make_edges
from transforms.dedup.match.candidates import MOST_TEXTS, Pairs, find_candidates
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.hash_sets import StoredHashes
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.portions import cut_portions, renumber
from transforms.dedup.match.postings import make_postings
from transforms.dedup.match.signatures import sign_texts
from transforms.schemas import JUDGED_PAIRS, empty

PEERS = ("datatrove", "datatrove-numbers", "datasketch", "rensa")
#: Ours takes seconds where a peer takes minutes, so that one run says little.
RUNS = 3
#: Families of texts in the frames of sites.
FRAMED = 1_500


def ours(cases: list[Text]) -> tuple[dict[str, float], pl.Series, pl.DataFrame, pl.DataFrame]:
    """(seconds of each step, text keys, judged pairs, stories) of these texts, each an article of
    an outlet of its own.
    """
    texts = pl.Series([c.text for c in cases])
    clock = [time.process_time()]
    signed = sign_texts(texts).with_columns(texts.alias("text"))
    clock.append(time.process_time())
    distinct = signed.unique("text_key").sort("text_key")
    carried = StoredHashes.from_signatures(distinct).merge()
    pairs = find_candidates(carried, make_postings(carried))
    clock.append(time.process_time())
    judged = pl.concat(
        [
            empty(JUDGED_PAIRS),
            *(_judged(part, distinct) for part in cut_portions(pairs, carried.words)),
        ]
    )
    clock.append(time.process_time())
    told = _stories(signed["text_key"], distinct, judged)
    clock.append(time.process_time())
    names = ("signatures", "candidates", "verification", "stories")
    return (
        {n: b - a for n, a, b in zip(names, clock, clock[1:], strict=False)},
        signed["text_key"],
        judged,
        told,
    )


def _judged(part: Pairs, distinct: pl.DataFrame) -> pl.DataFrame:
    numbers, placed = renumber(part)
    return judge_pairs(
        placed, distinct["text_key"].gather(numbers), Texts(distinct["text"].gather(numbers))
    )


def _stories(keys: pl.Series, distinct: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    def compare(asked: pl.DataFrame) -> pl.DataFrame:
        some = (
            pl.concat([asked["a"], asked["b"]])
            .unique()
            .sort()
            .to_frame("text_key")
            .join(distinct, on="text_key", maintain_order="left")
        )
        ends = [
            np.searchsorted(some["text_key"].to_numpy(), asked[side].to_numpy())
            for side in ("a", "b")
        ]
        pairs = Pairs(ends[0], ends[1])
        judged = judge_pairs(pairs, some["text_key"], Texts(some["text"]), near=True)
        return make_edges(judged.lazy()).collect()

    ids = [f"{no:07d}" for no in range(len(keys))]
    members = pl.DataFrame({"article_id": ids, "revision_id": ids, "text_key": keys})
    members = members.join(
        distinct.select("text_key", "tokens"), on="text_key", maintain_order="left"
    ).with_columns(
        pl.lit(1, dtype=pl.Int32).alias("version"),
        pl.lit("o").alias("outlet"),
        pl.lit("unknown").alias("month"),
        pl.lit(None, dtype=pl.Date).alias("published_on"),
        pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias("first_captured_at"),
        pl.lit(None, dtype=pl.String).alias("thin_because"),
    )
    edges = make_edges(judged.lazy()).filter(pl.col("relation").is_in(JOINING))
    return build_stories(members.lazy(), edges, compare, most_texts=MOST_TEXTS).collect()


def stands_for(cases: list[Text]) -> list[set[object]]:
    """Which articles each text is a copy or a part of; a look-alike is an article of its own."""
    return [
        {("own", no)}
        if c.kind in NEGATIVE
        else {c.family, int(c.template)}
        if c.kind == "merged"
        else {c.family}
        for no, c in enumerate(cases)
    ]


def report_ours(cases: list[Text]) -> float:
    """Print what is found, by kind; the processor seconds it took, the median of `RUNS`."""
    runs = [ours(cases) for _ in range(RUNS)]
    seconds, keys, judged, told = sorted(runs, key=lambda run: sum(run[0].values()))[RUNS // 2]
    of_key: dict[int, list[int]] = defaultdict(list)
    for no, key in enumerate(keys):
        of_key[key].append(no)
    verdicts = {(a, b): v for a, b, v in judged.select("left", "right", "verdict").iter_rows()}
    bases = {c.family: key for c, key in zip(cases, keys, strict=True) if c.kind == "base"}
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for case, key in zip(cases, keys, strict=True):
        for name, family in [
            (case.kind, case.family),
            *([("merged, 2nd", int(case.template))] if case.kind == "merged" else []),
        ]:
            base = bases[family]
            table[name][
                "identical"
                if key == base
                else verdicts.get((min(key, base), max(key, base)), "none")
            ] += 1
    print(f"{'kind':<14}{'texts':>7}{'joined':>8}  as")
    for name in [*POSITIVE[:-1], "merged", "merged, 2nd", *NEGATIVE]:
        found = table[name]
        joined = found.total() - found["none"] - found["sibling"]
        print(
            f"{name:<14}{found.total():>7}{joined / max(found.total(), 1):>8.4f}  "
            f"{dict(found.most_common())}"
        )
    siblings = {k for (a, b), v in verdicts.items() if v == "sibling" for k in (a, b)}
    templated = [key for c, key in zip(cases, keys, strict=True) if c.kind in ("figures", "names")]
    print(
        f"fillings of a template called sibling of one: "
        f"{sum(k in siblings for k in templated) / max(len(templated), 1):.4f}"
    )
    meant = stands_for(cases)
    pairs = [
        (x, y)
        for (a, b), v in verdicts.items()
        if v != "sibling"
        for x in of_key[a][:1]
        for y in of_key[b][:1]
    ]
    print(
        f"joined pairs of strangers: {sum(not meant[x] & meant[y] for x, y in pairs)} of "
        f"{len(pairs)}"
    )
    groups = told.group_by("story_id").agg("article_id")["article_id"].to_list()
    report_groups(cases, [[int(a) for a in g] for g in groups if len(g) > 1])
    total = sum(seconds.values())
    size = sum(len(c.text.encode()) for c in cases) / 1e6
    steps = ", ".join(f"{n} {s:.2f}" for n, s in seconds.items())
    every = ", ".join(f"{sum(run[0].values()):.2f}" for run in runs)
    print(
        f"{size:.1f} MB, {total:.2f} s of processor time (median of {every}: {steps}); "
        f"{size / total:.1f} MB/s, {len(cases) / total:,.0f} texts/s; "
        f"signatures alone {size / seconds['signatures']:.0f} MB/s; peak {peak_mib():,.0f} MiB"
    )
    return total


def report_groups(cases: list[Text], groups: Iterable[list[int]]) -> None:
    """Print how groups of texts agree with the labels: recall by kind, look-alikes merged,
    strangers brought together.
    """
    home = {no: g for g, members in enumerate(groups) for no in members}
    members = defaultdict(list)
    for no, g in home.items():
        members[g].append(no)
    meant = stands_for(cases)
    base = {c.family: no for no, c in enumerate(cases) if c.kind == "base"}
    hit: Counter[str] = Counter()
    count = Counter(c.kind for c in cases)
    for no, case in enumerate(cases):
        hit[case.kind] += case.kind != "base" and home.get(no, -1) == home.get(
            base[case.family], -2
        )
    print(
        "grouped with their base: "
        + ", ".join(f"{k} {hit[k] / count[k]:.3f}" for k in (*POSITIVE, *NEGATIVE) if count[k])
    )
    wrong = sum(
        any(not meant[no] & meant[other] for other in members[home[no]])
        for no, c in enumerate(cases)
        if c.kind in NEGATIVE and no in home
    )
    negatives = sum(count[k] for k in NEGATIVE)
    mixed = sum(
        len({f for no in part if cases[no].kind != "merged" for f in meant[no]}) > 1
        for part in members.values()
    )
    print(
        f"look-alikes merged with another article: {wrong} of {negatives} "
        f"({wrong / max(negatives, 1):.4f}); "
        f"groups that mix articles: {mixed} of {len(members)}"
    )


def report_frames(cases: list[Text]) -> None:
    """Print what is found of copies that two sites frame, figures, names and headlines around them,
    and of fillings so framed.
    """
    _, keys, judged, _ = ours(cases)
    homes: dict[int, Text] = dict(zip(keys, cases, strict=True))
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for a, b, verdict in judged.select("left", "right", "verdict").iter_rows():
        one, other = homes[a], homes[b]
        same = one.family == other.family
        table[
            one.kind
            if same
            else "fillings"
            if one.template and one.template == other.template
            else "strangers"
        ][verdict] += 1
    for kind, name in (
        ("framed", "a report in two frames"),
        ("filling", "a filling in two frames"),
    ):
        pairs = sum(case.kind == kind for case in cases) // 2
        joined = table[kind]["copy"] + table[kind]["excerpt"]
        print(f"{name}: {joined / pairs:.4f} of {pairs} joined; {dict(table[kind])}")
    print(
        f"pairs of two fillings of a template, framed: {dict(table['fillings'])}; of strangers: "
        f"{dict(table['strangers'])}"
    )


def peak_mib() -> float:
    """The largest memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report_peer(
    python: str, peer: str, cases: list[Text], folder: Path, ours_seconds: float
) -> None:
    source = folder / "texts.jsonl"
    if not source.exists():
        source.write_text(
            "".join(
                json.dumps({"id": str(no), "text": c.text}) + "\n" for no, c in enumerate(cases)
            ),
            "utf-8",
        )
    out = folder / f"{peer}.json"
    script = Path(__file__).with_name("dedup_peers.py")
    done = subprocess.run(
        [python, script, peer, source, out],
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"\n== {peer}: failed\n{done.stderr[-600:]}")
        return
    said = json.loads(out.read_text("utf-8"))
    print(
        f"\n== {peer}: {said['seconds']:.1f} s of processor time, "
        f"{said['seconds'] / ours_seconds:.1f}x ours; "
        f"peak {said['peak_mib']:,.0f} MiB"
    )
    report_groups(cases, said["groups"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--peers", help="a Python interpreter that has the peers")
    parser.add_argument("--only", nargs="*", default=PEERS, choices=PEERS)
    options = parser.parse_args()
    sign_texts(pl.Series(["warm up ünd été"]))
    cases = families(options.texts, options.seed)
    print(f"{len(cases)} texts, seed {options.seed}\n== tearsheet")
    total = report_ours(cases)
    report_frames(frames(FRAMED, options.seed))
    if options.peers:
        with tempfile.TemporaryDirectory() as folder:
            for peer in options.only:
                report_peer(options.peers, peer, cases, Path(folder), total)


if __name__ == "__main__":
    main()

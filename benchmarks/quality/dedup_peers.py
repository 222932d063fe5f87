"""One peer's groups of texts that belong together; run by dedup.py with an interpreter that has the
peer.

    python benchmarks/quality/dedup_peers.py NAME TEXTS.jsonl OUT.json
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
from collections import defaultdict
from pathlib import Path

WORD = re.compile(r"\w+")
PERMUTATIONS, BANDS, ROWS = 112, 14, 8


def shingles(text: str) -> list[str]:
    """Word 5-grams, as the peers' own examples cut them."""
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]


def datasketch(texts: list[str]) -> list[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index, pairs = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS)), []
    for no, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([s.encode() for s in shingles(text)])
        pairs += [(int(other), no) for other in index.query(sketch)]
        index.insert(str(no), sketch)
    return pairs


def rensa(texts: list[str]) -> list[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH

    index, pairs = RMinHashLSH(threshold=0.7, num_perm=PERMUTATIONS, num_bands=BANDS), []
    for no, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(shingles(text))
        pairs += [(other, no) for other in index.query(sketch)]
        index.insert(no, sketch)
    return pairs


def datatrove(source: Path, *, numbers: bool) -> list[list[int]]:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.hashing import HashConfig
    from datatrove.utils.text import TextNormConfig

    config = MinhashConfig(
        hash_config=HashConfig(precision=64),
        num_buckets=BANDS,
        hashes_per_bucket=ROWS,
        n_grams=5,
        norm_config=TextNormConfig(norm_numbers=numbers),
    )
    with tempfile.TemporaryDirectory() as folder:

        def reader() -> JsonlReader:
            return JsonlReader(str(source.parent), glob_pattern=source.name)

        steps = [
            [reader(), MinhashDedupSignature(output_folder=f"{folder}/s", config=config)],
            [
                MinhashDedupBuckets(
                    input_folder=f"{folder}/s", output_folder=f"{folder}/b", config=config
                )
            ],
            [
                MinhashDedupCluster(
                    input_folder=f"{folder}/b",
                    output_folder=f"{folder}/c",
                    config=config,
                    save_cluster_id=True,
                )
            ],
            [
                reader(),
                MinhashDedupFilter(
                    input_folder=f"{folder}/c",
                    load_cluster_ids=True,
                    exclusion_writer=JsonlWriter(f"{folder}/removed", compression=None),
                ),
                JsonlWriter(f"{folder}/kept", compression=None),
            ],
        ]
        for no, pipeline in enumerate(steps):
            LocalPipelineExecutor(
                pipeline, tasks=BANDS if no == 1 else 1, workers=1, logging_dir=f"{folder}/log{no}"
            ).run()
        groups: dict[int, list[int]] = defaultdict(list)
        for path in [
            *Path(folder, "kept").glob("*.jsonl"),
            *Path(folder, "removed").glob("*.jsonl"),
        ]:
            for line in path.open(encoding="utf-8"):
                row = json.loads(line)
                cluster = row.get("metadata", {}).get("minhash_cluster_id", -1)
                if cluster is not None and cluster >= 0:
                    groups[cluster].append(int(row["id"]))
        return list(groups.values())


def connected(pairs: list[tuple[int, int]]) -> list[list[int]]:
    parent: dict[int, int] = {}

    def find(x: int) -> int:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in pairs:
        parent[find(a)] = find(b)
    groups: dict[int, list[int]] = defaultdict(list)
    for x in list(parent):
        groups[find(x)].append(x)
    return list(groups.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "peer", metavar="NAME", choices=["datasketch", "rensa", "datatrove", "datatrove-numbers"]
    )
    parser.add_argument("source", metavar="TEXTS.jsonl", type=Path)
    parser.add_argument("out", metavar="OUT.json", type=Path)
    asked = parser.parse_args()
    peer, source, out = asked.peer, asked.source, asked.out
    texts = [json.loads(line)["text"] for line in source.open(encoding="utf-8")]
    began = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    if peer.startswith("datatrove"):
        groups = datatrove(source, numbers=peer == "datatrove")
    else:
        groups = connected({"datasketch": datasketch, "rensa": rensa}[peer](texts))
    seconds = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - began
    out.write_text(
        json.dumps({"groups": groups, "seconds": seconds, "peak_mib": peak_mib()}), "utf-8"
    )


def peak_mib() -> float:
    """The largest memory that this process has held: `getrusage` would tell that of the process it
    was forked from.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main()

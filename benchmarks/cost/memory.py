"""Peak memory of an ingest of one times and of four times the input: it should be set by a shard,
not by the input.

    python benchmarks/cost/memory.py [--captures 4000] [--times 4] [--most-growth 0.15]

Both run as `tearsheet ingest` runs, in a process of its own with its children, into an empty
archive. Exit status 1 where memory grows by more than is allowed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.cost.flow import _ARCHIVE, Run, run
from benchmarks.inputs.generate import generate


def main() -> None:
    """Generate, run both, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--captures", type=int, default=4_000)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-growth", type=float, default=0.15)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        small = measured(place / "small", asked.captures, asked.seed)
        large = measured(place / "large", asked.captures * asked.times, asked.seed)
    growth = {
        name: getattr(large, name) / getattr(small, name) - 1 for name in ("largest", "together")
    }
    for name, share in growth.items():
        print(f"{asked.times} times the input: {share:+.1%} memory ({name})")
    sys.exit(int(growth["largest"] > asked.most_growth))


def measured(place: Path, captures: int, seed: int) -> Run:
    """One ingest of so many captures."""
    made = generate(captures, place / "captures", seed=seed)
    done = run(_ARCHIVE, str(place / "captures"), str(place / "archive"), home=place / "prefect")
    size = f"{made.captures:>8,} captures, {made.bytes / 1e6:6.1f} MB: {done.seconds:5.1f} s"
    print(
        f"{size}, peak memory {done.largest:,.0f} MiB in the largest process, "
        f"{done.together:,.0f} MiB in all together",
        flush=True,
    )
    return done


if __name__ == "__main__":
    main()

"""How long a runaway query goes on beyond its limit: each by the real command, timed from the
moment the limit counts from.

    python benchmarks/cost/sql_limits.py [--seconds 2]

Prints for each query the seconds between its limit and the end of its process, and what it was
told. The start of the command is taken out: a query that the same command answers at once is timed
before each.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("tearsheet")
SAMPLE = Path(__file__).parents[2] / "data" / "sample"
RUNAWAYS = (
    "select count(*) from range(100000000000) a, range(1000) b",
    "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t",
    "select levenshtein(repeat('a', 200000), repeat('b', 200000))",
    "select damerau_levenshtein(repeat('a', 20000), repeat('b', 20000))",
    "select jaccard(repeat('ab', 100000000), repeat('b', 100000000))",
    "select list_sum(list_transform(range(300000000), lambda x: sqrt(x)))",
    "select length(regexp_replace(repeat('ab', 200000000), 'a.*?b', 'xx', 'g'))",
    "select sum(length(md5(range::varchar || repeat('x', 100000)))) from range(10000000)",
    "select list_sort(list_transform(range(100000000), lambda x: hash(x)))[1]",
    "select count(*) from captures a, captures b, captures c, captures d, captures e, "
    "range(1000000000)",
    "select max(hash(a.text || b.text)) from blocks a, blocks b, blocks c, blocks d",
    "select count(*) from range(10000000000) where range::varchar similar to '(1|2|3)*9+'",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="the limit")
    limit = parser.parse_args().seconds
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        root = f"{folder}/archive"
        subprocess.run([COMMAND, "ingest", SAMPLE, "--root", root], check=True, capture_output=True)
        print("beyond s  told\n" + "-" * 60)
        for query in RUNAWAYS:
            start = min(_run("select 1", root, limit)[0] for _ in range(3))
            took, told = _run(query, root, limit)
            worst = max(worst, took - start - limit)
            print(f"{took - start - limit:8.2f}  {query[:70]}\n{'':8}  {told}")
    print(
        f"\n{len(RUNAWAYS)} runaway queries with a limit of {limit:g} s: the last to stop took "
        f"{worst:.2f} s more"
    )


def _run(query: str, root: str, limit: float) -> tuple[float, str]:
    """(seconds of the whole process, the first line it said)."""
    started = time.monotonic()
    done = subprocess.run(
        [COMMAND, "sql", query, "--seconds", str(limit), "--root", root],
        capture_output=True,
        text=True,
        check=False,
    )
    return time.monotonic() - started, (done.stderr or done.stdout).splitlines()[0]


if __name__ == "__main__":
    main()

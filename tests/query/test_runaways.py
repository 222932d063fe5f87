"""Queries without an end or a bound, by the real command: each is ended at its limit, in a
sentence, and leaves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import tearsheet
from tests.query.launcher import run_all
from tests.query.test_guard import tree_hash

#: What a process may hold at its peak above that of one that answers `SELECT 1`.
MEMORY, BEYOND = 300_000_000, 256 << 20
TOO_MUCH = (
    "tearsheet: the query needs more than the 300MB of memory that it may take: --memory raises "
    "the limit, --temp lets it spill to disk\n"
)
TOO_MUCH_DISK = (
    "tearsheet: the query needs more than the 300MB of memory and 50MB of disk that it may take: "
    "--memory and --temp raise the limits\n"
)
TOO_LONG = "tearsheet: the query took more than 2 s; --seconds raises the limit\n"

MEMORY_QUERIES = """
SELECT format('{:>1900000000}', 'x')
SELECT printf('%1900000000d', 1)
SELECT repeat('x', 2_000_000_000)
SELECT lpad('x', 2_000_000_000, 'y')
SELECT replace(repeat('x', 100_000_000), 'x', repeat('y', 1_000))
SELECT string_split(repeat('a,', 50_000_000), ',')
SELECT regexp_split_to_array(repeat('a,', 50_000_000), ',')
SELECT list(range) FROM range(300_000_000)
SELECT list_transform(range(200_000_000), lambda x: x + 1)
SELECT flatten(list_transform(range(10_000), lambda x: range(100_000)))
SELECT list_reduce(list_transform(range(99), lambda x: 'abc'), lambda a, b: a || a)
SELECT string_agg(range::VARCHAR, ',') FROM range(100_000_000)
SELECT string_agg(repeat('x', 1_000_000), '') OVER () FROM range(10_000)
SELECT histogram(range) FROM range(50_000_000)
SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(100_000_000)
SELECT quantile_cont(range, 0.5) FROM range(500_000_000)
SELECT reservoir_quantile(range, 0.5, 1_000_000_000) FROM range(10)
SELECT json_group_array(range) FROM range(100_000_000)
SELECT to_json(range(100_000_000))
SELECT damerau_levenshtein(repeat('a', 100_000), repeat('b', 100_000))
SELECT levenshtein(repeat('a', 100_000_000), repeat('b', 100_000_000))
WITH RECURSIVE t(n) AS (SELECT 'x' UNION ALL SELECT n || n FROM t) SELECT max(length(n)) FROM t
SELECT row_number() OVER (ORDER BY hash(range)) FROM range(200_000_000)
FROM range(100_000_000) t(a) FULL JOIN range(100_000_000) u(b) ON a = b + 1
""".strip().splitlines()
#: Results that do not fit, and some that fit until they are written.
RESULT_QUERIES = """
table SELECT range FROM range(10_000_000_000)
json SELECT repeat('x', 1_000) AS x FROM range(1_000_000)
csv SELECT repeat('x', 1_000) AS x FROM range(120_000)
json SELECT repeat('x', 1_000) AS x FROM range(120_000)
ndjson SELECT range AS a, range + 1 AS b FROM range(12_000_000)
table SELECT repeat('x', 1_000) AS x FROM range(240_000)
csv SELECT range AS a, range + 1 AS b FROM range(12_000_000)
json SELECT unnest(range(1_000_000_000)) AS x
""".strip().splitlines()
TIME_QUERIES = """
SELECT count(*) FROM range(100_000_000_000) a, range(1_000) b
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t
SELECT levenshtein(repeat('a', 1_000_000), repeat('b', 1_000_000))
SELECT max(jaro_similarity(repeat('ab', 200), md5(range::VARCHAR))) FROM range(9_000_000_000)
SELECT max(list_sum(list_transform(range(99), lambda x: x + r))) FROM range(9_000_000_000) t(r)
SELECT sum(length(md5(range::VARCHAR || repeat('x', 2_000)))) FROM range(9_000_000_000)
SELECT count(*) FROM captures a, captures b, range(100_000_000_000)
SELECT count(*) FROM range(10_000_000_000) WHERE range::VARCHAR SIMILAR TO '(1|2|3)*9+'
""".strip().splitlines()
DISK_QUERIES = """
SELECT count(h) FROM (SELECT hash(range) AS h FROM range(99_000_000) ORDER BY ALL LIMIT 98_000_000)
SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(100_000_000)
SELECT range, hash(range) FROM range(100_000_000)
FROM range(100_000_000) t(a) JOIN range(100_000_000) u(b) ON hash(a) = hash(b)
""".strip().splitlines()


class Runaway(NamedTuple):
    kind: str
    options: list[str]
    query: str
    sentence: str


RUNAWAYS = [
    *(Runaway("memory", [], query, TOO_MUCH) for query in MEMORY_QUERIES),
    *(
        Runaway("result", ["--format", line.split()[0]], line.split(" ", 1)[1], TOO_MUCH)
        for line in RESULT_QUERIES
    ),
    *(Runaway("time", ["--seconds", "2"], query, TOO_LONG) for query in TIME_QUERIES),
    *(Runaway("disk", ["--temp", "50MB"], query, TOO_MUCH_DISK) for query in DISK_QUERIES),
]


def check(
    runaways: Sequence[Runaway], archive: tearsheet.Archive, folder: Path, command: str
) -> None:
    """Run them, print what each held at its peak, and hold it against what may be."""
    asked = [command, "sql", "--root", archive.root, "--memory", "300MB"]
    commands = [[*asked, *r.options, "--", r.query] for r in runaways]
    scratch = folder / "scratch"
    scratch.mkdir()
    before = tree_hash(Path(archive.root))
    environment = {**os.environ, "TMPDIR": str(scratch)}
    done = run_all([[*asked, "--", "SELECT 1"]] * 3 + commands, folder, environment)
    idle, ran = max(d.peak_bytes for d in done[:3]), done[3:]
    print(f"\n{idle / 2**20:7.0f} MiB held by a query that answers SELECT 1; above it")
    for runaway, end in zip(runaways, ran, strict=True):
        above = (end.peak_bytes - idle) / 2**20
        print(f"{above:7.0f} MiB  {runaway.kind:7} {runaway.query[:70]}")
    most, bound = (max(e.peak_bytes for e in ran) - idle) / 2**20, (MEMORY + BEYOND) / 2**20
    print(f"{len(ran)} runaway queries: {most:.0f} MiB at most, where {bound:.0f} MiB may be")
    ends = list(zip(runaways, ran, strict=True))
    assert [(r.query, e) for r, e in ends if (e.status, e.err) != (1, r.sentence)] == []
    assert [r.query for r, e in ends if e.peak_bytes - idle > MEMORY + BEYOND] == []
    assert list(scratch.iterdir()) == []
    assert tree_hash(Path(archive.root)) == before


@pytest.mark.slow
def test_forty_runaways_end_at_their_limit_and_hold_no_more_than_it(
    archive: tearsheet.Archive, tmp_path: Path, tearsheet_command: str
) -> None:
    assert len(RUNAWAYS) >= 40
    check(RUNAWAYS, archive, tmp_path, tearsheet_command)


def test_a_few_runaways_of_each_kind_end_at_their_limit(
    archive: tearsheet.Archive, tmp_path: Path, tearsheet_command: str
) -> None:
    kinds = ("memory", "result", "time", "disk")
    few = [next(r for r in RUNAWAYS if r.kind == kind) for kind in kinds]
    written = next(r for r in RUNAWAYS if r.kind == "result" and r.options[1] == "csv")
    check([*few, written], archive, tmp_path, tearsheet_command)

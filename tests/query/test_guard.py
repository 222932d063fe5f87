"""Nothing but one SELECT over the snapshot's rows is let through, and nothing that is asked changes
the archive or tells of the machine.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb
import polars as pl
import pytest

import tearsheet
from tearsheet.errors import BadQuery, Unsafe
from tearsheet.query.functions import FUNCTIONS, TABLE_FUNCTIONS
from tests.query.harmless_statements import STATEMENTS as HARMLESS
from tests.query.hostile_statements import statements
from tests.query.launcher import run_all

SECRET = "what-is-in-a-file-beside"
VARIABLE = "what-is-in-the-environment"
STATEMENTS = statements()


@pytest.fixture
def place(archive: tearsheet.Archive, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archive, beside a file that is none of it."""
    folder = Path(archive.root).parent
    (folder / "secret.txt").write_text(SECRET)
    monkeypatch.setenv("TEARSHEET_PROBE", VARIABLE)
    return folder


def written_for(archive: tearsheet.Archive, template: str) -> str:
    """The statement, with paths of this archive."""
    data = next(Path(archive.root).rglob("tables/listings/**/*.parquet"))
    filled = template.replace("{root}", archive.root).replace("{data}", str(data))
    return filled.replace("{{", "{").replace("}}", "}")


def tree_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        digest.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def secrets_in(told: str, statement: str, archive: tearsheet.Archive) -> list[str]:
    """What is told of the machine, beside what the statement has in it."""
    known = [
        *(SECRET, VARIABLE, archive.root, str(Path.home()), "site-packages", "root:x:0"),
        *("read_parquet(", "allowed_paths", "max_execution_time", "memory_limit", "max_memory"),
        *("302.3 MiB", "317000000", "45678"),
    ]
    return [secret for secret in known if secret in told and secret not in statement]


def told_by(archive: tearsheet.Archive, statement: str) -> tuple[bool, str]:
    """(whether it was answered, the answer or the error)."""
    try:
        return True, str(archive.sql(statement, memory="317MB", seconds=45.678).rows())
    except (Unsafe, BadQuery) as error:
        return False, str(error)


@pytest.mark.parametrize("family", STATEMENTS)
def test_hostile_statements_are_refused_and_tell_nothing(
    archive: tearsheet.Archive, place: Path, family: str
) -> None:
    python_rows = pl.DataFrame({"secret": [1]})
    before, answered, telling, changing = tree_hash(place), [], [], []
    for template in STATEMENTS[family]:
        statement = written_for(archive, template)
        is_answered, told = told_by(archive, statement)
        answered += [statement] if is_answered else []
        telling += [(statement, s) for s in secrets_in(told, statement, archive)]
        changing += [statement] if tree_hash(place) != before else []
    count = len(STATEMENTS[family])
    print(
        f"\n{family}: {count} statements, {len(answered)} answered, {len(telling)} telling, "
        f"{len(changing)} changing"
    )
    assert (answered, telling, changing) == ([], [], [])
    assert python_rows.height == 1
    assert not Path("/tmp/tearsheet-x.csv").exists()


def test_there_are_four_hundred_hostile_statements_at_least() -> None:
    assert len({s for family in STATEMENTS.values() for s in family}) >= 400


@pytest.mark.slow
def test_hostile_statements_are_refused_by_the_command(
    archive: tearsheet.Archive, place: Path, tearsheet_command: str
) -> None:
    every = [s for family in STATEMENTS.values() for s in family]
    asked = [written_for(archive, s) for s in every[::5] if "\0" not in s]
    before = tree_hash(place / "archive")
    commands = [[tearsheet_command, "sql", "--root", archive.root, "--", s] for s in asked]
    done = run_all(commands, place, os.environ)
    assert {(d.status, d.out) for d in done} == {(1, "")}
    assert [d.err for d in done if not d.err.startswith("tearsheet: ")] == []
    assert [
        (s, d.err) for s, d in zip(asked, done, strict=True) if secrets_in(d.err, s, archive)
    ] == []
    assert tree_hash(place / "archive") == before


LOCKED = [
    *(s for s in STATEMENTS["functions in FROM"] if s.startswith("FROM read_") or "glob(" in s),
    *(
        s
        for s in STATEMENTS["other statements"]
        if s.startswith(("SET ", "ATTACH '{root}", "LOAD"))
    ),
    *(s for s in STATEMENTS["other statements"] if s.startswith("COPY") and "{root}" in s),
]
#: DuckDB reads what the archive has it read, and keeps variables and search paths.
NOT_LOCKED = ("{data}", "VARIABLE", "search_path")


@pytest.mark.parametrize("template", [s for s in LOCKED if not any(n in s for n in NOT_LOCKED)])
def test_duckdb_itself_is_locked_where_the_guard_were_passed(
    archive: tearsheet.Archive, place: Path, template: str
) -> None:
    before = tree_hash(place)
    connection, _ = archive.guarded_connection("FROM listings")
    with connection, pytest.raises(duckdb.Error):
        connection.execute(written_for(archive, template)).fetchall()
    assert tree_hash(place) == before


@pytest.mark.parametrize("query", HARMLESS)
def test_what_a_query_needs_is_let_through(archive: tearsheet.Archive, query: str) -> None:
    assert archive.sql(query.replace("\\n", "\n")).height > 0


def test_a_long_query_and_a_deep_one_are_told_apart(archive: tearsheet.Archive) -> None:
    ids = ", ".join(f"'{n:024}'" for n in range(10_000))
    assert archive.sql(f"SELECT count(*) AS n FROM listings WHERE text IN ({ids})").item() == 0
    assert archive.sql("SELECT " + " + ".join(["1"] * 300) + " AS n").item() == 300
    assert archive.sql(f"SELECT length('{';' * 1_000_000}') AS n").item() == 1_000_000
    for deep in (
        "SELECT * FROM (" * 2000 + "SELECT 1" + ")" * 2000,
        "SELECT " + "(" * 2000 + "1" + ")" * 2000,
    ):
        with pytest.raises(Unsafe, match=r"deep|depth"):
            archive.sql(deep)


def test_what_is_refused_is_named(archive: tearsheet.Archive) -> None:
    told = {
        "COPY listings TO 'x'": "only SELECT is allowed here, this is COPY",
        "WITH x AS (COPY listings TO 'x') FROM x": "COPY is not allowed here",
        "SELECT getenv('HOME')": "the function getenv is not allowed here",
        "FROM read_text('x')": "the function read_text is not allowed in FROM here",
        "FROM duckdb_settings": "'duckdb_settings' is no table of the archive's",
        "FROM 'data/archive/previews/A.parquet'": "no file is read here",
        "FROM 'Pages.csv'": "no file is read here",
        "FROM article": "did you mean articles?",
        "SHOW DATABASES": "SHOW databases is not allowed here",
        "PIVOT listings ON source USING count(*)": "PIVOT has to name its values",
        "SELECT getenv('out of memory')": "the function getenv is not allowed here",
        "SELECT out of memory": "this is not SQL that DuckDB reads",
        "SELECT lenght('x')": "the function lenght is not allowed here: did you mean length?",
        "FROM mising": "did you mean missing?",
        "UPDATE EXTENSIONS": "this is another statement",
    }
    for query, sentence in told.items():
        with pytest.raises(Unsafe) as error:
            archive.sql(query)
        assert sentence in str(error.value)


def test_every_function_that_is_allowed_exists_and_has_no_effect() -> None:
    names = duckdb.execute("SELECT function_name FROM duckdb_functions()").fetchall()
    known = {name.lower() for (name,) in names} | {"coalesce", "grouping", "grouping_id", "ifnull"}
    assert sorted((FUNCTIONS | TABLE_FUNCTIONS) - known) == []
    effects = duckdb.execute("SELECT function_name FROM duckdb_functions() WHERE has_side_effects")
    assert FUNCTIONS & {name for (name,) in effects.fetchall()} == {
        *("gen_random_uuid", "random", "uuid", "uuidv4", "uuidv7")
    }

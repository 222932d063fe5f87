"""The documents say what is so: every command, output, table, column, value and setting in them is
held against the code.
"""

from __future__ import annotations

import ast
import dataclasses
import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import duckdb
import pytest
import yaml

import tearsheet
from flows import archive, backfill, maintain, rebuild
from tearsheet.cli.main import app
from tearsheet.query.calls import search
from tearsheet.settings import Settings
from tearsheet.store import views
from tests.support.pictures import FOLDER, SHOWN, pictures
from tests.support.places import ROOT
from transforms.formats.record import RawCoding
from transforms.learn.days import OUTLET_ORDER
from transforms.outlets import RANK
from transforms.page import BlockKind, HeadlineSource, PageKind, Precision
from transforms.parse.dates.choose import SOURCES
from transforms.schemas import SCHEMA_VERSION, TABLES, Table
from transforms.text.encoding import EncodingSource

README = (ROOT / "README.md").read_text(encoding="utf-8")
ON_THE_SAMPLE = (ROOT / "docs" / "on-the-sample.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
PYTHON = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
CONTRACT = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
DEPLOYMENTS = (ROOT / "deployments" / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "data").glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "deployments" / "README.md",
    ]
)
Run = tuple[Path, "subprocess.CompletedProcess[str]"]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"no heading {heading!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of the body of every Markdown table."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
    heads = {i - 1 for i, line in enumerate(lines) if re.fullmatch(r"[|\-\s]+", line)}
    return [c for i, c in enumerate(cells) if i not in heads and i - 1 not in heads]


def names(text: str) -> list[str]:
    """What stands in backquotes in the first column of the tables."""
    return [name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])]


# README and its neighbours: commands and what they print


def console() -> list[tuple[str, str]]:
    """(command, what it prints) of every console block."""
    return [
        (command, output)
        for block in [*blocks(README, "console"), *blocks(ON_THE_SAMPLE, "console")]
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def settled(output: str, root: Path) -> str:
    """The output without what differs between two archives: the root, and the packed file of a run
    with its offsets.
    """
    text = output.replace(str(root), "data/archive")
    text = re.sub(r"raw/containers/\w\w/\w{64}", "raw/containers/…", text)
    return re.sub(r"bytes [\d,]+\+", "bytes …+", text).strip()


def fits(expected: str, found: str) -> bool:
    """Whether the output is as shown; a line of one ellipsis stands for any number of lines."""
    parts = re.split(r"^…\n", expected + "\n", flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)*".join(re.escape(p) for p in parts), found + "\n") is not None


@pytest.mark.parametrize(
    ("command", "expected"), console(), ids=[command[:70] for command, _ in console()]
)
def test_a_command_of_these_pages_prints_what_they_show(
    command: str, expected: str, sample_run: Run, tearsheet_command: str
) -> None:
    root, ingested = sample_run
    if command == "tearsheet ingest data/sample":
        done = ingested
    else:
        words = [tearsheet_command, *shlex.split(command)[1:]]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, "TEARSHEET_ROOT": str(root)},
            capture_output=True,
            text=True,
            check=False,
        )
    found = settled(done.stderr + done.stdout, root)
    assert fits(settled(expected, root), found), found


def test_the_pictures_of_the_readme_show_what_these_pages_do() -> None:
    drawn = {n: (FOLDER / f"{n}.svg").read_text(encoding="utf-8") for n in SHOWN}
    assert drawn == pictures()
    assert all(f"docs/images/{name}.svg" in README for name in drawn)


def test_an_ellipsis_stands_for_lines_and_nothing_else() -> None:
    assert fits("a\n…\nd", "a\nb\nc\nd")
    assert fits("a\nb", "a\nb")
    assert not fits("a\n…\nd", "a\nb")
    assert not fits("a", "a\nb")


@pytest.mark.parametrize("page", [README, PYTHON], ids=["README", "python"])
def test_the_python_of_these_pages_answers_what_they_show(
    page: str, sample_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [session] = blocks(page, "pycon")
    monkeypatch.setattr(tearsheet, "open", lambda real=tearsheet.open: real(str(sample_root)))
    test = doctest.DocTestParser().get_doctest(session, {}, "page", "page.md", 0)
    said: list[str] = []
    assert doctest.DocTestRunner().run(test, out=said.append).failed == 0, "".join(said)


def verbs() -> dict[str, click.Command]:
    context = click.Context(app)
    found = {name: app.get_command(context, name) for name in app.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def test_every_command_is_listed() -> None:
    assert [name.split()[1] for name in names(COMMANDS) if name.startswith("tearsheet ")] == list(
        verbs()
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_and_option_shown_exists(path: Path) -> None:
    shown = [
        line
        for block in blocks(path.read_text(encoding="utf-8"), "sh")
        for line in block.splitlines()
    ]
    for line in shown:
        words = shlex.split(line, comments=True)
        if words[:1] == ["tearsheet"]:
            options = {o for p in verbs()[words[1]].params for o in p.opts}
            assert {w for w in words[2:] if w.startswith("--")} <= options, line
        if words[:1] == ["make"]:
            assert re.search(
                rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
            ), line


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_and_option_named_in_a_sentence_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for words in map(str.split, re.findall(r"`([^`\n]+)`", prose)):
        if words[0] == "make" and len(words) == 2:
            assert re.search(rf"^{words[1]}:", makefile, re.M), words
        if words[0] == "tearsheet" and words[1:2] and words[1] in verbs():
            options = {"--help", *(o for p in verbs()[words[1]].params for o in p.opts)}
            assert {w for w in words[2:] if w.startswith("--")} <= options, words
        if found := re.fullmatch(r"python (?:-m )?(benchmarks[\w./]+)(.*)", " ".join(words)):
            name = found[1].removesuffix(".py").replace(".", "/")
            source = (ROOT / f"{name}.py").read_text(encoding="utf-8")
            asked = {w for w in found[2].split() if w.startswith("--")}
            assert all(f'"{w}"' in source for w in asked), words


def test_the_exit_statuses_are_those_of_the_command() -> None:
    assert str(app.epilog).removeprefix("Exit status: ") in COMMANDS


def settings_used() -> set[str]:
    """The settings that the code reads."""
    source = "\n".join(
        p.read_text(encoding="utf-8")
        for p in [*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py")]
    )
    return set(re.findall(r"settings\(\)\.(\w+)", source))


def test_every_setting_in_use_is_listed_with_its_default() -> None:
    shown = {row[0].strip("`"): row[1].strip("`") for row in rows(SETTINGS)}
    fields = {f"TEARSHEET_{f.name.upper()}": f for f in dataclasses.fields(Settings)}
    assert {f"TEARSHEET_{name.upper()}" for name in settings_used()} <= set(shown) <= set(fields)
    assert {n: d for n, d in shown.items() if n != "TEARSHEET_WORKERS"} == {
        n: str(f.default) for n, f in fields.items() if n in shown and n != "TEARSHEET_WORKERS"
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", text):
        name, _, anchor = target.partition("#")
        there = path.parent / name if name else path
        assert there.exists(), target
        headings = (
            re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor
            else []
        )
        assert not anchor or anchor in {
            re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings
        }, target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_the_code_that_is_named_exists(path: Path) -> None:
    named = re.findall(
        r"`(?:python )?((?:src|flows|tests|benchmarks|docs|deployments)/[\w./-]*\w)/?[ `]",
        path.read_text(encoding="utf-8"),
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


# data/README.md: the contract


@pytest.mark.parametrize("spec", TABLES.values(), ids=lambda spec: spec.name)
def test_a_table_has_the_columns_key_and_partition_that_the_contract_says(spec: Table) -> None:
    text = section(CONTRACT, f"### `{spec.name}`")
    assert [(row[0].strip("`"), row[1]) for row in rows(text)] == [*spec.types.items()]
    assert all(row[2] for row in rows(text))
    [key, partitioned] = re.findall(r"^Key: (.*)\. Partitioned: (yes|no)\.$", text, re.MULTILINE)[0]
    assert tuple(re.findall(r"`(\w+)`", key)) == spec.key
    assert (partitioned == "yes") == spec.partitioned
    bookkeeping = re.search(r"^Bookkeeping: (.*)\.$", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", bookkeeping[1] if bookkeeping else "")) == spec.bookkeeping


def test_the_contract_describes_every_table_and_no_other() -> None:
    assert re.findall(r"^### `(\w+)`$", CONTRACT, re.MULTILINE) == list(TABLES)


@pytest.fixture(scope="module")
def shell(sample_root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB shell that was started with the archive's views.sql."""
    with duckdb.connect() as connection:
        connection.execute((sample_root / "views.sql").read_text(encoding="utf-8"))
        yield connection


def view_names() -> list[str]:
    return sorted(name for name in views.definitions() if not views.is_macro(name))


@pytest.mark.parametrize("view", view_names())
def test_a_view_has_the_columns_that_the_contract_says(
    view: str, shell: duckdb.DuckDBPyConnection
) -> None:
    described = shell.execute(f"DESCRIBE {view}").fetchall()
    found = [
        (name, kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"))
        for name, kind, *_ in described
    ]
    shown = rows(section(CONTRACT, f"### view `{view}`"))
    assert [(row[0].strip("`"), row[1]) for row in shown] == found
    assert all(row[2] for row in shown)


def test_the_contract_describes_every_view_and_macro() -> None:
    assert sorted(re.findall(r"^### view `(\w+)`$", CONTRACT, re.MULTILINE)) == view_names()
    assert sorted(re.findall(r"^### macro `(\w+)`$", CONTRACT, re.MULTILINE)) == sorted(
        [search.NAME, *filter(views.is_macro, views.definitions())]
    )


@pytest.mark.parametrize("name", sorted(filter(views.is_macro, views.definitions())))
def test_a_macro_is_called_as_the_contract_says(name: str) -> None:
    [call] = re.findall(r"^Call: `(.*)`$", section(CONTRACT, f"### macro `{name}`"), re.MULTILINE)
    assert f"{name}(" in call


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("page_kind", get_args(PageKind)),
        ("block kind", get_args(BlockKind)),
        ("precision", get_args(Precision)),
        ("headline source", get_args(HeadlineSource)),
        (
            "date source",
            (
                *SOURCES,
                OUTLET_ORDER,
                "phrase",
                "listing",
                "time_tag_modified",
                "text_modified",
                "json_ld_modified",
                "open_graph_modified",
                "meta_modified",
                "record_modified",
            ),
        ),
        ("encoding_source", (*get_args(EncodingSource), "json")),
        ("outlet_source", (*RANK, "none")),
        ("raw_coding", get_args(RawCoding)),
    ],
)
def test_a_value_list_of_the_contract_is_that_of_the_code(
    heading: str, values: tuple[str, ...]
) -> None:
    assert names(section(CONTRACT, f"### {heading}")) == list(values)


@pytest.mark.parametrize(
    ("heading", "query"),
    [
        ("page_kind", "SELECT DISTINCT page_kind FROM captures"),
        ("block kind", "SELECT DISTINCT kind FROM blocks"),
        ("precision", "SELECT DISTINCT precision FROM dates"),
        ("headline source", "SELECT DISTINCT source FROM headlines"),
        ("date source", "SELECT DISTINCT source FROM dates"),
        ("encoding_source", "SELECT DISTINCT encoding_source FROM captures"),
        ("outlet_source", "SELECT DISTINCT outlet_source FROM captures"),
        ("listing status", "SELECT DISTINCT status FROM listings"),
        ("match_rule", "SELECT DISTINCT match_rule FROM listings"),
        (
            "relation",
            "SELECT DISTINCT relation FROM stories UNION SELECT DISTINCT relation FROM relations",
        ),
        ("raw_coding", "SELECT DISTINCT raw_coding FROM captures"),
        ("quarantine reason", "SELECT DISTINCT reason FROM quarantine"),
    ],
)
def test_the_sample_has_no_value_that_the_contract_does_not_list(
    heading: str, query: str, shell: duckdb.DuckDBPyConnection
) -> None:
    assert {value for (value,) in shell.execute(query).fetchall()} <= set(
        names(section(CONTRACT, f"### {heading}"))
    )


#: Calls that name a reason, and which argument does.
_NAMES_A_REASON = {
    "Refused": 0,
    "Damaged": 0,
    "Failure": 0,
    "_fail": 0,
    "MissingSource": 1,
    "Refusal": 1,
    "damage": 0,
}


#: Variables that hold a reason, or a reason and its detail.
_REASONS = {"reason", "(reason, words)"}


def literals(node: ast.expr) -> Iterator[str]:
    """The string that an expression is, or those between which it chooses; of tuples the first."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Tuple):
        yield from literals(node.elts[0])


def reasons(tree: ast.AST) -> Iterator[str]:
    """The reason codes that stand as literals in such calls, or in what is called `reason`."""
    for node in ast.walk(tree):
        name = (
            node.func.attr
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else getattr(getattr(node, "func", None), "id", None)
        )
        place = _NAMES_A_REASON.get(name or "")
        if isinstance(node, ast.Call) and place is not None and len(node.args) > place:
            yield from literals(node.args[place])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in _REASONS:
            yield from literals(node.value)


def test_every_reason_code_in_the_code_is_in_the_contract() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py")]
    found = {
        reason
        for path in sources
        for reason in reasons(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {"missing_path", "bad_json", "truncated_gzip", "too_deep", "too_damaged"} <= found
    assert found - set(names(section(CONTRACT, "### quarantine reason"))) == set()


def test_every_reason_code_of_the_contract_is_in_the_code() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    made = {
        f"{kind}_{coding}"
        for kind in ("truncated", "bad")
        for coding in ("zstd", "bz2", "xz", "lz4")
    } | {f"parse_{how}" for how in ("timeout", "memory", "crashed")}
    shown = set(names(section(CONTRACT, "### quarantine reason"))) - {"TEARSHEET_PAGE_CPU_SECONDS"}
    assert {reason for reason in shown - made if f'"{reason}"' not in source} == set()


def test_the_contract_reads_a_payload_back_from_the_raw_store(sample_root: Path) -> None:
    [program] = blocks(CONTRACT, "python")
    environment = {**os.environ, "TEARSHEET_ROOT": str(sample_root)}
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )


def test_a_glob_over_current_reads_what_the_snapshot_holds(
    sample_root: Path, shell: duckdb.DuckDBPyConnection
) -> None:
    [query] = blocks(CONTRACT, "sql")
    found = shell.execute(query.replace("data/archive", str(sample_root)).rstrip(";\n")).fetchall()
    assert (
        sorted(found)
        == shell.execute(
            "SELECT outlet, count(*) FROM revisions GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    )


def test_the_files_of_an_archive_are_where_the_contract_says(sample_root: Path) -> None:
    [layout] = blocks(section(CONTRACT, "## Files"), "")
    shown = {line.split()[0].removeprefix("<root>/").split("/")[0] for line in layout.splitlines()}
    made = {p.name for p in sample_root.iterdir() if not p.name.startswith(".")}
    assert made | {"search", "exports", "reissues"} == shown


def test_the_contract_names_the_schema_version_in_force() -> None:
    assert f"schema version (now {SCHEMA_VERSION})" in CONTRACT


# deployments/README.md


def test_the_deployments_are_those_of_the_file() -> None:
    declared = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))[
        "deployments"
    ]
    entry = [f"{d['entrypoint'].rpartition(':')[2]}/{d['name']}" for d in declared]
    assert [row[0].strip("`") for row in rows(section(DEPLOYMENTS, "# Deployments"))][
        : len(entry)
    ] == entry
    assert {e.split("/")[0] for e in entry} == {
        f.name for f in (archive.archive, backfill.backfill, maintain.maintain, rebuild.rebuild)
    }


def test_the_backfill_has_the_parameters_that_are_described() -> None:
    assert set(names(section(DEPLOYMENTS, "## A backfill"))) == set(
        backfill.backfill.parameters.properties
    )

"""What a person asked amiss is answered with one sentence that says what to write instead."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import tearsheet
from tearsheet.cli.main import app
from tearsheet.errors import BadQuery, TearsheetError, Unsafe, Usage

CAPTURES = "select capture_id from captures"

MISTAKES = {
    "cite": "name articles, or give --query: one of the two",
    "pin --remove": "name the snapshot",
    "withdraw a --reason ' '": "--reason is empty: the tombstone keeps it",
    "explore --outlet x": "--outlet and --query say what --export writes: name its folder, too",
    "ingest data/sample --outlet a/b": "--outlet takes the name or slug of a newspaper, without / "
    "or \\: 'a/b'",
    "ingest data/sample --outlet ''": "--outlet takes the name or slug of a newspaper, without / "
    "or \\: ''",
    "ingest data/sample --map text": "--map takes FIELD=NAME, such as --map text=article_body",
    "ingest data/sample --map tittle=head": "records are read for no field 'tittle': did you mean "
    "'title'? There are url, title, text, html, published, modified, captured_at, outlet, "
    "language, author, licence, section",
    "tables --as-of yesterday": "--as-of takes a snapshot number or an ISO 8601 time, not "
    "'yesterday'",
    "outlets OUT/absent.toml": "OUT/absent.toml cannot be read: No such file or directory",
    "backfill --stale --max-lost 101%": "a budget is a share such as 1%, or a number of articles, "
    "such as 12: not '101%'",
    "ingest data/sample --captured-at yesterday": "--captured-at takes an ISO 8601 time, not "
    "'yesterday'",
    "search x --published 2026 --from 2026-01": "--published says what --from and --to say: give "
    "one of them",
    "search x --published spring": "'spring' is no day, month or year, such as 2026-03-08 or "
    "2026-03",
    "reproduce nothing": "nothing: no file of this name, and no citation, which has a tearsheet:?… "
    "in it",
    "reproduce tearsheet:?article=1": "this citation is cut: it has no snapshot, or neither an "
    "article nor a query",
    "backfill --from 2026-13": "a month is written YYYY-MM and a day YYYY-MM-DD, not '2026-13': "
    "did you mean 2026-12?",
    "feed 'select 1 as n' --to OUT/a.xml": "a feed's query gives article_id, revision_id or id: "
    "by it an entry is known",
    "export 'select outlet from articles' --as csv --to OUT/a.csv": "the query gives no "
    "article_id: select it too, so that it is known what is exported",
    f"export '{CAPTURES}' --as warc --to OUT/a.warc.gz --preset gopher-like": "presets and "
    "filters judge articles: select article_id, not capture_id",
    "export 'select article_id from articles' --as delta --to s3://bucket/a": "--to s3:/bucket/a: "
    "an export goes to a folder of this machine, not to a bucket",
}


@pytest.mark.parametrize("command", MISTAKES)
def test_a_mistyped_command_ends_with_a_sentence_and_writes_nothing(
    command: str, sample_root: Path, tmp_path: Path
) -> None:
    asked = command.replace("OUT", str(tmp_path))
    said = CliRunner().invoke(app, f"{asked} --root '{sample_root}'")
    assert (said.exit_code, said.output) == (
        2,
        f"tearsheet: {MISTAKES[command].replace('OUT', str(tmp_path))}\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        "verify",
        "compact",
        "vacuum",
        "rebuild --to OUT/new",
        "outlets",
        "status",
        "pin 1",
        "pin",
        "pin 1 --remove",
        "rollback 1",
        "withdraw a --reason x",
        "backfill --stale",
        "search x",
        "match README.md",
        "cite a",
        "show a",
        "diff a",
        "explore",
        "tables",
        "shell",
        "export 'select article_id from articles' --as csv --to OUT/a.csv",
        "feed 'select 1' --to OUT/a.xml",
    ],
)
def test_a_root_that_is_misspelt_is_told_and_nothing_is_made_there(
    command: str, tmp_path: Path
) -> None:
    asked = command.replace("OUT", str(tmp_path))
    said = CliRunner().invoke(app, f"{asked} --root '{tmp_path}/archvie'")
    assert (said.exit_code, said.output) == (
        1,
        f"tearsheet: there is no archive at {tmp_path}/archvie: nothing has been published there "
        "yet (see `tearsheet ingest --help`)\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "kind", "sentence"),
    [
        ("select 1; select 2", Unsafe, "one SELECT at a time, please: this has 2"),
        ("-- nothing yet", Unsafe, "there is nothing to ask here: write a SELECT"),
        ("delete from articles", Unsafe, "only SELECT"),
        ("select nix", BadQuery, "LINE 1: select nix\n               ^^^"),
        ("-- a\n\nselect\nnix", BadQuery, "LINE 4: nix\n        ^^^"),
        ("select" + "\n" * 9 + "nix", BadQuery, "LINE 10: nix\n         ^^^"),
        ("select" + "\n" * 8 + "nix", BadQuery, "LINE 9: nix\n        ^^^"),
        ("from parser_diff(1, number)", Usage, "parser_diff takes the numbers of two snapshots"),
        ("from search('x', colour := 'red')", TearsheetError, "search has no filter colour"),
    ],
)
def test_a_mistyped_query_is_answered_with_what_it_takes(
    query: str, kind: type[TearsheetError], sentence: str, sample_root: Path
) -> None:
    with pytest.raises(kind) as raised:
        tearsheet.open(str(sample_root)).sql(query)
    assert sentence in str(raised.value)


def test_a_snapshot_that_is_no_number_and_no_time_is_told(sample_root: Path) -> None:
    with pytest.raises(Usage, match="takes a snapshot number or an ISO 8601 time"):
        tearsheet.open(str(sample_root), as_of="yesterday")


@pytest.mark.parametrize(
    ("command", "said"),
    [("pin", "no snapshot is pinned\n"), ("outlets", "no outlets are declared\n")],
)
def test_a_list_without_entries_is_told_beside_an_empty_output(
    command: str, said: str, sample_root: Path
) -> None:
    ended = CliRunner().invoke(app, [command, "--root", str(sample_root)])
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", said)


@pytest.mark.parametrize("command", ["show", "diff", "cite"])
def test_an_id_is_taken_as_it_is_copied(command: str, sample_root: Path) -> None:
    found = tearsheet.open(str(sample_root)).sql(
        "SELECT article_id FROM articles WHERE versions > 1"
    )
    key = found["article_id"][0]
    said = [
        CliRunner().invoke(app, [command, given, "--root", str(sample_root)])
        for given in (key, f" {key.upper()} ")
    ]
    assert (said[0].exit_code, said[0].output) == (0, said[1].output)


def test_times_of_the_status_are_iso_8601(sample_root: Path) -> None:
    said = CliRunner().invoke(app, f"status --format json --root '{sample_root}'")
    found = json.loads(said.output)
    assert found["first_captured_at"] == "2026-03-04T19:00:00+00:00"
    assert found["published_at"].endswith("+00:00")


@pytest.mark.parametrize(
    "command", ["compact", "vacuum", "rollback 1", "pin 1", "pin 1 --remove", "cite ID --pin"]
)
def test_a_root_that_cannot_be_written_to_is_told_by_every_command_that_writes(
    command: str, sample_root: Path, tmp_path: Path
) -> None:
    root = tmp_path / "archive"
    shutil.copytree(sample_root, root, symlinks=True)
    shutil.rmtree(root / ".incoming", ignore_errors=True)
    (root / ".incoming").touch()  # of root's own folders all can be written to
    key = tearsheet.open(str(root)).sql("SELECT article_id FROM articles")["article_id"][0]
    said = CliRunner().invoke(app, f"{command.replace('ID', key)} --root '{root}'")
    assert said.exit_code == 1
    assert said.output == (
        f"tearsheet: the root {root} cannot be written to (File exists): set --root or "
        "$TEARSHEET_ROOT to a folder or a bucket URL that you may write to\n"
    )
    reads = CliRunner().invoke(app, f"pin --root '{root}'")
    assert reads.exit_code == 0

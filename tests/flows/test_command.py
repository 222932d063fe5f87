"""The command as its user runs it: the main job, again, bad input, queries, exit statuses."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from flows import plain
from tearsheet.stages.summary import lines
from tests.support.places import ROOT
from transforms.ids import sha256_hex

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def call(tearsheet_command: str, prefect_api: str) -> Callable[..., Done]:
    """Run the command; its flows run on the session's server."""
    environment = {**os.environ, "PREFECT_API_URL": prefect_api}

    def run(*arguments: str, root: Path | None = None, status: int = 0) -> Done:
        command = [tearsheet_command, *arguments, *(["--root", str(root)] if root else [])]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run


def summary(done: Done) -> dict[str, int]:
    """The outcome lines: `new   14  articles…` is {'new': 14}."""
    found = {}
    for line in done.stdout.splitlines():
        name, number = line[:14].strip(), line[14:22].strip().replace(",", "")
        if number.isdigit():
            found[name] = int(number)
    return found


def test_the_sample_ends_with_a_line_an_outcome_and_what_is_refused_is_no_failure(
    sample_run: tuple[Path, Done],
) -> None:
    _, done = sample_run
    assert done.returncode == 0
    assert set(summary(done)) >= {
        "new",
        "revision",
        "duplicate",
        "quarantined",
        "teasers",
        "known missing",
    }
    assert summary(done)["quarantined"] == 1
    assert "cut-short.txt.gz" in done.stderr
    assert "snapshot 1" in done.stdout


def test_the_seed_page_is_one_article_of_eleven_paragraphs(
    call: Callable[..., Done], corpora: Path, tmp_path: Path
) -> None:
    source, root = corpora / "seed", tmp_path / "archive"
    done = call("ingest", str(source), root=root)
    assert summary(done) == {
        "new": 1,
        "revision": 0,
        "duplicate": 0,
        "quarantined": 0,
        "teasers": 20,
        "known missing": 20,
    }
    archive = tearsheet.open(str(root))
    article = archive.sql("SELECT * FROM articles").row(0, named=True)
    assert (article["paragraphs"], article["published_on"], article["outlet"]) == (
        11,
        None,
        "pyongyang-times",
    )
    capture = archive.sql("SELECT * FROM captures").row(0, named=True)
    assert (str(capture["captured_after"]), capture["page_kind"], capture["outlet_source"]) == (
        "2026-03-08",
        "article",
        "heading",
    )
    raw = (source / "pyongyang-times.txt").read_bytes()
    assert capture["raw_sha256"] == sha256_hex(raw)
    stored = (root / capture["raw_object"]).read_bytes()
    assert stored[capture["raw_offset"] : capture["raw_offset"] + capture["raw_length"]] == raw
    teasers = archive.sql(
        "SELECT teaser_date::VARCHAR AS day, count(*) AS n FROM teasers GROUP BY 1 ORDER BY 1"
    )
    assert teasers.rows() == [
        ("2026-03-05", 5),
        ("2026-03-06", 3),
        ("2026-03-07", 8),
        ("2026-03-08", 4),
    ]
    assert archive.sql(
        "SELECT truncated, status, count(*) FROM teasers GROUP BY ALL ORDER BY ALL"
    ).rows() == [
        (False, "missing", 1),
        (True, "missing", 19),
    ]
    assert archive.sql("SELECT count(*) FROM listings").item() == 20
    spans = archive.sql("SELECT byte_start, byte_end FROM blocks ORDER BY block_no").rows()
    assert b"".join(raw[a:b] for a, b in spans) == raw
    again = plain.archive(str(root), [str(source)])
    assert "already held         1  captures" in "\n".join(lines(again.counts))
    assert again.snapshot.number == 1


def test_bad_input_is_named_and_the_rest_is_archived_though_a_strict_run_ends_with_3(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    good = (
        "The ferry left at dawn with forty people aboard and a cargo of salt fish.\n"
        "It came back at dusk with nobody aboard, and the harbour master said so.\n"
    )
    (bad / "good.txt").write_text(good)
    (bad / "empty.txt").write_bytes(b"")
    (bad / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (bad / "nuls.txt").write_bytes(good.replace(" ", "\0").encode())
    (bad / "cut.txt.gz").write_bytes(gzip.compress(good.encode() * 50)[:-20])
    (bad / "latin.txt").write_bytes(
        "Le café est fermé à l'été, a déclaré le maire de la ville.\n".encode("latin-1") * 5
    )
    (bad / "lines.jsonl").write_text(
        '{"url": "https://a.example/1", "text": "'
        + good.strip().replace("\n", "\\n")
        + '"}\n{"broken": \n'
    )
    done = call("ingest", str(bad), "--strict", root=tmp_path / "archive", status=3)
    refused = {
        line.split("refused: ")[1].split(": ")[0].rsplit("/", 1)[-1]: line.split(": ")[2]
        for line in done.stderr.splitlines()
        if line.startswith("refused: ")
    }
    assert refused == {
        "empty.txt": "empty",
        "nuls.txt": "nul_bytes",
        "cut.txt.gz": "truncated_gzip",
        "lines.jsonl#2": "bad_json",
    }
    assert f"skipped, no page: {bad / 'picture.png'}: image" in done.stderr
    assert "1  no pages: 1 image" in done.stdout
    archive = tearsheet.open(str(tmp_path / "archive"))
    assert archive.sql("SELECT count(*) FROM quarantine").item() == 4
    assert set(archive.sql("SELECT reason FROM quarantine")["reason"]) == {
        "empty",
        "nul_bytes",
        "truncated_gzip",
        "bad_json",
    }
    assert archive.sql(
        "SELECT encoding FROM captures WHERE landed_from LIKE '%latin.txt'"
    ).item() in ("cp1252", "iso8859-1", "iso8859-15")
    assert archive.sql("SELECT count(*) FROM articles").item() >= 2


def test_a_source_that_is_not_there_is_told_before_anything_starts(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.txt").write_text("The ferry left at dawn.")
    root, absent, empty = tmp_path / "archive", tmp_path / "absent.txt", tmp_path / "empty"
    done = call("ingest", str(tmp_path / "good.txt"), str(absent), str(empty), root=root, status=2)
    assert done.stderr == (
        f"tearsheet: {absent}: there is no such file or folder; {empty}: there is no file in it "
        f"(hidden ones are left out): nothing was done\n"
    )
    assert done.stdout == ""
    assert not root.exists()


def test_a_root_that_cannot_be_written_to_is_told_before_anything_starts(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("The ferry left at dawn.")
    for verb in (("ingest", str(tmp_path / "file")), ("backfill", "--undated")):
        done = call(*verb, root=tmp_path / "file" / "archive", status=1)
        assert done.stderr.startswith("tearsheet: the root ")
        assert "set --root or $TEARSHEET_ROOT" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_query_is_answered_in_every_form(
    call: Callable[..., Done], sample_root: Path, tmp_path: Path
) -> None:
    ask = "SELECT outlet, count(*) AS n FROM articles GROUP BY 1 ORDER BY 1 LIMIT 1"
    assert call("sql", ask, root=sample_root).stdout.splitlines()[0].split() == ["outlet", "n"]
    assert (
        call("sql", ask, "--format", "csv", root=sample_root).stdout.splitlines()[0] == "outlet,n"
    )
    rows = json.loads(call("sql", ask, "--format", "json", root=sample_root).stdout)
    assert [
        json.loads(line)
        for line in call("sql", ask, "--format", "ndjson", root=sample_root).stdout.splitlines()
    ] == rows
    call("sql", ask, "--format", "parquet", "-o", str(tmp_path / "x.parquet"), root=sample_root)
    assert pl.read_parquet(tmp_path / "x.parquet").to_dicts() == rows
    assert (
        call("sql", ask, "--as-of", "1", root=sample_root).stdout
        == call("sql", ask, root=sample_root).stdout
    )


def test_refusals_and_mistakes_end_with_one_sentence(
    call: Callable[..., Done], sample_root: Path, tmp_path: Path
) -> None:
    assert "only SELECT" in call("sql", "DROP VIEW articles", root=sample_root, status=1).stderr
    assert "no archive" in call("sql", "SELECT 1", root=tmp_path / "nothing", status=1).stderr
    assert "no archive" in call("verify", root=tmp_path / "nothing", status=1).stderr
    assert (
        "no snapshot" in call("sql", "SELECT 1", "--as-of", "99", root=sample_root, status=1).stderr
    )
    assert (
        "ISO 8601"
        in call("sql", "SELECT 1", "--as-of", "yesterday", root=sample_root, status=2).stderr
    )
    assert (
        "-o FILE"
        in call("sql", "SELECT 1", "--format", "parquet", root=sample_root, status=2).stderr
    )
    assert "needs to know what" in call("backfill", root=sample_root, status=2).stderr
    assert (
        "ISO 8601"
        in call("ingest", "x", "--captured-at", "yesterday", root=tmp_path, status=2).stderr
    )
    assert "FIELD=NAME" in call("ingest", "x", "--map", "text", root=tmp_path, status=2).stderr
    assert "no article" in call("show", "abc", root=sample_root, status=2).stderr
    call("sql", root=sample_root, status=2)


@pytest.mark.parametrize(
    ("variable", "value", "status", "told"),
    [
        ("TEARSHEET_LANDING", __file__, 2, f"folder {__file__} cannot be made (it is no folder)"),
        ("PREFECT_HOME", f"{__file__}/home", 1, "set PREFECT_HOME to a folder of your own"),
        ("TEARSHEET_RUNNER", "spark", 2, "TEARSHEET_RUNNER is one of threads, dask, ray"),
        ("TEARSHEET_ROOT", "", 2, "TEARSHEET_ROOT is empty"),
    ],
)
def test_a_setting_that_cannot_be_is_told_before_a_server_starts(
    variable: str, value: str, status: int, told: str, tearsheet_command: str, tmp_path: Path
) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "TEARSHEET_"))}
    home = {"PREFECT_HOME": str(tmp_path / "prefect"), "TEARSHEET_ROOT": str(tmp_path / "archive")}
    done = subprocess.run(
        [tearsheet_command, "run"],
        cwd=tmp_path,
        env={**kept, **home, variable: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n") <= 2) == (status, True), done.stderr
    assert told in done.stderr
    assert not (tmp_path / "prefect" / "prefect.db").exists()


def test_an_article_is_shown_down_to_its_raw_bytes(
    call: Callable[..., Done], sample_root: Path
) -> None:
    article = (
        tearsheet.open(str(sample_root))
        .sql(
            "SELECT article_id FROM articles WHERE published_source = 'listing' ORDER BY 1 LIMIT 1"
        )
        .item()
    )
    page = call("show", article, root=sample_root).stdout
    assert "(listing, confidence" in page
    assert "Named by" in page
    assert "(checked)" in page


def test_two_versions_are_compared_word_by_word(
    call: Callable[..., Done], sample_root: Path
) -> None:
    found = tearsheet.open(str(sample_root)).sql(
        "SELECT article_id, first_captured_at FROM revisions WHERE version = 2 AND outlet = "
        "'orrin-valley-post'"
    )
    article = found["article_id"].item()
    told = call("diff", article, root=sample_root).stdout
    assert told.startswith("--- version 1, first captured ")
    assert "+++ version 2, first captured " in told
    assert "{+" in told
    assert "the same)" in told
    assert call("diff", article, "1", "2", root=sample_root).stdout == told
    assert call("diff", article, "2", "1", root=sample_root).stdout.startswith("--- version 2, ")
    assert "it has 1, 2" in call("diff", article, "1", "3", root=sample_root, status=2).stderr
    assert "name both versions" in call("diff", article, "1", root=sample_root, status=2).stderr
    assert "no article" in call("diff", "abc", root=sample_root, status=2).stderr
    single = (
        tearsheet.open(str(sample_root))
        .sql("SELECT article_id FROM revisions GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT 1")
        .item()
    )
    assert "one version" in call("diff", single, root=sample_root).stdout


def test_status_counts_what_the_archive_holds(call: Callable[..., Done], sample_root: Path) -> None:
    state = json.loads(call("status", "--format", "json", root=sample_root).stdout)
    assert state["snapshot"] == 1
    assert state["captures_by_older_code"] == 0
    assert (
        state["articles"]
        == tearsheet.open(str(sample_root)).sql("SELECT count(*) FROM articles").item()
    )


def test_reading_never_imports_prefect_or_a_parser(sample_root: Path) -> None:
    code = f"""import sys, tearsheet, tearsheet.cli.main
tearsheet.open({str(sample_root)!r}).sql('SELECT count(*) FROM articles')
print([m for m in ('prefect', 'trafilatura', 'flows', 'obstore') if m in sys.modules])"""
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
        ).stdout.strip()
        == "[]"
    )


def test_outlets_that_are_declared_to_be_one_become_one(
    call: Callable[..., Done], sample_root: Path, tmp_path: Path
) -> None:
    root, file = tmp_path / "archive", tmp_path / "outlets.toml"
    index = shutil.ignore_patterns("search")
    shutil.copytree(sample_root, root, symlinks=True, ignore=index)
    file.write_text(
        '[merrow-press]\nnames = ["Halvern Gazette"]\nhosts = ["merrow-chronicle.example"]\n'
    )
    assert "11 captures derived again; snapshot 2" in call("outlets", str(file), root=root).stdout
    assert (
        call("outlets", root=root).stdout
        == "merrow-press: Halvern Gazette, merrow-chronicle.example\n"
    )
    slugs = (
        tearsheet.open(str(root))
        .sql("SELECT DISTINCT outlet FROM captures ORDER BY 1")["outlet"]
        .to_list()
    )
    assert slugs == ["merrow-press", "orrin-valley-post", "sundhafener-anzeiger-example"]
    call("outlets", str(tmp_path / "none.toml"), root=root, status=2)

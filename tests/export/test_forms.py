"""Every form is read back by the tools that it is made for."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import zstandard

import tearsheet
from tearsheet.export.lakes import write_delta
from tests.export.ordering import export


def documents(folder: Path) -> list[dict[str, object]]:
    lines = [
        line
        for path in sorted((folder / "data").glob("*.jsonl.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    return [json.loads(line) for line in lines]


def test_datatrove_reads_text_id_and_metadata(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    export(asked, "datatrove", out / "corpus")
    found = {d["id"]: d for d in documents(out / "corpus")}
    assert found.keys() == set(ids.values())
    document = found[ids["gazette-example: =Water dearer"]]
    assert list(document) == ["text", "id", "metadata"]
    assert str(document["text"]).startswith("The council of Veldmark")
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert metadata["published_on"] == "2026-03-04"


def test_datatroves_own_reader_takes_the_files(asked: tearsheet.Archive, out: Path) -> None:
    readers = pytest.importorskip("datatrove.pipeline.readers", reason="datatrove not installed")
    export(asked, "datatrove", out / "corpus")
    read = list(readers.JsonlReader(str(out / "corpus" / "data")).run())
    assert len(read) == 4
    assert all(document.text and document.id for document in read)


def test_dolma_has_source_added_and_created_and_leaves_out_a_day_that_is_unknown(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    export(asked, "dolma", out / "corpus", ids=(ids["gazette-example: =Water dearer"],))
    [document] = documents(out / "corpus")
    assert list(document) == ["id", "text", "source", "added", "created", "metadata"]
    assert document["source"] == "gazette-example"
    assert document["created"] == "2026-03-04T00:00:00.000Z"
    assert str(document["added"]).endswith("Z")


def test_lines_go_on_in_a_new_shard_and_zstd_reads_back(
    asked: tearsheet.Archive, out: Path
) -> None:
    made = export(asked, "datatrove", out / "c", compression="zstd", shard_bytes=1500)
    parts = sorted((out / "c" / "data").iterdir())
    assert len(parts) > 1
    lines = b"".join(
        zstandard.ZstdDecompressor().stream_reader(p.read_bytes()).read() for p in parts
    )
    assert lines.count(b"\n") == made.manifest["rows"] == 4
    assert sum(f["rows"] for f in made.manifest["files"]) == 4


def test_json_lines_are_the_columns_of_the_query(asked: tearsheet.Archive, out: Path) -> None:
    export(asked, "jsonl", out / "rows.jsonl.gz")
    rows = [
        json.loads(x)
        for x in gzip.decompress((out / "rows.jsonl.gz").read_bytes()).split(b"\n")
        if x
    ]
    assert list(rows[0]) == [
        "article_id", "title", "outlet", "published_on", "words", "alternatives"
    ]  # fmt: skip
    assert {r["outlet"] for r in rows} == {"gazette-example", "herald-example", "post-example"}


def test_parquet_says_the_snapshot_and_csv_and_sheets_hold_no_formula(
    asked: tearsheet.Archive, out: Path
) -> None:
    export(asked, "parquet", out / "a.parquet")
    assert pl.read_parquet_metadata(out / "a.parquet")["tearsheet_snapshot"] == "1"
    frame = pl.read_parquet(out / "a.parquet")
    assert frame["published_on"].to_list().count(date(2026, 3, 4)) == 1
    export(asked, "csv", out / "a.csv")
    assert "'=Water dearer" in pl.read_csv(out / "a.csv")["title"].to_list()
    export(asked, "csv", out / "raw.csv", raw_cells=True)
    assert "=Water dearer" in pl.read_csv(out / "raw.csv")["title"].to_list()
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl not installed")
    export(asked, "xlsx", out / "a.xlsx")
    sheet = openpyxl.load_workbook(out / "a.xlsx")["rows"]
    assert [cell.value for cell in sheet[1]][:2] == ["article_id", "title"]
    assert sheet.max_row == 5
    assert "'=Water dearer" in [row[1].value for row in sheet]


def test_a_delta_table_reads_back(asked: tearsheet.Archive, out: Path) -> None:
    deltalake = pytest.importorskip("deltalake", reason="deltalake not installed")
    export(asked, "delta", out / "table")
    table = deltalake.DeltaTable(out / "table" / "data")
    assert table.to_pyarrow_table().num_rows == 4
    titles = pl.scan_delta(str(out / "table" / "data")).collect()["title"].to_list()
    assert "=Water dearer" in titles


def test_an_iceberg_table_reads_back_from_its_final_place(
    asked: tearsheet.Archive, out: Path
) -> None:
    tables = pytest.importorskip("pyiceberg.table", reason="pyiceberg not installed")
    export(asked, "iceberg", out / "table", query="SELECT * FROM articles")
    newest = max((out / "table" / "data" / "metadata").glob("*.metadata.json"))
    table = tables.StaticTable.from_metadata(str(newest))
    assert table.scan().to_arrow().num_rows == 4
    for path in (out / "table").rglob("*"):
        if path.suffix in (".json", ".avro"):
            assert b".tearsheet-" not in path.read_bytes()


def test_whole_numbers_without_a_sign_are_such_as_a_delta_table_has(out: Path) -> None:
    deltalake = pytest.importorskip("deltalake", reason="deltalake not installed")
    rows = pl.DataFrame(
        {"n": [1, (1 << 64) - 1], "m": [1, 2]}, schema={"n": pl.UInt64, "m": pl.UInt8}
    )
    (out / "t").mkdir()
    assert write_delta(iter([rows]), out / "t") == 2
    found = deltalake.DeltaTable(out / "t").to_pyarrow_table().to_pydict()
    assert [int(n) for n in found["n"]] == [1, (1 << 64) - 1]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "csv", "xlsx", "delta", "iceberg", "warc"])
def test_a_query_without_rows_is_an_export_of_none(
    form: str, asked: tearsheet.Archive, out: Path
) -> None:
    for library in {"delta": ["deltalake"], "iceberg": ["pyiceberg"]}.get(form, []):
        pytest.importorskip(library, reason=f"{library} not installed")
    made = export(asked, form, out / "none", query="SELECT * FROM articles WHERE words < 0")
    assert made.manifest["rows"] == 0
    assert (out / "none").exists()


def test_spans_of_time_and_bytes_leave_as_text(asked: tearsheet.Archive, out: Path) -> None:
    query = "SELECT article_id, INTERVAL 3 DAYS AS span, 'ab'::BLOB AS bytes FROM articles"
    export(asked, "csv", out / "a.csv", query=query)
    assert pl.read_csv(out / "a.csv").row(0)[1:] == ("3 days", 6162)
    export(asked, "jsonl", out / "a.jsonl", query=query)
    assert pl.read_ndjson(out / "a.jsonl").row(0)[1:] == ("3 days", "6162")
    export(asked, "parquet", out / "a.parquet", query=query)
    assert pl.read_parquet(out / "a.parquet").row(0)[1:] == ("3 days", b"ab")

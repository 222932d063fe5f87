"""Dumps of articles in every shape: each record comes out with its place, damage costs no other
record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.formats.csv_rows import dialect_of, iter_csv, read_dialect, row_payload
from transforms.formats.json_array import holds_records, iter_json
from transforms.formats.parquet import RowReader, iter_parquet
from transforms.formats.record import Damaged, Item, Record
from transforms.formats.sgml import is_sgml, iter_sgml


def records(items: Iterable[Item]) -> list[Record]:
    return [i for i in items if isinstance(i, Record)]


def lost(items: Iterable[Item]) -> list[tuple[str, int, int]]:
    return [(i.reason, i.raw_offset, i.raw_length) for i in items if isinstance(i, Damaged)]


def by_place(data: bytes, items: list[Item]) -> list[bytes]:
    return [data[r.raw_offset : r.raw_offset + r.raw_length] for r in records(items)]


A, B, C = (
    b'{"url": "https://a.example/1", "text": "] } \\" ["}',
    b'{"title": "\\\\"}',
    b'{"url": "https://a.example/3", "tags": [{"a": 1}]}',
)


@pytest.mark.parametrize(
    "document",
    [
        b"[" + A + b"," + B + b"," + C + b"]",
        b"\xef\xbb\xbf \n[\n " + A + b"\n,\n" + B + b" , " + C + b"\n]\n",
        b'{"status": "ok", "n": [1, 2], "articles": ['
        + A
        + b","
        + B
        + b","
        + C
        + b'], "next": {"articles": []}}',
        b'{"response": {"docs": [' + A + b"," + B + b"," + C + b"]}}",
        b'{"a": ' + A + b', "b": ' + B + b', "c]": ' + C + b"}",
    ],
)
def test_the_records_of_a_json_document_are_its_elements_wherever_the_list_stands(
    document: bytes,
) -> None:
    assert holds_records(document)
    items = list(iter_json(io.BytesIO(document)))
    assert [r.payload for r in records(items)] == by_place(document, items) == [A, B, C]
    assert lost(items) == []


@pytest.mark.parametrize(
    "document",
    [
        A,
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"url": "y"}]}',
        b'{"url": "https://a.example/1", "items": [{"url": "https://a.example/2"}]}',
        b'{"a": {"b": 1}, "c": {"d": 2}}',
        b"",
        b"{",
    ],
)
def test_a_document_that_is_one_record_or_a_feed_or_nothing_is_no_list(document: bytes) -> None:
    assert not holds_records(document)


def test_what_is_no_object_or_broken_is_named_and_the_next_element_read() -> None:
    document = b"[" + A + b', 5, [1], "x", {"url": oops}, ' + C + b"]"
    items = list(iter_json(io.BytesIO(document)))
    assert [r.payload for r in records(items)] == [A, C]
    assert [reason for reason, *_ in lost(items)] == ["bad_json"] * 4


def test_an_array_cut_anywhere_keeps_every_whole_element_and_names_the_rest() -> None:
    document = b"[" + A + b",\n" + B + b",\n" + C + b"]"
    ends = [document.index(x) + len(x) for x in (A, B, C)]
    for cut in range(1, len(document)):
        items = list(iter_json(io.BytesIO(document[:cut])))
        assert len(records(items)) == sum(end <= cut for end in ends), cut
        assert [reason for reason, *_ in lost(items)] == ["truncated"], cut


def test_a_string_that_is_never_closed_costs_the_elements_around_it_only() -> None:
    document = b"[" + A + b',\n{"url": "https://a.example/2},\n' + C + b",\n" + A + b"]"
    assert [r.payload for r in records(iter_json(io.BytesIO(document)))] == [A, C, A]


def test_a_long_array_is_read_in_bounded_pieces() -> None:
    class Watched(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Watched.largest = max(Watched.largest, size or 0)
            return super().read(size)

    document = b"[" + b",".join([A] * 30_000) + b"]"
    assert sum(1 for _ in iter_json(Watched(document))) == 30_000
    assert 0 < Watched.largest <= 1 << 19


TABLE = (
    b'url,title,text\r\nhttps://a.example/1,"Rain, hail","It said ""stop"",\r\nand '
    b'fell"\r\nhttps://a.example/2,5" pipe,\r\n'
    b'\r\nhttps://a.example/3,"stray,x\r\nhttps://a.example/4,y\r\nhttps://a.example/5,,z'
)


def test_rows_of_a_table_have_their_place_whatever_their_quotes() -> None:
    items = list(iter_csv(io.BytesIO(TABLE)))
    dialect = read_dialect(TABLE)
    assert [r.url for r in records(items)] == [f"https://a.example/{i}" for i in (1, 2, 3, 5)]
    assert [row_payload(row, dialect) for row in by_place(TABLE, items)] == [
        r.payload for r in records(items)
    ]
    assert (
        records(items)[0].payload
        == b'{"url":"https://a.example/1","title":"Rain, hail","text":"It said '
        b'\\"stop\\",\\r\\nand fell"}'
    )
    assert [(reason, TABLE[start : start + length]) for reason, start, length in lost(items)] == [
        ("bad_row", b"https://a.example/4,y")
    ]


@pytest.mark.parametrize(
    ("head", "delimiter", "names"),
    [
        (b"link\theadline\nx\ty\n", "\t", ("link", "headline")),
        ("\ufeffid;Titel;title\n1;a,b;c,d\n".encode(), ";", ("id", "Titel", "title")),
        (b'"url"|"url"|""\n1|2|3\n', "|", ("url", "url_2", "column_3")),
    ],
)
def test_delimiter_and_names_are_read_from_the_file(
    head: bytes, delimiter: str, names: tuple[str, ...]
) -> None:
    found = dialect_of(head)
    assert found is not None
    assert (found.delimiter, found.names) == (delimiter, names)


@pytest.mark.parametrize(
    "head",
    [
        b"Rain, hail and text\nand snow\n",
        b"text, title\nFive sentences, of which, this, is, one\nAnd no more.\n",
        b"a,b\n1,2\n",
        b"url\nhttps://a.example/1\n",
        b"url,title\n",
        b"",
    ],
)
def test_a_text_or_a_table_of_other_things_is_no_table_of_articles(head: bytes) -> None:
    assert dialect_of(head) is None


def test_names_that_are_told_make_a_table_of_any_names() -> None:
    assert dialect_of(b"a,b\n1,2\n", {"text": "b"}) is not None
    (record,) = records(
        iter_csv(io.BytesIO(b"a,b\nhttps://a.example/1,2\n"), field_map={"url": "a"})
    )
    assert record.url == "https://a.example/1"


def test_a_backslash_before_a_quote_and_another_encoding_are_noticed() -> None:
    data = 'url;title\n"x";"caf\xe9 \\"noir\\" et cr\xe8me"\n'.encode("latin-1")
    assert [r.payload.decode() for r in records(iter_csv(io.BytesIO(data)))] == [
        '{"url":"x","title":"café \\"noir\\" et crème"}'
    ]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        (b'"x","\\"\r\n', ["\\"]),  # a backslash that ends a field, where quotes are doubled
        (b'"x","a ""b"" \\"\r\n"y","c"\r\n', ['a "b" \\', "c"]),
        (b'"x","a \\"b\\""\r\n"y","c \\\\"\r\n', ['a "b"', "c \\"]),  # and where they are escaped
    ],
)
def test_a_backslash_before_a_quote_escapes_it_only_where_the_rows_then_come_out_whole(
    rows: bytes, texts: list[str]
) -> None:
    read = records(iter_csv(io.BytesIO(b'"url","text"\r\n' + rows)))
    assert [orjson.loads(r.payload)["text"] for r in read] == texts


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)] * 2
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_the_csv_module_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([("url", "text"), *rows])
    read = [r.payload for r in records(iter_csv(io.BytesIO(out.getvalue().encode())))]
    assert [tuple(orjson.loads(p).values()) for p in read] == rows


def test_rows_of_parquet_come_back_by_number_in_any_order() -> None:
    table = pa.table(
        {
            "url": [f"https://a.example/{i}" for i in range(600)],
            "html": [b"<p>caf\xe9"] * 600,
            "when": pa.array([None] * 600, pa.timestamp("us")),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=250)
    found = records(iter_parquet(io.BytesIO(out.getvalue())))
    assert [r.url for r in found] == table["url"].to_pylist()
    assert found[0].payload == '{"url":"https://a.example/0","html":"<p>café","when":null}'.encode()
    rows = RowReader(io.BytesIO(out.getvalue()))
    for number in (0, 1, 599, 250, 249, 300):
        assert rows.payload(number) == found[number].payload


def test_a_damaged_row_group_costs_no_other() -> None:
    table = pa.table({"text": [f"{i} rain" * 50 for i in range(400)]})
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=100, compression="zstd", use_dictionary=False)
    data = bytearray(out.getvalue())
    place = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    data[place.data_page_offset : place.data_page_offset + 20] = b"\xff" * 20
    items = list(iter_parquet(io.BytesIO(bytes(data))))
    assert len(records(items)) == 300
    assert lost(items) == [("bad_parquet", 100, 100)]


WIRE = b"""<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE><TEXT><TITLE>RAIN</TITLE><BODY>Rain fell.</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="2"><TEXT TYPE="UNPROC">Never closed
<REUTERS NEWID="3"><TEXT>Hail</TEXT></REUTERS><REUTERS NEWID="4"><TEXT>Snow</TEXT></REUTERS>
<REUTERS NEWID="5"><TEXT>cut"""


def test_newswire_records_are_cut_at_their_tags() -> None:
    assert is_sgml(WIRE)
    items = list(iter_sgml(io.BytesIO(WIRE)))
    assert [r.payload for r in records(items)] == by_place(WIRE, items)
    assert [r.payload[:23] for r in records(items)] == [
        b'<REUTERS TOPICS="YES" N',
        b'<REUTERS NEWID="3"><TEX',
        b'<REUTERS NEWID="4"><TEX',
    ]
    assert [(reason, WIRE[start : start + 19]) for reason, start, _ in lost(items)] == [
        ("truncated", b'<REUTERS NEWID="2">'),
        ("truncated", b'<REUTERS NEWID="5">'),
    ]


@pytest.mark.parametrize("data", [b"<doctor>", b"<p><DOC>", b"A <REUTERS NEWID", b"<html><DOC>"])
def test_what_only_speaks_of_records_is_no_newswire(data: bytes) -> None:
    assert not is_sgml(data)


PROSE = (
    "The weir keeper has asked for a new rope. The old one, which is of hemp, was eaten by otters, "
    "and what is left of it holds up the lamp. The council will decide in April, at low water."
)


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"articles": {"edges": [{"node": {"title": "Rope", "body": PROSE}}]}}},
        {"result": {"news": {"list": [{"title": "Rope"}, {"title": "Bell"}]}}},
        {"@context": "https://schema.org", "@graph": [{"headline": "Rope", "articleBody": PROSE}]},
        {"a": {"b": [1, 2]}, "c": {"d": {"e": [{"headline": "Rope"}], "f": []}}},
    ],
)
def test_a_list_of_records_is_found_wherever_it_stands(document: dict[str, object]) -> None:
    data = orjson.dumps(document)
    assert holds_records(data)
    assert all(
        b"Rope" in r.payload or b"Bell" in r.payload for r in records(iter_json(io.BytesIO(data)))
    )


@pytest.mark.parametrize(
    "document",
    [
        {"headline": {"main": "Rope"}, "related": [{"title": "Bell", "url": "https://a.example"}]},
        {"version": {"files": [{"path": "a"}]}},
        {"lists": {"of": [1, [{"title": "x"}]]}},
    ],
)
def test_a_record_with_lists_of_its_own_is_one_record(document: dict[str, object]) -> None:
    assert not holds_records(orjson.dumps(document))


@pytest.mark.parametrize(
    "first",
    [
        "The keepers, many of them from the mole, had waited 7 years for the lamp.",
        "In the harbour of the old town there is no light, said the pilot, and no rope",
    ],
)
def test_a_text_of_sentences_with_two_commas_each_is_no_table(first: str) -> None:
    prose = PROSE.replace(",", "")
    lines = [f"“The weir is no bridge {n},” said the keeper, and {prose}" for n in range(5)]
    assert dialect_of("\n".join([first, *lines]).encode()) is None
    assert dialect_of("\n".join(["Nr, Titel, Der volle Text", *lines]).encode())


def test_a_table_of_unknown_names_is_one_of_articles_where_a_column_has_prose() -> None:
    rows = "".join(f'{n},Seil {n},"{n} {PROSE}"\n' for n in range(3))
    assert dialect_of(f"id,sorte,langfassung\n{rows}".encode())
    assert not dialect_of(b"id,sorte,wert\n1,Seil,7\n2,Glocke,8\n")
    assert not dialect_of(f"Well, said he, no.\nOne, two, {PROSE}\n".encode())
    table = pa.table({"nr": [1, 2], "langfassung": [PROSE, "x" + PROSE]})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    assert [r.has_text for r in records(iter_parquet(buffer))] == [True, True]
    other = io.BytesIO()
    pq.write_table(pa.table({"nr": [1, 2], "wert": ["a", "b"]}), other)
    assert records(iter_parquet(other)) == []


def test_a_list_of_records_is_found_behind_a_list_of_one() -> None:
    rows = [{"title": f"Post {n}", "html": "<p>Rain fell.</p>"} for n in range(3)]
    document = orjson.dumps({"db": [{"meta": {"v": 5}, "data": {"posts": rows}}]})
    assert holds_records(document)
    assert [orjson.loads(r.payload) for r in records(iter_json(io.BytesIO(document)))] == rows
    two = orjson.dumps({"db": [{"data": {"posts": rows}}, {"data": {"posts": rows}}]})
    assert not holds_records(two)


def test_the_address_under_which_a_record_stands_is_its_own() -> None:
    document = {"https://a.example/1": {"title": "Rope"}, "https://a.example/2": {"title": "Bell"}}
    found = records(iter_json(io.BytesIO(orjson.dumps(document))))
    assert [r.url for r in found] == list(document)

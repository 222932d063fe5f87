"""Newswire records: the time in their date, and whose wire it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transforms.parse.xml.newswire import parse_newswire


def test_the_clock_of_a_wires_date_is_its_time() -> None:
    page = parse_newswire(
        b'<REUTERS NEWID="1"><DATE>26-FEB-1987 15:01:01.79</DATE><TEXT><TITLE>COCOA</TITLE>'
        b"<BODY>Showers continued in the zone.</BODY></TEXT></REUTERS>"
    )
    (when,) = page.dates
    assert when.value_on == date(1987, 2, 26)
    assert when.value_at == datetime(1987, 2, 26, 15, 1, 1, 790000, tzinfo=UTC)
    assert page.site_name == "Reuters"


@pytest.mark.parametrize(
    ("record", "agency"),
    [
        ("<DOC><DOCNO> APW19980601.0001 </DOCNO><TEXT>Rain.</TEXT></DOC>", "Associated Press"),
        (
            '<DOC id="NYT_ENG_20100101.0001" type="story"><TEXT>Rain.</TEXT></DOC>',
            "The New York Times",
        ),
        ("<DOC><AGENCY>Moor Wire</AGENCY><TEXT>Rain.</TEXT></DOC>", "Moor Wire"),
        ("<DOC><DOCNO>7</DOCNO><TEXT>Rain.</TEXT></DOC>", None),
        ("<DOC><TEXT>Rain.</TEXT></DOC>", None),
    ],
)
def test_a_record_says_whose_wire_it_is_of(record: str, agency: str | None) -> None:
    assert parse_newswire(record.encode()).site_name == agency


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("<DOCNO> AP880212-0001 </DOCNO>", date(1988, 2, 12)),
        ("<DOCNO> AP690212-0001 </DOCNO>", date(1969, 2, 12)),
        ("<DOCNO> LW031589-0042 </DOCNO>", date(1989, 3, 15)),
        ("<DOCNO> X-990042-0001 </DOCNO>", None),
        ("<DOCNO> Q1 </DOCNO><FILEID>QW-NR-02-12-88 2344EST</FILEID>", date(1988, 2, 12)),
    ],
)
def test_a_day_in_six_figures_of_an_identifier_is_read(head: str, day: date | None) -> None:
    page = parse_newswire(f"<DOC>{head}<TEXT>{'Rain fell on Elm. ' * 9}</TEXT></DOC>".encode())
    assert [d.value_on for d in page.dates][:1] == ([day] if day else [])


def test_the_time_of_filing_is_a_wires_time() -> None:
    head = "<FILEID>QW-NR-02-12-88 2344EST</FILEID>"
    page = parse_newswire(f"<DOC>{head}<TEXT>Rain fell on Elm.</TEXT></DOC>".encode())
    assert page.dates[0].value_at == datetime(1988, 2, 13, 4, 44, tzinfo=UTC)

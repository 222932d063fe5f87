from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import CORPORA
from transforms.page import Page, Refused
from transforms.parse.plain.page import parse_plain
from transforms.parse.prose import is_chrome
from transforms.parse.text import parse_text

ONE = (
    "The harbour of the town was opened again on Monday after two years of work, its master "
    "said at the ceremony."
)
TWO = (
    "Ships from eleven countries are expected in the first week, and the first of them tied up "
    "before noon."
)
THREE = (
    "The works cost less than planned, the council added, because the old quay could be used again."
)


def kinds(page: Page) -> list[str]:
    return [block.kind for block in page.blocks]


def body(page: Page) -> list[str]:
    return [block.text for block in page.blocks if block.kind == "body"]


def assert_gapless(page: Page, payload: bytes) -> None:
    at = 0
    for block in page.blocks:
        assert block.byte_start == at
        assert block.byte_end is not None
        at = block.byte_end
    assert at == len(payload)


def test_teasers_printed_twice_around_their_date_are_one_listing_each_and_never_date_the_page() -> (
    None
):
    page = parse_text(
        "\n".join(
            [
                ONE,
                TWO,
                THREE,
                "More From Harbour Gazette",
                "The mayor received a delegation of fishers at the",
                "March 08, 2026",
                "The mayor received a delegation of fishers at the",
                "A new lighthouse was lit on Sunday.",
                "March 07, 2026",
                "A new lighthouse was lit on Sunday.",
                "More Articles",
            ]
        ).encode()
    )
    assert kinds(page) == ["body"] * 3 + ["list_heading"] + [
        "teaser",
        "teaser_date",
        "teaser",
    ] * 2 + ["list_heading"]
    assert [(li.text, li.listed_on, li.is_cut, li.block_no) for li in page.listings] == [
        ("The mayor received a delegation of fishers at the", date(2026, 3, 8), True, 4),
        ("A new lighthouse was lit on Sunday.", date(2026, 3, 7), False, 7),
    ]
    assert page.dates == []
    assert (page.page_kind, page.outlet_heading, page.captured_after) == (
        "article",
        "Harbour Gazette",
        date(2026, 3, 8),
    )
    assert len(page.articles) == 1
    assert page.articles[0].title is None


def test_headline_byline_and_date_stand_above_the_body() -> None:
    page = parse_text(
        "\n".join(["Harbour opens again", "By Ann Lee", "8 March 2026", ONE, TWO, THREE]).encode()
    )
    assert kinds(page) == ["title", "byline", "date", "body", "body", "body"]
    assert (page.articles[0].title, page.articles[0].byline) == ("Harbour opens again", "Ann Lee")
    assert [(d.source, d.value_on) for d in page.dates] == [("text", date(2026, 3, 8))]
    assert page.captured_after == date(2026, 3, 8)


def test_an_update_is_evidence_of_its_own_and_a_dateline_without_a_year_has_no_value() -> None:
    page = parse_text(
        "\n".join(
            [
                "Harbour opens again",
                "Updated: March 8, 2026",
                f"PORT TOWN, March 7 (Agency) - {ONE}",
                TWO,
            ]
        ).encode()
    )
    assert [(d.source, d.value_on) for d in page.dates] == [
        ("text_modified", date(2026, 3, 8)),
        ("dateline", None),
    ]


MENU = ["Home", "News", "Sport", "Opinion", ""]
ENDS = [
    "",
    "Related",
    "Bees cleared of holding up the count",
    "Gull steals a hat",
    "© 2026 Fen Echo",
]


@pytest.mark.parametrize("around", [([], []), (MENU, ENDS)], ids=["alone", "in a site"])
@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("来源：河口日报 2026-03-05 08:12", None),
        ("2026年03月05日 来源：河口日报 作者：王小明", "王小明"),
        ("Source: Fen Echo 2026-03-05 08:12", None),
        ("Source: Fen Echo Author: Ann Lee 2026-03-05", "Ann Lee"),
        ("Text: Ann Lee Datum: 05.03.2026", "Ann Lee"),
        ("Harbour, March 5, 2026 | 12 comments", None),
        ("Updated 9 March 2026, first published 5 March 2026", None),
    ],
)
def test_a_line_of_a_header_that_holds_a_day_is_read_and_is_no_body(
    line: str, byline: str | None, around: tuple[list[str], list[str]]
) -> None:
    above, below = around
    page = parse_text(
        "\n".join([*above, "Harbour opens again", line, "", ONE, "", TWO, *below]).encode()
    )
    assert (page.articles[0].title, page.articles[0].byline) == ("Harbour opens again", byline)
    assert [d.value_on for d in page.dates if d.source == "text"] == [date(2026, 3, 5)]
    assert [b.text for b in page.blocks if b.kind in ("body", "heading")] == [ONE, TWO]


def test_a_heading_that_tells_of_a_day_is_no_line_of_a_header() -> None:
    page = parse_text(
        "\n".join(["Harbour opens again", "", "What happened on 5 March 2026", ONE, TWO]).encode()
    )
    assert "What happened on 5 March 2026" in [b.text for b in page.blocks if b.kind == "heading"]
    assert [d for d in page.dates if d.value_on] == []


SPANISH = (
    "El ayuntamiento aprobó el jueves la compra de un piano para la estación de tren, donde los "
    "viajeros esperan una media de cuarenta minutos."
)


@pytest.mark.parametrize(
    ("text", "day"), [(SPANISH, date(2026, 3, 5)), (ONE, None)], ids=["Spanish", "English"]
)
def test_figures_of_a_day_are_read_as_the_texts_language_writes_them(
    text: str, day: date | None
) -> None:
    page = parse_text("\n".join(["Un piano nuevo", "El Faro | 05/03/2026", "", text]).encode())
    assert next((d.value_on for d in page.dates), None) == day


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ([*MENU, "Harbour opens again", "", ONE, "8 March 2026, 14:46", TWO], date(2026, 3, 8)),
        ([*MENU, "8 March 2026", "", "Listen", "Harbour opens again", "", ONE], date(2026, 3, 8)),
        (["Sunday, 8 March 2026", *MENU, "Harbour opens again", "", ONE, TWO], None),
        (["Published 8 March 2026", *MENU, "Listen", "Harbour opens", "", ONE], date(2026, 3, 8)),
    ],
    ids=["under a standfirst", "above the headline", "an edition's", "far above, with a label"],
)
def test_a_day_that_stands_apart_from_the_headline_dates_the_article(
    lines: list[str], day: date | None
) -> None:
    page = parse_text("\n".join(lines).encode())
    assert next((d.value_on for d in page.dates if d.source == "text"), None) == day


def test_a_date_inside_the_body_is_no_candidate() -> None:
    assert (
        parse_text(
            f"{ONE}\nOn December 4 last year, papers were exchanged in the old town "
            f"hall.\n{TWO}".encode()
        ).dates
        == []
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [f"{i}. March 2026|A ship of the line number {i} came in" for i in range(1, 5)],
            date(2026, 3, 1),
        ),
        (
            [f"A ship of the line number {i} came in|{i}. March 2026" for i in range(1, 5)],
            date(2026, 3, 1),
        ),
        (
            [
                f"A ship of the line number {i} came in|It carried grain.|{i}. March 2026"
                for i in range(1, 5)
            ],
            date(2026, 3, 1),
        ),
    ],
)
def test_evenly_spaced_dates_make_a_list_page_whichever_comes_first(
    lines: list[str], expected: date
) -> None:
    page = parse_text("\n".join(lines).replace("|", "\n").encode())
    assert page.page_kind == "list"
    assert [li.text for li in page.listings] == [
        f"A ship of the line number {i} came in" for i in range(1, 5)
    ]
    assert page.listings[0].listed_on == expected
    assert (page.articles, page.dates) == ([], [])


def test_links_under_a_list_heading_are_listings_without_dates() -> None:
    page = parse_text(
        "\n".join(
            [
                ONE,
                TWO,
                "Related articles",
                "Lighthouse lit again after ten years",
                "Mayor meets fishers at the old quay",
            ]
        ).encode()
    )
    assert [(li.text, li.listed_on) for li in page.listings] == [
        ("Lighthouse lit again after ten years", None),
        ("Mayor meets fishers at the old quay", None),
    ]


@pytest.mark.parametrize(
    ("heading", "outlet"),
    [
        ("More From Harbour Gazette", "Harbour Gazette"),
        ("Mehr von Hafenbote", "Hafenbote"),
        ("Plus de La Gazette", "La Gazette"),
        ("Latest news from The Port Times", "The Port Times"),
        ("More from us", None),
        ("More from our partners", None),
        ("More From This Author", None),
        ("More in Sport", None),
        ("More from the web", None),
        ("More Articles", None),
        ("More from Ann Lee", None),
    ],
)
def test_a_list_heading_names_the_outlet_unless_its_words_are_generic_or_the_authors(
    heading: str, outlet: str | None
) -> None:
    page = parse_text(
        "\n".join(
            [
                "Harbour opens again",
                "By Ann Lee",
                ONE,
                TWO,
                THREE,
                heading,
                "Lighthouse lit again after ten years",
            ]
        ).encode()
    )
    assert "list_heading" in kinds(page)
    assert page.outlet_heading == outlet


def test_headings_inside_the_body_survive_and_buttons_do_not() -> None:
    page = parse_text(
        "\n".join(
            [ONE, TWO, "What comes next", THREE, "Share this article", ONE + " " + TWO]
        ).encode()
    )
    assert kinds(page) == ["body", "body", "heading", "body", "other", "body"]


def test_menus_and_notices_around_the_body_are_no_part_of_it() -> None:
    page = parse_text(
        "\n".join(
            [
                "Home",
                "News",
                "Sport",
                "We use cookies to improve this site. Read our cookie policy.",
                "Harbour opens again",
                ONE,
                TWO,
                "Comments",
                "Nice, I was there and saw the ships come in with my own eyes.",
                "© 2026 Harbour Gazette. All rights reserved.",
            ]
        ).encode()
    )
    assert body(page) == [ONE, TWO]
    assert page.articles[0].title == "Harbour opens again"


@pytest.mark.parametrize(
    "paragraphs",
    [
        [
            "항만이 이년간의 공사를 마치고 월요일에 다시 문을 열었다고 "
            "항만장이 개항식에서 말하였다.",
            "첫 주에 열한개 나라의 배들이 들어올것으로 예견된다.",
        ],
        [
            "经过两年的施工，该镇的港口于星期一重新开放，港务局长在仪式上说。",
            "预计第一周将有来自十一个国家的船只抵达。",
        ],
        [
            "افتتح ميناء المدينة من جديد يوم الاثنين بعد عامين من العمل، كما قال مدير الميناء في "
            "الحفل.",
            "هل تصل السفن من أحد عشر بلدا في الأسبوع الأول كما هو متوقع؟",
        ],
        [
            "Порт города вновь открылся в понедельник после двух лет работ, сказал начальник "
            "порта.",
            "В первую неделю ожидаются суда из одиннадцати стран мира.",
        ],
    ],
)
def test_prose_of_any_script_is_a_body(paragraphs: list[str]) -> None:
    assert body(parse_text("\n".join(paragraphs).encode())) == paragraphs


WRAPPED = """HARBOUR OPENS AGAIN

The harbour of the town was opened again on Monday after two
years of work, its master said at the ceremony, which many of
the people of the town attended.

    Ships from eleven countries are expected in the first week,
and the first of them tied up before noon.
    The works cost less than planned, the council added, since
the old quay could be used again.
"""


def test_a_paragraph_wrapped_by_hand_is_one_block_over_its_lines() -> None:
    payload = WRAPPED.replace("\n", "\r\n").encode()
    page = parse_text(payload)
    assert body(page) == [
        "The harbour of the town was opened again on Monday after two years of work, its master "
        "said at the ceremony, which many of "
        "the people of the town attended.",
        "Ships from eleven countries are expected in the first week, and the first of them tied "
        "up before noon.",
        "The works cost less than planned, the council added, since the old quay could be used "
        "again.",
    ]
    assert_gapless(page, payload)


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_ranges_are_exact_in_every_encoding_and_with_every_line_end(
    codec: str, end: str
) -> None:
    payload = f"{end}Café au port{end}{end}{ONE}{end}{TWO}{end}".encode(codec)
    page = parse_text(payload, charset=codec)
    assert body(page) == [ONE, TWO]
    assert page.blocks[0].text == "Café au port"
    assert_gapless(page, payload)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("euc-kr", "항만이 월요일에 다시 열렸다.\n배들이 들어온다."),
        ("gb18030", "港口于星期一重新开放。\n船只抵达。"),
        ("shift_jis", "港は月曜日に再開した。\n船が来る。"),
    ],
)
def test_byte_ranges_slice_the_lines_of_double_byte_encodings(codec: str, text: str) -> None:
    payload = text.encode(codec)
    page = parse_text(payload, charset=codec)
    assert (
        [payload[b.byte_start : b.byte_end].decode(codec).strip() for b in page.blocks]
        == text.split("\n")
        == [b.text for b in page.blocks]
    )


def test_bytes_that_no_encoding_reads_are_cut_at_their_own_line_ends() -> None:
    payload = ONE.encode() + b" \xff\xfe\x81\n" + TWO.encode() + b"\xe2\x82\n" + THREE.encode()
    page = parse_text(payload)
    assert len(page.blocks) == 3
    assert_gapless(page, payload)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"404 Not Found\n\nnginx", "not_found"),
        (b"Page not found", "not_found"),
        (b"503 Service Unavailable", "error"),
        (b"Access denied", "error"),
        (b"fen.example\nChecking if the site connection is secure\n\nRay ID: 8f2c1d", "error"),
        (b"Menu\nLogin\nSport", "other"),
        (b"-=" * 5000, "other"),
        (b"500 people came to the opening of the harbour on Monday, its master said.", "article"),
    ],
)
def test_a_page_without_an_article_says_what_it_is(payload: bytes, kind: str) -> None:
    page = parse_text(payload)
    assert page.page_kind == kind
    assert bool(page.articles) == (kind == "article")
    assert_gapless(page, payload)


@pytest.mark.parametrize(
    "payload",
    [
        bytes(range(256)) * 40,
        b"\x00\x01\x02text\x00\x00",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x05\x1f\x8e\xd3" * 400,
    ],
)
def test_binary_is_refused_with_a_reason(payload: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        parse_text(payload)
    assert refusal.value.reason == "binary"


def test_a_stray_nul_is_kept_in_the_bytes_and_left_out_of_the_text() -> None:
    payload = ONE.replace("harbour", "harb\0our").encode()
    page = parse_text(payload)
    assert body(page) == [ONE]
    assert_gapless(page, payload)


def test_fifty_thousand_equal_lines_and_one_line_of_ten_megabytes_are_parsed() -> None:
    many = parse_text((ONE + "\n").encode() * 50_000)
    long = parse_text(ONE.encode() * 100_000)
    assert (len(many.blocks), len(long.blocks)) == (50_000, 1)


def test_a_text_without_bytes_has_the_same_labels_and_no_offsets() -> None:
    text = "\n".join(
        [
            "Harbour opens again",
            "8 March 2026",
            "",
            ONE,
            TWO,
            "Related articles",
            "Lighthouse lit again after \ud800ten years",
        ]
    )
    plain = parse_plain(text)
    assert kinds(plain) == ["title", "date", "body", "body", "list_heading", "teaser"]
    assert {(b.byte_start, b.byte_end) for b in plain.blocks} == {(None, None)}
    assert plain.listings[0].text == "Lighthouse lit again after \ufffdten years"


@given(st.binary(max_size=300))
def test_any_bytes_give_gapless_blocks_or_a_refusal(payload: bytes) -> None:
    try:
        page = parse_text(payload)
    except Refused:
        return
    assert_gapless(page, payload)


@given(
    st.text(alphabet=st.sampled_from("aé港\r\n \u2028\x85.\t8"), max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030"]),
    st.binary(max_size=3),
)
def test_any_text_with_any_stray_end_gives_gapless_blocks(
    text: str, codec: str, stray: bytes
) -> None:
    payload = text.encode(codec) + stray
    try:
        page = parse_text(payload, charset=codec)
    except Refused:
        return
    assert_gapless(page, payload)
    for block in page.blocks:
        block.text.encode()


@given(
    st.lists(
        st.sampled_from(
            [
                ONE,
                TWO,
                "8 March 2026",
                "March 7, 2026",
                "A ship came in",
                "More Articles",
                "More From X Y",
                "",
                "Share",
                "• News",
            ]
        ),
        max_size=25,
    )
)
def test_every_line_is_labelled_once_and_no_teaser_dates_the_page(lines: list[str]) -> None:
    page = parse_text("\n".join(lines).encode())
    assert len(page.blocks) == max(1, sum(bool(line) for line in lines))
    assert all(
        page.blocks[li.block_no].kind == "teaser" for li in page.listings if li.block_no is not None
    )
    own = [b for b in page.blocks if b.kind == "date"]
    assert len([d for d in page.dates if d.source == "text"]) <= len(own)


def test_the_seed_capture_gives_one_article_its_teasers_and_its_bytes_back() -> None:
    path = CORPORA / "seed" / "pyongyang-times.txt"
    if not path.exists():
        pytest.skip("corpora absent: set TEARSHEET_CORPORA")
    payload = path.read_bytes()
    page = parse_text(payload)
    assert len(payload) == 8391
    assert_gapless(page, payload)
    assert {kind: kinds(page).count(kind) for kind in set(kinds(page))} == {
        "body": 11,
        "list_heading": 2,
        "teaser": 40,
        "teaser_date": 20,
    }
    days = [
        li.listed_on.day
        for li in page.listings
        if li.listed_on and (li.listed_on.year, li.listed_on.month) == (2026, 3)
    ]
    assert days == [8] * 4 + [7] * 8 + [6] * 3 + [5] * 5
    assert [i for i, li in enumerate(page.listings) if li.is_cut is False] == [17]
    assert (page.page_kind, page.captured_after, page.outlet_heading) == (
        "article",
        date(2026, 3, 8),
        "Pyongyang Times",
    )
    assert (page.dates, len(page.articles), page.articles[0].title) == ([], 1, None)


@pytest.mark.parametrize("header", ["", "By Ann Lee and Bo Ek, Reuters\n\n"])
def test_a_headline_right_over_the_body_is_the_title(header: str) -> None:
    body = "\n\n".join(
        f"The ferry left the harbour at dawn on trip {n} with forty people aboard, and salt fish "
        f"below deck, while the wind held until evening."
        for n in ("one", "two", "three", "four")
    )
    page = parse_plain(f"The old ferry leaves at last\n\n{header}{body}")
    assert page.articles[0].title == "The old ferry leaves at last"
    assert [b.text for b in page.blocks if b.kind == "body"] == body.split("\n\n")
    assert (page.articles[0].byline, page.articles[0].agency) == (
        ("Ann Lee, Bo Ek", "Reuters") if header else (None, None)
    )


def test_days_of_a_list_below_neither_hide_an_article_nor_that_it_is_wrapped() -> None:
    page = parse_text(
        b"Ferry timetable changes on Sunday\n\nPublished: Thursday 5 March 2026\n"
        b"Updated: Friday 6 March 2026\n\n"
        b"The winter timetable of the Quillby ferry ends on Saturday night, and\n"
        b"the first boat on Sunday leaves at six, an hour earlier than before.\n\n"
        b"Commuters had asked for it since October. The crew had not, the company\n"
        b"noted, and has given them a kettle.\n\nMore from the Quillby Mercury\n\n"
        b"Lighthouse lamp replaced after storm\n4 March 2026\n\n"
        b"Council to vote on second lantern\n3 March 2026\n\n"
        b"Fish market refuses black paint\n2 March 2026\n"
    )
    assert page.articles[0].title == "Ferry timetable changes on Sunday"
    assert body(page)[0].endswith("an hour earlier than before.")
    assert [str(d.value_on) for d in page.dates if d.source == "text"] == ["2026-03-05"]
    assert len(page.listings) == 3


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("โดย สมชาย ใจดี", "สมชาย ใจดี"),
        ("Penulis: Budi Santoso", "Budi Santoso"),
        ("Szerző: Kiss Márta", "Kiss Márta"),
    ],
)
def test_a_byline_is_told_by_the_labels_of_its_language(line: str, byline: str) -> None:
    page = parse_plain(f"The harbour is open again\n{line}\n\n{ONE}\n\n{TWO}\n")
    assert page.articles[0].byline == byline


def test_a_headline_may_begin_as_a_label_does() -> None:
    page = parse_plain(f"Interview: Pim Gale Paints Lighthouses\n\n{ONE}\n\n{TWO}\n")
    assert page.articles[0].title == "Interview: Pim Gale Paints Lighthouses"


def test_a_headline_far_above_its_text_is_told_from_the_lines_that_a_site_puts_between() -> None:
    page = parse_plain(
        "Skip to content\nOur magazine\nGardens\nKitchens\nSubscribe for less\n\n"
        "Home > Gardens > Soil\n\n"
        "How to mend a tired lawn before winter\n\n"
        "By Odile Brandt\n14 October 2025\n\n"
        "Copy the link\nShare with a friend\n\n"
        "In this guide\n\nWhat a tired lawn looks like\nWhen to rake\nWhich seed to sow\n\n"
        "Meet our garden panel and how they work\n\nWhy trust our garden panel\n\n"
        "A lawn grows tired where feet pass every day and rain cannot sink in. In October the "
        "ground is still warm enough for seed, and the grass has time to root before the frosts "
        "arrive.\n\n"
        "Rake the moss out first, slowly, and in two directions. A tired lawn gives up more of it "
        "than anyone expects; a barrow from twenty square metres is common.\n\n"
        "Sow a mixture that suits shade where trees stand over the grass. Before winter the young "
        "blades need one light cut, and no more than that until the spring.\n"
    )
    assert [(a.title, a.byline) for a in page.articles] == [
        ("How to mend a tired lawn before winter", "Odile Brandt")
    ]
    assert [str(d.value_on) for d in page.dates] == ["2025-10-14"]


def test_a_sentence_of_the_text_is_no_headline() -> None:
    page = parse_plain(f"{ONE}\n\n{TWO}\n\n{THREE}\n")
    assert [a.title for a in page.articles] == [None]
    assert body(page) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Odile Brandt December 2, 2025", "Odile Brandt"),
        ("by Odile Brandt | May 19, 2024", "Odile Brandt"),
        ("By Odile BrandtPublished: Jun 25, 2025", "Odile Brandt"),
        ("Por Ana Ruiz, 3 de marzo de 2026", "Ana Ruiz"),
        ("• Written by Odile Brandt", "Odile Brandt"),
    ],
)
def test_a_byline_is_without_its_day_and_its_bullet(line: str, byline: str) -> None:
    page = parse_plain(f"The harbour opens again\n\n{line}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n")
    assert [(a.title, a.byline) for a in page.articles] == [("The harbour opens again", byline)]


@pytest.mark.parametrize(
    "above",
    [
        "Fen Echo\n\n{}\n\n5 March 2026",
        "Kuum\n\n{}\n\n5 March 2026",
        "Harbours\n\n{}\n\nA wall that would hold for ever did not\n\n5 March 2026",
        "The Halvern Gazette\nThursday, March 5, 2026\n\n{}\n\nBy Ann Lee",
        "Fen Echo\nHome | News | Sport\n\n{}\nBy Ann Lee\n5 March 2026",
        "Home › News › Harbours\n\n{}\n\n5 March 2026",
        "{} | Fen Echo\n\nHome\nNews\nSport\n\n{}\n\n5 March 2026",
        "Home » {}\n\n{}\n\n5 March 2026",
    ],
)
@pytest.mark.parametrize(
    "headline", ["Harbour opens", "Clock comes home", "港口修了两年之后重新开放", "항구 다시 열려"]
)
def test_a_headline_stands_below_the_sites_name_its_menu_and_the_pages_title(
    above: str, headline: str
) -> None:
    if headline == "Harbour opens":
        headline += " again at last"
    text = above.format(headline, headline) + f"\n\n{ONE}\n\n{TWO}\n\n{THREE}\n"
    page = parse_text(text.encode())
    assert [article.title for article in page.articles] == [headline]
    assert ONE in body(page)
    assert headline not in body(page)


@pytest.mark.parametrize(
    "below",
    [
        "Two roads went apart in the autumn wood,\nAnd I who could not take them both had stood,\n"
        "And looked down one as far as it would go,\nTo where it bent below the first of snow.",
        f"{ONE}\n\n{TWO}",
        f"5 March 2026\n\nWhat the council decided in the end\n\n{ONE}\n\n{TWO}",
    ],
    ids=["verse", "prose", "day"],
)
def test_a_short_headline_over_a_text_stays_one(below: str) -> None:
    page = parse_text(f"The Roads\n\n{below}\n".encode())
    assert [article.title for article in page.articles] == ["The Roads"]


def test_a_caption_is_no_paragraph_of_a_text_and_an_agency_in_brackets_ends_one() -> None:
    caption = "The quay in the evening sun. Photo: Ann Lee/Fen Echo"
    last = "The council will meet again in May. (AP)"
    text = f"Harbour opens again\n\n5 March 2026\n\n{caption}\n\n{ONE}\n\n{TWO}\n\n{last}\n"
    assert body(parse_text(text.encode())) == [ONE, TWO, last]


@pytest.mark.parametrize("around", [([], []), (MENU, ENDS)], ids=["alone", "in a site"])
@pytest.mark.parametrize("agency", ["(AP)", "(Reuters)", "(dpa)", "（新华社）"])
def test_the_last_paragraph_of_a_report_ends_with_its_agency(
    agency: str, around: tuple[list[str], list[str]]
) -> None:
    before, behind = around
    last = f"The council will meet again in May, and hopes to know by then what it costs. {agency}"
    lines = [*before, "Harbour opens again at last", "", ONE, "", TWO, "", THREE, "", last, *behind]
    assert body(parse_text("\n".join(lines).encode()))[-1] == last


@pytest.mark.parametrize("between", [": ", "\n"])
def test_days_of_a_list_within_a_text_do_not_date_it(between: str) -> None:
    fairs = [f"{day} June 2026{between}fair at {at}" for day, at in ((14, "Marlow"), (21, "Wick"))]
    text = "\n".join(["Fairs announced", "", ONE, "", TWO, "", *fairs, "", THREE])
    assert [d for d in parse_plain(text).dates if d.value_on] == []
    under = text.replace("announced\n", "announced\n5 March 2026\n")
    assert [d.value_on for d in parse_plain(under).dates if d.value_on] == [date(2026, 3, 5)]


TELEX = """\
ZCZC RTA0123
HARBOUR WALL HOLDS AFTER STORM
MARLOW, MARCH 5 - THE HARBOUR BOARD SAID ON FRIDAY THAT THE QUAY WALL HAD
HELD AFTER THE STORM AND THAT NO SHIP HAD BEEN LOST IN THE NIGHT, ALTHOUGH
FORTY OF THEM HAD LAIN IN THE BASIN AND THE WIND HAD BLOWN FROM THE SOUTH
FOR MORE THAN TEN HOURS.
REPAIRS WOULD BE MADE WITHIN THE MONTH, THE BOARD ADDED, AND THEIR COST OF
40,000 CROWNS WOULD BE BORNE BY THE TOWN ALONE, WHICH HAD SET ASIDE TWICE
THE SUM FOR SUCH A CASE.
NNNN
"""


def test_a_telex_is_wrapped_though_it_has_no_lower_case_and_short_paragraphs() -> None:
    page = parse_plain(TELEX)
    assert [b.text[-24:] for b in page.blocks if b.kind == "body"] == [
        "FOR MORE THAN TEN HOURS.",
        "THE SUM FOR SUCH A CASE.",
    ]
    assert page.articles[0].title == "HARBOUR WALL HOLDS AFTER STORM"


def test_a_list_of_addresses_below_does_not_hide_that_a_text_is_wrapped() -> None:
    links = "\n".join(f"   {i}. https://fen.example/{i}" for i in range(1, 9))
    text = (
        "Quay wall holds\n\n"
        "   The harbour board said on Friday that the quay wall had held after\n"
        "   the [8]storm, and that no ship had been lost in the night.\n\n"
        "   Repairs would be made within the month, the board added, and their\n"
        "   cost of 40,000 crowns would be borne by the town alone.\n\n"
        f"References\n\n{links}\n"
    )
    assert [b.text[-10:] for b in parse_plain(text).blocks if b.kind == "body"] == [
        "the night.",
        "own alone.",
    ]


def test_the_day_beside_a_pages_number_is_the_editions_and_the_headline_stands_below() -> None:
    page = parse_plain(
        "THE FEN ECHO\nThursday 5 March 2026                              Page 3\n\n"
        "Quay wall holds after the storm\nBy Anna Lund\n\n"
        "The harbour board said on Friday that the quay wall had held after the storm, and that "
        "no ship had been lost in the night.\n\n"
        "Repairs would be made within the month, and the town would bear their cost alone."
    )
    assert page.articles[0].title == "Quay wall holds after the storm"
    assert page.articles[0].byline == "Anna Lund"
    assert [d.value_on for d in page.dates if d.source == "text"] == [date(2026, 3, 5)]


@pytest.mark.parametrize(
    "index",
    [
        'example,fen)/quay 20260305180211 {"url": "https://fen.example/quay", "status": "200"}\n'
        'example,fen)/lib 20260306180211 {"url": "https://fen.example/lib", "status": "200"}\n',
        " CDX N b a m s k r M S V g\n"
        "example,fen)/quay 20260305180211 https://fen.example/quay text/html 200 A - - 10 0 a.gz\n",
    ],
)
def test_the_index_of_a_web_archive_is_no_article(index: str) -> None:
    assert parse_plain(index).page_kind == "other"


@pytest.mark.parametrize(
    "above",
    [
        "Waves at the northern mole on Thursday.Credit...Ann Lee for The Post",
        "Waves at the northern mole\nPhoto: Jon Berg/Reuters",
        "anna.lund@fen.example | news desk",
        "Listen to this article · 4:12 min Learn more",
    ],
)
def test_a_caption_or_a_button_below_the_day_is_no_headline(above: str) -> None:
    page = parse_plain(
        "Quay wall holds after the storm\n\nBy Anna Lund\n\nMarch 5, 2026\n\n"
        f"{above}\n\nThe harbour board said on Friday that the quay wall had held after the storm, "
        "and that no ship had been lost in the night.\n\nRepairs would be made within the month, "
        "and the town would bear their cost of 40,000 crowns alone."
    )
    assert page.articles[0].title == "Quay wall holds after the storm"


@pytest.mark.parametrize("button", ["Schließen", "Paylaş", "Chia sẻ", "シェアする", "分享至"])
def test_buttons_of_many_languages_are_known(button: str) -> None:
    assert is_chrome(button)

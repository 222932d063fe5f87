"""Translations: pages of one outlet that name one another in other languages, whichever comes
first.
"""

from __future__ import annotations

from pathlib import Path

import tearsheet
from flows.plain import archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from transforms.parse.capture import parse_capture
from transforms.parse.html.fields.metadata import find_alternates
from transforms.parse.html.markup.document import read_document

TEXTS = {
    "en": "The ferry left the harbour at dawn with forty people aboard. The master said that the "
    "wind would hold until evening.",
    "de": "Die Fähre verließ den Hafen im Morgengrauen mit vierzig Menschen an Bord. Der Kapitän "
    "sagte, der Wind halte bis zum Abend.",
    "fr": "Le bac a quitté le port à l'aube avec quarante personnes à bord. Le capitaine a dit "
    "que le vent tiendrait jusqu'au soir.",
}
SEA = (
    "The nets were empty for the third week, and the fishermen of the bay asked the council for "
    "help with the price of oil."
)


def page(
    language: str,
    *,
    text: str | None = None,
    slug: str = "ferry",
    host: str = "herald.org",
    names: str = "",
) -> str:
    links = "".join(
        f'<link rel="alternate" hreflang="{x}" href="https://{x}.{host}/{slug}">'
        for x in names.split()
    )
    return (
        f'<html lang="{language}"><head><title>On the sea {language}</title><link rel="canonical" '
        f'href="https://{language}.{host}/{slug}">'
        f'{links}<meta property="og:type" content="article"></head><body><article><h1>On the sea '
        f"{language}</h1>"
        f"<p>{text or TEXTS[language]}</p><p>{text or TEXTS[language]}</p></article></body></html>"
    )


def store(root: Path, batches: list[list[str]]) -> tearsheet.Archive:
    for no, batch in enumerate(batches):
        folder = root / f"batch-{no}"
        folder.mkdir(parents=True)
        for html in batch:
            (folder / f"{len(list(folder.iterdir()))}.html").write_text(html, "utf-8")
        archive(str(root / "archive"), [str(folder)])
    return tearsheet.open(str(root / "archive"))


def related(archive: tearsheet.Archive) -> list[tuple[str, str]]:
    rows = archive.sql(
        """SELECT least(l.language, t.language), greatest(l.language, t.language)
        FROM related JOIN articles l ON l.article_id = left_article_id
        JOIN articles t ON t.article_id = right_article_id
        WHERE related.relation = 'translation' ORDER BY ALL"""
    )
    return [(str(a), str(b)) for a, b in rows.rows()]


def test_pages_that_name_one_another_are_translations_and_no_copies(tmp_path: Path) -> None:
    found = store(
        tmp_path,
        [
            [
                page("en", names="en de fr"),
                page("de", names="en de fr"),
                page("fr", names="en de fr"),
            ]
        ],
    )
    assert related(found) == [("de", "en"), ("de", "fr"), ("en", "fr")]
    assert found.sql("SELECT count(DISTINCT story_id) AS n, count(*) AS m FROM stories").rows() == [
        (3, 3)
    ]
    assert found.sql(
        "SELECT jaccard, containment, evidence FROM relations ORDER BY evidence LIMIT 1"
    ).row(0)[:2] == (None, None)
    assert found.sql("SELECT alternates FROM captures LIMIT 1").item().to_list() == [
        f"https://{x}.herald.org/ferry" for x in ("de", "en", "fr")
    ]


def test_the_one_that_comes_later_finds_the_one_that_was_there(tmp_path: Path) -> None:
    pages = [page("en", names="de"), page("de"), page("fr", names="en de")]
    digests = set()
    for no, batches in enumerate(
        ([pages], [[pages[1]], [pages[2], pages[0]]], [[pages[0]], pages[1:]])
    ):
        assert related(store(tmp_path / f"{no}", batches)) == [
            ("de", "en"),
            ("de", "fr"),
            ("en", "fr"),
        ]
        storage = Storage.open(str(tmp_path / f"{no}" / "archive"))
        digests.add(digest(storage, storage.head()))
    assert len(digests) == 1


def test_another_outlet_language_or_address_makes_none(tmp_path: Path) -> None:
    others = [
        page("de", host="courier.org"),
        page("en", text=TEXTS["fr"].replace("quarante", "cinquante")),
        page("de", slug="nets"),
    ]
    assert related(store(tmp_path, [[page("fr", names="de en"), *others]])) == []


def test_alternates_are_addresses_of_other_languages_only() -> None:
    html = """<link rel=alternate hreflang=de href="/de/ferry#top">
        <link rel="alternate" type="application/rss+xml" href="/feed">
    <link rel=alternate hreflang=fr href="javascript:void(0)"><link rel=prev hreflang=es href="/es">
    <link rel="Alternate" hreflang="" href="/it">"""
    work = {
        "workTranslation": [{"@id": "https://herald.org/ko"}, "https://herald.org/ja"],
        "translationOfWork": {"url": "/en/ferry"},
    }
    found = find_alternates(read_document(html.encode()), work, "https://herald.org/ferry")
    assert found == [f"https://herald.org/{p}" for p in ("de/ferry", "en/ferry", "it", "ja", "ko")]


def test_a_page_without_an_address_keeps_absolute_alternates() -> None:
    html = page("en", names="de").replace(
        '<link rel="canonical" href="https://en.herald.org/ferry">', ""
    )
    assert parse_capture(html.encode(), media_type="text/html").alternates == [
        "https://de.herald.org/ferry"
    ]

"""The licence that a page states."""

import pytest

from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.document import read_document

CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("page", "licence"),
    [
        (f'<a rel="license" href="{CC}">CC BY</a>', CC),
        (f'<link rel="license" href="{CC}">', CC),
        ('<a rel="nofollow license" href="/terms">Terms</a>', "https://a.example/terms"),
        (f'<p>Under <a href="{CC}">this licence</a></p>', CC),
        ('<meta name="dcterms.license" content="CC BY-SA 4.0">', "CC BY-SA 4.0"),
        ('<a href="/license-plates">Licence plates</a>', None),
        ('<a href="https://creativecommons.org/">About</a>', None),
        ("<p>All rights reserved</p>", None),
        *(
            (
                '<script type="application/ld+json">{"@type": "NewsArticle", "license": '
                + value
                + "}</script>",
                said,
            )
            for value, said in (
                (f'"{CC}"', CC),
                (f'{{"@type": "CreativeWork", "url": "{CC}"}}', CC),
                ('{"name": "Open Government Licence"}', "Open Government Licence"),
                (f'[null, "{CC}"]', CC),
                ("3", None),
            )
        ),
    ],
)
def test_a_licence_is_what_the_page_states(page: str, licence: str | None) -> None:
    assert read_metadata(read_document(page.encode()), "https://a.example/b").licence == licence

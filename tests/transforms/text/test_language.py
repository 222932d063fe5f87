"""Language tags -> the code of the language."""

import pytest

from transforms.text.language import first_language, primary_subtag


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "en"),
        ("ko_KR", "ko"),
        (" PT ", "pt"),
        ("haw-US", "haw"),
        ("English", None),
        ("e", None),
        ("", None),
        (None, None),
        ("pt-BR, en", "pt"),
        ("en, de", None),
    ],
)
def test_a_tag_gives_its_primary_subtag(tag: str | None, code: str | None) -> None:
    assert primary_subtag(tag) == code


def test_a_page_may_list_languages_and_means_the_first() -> None:
    assert first_language("en, de") == first_language("en;q=0.8") == first_language("en") == "en"
    assert first_language("English, German") is None

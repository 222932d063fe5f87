"""What is indexed of a text: spellings that mean one word meet, in every script."""

from __future__ import annotations

from pathlib import Path

import pytest

import tearsheet
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.words import Analyzer, fold, split_words
from tests.search.articles import article, publish


@pytest.mark.parametrize(
    ("text", "language", "folded", "exact"),
    [
        ("The harbour bridges", "en", "the harbour bridg", "the harbour bridges"),
        ("l'Été ＯＫ", "fr", "l ete ok", "l été ok"),
        ("Żółta łódź", "pl", "zolta lodz", "żółta łódź"),
        ("Йод ещё", None, "йод еще", "йод ещё"),
        ("서울에서", "ko", "서울 울에 에서 서", "서울에서"),
        ("iPhone手机", "zh", "iphone 手机 机", "iphone 手机 机"),
        ("والكتاب", "ar", "وال الك لكت كتا تاب اب ب", "والكتاب"),
        ("ספרים", "he", "ספר פרי רימ ימ מ", "ספרים"),
        ("हिन्दी में", "hi", "हिन्दी में", "हिन्दी में"),
        ("foo_bar 3,5", None, "foo bar 3 5", "foo bar 3 5"),
    ],
)
def test_a_text_has_a_folded_form_and_one_as_it_is_written(
    text: str, language: str | None, folded: str, exact: str
) -> None:
    assert Analyzer().forms(text, language) == (folded, exact)


def test_marks_and_width_fall_and_letters_stay() -> None:
    assert fold("Façade") == "facade"
    assert fold("ß") == "ss"
    assert fold("كِتَابٌ") == "كتاب"
    assert fold("שָׁלוֹם") == "שלומ"
    assert split_words("—…!") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("HARBOUR bridge", ["en"]),
        ("councillor", ["en"]),
        ("burgermeisterin haus", ["de"]),
        ("strasse", ["de"]),
        ("election generale", ["fr"]),
        ("cancion ninez", ["es"]),
        ("lodz zolta", ["pl"]),
        ("российский корабль", ["ru"]),
        ("еще", ["ru"]),
        ("كتاب", ["ar"]),
        ("سفن ميناء", ["ar"]),
        ("ספר", ["he"]),
        ("תלמידים", ["he"]),
        ("北京", ["zh"]),
        ("港口大桥", ["zh"]),
        ("橋", ["ja"]),
        ("知事 abc", ["ja"]),
        ("서울", ["ko"]),
        ("시장 회의", ["ko"]),
        ("กรุงเทพ", ["th"]),
        ("दिल्ली योजना", ["hi"]),
        ("京", ["ja", "zh"]),
        ("title:harbour", []),
        ("北海", []),
    ],
)
def test_words_of_many_languages_are_found(
    languages: SearchableArchive, asked: str, found: list[str]
) -> None:
    assert sorted(hit.article_id for hit in languages.search(asked).hits) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('"harbour bridges"', ["en"]),
        ('"harbour bridge"', []),
        ('"bridges harbour"', []),
        ('"harbour bridge"~1', ["en"]),
        ('"voted harbour"', []),
        ('"vote bridge"~4', ["en"]),
        ('"élections"', ["fr"]),
        ('"elections"', []),
        ('"كتاب"', []),
        ('"والكتاب الجديد"', ["ar"]),
        ('"서울"', []),
        ('"서울에서 열린"', ["ko"]),
        ('"大桥计划"', ["zh"]),
        ('"bridg*"', ["en"]),
        ('"the harbour bri*"', ["en"]),
        ("elect*", ["fr"]),
        ("général*", ["fr"]),
        ("general*", ["fr"]),
    ],
)
def test_quotes_keep_the_words_as_they_are_written(
    languages: SearchableArchive, asked: str, found: list[str]
) -> None:
    assert [hit.article_id for hit in languages.search(asked).hits] == found


def test_a_sentence_of_which_no_article_has_all_words_finds_the_one_that_has_most(
    languages: SearchableArchive,
) -> None:
    found = languages.search("the councilors voted on the harbourbridges on tuesday")
    assert (found.hits[0].article_id, found.is_loose) == ("en", True)
    assert languages.search("市长在北京宣布新的港口隧道计划").hits[0].article_id == "zh"


def test_words_side_by_side_come_before_the_same_words_apart(tmp_path: Path) -> None:
    publish(
        str(tmp_path),
        [
            article("apart", "wall of the sea and the harbour, wall"),
            article("together", "it is the sea wall of the harbour, wall"),
        ],
    )
    assert tearsheet.open(str(tmp_path)).search("sea wall").hits[0].article_id == "together"


@pytest.mark.parametrize(
    ("asked", "found", "lit"),
    [
        ("AT&T", ["a"], "**AT&T** sold its 12,000 poles at noon; the T line of the co-op runs."),
        ("12,000", ["a"], "AT&T sold its **12,000** poles at noon; the T line of the co-op runs."),
        ("co-ops", ["a"], "AT&T sold its 12,000 poles at noon; the T line of the **co-op** runs."),
        ("co-o*", ["a"], "AT&T sold its 12,000 poles at noon; the T line of the **co-op** runs."),
        ("Kranz's", ["b"], "12 of 000 were **Kranz**’s: the co in an op, at the tee T."),
        ("l'op", ["a", "b"], None),
    ],
)
def test_what_a_sign_ties_together_is_found_side_by_side(
    tmp_path: Path, asked: str, found: list[str], lit: str | None
) -> None:
    root = str(tmp_path / "archive")
    apart = "12 of 000 were Kranz’s: the co in an op, at the tee T."
    tied = "AT&T sold its 12,000 poles at noon; the T line of the co-op runs."
    publish(root, [article("a", tied, language="en"), article("b", apart, language="en")])
    hits = tearsheet.open(root).search(asked).hits
    assert sorted(hit.article_id for hit in hits) == found
    assert lit is None or hits[0].snippet.lit("**", "**") == lit


def test_a_long_search_with_words_that_a_sign_ties_finds_what_has_most_of_them(
    tmp_path: Path,
) -> None:
    root = str(tmp_path / "archive")
    publish(root, [article("a", "The ferry doesn't sail in a twenty-knot wind from the north.")])
    found = tearsheet.open(root).search("the ferry doesn’t sail in a thirty-knot wind")
    assert (found.is_loose, [hit.article_id for hit in found.hits]) == (True, ["a"])


def test_a_run_without_spaces_is_found_to_its_end(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(500))
    publish(str(tmp_path), [article("long", text, language="zh")])
    archive = tearsheet.open(str(tmp_path))
    assert [archive.search(text[n : n + 4]).total for n in (0, 200, 496)] == [1, 1, 1]
    assert archive.search(f'"{text[300:340]}"').total == 1

"""Spellings under which names, lines and texts are compared."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.folds import (
    fold_beginning,
    fold_field,
    fold_label,
    fold_line,
    fold_name,
    fold_title,
    squeeze_spaces,
)


def test_a_name_is_its_letters_and_digits() -> None:
    assert fold_name("The-Example.com") == fold_name("The Example: com") == "theexamplecom"
    assert fold_name(None) == fold_name(" – ") == ""


def test_a_field_has_one_name_in_every_style_of_writing() -> None:
    assert {fold_field(n) for n in ("publishedAt", "published_at", "Published-At")} == {
        "publishedat"
    }
    assert fold_field("@type") != fold_field("type")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("READ  MORE:", "read more"),
        ("» Don’t miss", "don't miss"),
        ("【关注】", "关注"),
        ("***", "***"),
    ],
)
def test_a_label_is_spelt_as_in_the_word_lists(line: str, label: str) -> None:
    assert fold_label(line) == label


#: Signs that lines of labels have around and inside them, and letters that folding makes longer.
LINE = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from(" \t\n\u00a0\u2028\u0085\x1c’'«»:…-–•*|()[]ßİŉﬁ"),
    max_size=30,
)


@given(LINE)
def test_whatever_parts_words_is_one_blank(line: str) -> None:
    assert fold_label(line) == fold_label(" ".join(line.split()))
    assert fold_line(line) == " ".join(unicodedata.normalize("NFKC", line).casefold().split())


def test_a_line_keeps_its_punctuation_and_loses_case_width_and_spacing() -> None:
    assert fold_line("ＳＨＡＲＥ  this:") == "share this:"


def test_a_teaser_is_the_beginning_of_a_text_however_it_is_quoted_or_cut() -> None:
    assert fold_beginning("The  “Sea Lily”\nsailed…") == 'the "sea lily" sailed'
    assert fold_beginning("It rained... …") == fold_beginning("IT RAINED") == "it rained"
    assert len(fold_beginning("rain " * 500)) == 400
    assert fold_beginning(None) == ""


def test_a_headline_is_its_words() -> None:
    titles = pl.Series(["Rain -- at last!", "RAIN: at last", "港の船", None, "…"])
    folded = titles.to_frame("t").select(fold_title(pl.col("t"))).to_series().to_list()
    assert folded == ["rain at last", "rain at last", "港の船", None, ""]


def test_blanks_are_squeezed_and_lines_stay_apart() -> None:
    assert squeeze_spaces(" a \t b \r\n\n c ") == "a b\nc"

"""How many words a text has: counted, estimated, measured."""

import polars as pl
import pytest

from transforms.text.word_counts import count_words, estimate_words, words_of_column


def test_two_ideographs_count_as_a_word_of_a_page() -> None:
    assert [count_words(t) for t in ("", "rain at last", "春节", "春节 in Rome", "明天下雨")] == [
        0,
        3,
        1,
        3,
        2,
    ]


def test_an_estimate_is_alike_in_scripts_with_and_without_spaces() -> None:
    assert estimate_words("two lands") == 1.5
    assert estimate_words("두 나라") == pytest.approx(2, abs=0.5)
    assert estimate_words("สองประเทศ") == 4.5


def test_a_stored_text_counts_each_ideograph_and_no_punctuation() -> None:
    texts = pl.DataFrame({"text": ["Tide at 3.20 pm: 港の船", "두 나라", "– –", ""]})
    counts = texts.select(words_of_column(pl.col("text"))).to_series().to_list()
    assert counts == [7, 2, 0, 0]

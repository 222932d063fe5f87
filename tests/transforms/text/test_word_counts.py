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
    assert estimate_words("สองประเทศ") == pytest.approx(2, abs=0.5)


def test_a_stored_text_counts_each_ideograph_and_no_punctuation() -> None:
    texts = pl.DataFrame({"text": ["Tide at 3.20 pm: 港の船", "두 나라", "– –", ""]})
    counts = texts.select(words_of_column(pl.col("text"))).to_series().to_list()
    assert counts == [7, 2, 0, 0]


#: A text of a script without spaces between words, its words by ICU's dictionary (of Tibetan its
#: syllables), and the same said in English.
UNSPACED = [
    ("ผู้สมัครต้องว่ายน้ำเป็นและพูดเสียงเบา", 10),  # applicants must be able to swim and speak softly
    ("ປະເທດລາວມີຄວາມສະຫງົບ", 4),  # Laos is at peace
    ("ព្រះរាជាណាចក្រកម្ពុជា", 2),  # the Kingdom of Cambodia
    ("တံတားထိပ်၌ စျေးငယ်တစ်ခု ဖွင့်မည်ဖြစ်သည်။", 9),  # a small market opens at the bridge's end
    ("བོད་ཡིག་ནི་སྐད་ཡིག་ཅིག།", 6),  # Tibetan is a written language
]


@pytest.mark.parametrize(("text", "words"), UNSPACED)
def test_scripts_without_spaces_are_counted_in_words(text: str, words: int) -> None:
    assert count_words(text) == words
    assert count_words(f"Bridge: {text} two") == words + 2
    assert estimate_words(text) == pytest.approx(words, abs=3.5)


def test_a_stored_text_in_a_script_without_spaces_has_as_many_words_as_on_its_page() -> None:
    texts = pl.DataFrame({"text": [*(t for t, _ in UNSPACED), None, "rain at last"]})
    counts = texts.select(words_of_column(pl.col("text"))).to_series().to_list()
    assert counts == [*(n for _, n in UNSPACED), None, 3]
    assert pl.DataFrame({"text": ["rain"]}).select(words_of_column(pl.col("text"))).item() == 1


def test_a_page_without_any_space_is_counted_in_time_that_grows_with_its_length() -> None:
    assert count_words("สองประเทศ" * 20_000) == pytest.approx(40_000, rel=0.01)

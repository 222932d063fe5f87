"""Words and their hashes."""

import polars as pl

from transforms.dedup.match.tokens import CHUNK_BYTES, tokenize

WORDS = ["the", "Mole", "at", "9", "Überraschung", "слово", "漢字"]


def test_the_words_of_a_text_of_many_pieces_have_the_hashes_of_the_same_words_alone() -> None:
    times = CHUNK_BYTES // 10
    long = " ".join(WORDS * times)
    [short] = tokenize(pl.Series([" ".join(WORDS)]))
    [found] = tokenize(pl.Series([long]))
    size = len(short.hashes)
    assert len(long.encode()) > 3 * CHUNK_BYTES
    assert found.hashes.reshape(times, size).tolist() == [short.hashes.tolist()] * times


def test_a_word_that_is_longer_than_a_piece_has_a_hash_and_harms_no_other() -> None:
    [found] = tokenize(pl.Series([f"mole {'z' * 2 * CHUNK_BYTES} mole"]))
    first, word, last = found.hashes.tolist()
    assert first == last
    assert word not in {0, first}

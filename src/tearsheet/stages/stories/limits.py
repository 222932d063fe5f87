"""How much of the archive's texts is worked through at a time."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.dedup.match.candidates import MOST_TEXTS
from transforms.dedup.match.portions import PAIRS_AT_ONCE, WORDS_AT_ONCE
from transforms.dedup.match.postings import LEAST_BITS
from transforms.dedup.match.shares import PAIR_BITS


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the memory that matching takes. What is derived depends on `most_texts` alone.

    `most_texts`: texts that may carry a hash which is still rare;
    `portion_words`, `portion_pairs`: words and pairs of texts that are judged together;
    `compared_pairs`: pairs, each of two texts of its own, that are compared together;
    `text_rows`: versions whose texts are looked through at a time;
    `text_bytes`: texts that are kept in memory before they are staged;
    `signature_rows`: signatures in memory at a time, of some forty hashes each;
    `kept_hashes`: hashes of signatures kept in memory once read, since most is read again;
    `posting_rows`: postings kept in memory before they are staged, and worked through at a time;
    `sketch_pairs`: pairs whose sketches are compared together;
    `held_a_text`: texts that the archive holds for one of the batch, from which on signatures are
    looked up and not read through: 450 texts of a day took .34 and .23 s of processor time where
    14,000 were held, .54 and .62 s where 58,000 were (measured: benchmarks/cost/daily.py, days 31
    and 121);
    `number_bits`, `pair_bits`: the bits that a text's number takes at least, and those of two at
    most together: more texts are worked through in ranges of hashes and in windows of texts.
    """

    most_texts: int = MOST_TEXTS
    portion_words: int = WORDS_AT_ONCE
    portion_pairs: int = PAIRS_AT_ONCE
    compared_pairs: int = 10_000
    text_rows: int = 32_768
    text_bytes: int = 32 << 20
    signature_rows: int = 32_768
    kept_hashes: int = 32 << 20
    posting_rows: int = 4 << 20
    sketch_pairs: int = 1 << 18
    held_a_text: int = 100
    number_bits: int = LEAST_BITS
    pair_bits: int = PAIR_BITS


#: The limits of every run; tests work with smaller ones.
LIMITS = Limits()

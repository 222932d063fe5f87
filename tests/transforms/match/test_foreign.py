"""Characters beyond ASCII are folded alike whatever texts stand beside them."""

from __future__ import annotations

import polars as pl

from transforms.dedup.match.foreign import fold_foreign

TEXTS = ["plain", "Ürün – 3", "e\u0301 e", "٣ и Ｗ", "港。", "\U0001d400 and \U0001f6a2", ""]


def fold(texts: list[str]) -> list[str]:
    return fold_foreign(pl.Series(texts)).to_list()


def test_texts_are_folded_together_as_each_is_alone() -> None:
    assert fold(TEXTS) == [fold([text])[0] for text in TEXTS]


def test_capitals_are_marked_digits_are_ascii_and_signs_are_blanks() -> None:
    found = dict(zip(TEXTS, fold(TEXTS), strict=True))
    assert found["plain"] == "plain"
    assert found["Ürün – 3"] == "\x01ürün – 3"
    assert found["e\u0301 e"] == "é e"
    assert found["港。"] == "港."
    assert found["٣ и Ｗ"].startswith("3 и ")
    assert "\U0001f6a2" not in found["\U0001d400 and \U0001f6a2"]

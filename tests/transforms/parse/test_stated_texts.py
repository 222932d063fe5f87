"""Texts of all the shapes that papers print beside prose reach their articles whole."""

from __future__ import annotations

import random

import orjson
import pytest

from benchmarks.quality.records import LIMIT, SHAPES, Text, loss, plain
from transforms.parse.capture import parse_capture


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_record_loses_nothing_of_the_text_that_it_states(shape: Text) -> None:
    rng = random.Random(11)
    for _ in range(15):
        text = shape(rng)
        record = orjson.dumps({"title": "Rope", "text": text, "url": "https://weir.example/a"})
        page = parse_capture(record, media_type="application/json", record_kind="article")
        kept = "\n".join(b.text for b in page.blocks if b.article_no == 0 and b.rule != "record")
        assert page.page_kind == "article"
        assert loss(plain(shape.__name__, text), kept) <= LIMIT

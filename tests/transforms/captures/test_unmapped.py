"""A dump of which nothing comes out names its fields, and how to say which is the text."""

from __future__ import annotations

import orjson

from transforms.captures.unmapped import TextWatch
from transforms.formats.record import article_record


def _words(*records: dict[str, object]) -> str | None:
    watch = TextWatch()
    for number, record in enumerate(records):
        payload = orjson.dumps(record)
        watch.see(
            article_record(payload, (0, len(payload), "bytes"), str(number), None), number + 1
        )
    return watch.words()


def test_a_dump_without_a_text_names_its_fields_and_the_option() -> None:
    words = _words({"id": 1, "head": "Rope", "inner": {"a": 1}}, {"lead": "The rope of the weir."})
    assert words == (
        "no article came out of 2 records: no field is known as their text; fields: head, lead; "
        "name one: --map text=NAME"
    )


def test_a_dump_with_one_text_or_without_records_has_nothing_to_tell() -> None:
    assert _words({"head": "Rope"}, {"head": "Chain", "text": "A chain."}) is None
    assert _words() is None

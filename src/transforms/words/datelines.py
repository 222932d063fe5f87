"""Words that open a sentence where a dateline would name its place."""

from __future__ import annotations

from transforms.words.patterns import word_set

NOT_PLACES = word_set(
    {
        "en": """
            on in at by from since until after before monday tuesday wednesday thursday friday
            saturday sunday the this last next updated published posted
        """,
        "de": "am im vom seit montag",
        "fr": "le la les du en lundi",
        "es": "el los",
        "it": "il lunes",
    }
)

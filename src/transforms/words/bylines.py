"""What opens and closes a byline, and what joins its names."""

from __future__ import annotations

import re

from transforms.words.patterns import either

#: What opens a line that is a byline, before a name.
_OPENINGS = {
    "en": (
        r"(?:(?:written|reported|posted|words|text|story|article|report|photos?|opinion|analysis)"
        r" )?by:?",
        r"author:?",
        r"reporter:?",
    ),
    "de": (r"von:?", r"autor(?:in)?:?", r"redaktion:?", r"text:"),
    "fr": (r"par:?", r"auteur:?", r"texte:?"),
    "es pt": (r"por:?", r"texto:"),
    "it": (r"di", r"da", r"autore:?"),
    "nl": (r"door:?",),
    "da": (r"af",),
    "sv no": (r"av",),
    "ru": (r"автор:?", r"текст:"),
    "pl": (r"tekst:",),
    "cs": (r"napsal:?",),
    "sq": (r"autori:", r"shkruar nga"),
    "tr": (r"yazan:",),
    "ur fa": (r"کاتب:",),
    "ar": (r"بقلم:?", r"كتب:?", r"كتبت:?"),
    "he": (r"מאת:?",),
    "zh ja": (
        r"文[/／:：|]",
        r"作者[:：]?",
        r"记者[:：]?",
        r"記者[:：]?",
        r"撰文[:：]",
        r"责任编辑[:：]",
    ),
    "ko": (r"글[:=/]", r"기자[:=]"),
}
BYLINE = re.compile(rf"(?:{either(_OPENINGS)})\s*(?P<name>\S.{{1,99}})", re.IGNORECASE | re.DOTALL)
_OFFICES = {"ko": (r"기자", r"특파원"), "zh ja": (r"記者", r"记者", r"特派员")}
#: A line that is a byline in languages that put the office behind the name.
BYLINE_TAIL = re.compile(
    rf"[\w·.\s/()\[\]-]{{2,30}}(?:{either(_OFFICES)})(?:\s*+[=:]?+\s*+[\w.+-]++@[\w.-]++)?"
)

#: Words that markup leaves in an author's name.
_BY = {
    "en": (r"by", r"written by", r"posted by"),
    "de": (r"von", r"text:"),
    "fr": (r"par",),
    "es pt": (r"por",),
    "it": (r"di", r"da"),
    "nl": (r"door",),
    "sv no": (r"av",),
    "da": (r"af",),
    "pl cs": (r"od",),
    "ru": (r"автор:?", r"текст:?"),
}
BY = re.compile(rf"^(?:{either(_BY)})\s+", re.IGNORECASE)
_AND = {
    "en": (r"and",),
    "de": (r"und",),
    "fr": (r"et",),
    "es": (r"y",),
    "sv": (r"och",),
    "da no": (r"og",),
    "ru": (r"и",),
}
#: What stands between two names.
NAME_JOINT = re.compile(rf"(?<!\s)\s++(?:[,;|&/]|{either(_AND)})\s++|[,;|]\s++")

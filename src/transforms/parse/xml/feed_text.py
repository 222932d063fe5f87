"""The contents of a feed's entries -> the texts of articles, where they are whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from resiliparse.extract.html2text import extract_plain_text

from transforms.text.word_counts import count_words
from transforms.words.links import CUT, FEED_NOTE

#: A content of so many words is an article whatever stands beside it. judged
_LONG_WORDS = 80
#: A shorter one is a brief, or a summary in the wrong element; with fewer words than these it is no
#: article in any case.
_BRIEF_WORDS = 15  # judged
#: A brief says so many times more than its summary.
_MORE_THAN_SUMMARY = 1.3  # judged
#: Text that the feed gives twice, as content and as summary, is the article from here on. judged
_LONG_TWICE = 1_000
_LINE_CHARS = 300
#: How a text ends that nobody cut.
_ENDS = re.compile(r"[.!?。！？؟।။…\"”»’)\]]\s*\Z")
_CUT_END = re.compile(r"(?:\.\.\.|…)\W{0,40}\Z")


def whole_texts(entries: Sequence[tuple[str | None, str | None]]) -> list[list[str]]:
    """For each entry, (content, summary), the paragraphs of its content where that is an article
    and not its beginning.

    A brief is told from a summary in the wrong element by what it says beyond its summary, by its
    paragraphs, or by the long contents of the feed's other entries.
    """
    texts = [_without_note(_plain(content)) if content else "" for content, _ in entries]
    counts = [count_words(text) for text in texts]
    has_long = any(count >= _LONG_WORDS for count in counts)
    return [
        _lines(text) if _is_whole(text, words, entry, has_long=has_long) else []
        for text, words, entry in zip(texts, counts, entries, strict=True)
    ]


def _is_whole(
    text: str, words: int, entry: tuple[str | None, str | None], *, has_long: bool
) -> bool:
    content, summary = entry
    if words < _BRIEF_WORDS or CUT.search(text[-400:]) or _CUT_END.search(text[-40:]):
        return False
    if content == summary and len(content or "") < _LONG_TWICE:
        return False
    if words >= _LONG_WORDS:
        return True
    if not _ENDS.search(text):
        return False
    said = count_words(_plain(summary)) if summary else 0
    return has_long or len(_lines(text)) > 1 or (0 < said * _MORE_THAN_SUMMARY <= words)


def cut_line(text: str | None) -> str | None:
    """The beginning of a summary, for an entry without a title."""
    line = " ".join(_plain(text).split()) if text else ""
    return line[:_LINE_CHARS] or None


def _without_note(text: str) -> str:
    """The text without the line that a system puts behind the content of each entry."""
    lines = text.rstrip().split("\n")
    return "\n".join(lines[:-1]) if FEED_NOTE.fullmatch(lines[-1].strip()) else text


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := " ".join(part.split()))]


def _plain(content: str) -> str:
    if "<" not in content:
        return content
    return str(
        extract_plain_text(content, preserve_formatting=True, alt_texts=False, list_bullets=False)
    )

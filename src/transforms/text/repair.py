"""Text as it was meant to read: mojibake, entities, invisible characters, whitespace.

Words are never changed: quotes keep their curl and full-width characters their width, since both
are how the page printed them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import count

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

#: Entities and control characters are dealt with here, so that the rounds below see every change.
_FTFY = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    explain=False,
)

#: U+0085 is left out: in news it is nearly always the ellipsis of Windows-1252, which ftfy repairs.
_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")

#: With the semicolon only: "R&D" and "?a=1&copy=2" are text.
_BARE_ENTITY = re.compile(r"&(?:nbsp|quot|#(?:34|39|160|82(?:1[1267]|2[01])))(?![\w;])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
#: An ampersand escaped over and over, `&amp;amp;amp;`, as one match: a long chain would need a
#: round a link.
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,5}38|#[xX]0{0,4}26);)+")

#: A repertoire that one UTF-8 character read as Windows-1252, MacRoman, KOI8… falls into, as two or
#: more characters in a row.
_CODEPAGE = "[\u00a0-\u05ff\u2010-\u25ff\ufb01\ufb02\ufffd]"
#: Lines that may hold mojibake: a tenth of the cost of ftfy's own test, which comes next.
_CODEPAGE_PAIR = re.compile(f"{_CODEPAGE}{_CODEPAGE}|[\u00c2\u00c3] ")
#: C1 controls, surrogates and the ligatures of `ftfy.chardata`: what ftfy changes in sound text.
_ODD = re.compile(
    "[\u0080-\u009f\ud800-\udfff\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]"
)

#: Controls other than whitespace, soft hyphen, zero-width and bidi marks, interlinear anchors,
#: noncharacters.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]+"
)
#: Scripts that spell with joiners (Arabic, Persian, Indic) and emoji sequences: there a joiner
#: inside a word is a letter.
_JOINED = "[\u0590-\u1cff\u2600-\u27bf\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff]"
_STRAY_JOINER = re.compile(
    f"(?<!{_JOINED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_JOINED}|[\u200c\u200d])"
)
#: What is left of a list of tags or buttons whose words are gone: `… the end. , , ,`.
_DEBRIS = ",;|،、，· \u00a0"
#: A curly quote or dash of U+2013-201D that lost its high byte.
_LOW_BYTE = re.compile("(?<=\\w)\x19(?=\\w)|(?<=s)\x19(?= )")
_LOW_QUOTES = re.compile("\x1c([^\x1c\x1d\n]{1,400})\x1d")
#: Real text settles in two rounds. What does not is an entity built of entities without end: those
#: lose their ampersands. judged
_ROUNDS = 6


def clean_text(text: str) -> str:
    r"""Repaired paragraphs, one a line, none empty: `'caf&eacute;  \n\n “Itâ€™s”'` becomes
    `'café\n“It’s”'`.
    """
    if _is_sound(text):
        return _squeeze(text)
    for done in count():
        before, repaired = text, _repair(_unescape(text) if done < _ROUNDS else _defuse(text))
        text = _squeeze(repaired)
        if (repaired == before and _has_plain_spaces(repaired)) or text == before:
            break
    return text


def clean_line(text: str) -> str:
    r"""The same as one line: `' Port\n news '` becomes `'Port news'`."""
    line = clean_text(text)
    while "\n" in line:
        line = clean_text(
            line.replace("\n", " ")
        )  # the joint may complete what was broken across lines
    return line


def _unescape(text: str) -> str:
    """Left-over entities as characters: `'AT&amp;amp;T'` becomes `'AT&T'`."""
    if "&" not in text:
        return text
    text = _BARE_ENTITY.sub(
        lambda entity: html.unescape(f"{entity[0]};"), _AMPERSANDS.sub("&", text)
    )
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _defuse(text: str) -> str:
    return _ENTITY.sub(lambda entity: entity[0][1:], text)


def _is_sound(text: str) -> bool:
    """Whether nothing but spaces and empty lines can need a change; False is cheap to be wrong."""
    if not _has_plain_spaces(text) or (
        "&" in text and (_ENTITY.search(text) or _BARE_ENTITY.search(text))
    ):
        return False
    return text.isascii() or not (
        _ODD.search(text)
        or (_may_have_pair(text) and _CODEPAGE_PAIR.search(text))
        or not unicodedata.is_normalized("NFC", text)
    )


def _may_have_pair(text: str) -> bool:
    """Whether two characters that are none of ASCII stand side by side, or what a lost one leaves:
    a sixth of the cost of looking for the pair itself.
    """
    return b"??" in text.encode("ascii", "replace") or "\u00c2 " in text or "\u00c3 " in text


def _has_plain_spaces(text: str) -> bool:
    """Whether every character shows something, or is a space or line feed."""
    return text.replace("\n", " ").isprintable()


def _repair(text: str) -> str:
    """Lines with mojibake undone, in NFC, without characters that show nothing."""
    if "\x19" in text or "\x1c" in text:
        text = _LOW_QUOTES.sub("\u201c\\1\u201d", _LOW_BYTE.sub("\u2019", text))
    lines = _LINE_BREAK.sub("\n", text).split("\n")
    is_mojibake = is_bad("\n".join([line for line in lines if _CODEPAGE_PAIR.search(line)]))
    text = "\n".join([_repair_line(line, is_mojibake=is_mojibake) for line in lines])
    return text if text.isprintable() else _STRAY_JOINER.sub("", _INVISIBLE.sub("", text))


def _repair_line(line: str, *, is_mojibake: bool) -> str:
    if line.isascii():
        return line
    if _ODD.search(line) or (is_mojibake and _CODEPAGE_PAIR.search(line)):
        return fix_text(line, _FTFY)
    return unicodedata.normalize("NFC", line)


def _squeeze(text: str) -> str:
    """Runs of whitespace as one space, no empty line, no debris at a line's end; `str.split` knows
    every Unicode space, which a line is asked for only where the text has others than single ones.
    """
    lines = text.split("\n")
    if "  " in text or not _has_plain_spaces(text):
        lines = [" ".join(line.split()) for line in lines]
    lines = [_without_debris(line.strip(" ")) for line in lines]
    return "\n".join([line for line in lines if line])


def _without_debris(line: str) -> str:
    """`'The end. , , ,'` as `'The end.'`; one comma is punctuation and stays."""
    if not line or line[-1] not in _DEBRIS:
        return line
    core = line.rstrip(_DEBRIS)
    return core if len(line) - len(core) - line.count(" ", len(core)) > 1 else line

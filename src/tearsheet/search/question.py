"""What is asked in a search box -> a tree of what an article must say.

`a b` asks for both, `a OR b` for either, `NOT a` or `-a` for articles without it; brackets group.
What one sign ties together stands side by side, in any form: `covid-19`, `AT&T`, `12,000`.
`"a b"` asks for exactly these words in this order, `"a b"~3` for any forms of them with at most
three words between them, `harb*` for words that begin so, `title:` and `byline:` look there alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tearsheet.errors import Usage
from tearsheet.search.words import split_words, tied_words

#: Where a word may be looked for by name.
FIELDS = ("title", "byline", "text")
#: Brackets in brackets, and no more: a tree is walked by functions that call themselves. judged
_DEEPEST = 50
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<field>(?:title|byline|text):)
    | (?P<quoted>["“„«”](?P<inside>[^"“”„«»]*)(?P<end>["“”»]?)(?:~(?P<slop>\d*))?)
    | (?P<minus>[-−](?=[\w"“(]))
    | (?P<operator>(?:AND|OR|NOT)(?![\w*]))
    | (?P<filter>(?:outlet|published|captured|language|kind|story|author|headline):)
    | (?P<word>[^\s()"“”„«»]+)
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)


_NO_FIELD = (
    "only title:, byline: and text: can stand in a search; outlet, published, captured, language, "
    "kind and story are options of it"
)


class BadSearch(Usage):
    """A search that cannot be read: what is wrong, and where."""

    def __init__(self, reason: str, asked: str, place: int) -> None:
        line = asked.replace("\n", " ").replace("\t", " ")
        super().__init__(f"{reason}\n  {line}\n  {' ' * place}^")
        self.reason, self.asked, self.place = reason, asked, place

    def __reduce__(self) -> tuple[type[BadSearch], tuple[str, str, int]]:
        return type(self), (self.reason, self.asked, self.place)


@dataclass(frozen=True, slots=True)
class Word:
    """Any form of a word; `is_prefix` for whatever begins so."""

    text: str
    field: str = ""
    is_prefix: bool = False

    def __str__(self) -> str:
        return f"{_named(self.field)}{self.text}{'*' * self.is_prefix}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these words, one after the other; with `near` any forms of them with so many others
    between them.
    """

    words: tuple[str, ...]
    field: str = ""
    near: int | None = None
    is_prefix: bool = False
    #: Whether it was written as one word: `covid-19`.
    is_tied: bool = False

    def __str__(self) -> str:
        if self.is_tied:
            return f"{_named(self.field)}{'-'.join(self.words)}{'*' * self.is_prefix}"
        near = "" if self.near is None else f"~{self.near}"
        return f'{_named(self.field)}"{" ".join(self.words)}{"*" * self.is_prefix}"{near}'


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' AND '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Without:
    """Not this."""

    part: Node

    def __str__(self) -> str:
        return f"NOT {self.part}"


Node = Word | Phrase | Every | Either | Without


def every(parts: Iterable[Node]) -> Every:
    """All of the parts; what is asked for together within them is taken apart."""
    return Every(
        tuple(one for part in parts for one in (part.parts if isinstance(part, Every) else (part,)))
    )


def _named(field: str) -> str:
    return f"{field}:" if field else ""


def read_question(asked: str) -> Node:
    """The tree of a search. Raises BadSearch, with a caret under what cannot be read."""
    reader = _Reader(asked)
    if not reader.left:
        raise BadSearch("there is nothing to search for", asked, 0)
    tree = reader.alternatives()
    if reader.left:
        raise reader.error("this bracket closes nothing")
    return tree


class _Reader:
    """Reads a search from left to right; `field` is where words are looked for at the moment."""

    def __init__(self, asked: str) -> None:
        self.asked, self.field, self.depth = asked, "", 0
        self.left = list(_TOKEN.finditer(asked.rstrip()))
        self.left.reverse()

    @property
    def kind(self) -> str:
        """What comes next: the name of a group of `_TOKEN`, or the operator; empty at the end."""
        if not self.left:
            return ""
        found = self.left[-1]
        for name in ("open", "close", "field", "quoted", "minus", "operator", "filter", "word"):
            if found[name] is not None:
                return found[name] if name == "operator" else name
        return "stray"

    @property
    def place(self) -> int:
        """Where it begins."""
        if not self.left:
            return len(self.asked.rstrip())
        found = self.left[-1]
        return found.start() + len(found.group()) - len(found.group().lstrip())

    def error(self, reason: str, place: int | None = None) -> BadSearch:
        """What is wrong here."""
        return BadSearch(reason, self.asked, self.place if place is None else place)

    def alternatives(self) -> Node:
        """Parts with OR between them."""
        parts = [self.conjunction()]
        while self.kind == "OR":
            self.left.pop()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def conjunction(self) -> Node:
        """Parts that must all hold, with AND between them or without."""
        parts: list[Node] = []
        sign: int | None = None
        while self.kind not in ("", "OR", "close"):
            if self.kind == "AND":
                if not parts:
                    break
                self.left.pop()
                if self.kind in ("", "OR", "AND", "close"):
                    break
            place = self.place
            if (part := self.part()) is not None:
                parts.append(part)
            else:
                sign = place
                if self.kind in ("", "close", "OR") and not parts:
                    break
        else:
            if parts:
                return parts[0] if len(parts) == 1 else every(parts)
        if sign is not None and not parts:
            raise self.error("there is no word in this to search for", sign)
        before = "after AND, OR or NOT" if self.asked[: self.place].strip() else "here"
        raise self.error(f"something to search for is missing {before}")

    def part(self) -> Node | None:
        """One word, phrase or bracket, with what stands before it; null for a sign that says
        nothing.
        """
        kind, place = self.kind, self.place
        if kind in ("NOT", "minus"):
            self.left.pop()
            if self.kind in ("", "OR", "AND", "close"):
                raise self.error("NOT needs something to leave out", place)
            part = self.part()
            if part is None:
                raise self.error("NOT needs something to leave out", place)
            return part.part if isinstance(part, Without) else Without(part)
        if kind == "field":
            return self._in_field()
        if kind == "open":
            return self._bracket()
        if kind == "quoted":
            return self._phrase()
        if kind == "word":
            return self._word()
        if kind == "filter":
            raise self.error(_NO_FIELD)
        raise self.error("this cannot stand here: to search for a sign, put it in quotes")

    def _in_field(self) -> Node | None:
        place, before = self.place, self.field
        self.field = self.left.pop()["field"].rstrip(":")
        if self.kind not in ("word", "quoted", "open"):
            raise self.error(f"{self.field}: needs a word, a phrase or a bracket after it", place)
        part, self.field = self.part(), before
        return part

    def _bracket(self) -> Node:
        place = self.place
        self.left.pop()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"brackets may be nested {_DEEPEST} deep", place)
        if self.kind == "close":
            raise self.error("there is nothing in these brackets", place)
        tree = self.alternatives()
        if self.kind != "close":
            raise self.error("this bracket is not closed", place)
        self.left.pop()
        self.depth -= 1
        return tree

    def _phrase(self) -> Node:
        place, found = self.place, self.left.pop()
        inside = found["inside"]
        if not found["end"]:
            raise self.error("this quote is not closed", place)
        if found["slop"] == "":
            raise self.error('a number is missing after ~, such as "a b"~3', place)
        words = tuple(split_words(inside))
        if not words:
            raise self.error("there is no word in these quotes", place)
        near = None if found["slop"] is None else min(int(found["slop"][:4]), 1000)
        return Phrase(words, self.field, near, is_prefix=inside.rstrip().endswith("*"))

    def _word(self) -> Node | None:
        place, text = self.place, self.left.pop()["word"]
        groups = tied_words(text)
        if not groups:
            if "*" in text:
                raise self.error("* needs the beginning of a word before it", place)
            return None
        if "*" in text.rstrip("*"):
            raise self.error("* can stand at the end of a word only", place + text.index("*"))
        parts = [self._tied(words) for words in groups]
        if text.endswith("*"):
            parts[-1] = self._tied(groups[-1], is_prefix=True)
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _tied(self, words: tuple[str, ...], *, is_prefix: bool = False) -> Word | Phrase:
        if len(words) == 1:
            return Word(words[0], self.field, is_prefix)
        return Phrase(words, self.field, None if is_prefix else 0, is_prefix, is_tied=True)

"""A search as a tree -> a query of the index, and the words and phrases to highlight in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import tantivy
from tantivy import Occur, Query

from tearsheet.search.generation import BYLINE, EXACT, FOLDED, TITLE, TITLE_EXACT, schema
from tearsheet.search.question import Either, Every, Node, Phrase, Without, Word
from tearsheet.search.words import STEMMED, fold, segments, stem

#: A word in a headline says this much more of what an article is about. judged
_TITLE_WEIGHT = 1.5
#: Words that stand side by side, as they do in the search, say this much more. judged
_SIDE_BY_SIDE = 1.0
#: Words of scripts that are cut are so many grams apart where they are one word apart. judged
_GRAMS_A_WORD = 4
#: So many pairs of a search are looked at. judged
_MOST_PAIRS = 16
#: Passages of so many words that stand as they do in the search, but for one word between, weigh
#: the more: who searches for a sentence finds where it stands. So many are looked at. judged
_PASSAGE, _MOST_PASSAGES = 4, 8
#: Of the words of a text that no article has all of, so many must be found. judged
_SHARE = 0.6
#: Fields by name: folded, exact.
_FIELDS = {
    "": (FOLDED, EXACT),
    "text": (FOLDED, EXACT),
    "title": (TITLE, TITLE_EXACT),
    "byline": (BYLINE, BYLINE),
}


class Compiler:
    """Makes queries for an index whose articles are in these languages."""

    def __init__(self, languages: Collection[str | None]) -> None:
        self.schema: tantivy.Schema = schema()
        names = {STEMMED[code]: code for code in languages if code in STEMMED}
        self.languages: list[str | None] = [None, *names.values()]

    def compile(self, node: Node) -> Query:
        """The query of a tree."""
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._titled(node) if node.is_tied and not node.field else self._phrase(node)
            case Every(parts):
                return self._every(parts)
            case Either(parts):
                return _boolean((Occur.Should, self.compile(p)) for p in parts)
            case Without():
                return self._every((node,))

    def loose(self, words: Sequence[Word]) -> Query:
        """The query for articles that have most of these words; a word in a script without spaces
        counts by its grams.
        """
        parts: list[Query] = []
        for word in words:
            tokens = [
                token
                for part in segments(word.text)
                if part.gram
                for token in _inner(part.text, part.gram)
            ]
            parts += [self._term(FOLDED, token) for token in tokens] or [self._word(word)]
        least = max(1, int(len(parts) * _SHARE))
        most = Query.boolean_query([(Occur.Should, p) for p in parts], least)
        raised = (*self._neighbours(words), *self._passages(words), *self._stretches(words))
        return _boolean([(Occur.Must, most), *raised])

    def _stretches(self, words: Sequence[Word]) -> Iterator[tuple[Occur, Query]]:
        """Stretches of words in scripts without spaces that stand as they do in the search."""
        for word in words:
            for part in (p for p in segments(word.text) if p.gram):
                text, length = fold(part.text), 3 * part.gram
                for at in range(0, len(text) - length + 1, part.gram):
                    tokens = _inner(text[at : at + length], part.gram)
                    yield Occur.Should, self._tokens(FOLDED, tokens)

    def _titled(self, node: Phrase) -> Query:
        """What was written as one word; in a headline it says more."""
        headline = Query.boost_query(self._phrase(replace(node, field="title")), _TITLE_WEIGHT)
        return _boolean([(Occur.Must, self._phrase(node)), (Occur.Should, headline)])

    def _every(self, parts: Sequence[Node]) -> Query:
        wanted = [
            (Occur.MustNot, self.compile(p.part))
            if isinstance(p, Without)
            else (Occur.Must, self.compile(p))
            for p in parts
        ]
        if all(isinstance(p, Without) for p in parts):
            wanted.append((Occur.Must, Query.all_query()))
        apart = [one for part in parts for one in _words_of(part)]
        return _boolean([*wanted, *self._neighbours(apart), *self._passages(apart)])

    def _passages(self, parts: Sequence[Node]) -> Iterator[tuple[Occur, Query]]:
        """Passages of the words of a search that raise the score of an article in which they
        stand.
        """
        words = [p for p in parts if isinstance(p, Word) and not p.field and not p.is_prefix]
        if len(words) != len(parts) or len(words) < _PASSAGE:
            return
        begins = range(0, len(words) - _PASSAGE + 1, _PASSAGE // 2)
        for at in (*begins[: _MOST_PASSAGES - 1], len(words) - _PASSAGE):
            passage = Phrase(tuple(w.text for w in words[at : at + _PASSAGE]))
            yield Occur.Should, self._together(passage, near=1)

    def _neighbours(self, parts: Sequence[Node]) -> Iterator[tuple[Occur, Query]]:
        """Pairs of words that raise the score of an article in which they stand side by side."""
        pairs = [
            (left, right)
            for left, right in pairwise(parts)
            if isinstance(left, Word) and isinstance(right, Word) and left.field == right.field
            if not (left.is_prefix or right.is_prefix)
        ]
        for left, right in pairs[:_MOST_PAIRS]:
            query = self._together(Phrase((left.text, right.text), left.field), near=0)
            yield Occur.Should, Query.boost_query(query, _SIDE_BY_SIDE)

    def _together(self, phrase: Phrase, *, near: int) -> Query:
        """Words that stand together, in any forms and with so many others between; in scripts that
        are cut, as they are written.
        """
        if any(p.gram for word in phrase.words for p in segments(word)):
            return self._phrase(phrase)
        return self._near(_FIELDS[phrase.field][0], replace(phrase, near=near))

    def _word(self, node: Word) -> Query:
        folded, exact = _FIELDS[node.field]
        if node.is_prefix:
            return self._prefix(exact, node.text)
        found = self._forms(folded, node.text)
        if node.field:
            return found
        headline = Query.boost_query(self._forms(TITLE, node.text), _TITLE_WEIGHT)
        return Query.boolean_query([(Occur.Must, found), (Occur.Should, headline)])

    def _forms(self, field: str, word: str) -> Query:
        """Any form of a word, in any language of the archive."""
        parts = segments(word)
        if len(parts) == 1 and not parts[0].gram:
            tokens = dict.fromkeys(stem(fold(word), code) for code in self._codes(field))
            return _either([self._term(field, token) for token in tokens if token])
        return self._run(field, [(p.text, p.gram) for p in parts])

    def _codes(self, field: str) -> list[str | None]:
        return [None] if field == BYLINE else self.languages

    def _run(self, field: str, parts: Sequence[tuple[str, int]]) -> Query:
        """Pieces of words that stand one after the other; those in grams are cut."""
        tokens: list[str] = []
        for text, size in parts[:-1]:
            text = fold(text)
            tokens += [text[n : n + size] for n in range(len(text))] if size else [text]
        text, size = fold(parts[-1][0]), parts[-1][1]
        return self._sequence(field, tokens, text, size)

    def _sequence(self, field: str, tokens: list[str], last: str, size: int) -> Query:
        """Tokens, and behind them a piece of which only the beginning is known where it is cut."""
        if size and len(last) < size:
            return self._begins(field, tokens, re.escape(last) + ".*")
        tokens = [*tokens, *(_inner(last, size) if size else [last])]
        return self._tokens(field, tokens)

    def _tokens(self, field: str, tokens: Sequence[str], near: int = 0) -> Query:
        if len(tokens) == 1:
            return self._term(field, tokens[0])
        return Query.phrase_query(self.schema, field, list(tokens), near)

    def _begins(self, field: str, tokens: Sequence[str], pattern: str) -> Query:
        """These tokens, and behind them one that fits a pattern."""
        if not tokens:
            return Query.regex_query(self.schema, field, pattern)
        before = [re.escape(token) for token in tokens]
        return Query.regex_phrase_query(self.schema, field, [*before, pattern])

    def _prefix(self, field: str, word: str) -> Query:
        return self._begins(field, (), spellings(word) + ".*")

    def _phrase(self, node: Phrase) -> Query:
        folded, exact = _FIELDS[node.field]
        if node.near is not None:
            return self._near(folded, node)
        *before, last = [p for word in node.words for p in segments(word)]
        tokens: list[str] = []
        for part in before:
            size = part.exact_gram()
            tokens += (
                [part.text[n : n + size] for n in range(len(part.text))] if size else [part.text]
            )
        if exact == BYLINE:
            tokens, text = [fold(t) for t in tokens], fold(last.text)
        else:
            text = last.text
        if node.is_prefix and not last.exact_gram():
            return self._begins(exact, tokens, re.escape(text) + ".*")
        return self._sequence(exact, tokens, text, last.exact_gram())

    def _near(self, field: str, node: Phrase) -> Query:
        """Any forms of words near one another, in each language of the archive."""
        variants = dict[tuple[str, ...], None]()
        for code in self._codes(field):
            tokens: list[str] = []
            for part in (p for word in node.words for p in segments(word)):
                text = fold(part.text)
                tokens += _inner(text, part.gram) if part.gram else [stem(text, code)]
            variants[tuple(filter(None, tokens))] = None
        near = node.near or 0
        if any(p.gram for word in node.words for p in segments(word)):
            near = _GRAMS_A_WORD * (near + len(node.words) - 1)
        return _either([self._tokens(field, tokens, near) for tokens in variants if tokens])

    def _term(self, field: str, token: str) -> Query:
        return Query.term_query(self.schema, field, token)


def _inner(text: str, size: int) -> list[str]:
    """The whole grams of a piece, or the piece where it is shorter than one."""
    return [text[n : n + size] for n in range(len(text) - size + 1)] or [text]


def _either(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(list(queries))


def _boolean(parts: Iterator[tuple[Occur, Query]] | Sequence[tuple[Occur, Query]]) -> Query:
    return Query.boolean_query(list(parts))


def spellings(word: str) -> str:
    """A pattern for a word with whatever marks on its letters: `"ete"` fits `été`."""
    return "".join(
        f"[{''.join([c, *_marked().get(c, ())])}]" if c in _marked() else re.escape(c)
        for c in fold(word)
    )


@cache
def _marked() -> dict[str, list[str]]:
    """The letters that are folded to each letter."""
    found: dict[str, list[str]] = {}
    for code in (*range(0xC0, 0x600), *range(0x620, 0x6D4), *range(0x1E00, 0x2000)):
        letter = unicodedata.normalize("NFKC", chr(code)).casefold()
        plain = fold(letter)
        if (
            len(letter) == len(plain) == 1
            and letter != plain
            and letter not in found.get(plain, [])
        ):
            found.setdefault(plain, []).append(letter)
    return found


def leaves(node: Node) -> Iterator[Word | Phrase]:
    """The words and phrases that a search asks for, without those that it leaves out."""
    match node:
        case Word() | Phrase():
            yield node
        case Every(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Without():
            return


def _words_of(node: Node) -> Iterator[Node]:
    """The words of what was written as one; anything else as it is."""
    if isinstance(node, Phrase) and node.is_tied and not node.is_prefix:
        yield from (Word(word, node.field) for word in node.words)
    else:
        yield node


def bare_words(node: Node) -> list[Word]:
    """The words of a search that is nothing but words; none of any other."""
    given = node.parts if isinstance(node, Every) else (node,)
    parts = [one for part in given for one in _words_of(part)]
    plain = [p for p in parts if isinstance(p, Word) and not p.field and not p.is_prefix]
    return plain if len(plain) == len(parts) else []

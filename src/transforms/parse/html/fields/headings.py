"""Page -> the element that prints its article's headline: mostly an `<h1>`, told by what the page
states of itself, by its markup and by where it stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from math import inf

from transforms.parse.html.markup.attributes import written_class
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import LINK
from transforms.text.folds import fold_name
from transforms.text.separators import TITLE_PARTS
from transforms.text.word_counts import count_words
from transforms.urls import absolute_url, split_url
from transforms.words.html_classes import HEADLINE_MARKS, KICKER_CLASS, TITLE_CLASS, bits_of

#: So many headings of a rank, and so many elements that are called a headline, are looked at.
#: judged
_MOST, _KEPT = 30, 4
_LONGEST = 500
#: What speaks for an element: its rank, what its markup says, where it stands, what it agrees with.
#: measured: benchmarks/quality/headlines.py on train and choose
_H1, _SHORT_H1, _H2, _OTHER = 3.0, 2.0, 0.5, 0.0
_SAYS_HEADLINE, _CLASSED, _IN_ARTICLE, _BEFORE_PROSE = 2.0, 1.0, 0.5, 1.0
_EXACT, _PART, _LIKE, _LAST_PART = 4.0, 3.0, 3.0, 0.5
_LINKED, _OUTSIDE, _BESIDE = -4.0, -4.0, -2.0
#: A lesser heading that agrees with nothing of what the page states is mostly a section's.
#: measured: benchmarks/quality/curves.py _UNSTATED
_UNSTATED = -1.5
#: An element for which less speaks is no headline. measured: benchmarks/quality/curves.py _LEAST
_LEAST = 2.0
#: Where a heading is so likely nothing else is looked for: an h1 that says what is stated. judged
_SURE = 8.0
#: From so many letters on one text inside another is no accident; so much of two texts' runs of
#: three letters in common is a likeness. judged, the share
#: measured: benchmarks/quality/curves.py _LEAST_LIKE
_PART_CHARS, _LEAST_LIKE = 12, 0.4
_SHORT_WORDS = 3
#: A title of so few words may be the site's name, which pages of old systems state alone. judged
_NAME_WORDS = 3
#: A line that is the longer part of a stated title is its headline, the rest a name. judged
_MOST_OF_TITLE = 0.5
_PROSE_WORDS = 20
_NOT_HERE = frozenset(["nav", "aside", "footer", "form", "dialog"])
_BESIDE_BITS = bits_of("comment", "side", "notice", "signup")
#: Boxes of comments, notices and the like are looked for in so many elements around. judged
_NEAR = 4


def find_headings(
    page: Document, stated: Iterable[str], known: set[str], addresses: Iterable[str]
) -> tuple[list[int], bool]:
    """(the tags of elements that may print the headline, the likeliest first; whether markup says
    so of any). None where none is likelier than not. An element before the text, whatever it is
    called, that holds the stated title and nothing else comes first where the likeliest by its
    markup agrees with nothing that is stated.

    `stated` are the titles that the page states, `known` squashed names of its site, `addresses`
    its own, the capture's first: a heading may be a link to the page itself, in relation to that.
    """
    titles = _Stated(stated, known, addresses)
    prose = _first_prose(page)
    tags = [*page.tags_named("h1")[:_MOST], *page.tags_named("h2")[:_MOST]]
    scores = {tag: _score(page, tag, titles, prose) for tag in tags}
    if max(scores.values(), default=0.0) < _SURE:
        scores |= {tag: _score(page, tag, titles, prose) for tag in _called(page, tags)}
    if max(scores.values(), default=0.0) < _LEAST:
        lesser = (t for t in page.tags_named("h3")[:_MOST] if titles.states(page.text_of(t)))
        scores |= {tag: _score(page, tag, titles, prose) for tag in lesser}
    likely = [tag for tag in scores if scores[tag] >= _LEAST]
    if not likely:
        return _find_plain(page, titles, prose), False
    ranked = sorted(likely, key=lambda tag: (-scores[tag], tag))[:_KEPT]
    agreement = titles.agreement(fold_name(page.text_of(ranked[0])))
    if not agreement or (agreement < _PART and ranked[0] > prose):
        # a section's heading, where a line before the text says what is stated
        lines = _find_plain(page, titles, prose)
        ranked = [*(t for t in lines if titles.states(page.text_of(t))), *ranked][:_KEPT]
    return ranked, True


def _find_plain(page: Document, titles: _Stated, prose: int) -> list[int]:
    """The last element before the page's prose that holds nothing but what the page states as its
    title, or most of that; none where there is none.
    """
    lines = [
        tag
        for tag, _, text in page.lines(0, prose)
        if titles.says_most(text)
        and page.text_of(tag) == text
        and not page.is_linked(tag)
        and _place(page, tag, titles.addresses) >= 0
    ]
    return lines[-1:]


def print_heading(page: Document, tag: int, stated: Iterable[str]) -> str:
    """What a heading says, without a kicker before or a subtitle behind the headline: an element of
    its own beside what is stated as the title, or one that its class calls so.

    `<h1><i>Salt</i> Ferry is back now</h1>` says `Ferry is back now` where that is stated.
    """
    whole, stop = page.text_of(tag), page.end_of(tag)
    titles = {fold_name(text) for text in stated} - {""}
    if fold_name(whole) in titles:
        return whole
    for at in range(tag + 1, min(stop, tag + _MOST)):
        for said in (page.text(at, stop), page.text(tag, at)):
            if fold_name(said) in titles and count_words(said) >= _SHORT_WORDS:
                return said
    return _without_kickers(page, tag, stop) or whole


def _without_kickers(page: Document, tag: int, stop: int) -> str:
    """A heading without the elements that its classes call kicker or subtitle."""
    parts: list[str] = []
    at = tag
    for inside in range(tag + 1, stop):
        if inside >= at and KICKER_CLASS.search(page.attributes[inside]):
            parts.append(page.text(at, inside))
            at = page.end_of(inside)
    said = " ".join(filter(None, (*parts, page.text(at, stop)))).strip(" :")
    return said if count_words(said) >= _SHORT_WORDS else ""


class _Stated:
    """What a page states of its headline, folded once for all comparisons."""

    def __init__(self, stated: Iterable[str], known: set[str], addresses: Iterable[str]) -> None:
        self.known = known
        self.addresses = tuple(filter(None, addresses))
        self.whole: set[str] = set()
        self.middles: set[str] = set()
        self.ends: set[str] = set()
        self.words = 0
        for title in stated:
            self.words = max(self.words, count_words(title))
            parts = [fold_name(p) for p in TITLE_PARTS.split(title)]
            parts = [p for p in parts if p and p not in known]
            self.whole |= {fold_name(title), *parts[:1]}
            self.middles.update(parts[1:-1])
            self.ends.update(parts[1:][-1:])
        self.whole -= {"", *known}
        paths = [split_url(a).path.rstrip("/") for a in self.addresses]
        slugs = [fold_name(path.rpartition("/")[2]) for path in paths]
        texts = (*self.whole, *self.middles, *slugs)
        self.grams = [_grams(t) for t in texts if len(t) > _PART_CHARS]

    def states(self, text: str) -> bool:
        """Whether some words are a whole title."""
        return count_words(text) >= _SHORT_WORDS and fold_name(text) in self.whole

    def says_most(self, text: str) -> bool:
        """Whether some words are a whole title, a part of one, or one with a name before or behind
        it that is shorter.
        """
        if len(text) > _LONGEST or count_words(text) < _SHORT_WORDS:
            return False
        folded = fold_name(text)
        return (
            len(folded) >= _PART_CHARS
            and folded not in self.known
            and (
                folded in self.whole
                or folded in self.middles
                or any(
                    len(folded) > len(t) * _MOST_OF_TITLE
                    and (t.startswith(folded) or t.endswith(folded))
                    for t in self.whole
                )
            )
        )

    def may_be_name(self, text: str) -> bool:
        """Whether all that is stated may be the site's name: a few words, fewer than these."""
        return self.words <= _NAME_WORDS and count_words(text) > self.words

    def agreement(self, text: str) -> float:
        """How well a folded text agrees with what is stated."""
        if text in self.whole:
            return _EXACT
        if text in self.middles:
            return _PART
        if text in self.ends:
            return _LAST_PART
        if len(text) >= _PART_CHARS and any(
            text in t or (len(t) >= _PART_CHARS and t in text) for t in self.whole
        ):
            return _PART
        own = _grams(text) if len(text) >= _PART_CHARS else frozenset[str]()
        shares = [len(own & g) / min(len(own), len(g)) for g in self.grams if own]
        like = max(shares, default=0.0)
        return _LIKE * like if like >= _LEAST_LIKE else 0.0


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(min(len(text), _LONGEST) - 2))


def _score(page: Document, tag: int, titles: _Stated, prose: int) -> float:
    """How likely an element prints the headline; `prose` is the page's first paragraph."""
    text = page.text_of(tag)
    folded = fold_name(text)
    if not folded or len(text) > _LONGEST or folded in titles.known:
        return 0.0
    agreement = titles.agreement(folded)
    score = _rank(page, tag, text) + agreement + _BEFORE_PROSE * (tag < prose)
    if page.names[tag] != "h1" and not agreement and titles.whole:
        score += _UNSTATED * (tag > prose or not titles.may_be_name(text))
    is_open = score >= _LEAST - _IN_ARTICLE
    return score + _place(page, tag, titles.addresses) if is_open else 0.0


def _called(page: Document, headings: list[int]) -> list[int]:
    """Elements that are called a headline. A box that is called so and holds a heading says no more
    than that.
    """
    named = (
        tag
        for tag in page.tags_saying(*HEADLINE_MARKS)
        if page.names[tag] != "meta" and _may_be_called(page.attributes[tag])
    )
    inner = sorted(headings)
    found = (t for t in named if _is_called_headline(page, t))
    return [t for t in islice(found, _MOST) if _next(inner, t) >= page.end_of(t)]


def _may_be_called(attributes: str) -> bool:
    """Whether a tag may be called a headline: by its class where that is written as most are."""
    said = written_class(attributes, "temprop")
    return _says_title(attributes if said is None else said)


@lru_cache(maxsize=4_096)
def _says_title(said: str) -> bool:
    return TITLE_CLASS.search(said) is not None


def _next(tags: list[int], tag: int) -> float:
    """The first of ascending tags behind a tag."""
    at = bisect_right(tags, tag)
    return tags[at] if at < len(tags) else inf


def _is_called_headline(page: Document, tag: int) -> bool:
    values = page.values(tag)
    return "headline" in values.get("itemprop", "").split() or (
        TITLE_CLASS.search(values.get("class", "")) is not None
    )


def _rank(page: Document, tag: int, text: str) -> float:
    """What an element's own markup says."""
    name, values = page.names[tag], page.values(tag)
    rank = _OTHER
    if name == "h1":
        rank = _H1 if count_words(text) >= _SHORT_WORDS else _SHORT_H1
    elif name == "h2":
        rank = _H2
    if "headline" in values.get("itemprop", "").split():
        rank += _SAYS_HEADLINE
    return rank + _CLASSED * bool(TITLE_CLASS.search(values.get("class", "")))


def _place(page: Document, tag: int, addresses: Sequence[str]) -> float:
    """What an element's surroundings say."""
    score = 0.0
    for level, element in enumerate(page.ancestors(tag)):
        name = page.name_of(element)
        if name in ("article", "main"):
            return score + _IN_ARTICLE + _link(page, tag, addresses)
        if name in _NOT_HERE:
            score += _OUTSIDE
        if level < _NEAR and name != "body" and page.categories_of(element) & _BESIDE_BITS:
            score = min(score, _BESIDE)
    return score + _link(page, tag, addresses)


def _link(page: Document, tag: int, addresses: Sequence[str]) -> float:
    """What a link around or inside an element says: one to another page is a card or a logo."""
    links = [i for i in range(tag, page.end_of(tag)) if page.kinds[i] == LINK]
    if page.is_linked(tag):
        links = [next(i for i in range(tag, 0, -1) if page.kinds[i] == LINK)]
    elif not links or page.text_of(links[0]) != page.text_of(tag):
        return 0.0
    base = next(iter(addresses), None)
    to = absolute_url(page.values(links[0]).get("href"), base)
    return 0.0 if not to or any(_same(to, a) for a in addresses) else _LINKED


def _same(one: str, other: str) -> bool:
    """Whether two addresses are one page's, whatever is asked of it."""
    return one.partition("?")[0].rstrip("/") == other.partition("#")[0].partition("?")[0].rstrip(
        "/"
    )


def _first_prose(page: Document) -> int:
    """The first paragraph long enough to be an article's; the page's end where there is none."""
    paragraphs = page.tags_named("p")
    return next(
        (t for t in paragraphs if count_words(page.text_of(t)) >= _PROSE_WORDS), len(page.names)
    )

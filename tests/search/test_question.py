"""How a search is read, and what is said where it cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearsheet.search.question import (
    BadSearch,
    Either,
    Every,
    Node,
    Phrase,
    Without,
    Word,
    every,
    read_question,
)

WORDS = st.sampled_from(["harbour", "été", "北京", "서울", "x1", "كتاب", "or", "not"])
FIELD = st.sampled_from(["", "title", "byline", "text"])
LEAVES = st.builds(Word, WORDS, FIELD, st.booleans()) | st.builds(
    Phrase,
    st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    FIELD,
    st.none() | st.integers(0, 9),
    st.booleans(),
)
TIED = st.builds(
    lambda words, field, is_prefix: Phrase(
        tuple(words), field, None if is_prefix else 0, is_prefix, is_tied=True
    ),
    st.lists(WORDS, min_size=2, max_size=3),
    FIELD,
    st.booleans(),
)


def _without(part: Node) -> Node:
    return part.part if isinstance(part, Without) else Without(part)


TREES = st.recursive(
    LEAVES | TIED,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(every)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts)))
        | inner.map(_without)
    ),
    max_leaves=8,
)


@given(TREES)
def test_a_tree_that_is_written_out_is_read_as_it_was(tree: Node) -> None:
    assert read_question(str(tree)) == tree


@given(st.text(st.sampled_from('ab"“”()~*-: 1NOTANDR»\n') | st.characters(), max_size=30))
def test_any_text_is_read_or_refused_with_a_caret_inside_it(asked: str) -> None:
    refused = _refusal(asked)
    if refused is not None:
        *_, line, caret = str(refused).split("\n")
        assert 0 <= refused.place <= len(asked)
        assert caret == f"  {' ' * refused.place}^"
        assert len(line) == len(asked) + 2


def _refusal(asked: str) -> BadSearch | None:
    try:
        read_question(asked)
    except BadSearch as error:
        return error
    return None


@pytest.mark.parametrize(
    ("asked", "tree"),
    [
        ("sea wall", Every((Word("sea"), Word("wall")))),
        ("sea AND wall", Every((Word("sea"), Word("wall")))),
        ("a OR b c", Either((Word("a"), Every((Word("b"), Word("c")))))),
        ("sea -wall", Every((Word("sea"), Without(Word("wall"))))),
        ("sea NOT (a OR b)", Every((Word("sea"), Without(Either((Word("a"), Word("b"))))))),
        ("title:(a b)", Every((Word("a", "title"), Word("b", "title")))),
        ('byline:"A Pohl"', Phrase(("a", "pohl"), "byline")),
        ("harb*", Word("harb", is_prefix=True)),
        ("“sea wall”~3", Phrase(("sea", "wall"), near=3)),
        (
            "sea-wall, again!",
            Every((Phrase(("sea", "wall"), near=0, is_tied=True), Word("again"))),
        ),
        ("AT&T", Phrase(("at", "t"), near=0, is_tied=True)),
        ("12,000", Phrase(("12", "000"), near=0, is_tied=True)),
        ("covid-1*", Phrase(("covid", "1"), is_prefix=True, is_tied=True)),
        ("東京、大阪", Every((Word("東京"), Word("大阪")))),
        ("Paul's", Word("paul")),
        ("l’été", Word("été")),
        ("title:l'État-major", Phrase(("état", "major"), "title", near=0, is_tied=True)),
        ("order and or", Every((Word("order"), Word("and"), Word("or")))),
    ],
)
def test_a_search_is_read(asked: str, tree: Node) -> None:
    assert read_question(asked) == tree


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "sea AND",
            "something to search for is missing after AND, OR or NOT\n  sea AND\n         ^",
        ),
        ("(sea", "this bracket is not closed\n  (sea\n  ^"),
        ("sea)", "this bracket closes nothing\n  sea)\n     ^"),
        ('a "sea', 'this quote is not closed\n  a "sea\n    ^'),
        ("h*r", "* can stand at the end of a word only\n  h*r\n   ^"),
        ("sea NOT", "NOT needs something to leave out\n  sea NOT\n      ^"),
        ("title:", "title: needs a word, a phrase or a bracket after it\n  title:\n  ^"),
        ('"a b"~', 'a number is missing after ~, such as "a b"~3\n  "a b"~\n  ^'),
        ("", "there is nothing to search for\n  \n  ^"),
        ("sea OR %", "there is no word in this to search for\n  sea OR %\n         ^"),
    ],
)
def test_what_cannot_be_read_is_explained_with_a_caret(asked: str, said: str) -> None:
    with pytest.raises(BadSearch) as refused:
        read_question(asked)
    assert str(refused.value) == said


def test_a_filter_in_a_search_is_told_to_be_an_option() -> None:
    with pytest.raises(BadSearch, match="options"):
        read_question("outlet:herald sea")

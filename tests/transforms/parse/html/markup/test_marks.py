"""Tags by what their attributes say, and lines by what stands between breaks: told at once, as one
by one.
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transforms.parse.html.markup.attributes import _NAMED, _named
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.markup.marks import find_marks, find_odd_quotes
from transforms.words.html_classes import MARKS

SAID = st.lists(
    st.text(st.sampled_from(" =\"'-é…")) | st.sampled_from([*MARKS, "datedate", ' class="author"']),
    max_size=5,
).map("".join)


@given(st.lists(SAID, min_size=1, max_size=8))
def test_marks_are_those_of_each_tag(attributes: list[str]) -> None:
    found = find_marks("\0".join(attributes))
    assert found == {w: [i for i, a in enumerate(attributes) if w in a] for w in MARKS}


@given(st.lists(SAID, min_size=1, max_size=8))
def test_odd_quotes_are_those_of_each_tag(attributes: list[str]) -> None:
    odd = [i for i, a in enumerate(attributes) if "'" in a or a.count('"') % 2]
    assert find_odd_quotes("\0".join(attributes)) == odd


PIECE = st.sampled_from(
    [
        " class",
        " id",
        " data-id",
        ' title="',
        '"',
        '="',
        "'",
        " x",
        "=",
        "a b",
        " CLASS",
        " role",
        "é",
    ]
)


@given(st.lists(PIECE, max_size=9).map("".join))
def test_names_that_are_written_as_most_are_are_read_as_any(attributes: str) -> None:
    slowly = [(name, a or b or c) for name, a, b, c in _NAMED.findall(attributes)]
    assert _named(attributes) == slowly


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", " a ", "b", "\n"])), st.data()
)
def test_lines_are_the_texts_between_breaks(parts: list[str], data: st.DataObject) -> None:
    page = read_document("".join(parts).encode())
    size = len(page.names)
    start = data.draw(st.integers(0, size))
    stop = data.draw(st.integers(0, size))
    ends = [start, *(b for b in page.breaks if start <= b < stop), max(start, stop)]
    lines = [(a, b, page.text(a, b)) for a, b in pairwise(ends)]
    assert list(page.lines(start, stop)) == [line for line in lines if line[2]]

"""Hints of expressions are in whatever these find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.words.html_classes import TITLE_CLASS
from transforms.words.kinds import boxes
from transforms.words.links import LINK_NOTE
from transforms.words.patterns import HintedPattern
from transforms.words.share_credit import CREDIT, CREDIT_HINTS
from transforms.words.tails import APPEAL

HINTED = {
    **{name: found for name, found in vars(boxes).items() if isinstance(found, HintedPattern)},
    **boxes.APART,
    "note": LINK_NOTE,
    "appeal to readers": APPEAL,
    "class of a title": TITLE_CLASS,
}
#: Letters that `re` takes for others of ASCII, and lower case does not, are in no class's name.
LETTERS = st.characters(exclude_characters="\u0130\u0131\u017f\u212a")


@pytest.mark.parametrize("name", HINTED)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_an_expression_finds_has_one_of_its_hints(name: str, data: st.DataObject) -> None:
    hinted = HINTED[name]
    said = data.draw(st.from_regex(hinted.expression, fullmatch=True, alphabet=LETTERS))
    assert hinted.may_find(said.lower()), said
    assert hinted.search(said)


@settings(max_examples=500, deadline=None)
@given(said=st.from_regex(CREDIT, fullmatch=True))
def test_a_credit_has_one_of_its_hints(said: str) -> None:
    assert any(hint in said.lower() for hint in CREDIT_HINTS), said


def test_letter_case_is_nothing_to_a_hint() -> None:
    assert boxes.PAYWALL_BOX.search("C-PayWall__box")
    assert not boxes.PAYWALL_BOX.search("paywalled")

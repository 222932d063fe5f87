"""Words of languages: tables make sets and expressions, and a language is a key in each."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from benchmarks.training.calendar_names import render
from transforms import words
from transforms.words.bylines import BYLINE, NAME_JOINT
from transforms.words.html_classes import CATEGORIES, CLASS_BITS
from transforms.words.patterns import any_form, either, phrase_set, word_set
from transforms.words.relative import DAY, DAYS_BACK, UNIT_OF


def test_words_are_parted_by_blanks_and_phrases_by_bars_and_line_ends() -> None:
    assert word_set({"en": "a b", "de": "\n  c\n  a\n"}) == {"a", "b", "c"}
    assert phrase_set({"en": "\n  read on|more\n  full story\n", "de": "mehr"}) == {
        "read on",
        "more",
        "full story",
        "mehr",
    }


def test_forms_are_alternatives_in_the_order_of_their_table() -> None:
    table = {"en": (r"by:?", r"author"), "de": (r"von",)}
    assert either(table) == "by:?|author|von"
    assert any_form(table).fullmatch("VON")
    assert not any_form(table, re.NOFLAG).fullmatch("VON")


@pytest.mark.parametrize(
    ("line", "name"),
    [("By Ann Lee", "Ann Lee"), ("Von Ann Lee", "Ann Lee"), ("記者：李安", "李安")],
)
def test_a_byline_is_opened_in_its_language(line: str, name: str) -> None:
    found = BYLINE.fullmatch(line)
    assert found
    assert found["name"] == name


def test_names_are_joined_in_their_language() -> None:
    assert NAME_JOINT.split("Ann Lee and Bo Ek") == ["Ann Lee", "Bo Ek"]
    assert NAME_JOINT.split("Ann Lee und Bo Ek") == ["Ann Lee", "Bo Ek"]


def test_days_and_units_are_told_in_every_language_of_the_table() -> None:
    assert (DAYS_BACK["gestern"], DAYS_BACK["어제"], DAYS_BACK["avant-hier"]) == (1, 1, 2)
    assert (UNIT_OF["tag"], UNIT_OF["일"], UNIT_OF["день"]) == (DAY, DAY, DAY)


def test_the_names_of_months_and_weekdays_are_those_of_cldr() -> None:
    written = (Path(words.__path__[0]) / "cldr" / "names.py").read_text(encoding="utf-8")
    assert written == render(), "write them anew: benchmarks/training/calendar_names.py"


def test_a_class_word_has_the_bits_of_all_its_categories() -> None:
    assert CLASS_BITS["headline"] == 1 << CATEGORIES.index("title")
    assert CLASS_BITS["print"] == 1 << CATEGORIES.index("share")
    assert CLASS_BITS["comment"] == 1 << CATEGORIES.index("comment")


@pytest.mark.parametrize("name", [m.name for m in iter_modules(words.__path__)])
def test_words_import_nothing_but_words(name: str) -> None:
    values = vars(import_module(f"transforms.words.{name}")).values()
    owners = {getattr(value, "__module__", None) or "" for value in values}
    assert not [o for o in owners if o.startswith("transforms.") and ".words." not in o]

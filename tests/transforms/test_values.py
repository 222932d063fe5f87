"""Values: equal where their fields are, and keys as these are."""

import pytest

from transforms.values import frozen


@frozen
class Place:
    name: str
    lines: tuple[int, ...] = ()


def test_values_of_equal_fields_are_one_key() -> None:
    assert {Place("gate"): 1, Place("gate", ()): 2} == {Place("gate"): 2}
    assert Place("gate") != Place("gate", (1,))


def test_a_value_has_no_room_for_another_field() -> None:
    with pytest.raises(AttributeError):
        setattr(Place("gate"), "page", 3)  # noqa: B010 (the type checker holds it, too)

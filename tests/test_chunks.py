"""Things are put together while their sizes allow it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearsheet.chunks import cut_into_chunks


def test_a_list_is_as_long_as_its_sizes_allow_and_what_is_larger_is_alone() -> None:
    assert list(cut_into_chunks([4, 6, 1, 30, 2, 3], int, 10)) == [[4, 6], [1], [30], [2, 3]]
    assert list(cut_into_chunks([], int, 10)) == []


@given(st.lists(st.integers(0, 12)), st.integers(1, 10))
def test_nothing_is_lost_and_no_bound_is_passed(items: list[int], most: int) -> None:
    found = list(cut_into_chunks(items, int, most))
    assert [item for some in found for item in some] == items
    assert all(some and (len(some) == 1 or sum(some) <= most) for some in found)

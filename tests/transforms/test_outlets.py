"""An outlet's slug from what stands outside of a page: folders and what a user declares."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from transforms.outlets import (
    RANK,
    REFUSED,
    by_declaration,
    declaration_order,
    declare_outlet,
    folder_evidence,
)


@pytest.mark.parametrize(
    ("relative", "evidence"),
    [
        ("a.html", None),
        ("pyongyang-times/a.html", "pyongyang-times"),
        ("html/2026/03/The Echo/a.html", "The Echo"),
        ("2026-03-08/a.txt", None),
        ("march-2026/week12/pages/a.txt", None),
        ("raw_html_2024/a.txt", None),
        ("로동신문/a.txt", "로동신문"),
        ("daily-mirror/a.txt", "daily-mirror"),
        ("20min.ch/a.txt", "20min.ch"),
        ("echo/tribune/a.txt", "echo"),
        ("1/2/3/a.txt", None),
    ],
)
def test_the_first_folder_that_can_be_a_newspaper_is_evidence(
    relative: str, evidence: str | None
) -> None:
    assert folder_evidence(relative) == evidence


@pytest.mark.parametrize(
    ("name", "folder", "declared"),
    [
        ("The Echo", "tribune", "flag:the-echo"),
        (None, "The Tribune", "folder:the-tribune"),
        ("", "The Tribune", "folder:the-tribune"),
        ("!!!", "The Tribune", None),
        (None, "???", None),
        (None, None, None),
    ],
)
def test_what_a_user_names_goes_before_the_folder_and_a_name_without_letters_is_none(
    name: str | None, folder: str | None, declared: str | None
) -> None:
    assert declare_outlet(name, folder) == declared


def test_declarations_sort_by_strength_in_python_and_in_a_frame_alike() -> None:
    strongest_first = [REFUSED, "flag:echo", "flag:tribune", "folder:echo", None]
    assert all(declaration_order(a) < declaration_order(b) for a, b in pairwise(strongest_first))
    frame = pl.DataFrame({"declared_outlet": list(reversed(strongest_first))})
    ordered = frame.sort(by_declaration(pl.col("declared_outlet")))
    assert ordered["declared_outlet"].to_list() == strongest_first
    assert RANK.index("flag") < RANK.index("folder")

"""The examples in docstrings are true, and the kernels that are hardest to read have one."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.support.places import ROOT

SOURCE = ROOT / "src"
PATHS = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if any(line.lstrip().startswith(">>> ") for line in path.read_text("utf-8").splitlines())
]
#: Kernels over whole arrays: what they do shows in no single line of them.
HARDEST = (
    *(
        f"transforms/dedup/match/{name}"
        for name in (
            "arrays", "candidates", "compare", "components", "hash_sets", "judge", "portions",
            "postings", "quotes", "shares", "signatures", "slots", "tokens",
        )
    ),
    "transforms/dedup/identity/stories/fillings",
    "transforms/parse/runs",
    "transforms/parse/html/text/features",
    "transforms/parse/html/text/list_features",
    "tearsheet/store/files/key_index",
    "tearsheet/store/files/rows/row_store",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", PATHS, ids=lambda path: path.relative_to(SOURCE).with_suffix("").as_posix()
)
def test_the_examples_of_a_module_are_true(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    done = doctest.testmod(module, extraglobs={"np": np, "pl": pl})
    assert (done.failed, done.attempted > 0) == (0, True)


def test_the_hardest_kernels_have_an_example() -> None:
    named = {path.relative_to(SOURCE).with_suffix("").as_posix() for path in PATHS}
    assert set(HARDEST) - named == set()

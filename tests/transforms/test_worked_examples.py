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
        f"dedup/match/{name}"
        for name in (
            "arrays", "candidates", "components", "hash_sets", "portions", "postings", "quotes",
            "shares", "signatures", "slots", "tokens",
        )
    ),
    "parse/runs",
    "parse/html/text/features",
    "parse/html/text/list_features",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", PATHS, ids=lambda path: path.relative_to(SOURCE).with_suffix("").as_posix()
)
def test_the_examples_of_a_module_are_true(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    done = doctest.testmod(module, extraglobs={"np": np, "pl": pl})
    assert (done.failed, done.attempted > 0) == (0, True)


def test_the_hardest_kernels_have_an_example() -> None:
    named = {p.relative_to(SOURCE / "transforms").with_suffix("").as_posix() for p in PATHS
             if p.is_relative_to(SOURCE / "transforms")}  # fmt: skip
    assert set(HARDEST) - named == set()

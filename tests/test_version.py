"""`derived_by` covers what derives: every edit of a transform is another version, a move is none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import tearsheet
from tearsheet.version import __version__, code_hash, code_version
from tests.support.places import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(
            ROOT / "src" / "transforms",
            tmp_path / "transforms",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    )


def test_the_version_is_the_release_and_the_hash_of_the_transforms(copy: Path) -> None:
    assert tearsheet.__version__ == __version__
    assert code_version() == f"{__version__}+{code_hash(copy)[:12]}"


@pytest.mark.parametrize("rule", ["slugify", "resolve", "month_of", "stories"])
def test_another_rule_is_another_version(copy: Path, rule: str) -> None:
    before = code_hash(copy)
    definition = re.compile(rf"^def {rule}\(", re.MULTILINE)
    module = next(m for m in sorted(copy.rglob("*.py")) if definition.search(m.read_text("utf-8")))
    module.write_text(module.read_text("utf-8") + f"\n\n{rule} = lambda *_: None\n", "utf-8")
    assert code_hash(copy) != before


@pytest.mark.parametrize("data", ["*.sql", "*.npz"])
def test_other_data_or_data_under_another_name_are_another_version(copy: Path, data: str) -> None:
    before = code_hash(copy)
    file = next(copy.rglob(data))
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    edited = code_hash(copy)
    file.write_bytes(content)
    file.rename(file.with_stem("other"))
    assert len({before, edited, code_hash(copy)}) == 3


def test_a_module_that_moves_with_its_text_unchanged_keeps_the_version(copy: Path) -> None:
    before = code_hash(copy)
    (copy / "places").mkdir()
    (copy / "urls.py").rename(copy / "places" / "addresses.py")
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "urls.pyc").write_bytes(b"compiled")
    assert code_hash(copy) == before


def test_a_module_that_is_gone_is_another_version(copy: Path) -> None:
    before = code_hash(copy)
    (copy / "urls.py").unlink()
    assert code_hash(copy) != before

"""`derived_by` covers what derives: an edit of a transform is another version, a move is none."""

from __future__ import annotations

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


#: A rule, the file it is in, its text there, and another.
RULES = {
    "a folder's name is the weakest evidence of an outlet": (
        "outlets.py",
        'RANK = ("flag", "record", "host", "heading", "folder")',
        'RANK = ("folder", "flag", "record", "host", "heading")',
    ),
    "a folder called feeds is no outlet": ("words/folders.py", " feed feeds file ", " feed file "),
    "a record's own time goes before a user's": (
        "captures/times.py",
        "if embedded is not None:",
        "if embedded is not None and declared_at is None:",
    ),
    "a name's date is of 1990 at the earliest": ("captures/times.py", "1990, 2100", "1980, 2100"),
    "of equal payloads a revisit takes the first in order": (
        "captures/revisits.py",
        "_payload_order(other) < _payload_order(one)",
        "_payload_order(other) > _payload_order(one)",
    ),
    "reprints and excerpts make a story": (
        "dedup/identity/stories/likenesses.py",
        'JOINING = ("reprint", "excerpt")',
        'JOINING = ("reprint",)',
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_another_rule_is_another_version(copy: Path, rule: str) -> None:
    name, text, other = RULES[rule]
    before, code = code_hash(copy), (copy / name).read_text("utf-8")
    assert code.count(text) == 1
    (copy / name).write_text(code.replace(text, other), "utf-8")
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

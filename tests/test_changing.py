"""The examples of docs/changing.md, each applied to a copy of the repository, where the commands
below it run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

PAGE = (ROOT / "docs" / "changing.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
#: What a copy needs to run tests of it.
PARTS = ("src", "flows", "tests", "docs", "data", "deployments", "benchmarks")
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", "prefect.yaml")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def copy_to(folder: Path) -> Path:
    """A copy of the repository without what is made of it."""
    made = shutil.ignore_patterns("__pycache__", "archive", "landing.*", ".*")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=made)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def apply(diff: str, top: Path) -> None:
    """Make the changes of a block: `---` names a file and `+++` a new one, `@@` parts places of one
    file.
    """
    for sign, name, body in re.findall(
        r"^(---|\+\+\+) (\S+)\n(.*?)(?=^(?:---|\+\+\+) |\Z)", diff, re.MULTILINE | re.DOTALL
    ):
        path = top / name
        if sign == "+++":
            assert not path.exists(), name
            path.write_text("".join(f"{line[1:]}\n" for line in body.splitlines()), "utf-8")
            continue
        for place in body.split("@@\n"):
            path.write_text(_changed(path.read_text("utf-8"), place.splitlines(), name), "utf-8")


def _changed(text: str, lines: list[str], name: str) -> str:
    """The text with the lines of one place gone and come; `…` stands for the rest of a line."""
    found = re.compile("".join(_pattern(line[1:]) for line in lines if line[:1] != "+"), re.M)
    matches = list(found.finditer(text))
    assert len(matches) == 1, (name, len(matches), lines)
    stood = iter(matches[0].groups())
    after = []
    for line in lines:
        was = next(stood) if line[:1] != "+" else ""
        after += {"+": [f"{line[1:]}\n"], "-": [], " ": [was], "": [was]}[line[:1]]
    return text[: matches[0].start()] + "".join(after) + text[matches[0].end() :]


def _pattern(line: str) -> str:
    rest = r"[^\n]*" if line.endswith("…") else ""
    return rf"(^{re.escape(line.removesuffix('…'))}{rest}\n)"


def try_example(example: str, folder: Path) -> None:
    top = copy_to(folder)
    for diff in blocks(example, "diff"):
        apply(diff, top)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(top / "src"), str(top)]),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for command in re.findall(r"^\$ (.*)$", "".join(blocks(example, "console")), re.MULTILINE):
        done = subprocess.run(
            command,
            shell=True,
            cwd=top,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, marks=[] if name == "A language" else [pytest.mark.slow])
        for name, example in SECTIONS
    ],
    ids=[name for name, _ in SECTIONS],
)
def test_an_example_works_on_a_copy(name: str, example: str, tmp_path: Path) -> None:
    assert blocks(example, "diff"), name
    try_example(example, tmp_path / "copy")

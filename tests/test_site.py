"""The documents as a site, and its walkthroughs run as they are printed."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import site
from tests.support.places import ROOT
from tests.support.walkthroughs import PAGES, fits, run_all, settled, shown


def test_the_site_is_built_without_a_dead_link_and_its_pages_fetch_nothing(tmp_path: Path) -> None:
    if importlib.util.find_spec("zensical") is None:
        pytest.skip("zensical is not installed: make groups")
    for command in (
        [sys.executable, "-m", "tests.support.site", str(tmp_path / "built")],
        [sys.executable, "-m", "zensical", "build", "--strict"],
    ):
        done = subprocess.run(
            command,
            cwd=tmp_path / "built" if "zensical" in command else ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    made = list((tmp_path / "built" / "site").rglob("*.html"))
    assert len(made) > len(list((ROOT / "docs").rglob("*.md")))
    html = "".join(path.read_text(encoding="utf-8") for path in made)
    assert re.findall(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=\"?https?://[^>]*", html) == []


def test_every_page_of_the_documents_stands_in_the_sites_navigation() -> None:
    settings = (ROOT / "docs" / "site.toml").read_text(encoding="utf-8")
    assert sorted(re.findall(r'= "([\w/-]+\.md)"', settings)) == sorted(site.pages())


def test_links_to_files_that_are_no_pages_become_their_names() -> None:
    places = {"docs/a.md": "a.md", "data/README.md": "reference/contract.md"}
    text = "[the contract](../data/README.md#views), [`x.py`](../x.py), [why](../y.py), [z](#z)"
    assert site.with_links(text, "docs/a.md", places) == (
        "[the contract](reference/contract.md#views), `x.py`, why (`y.py`), [z](#z)"
    )


def test_a_page_shows_commands_of_several_lines_and_what_they_print() -> None:
    page = "```console\n$ cat > a <<END\n> 1\n> END\n$ cat a\n1\n$ true\n```\n"
    assert [(one.command, one.output) for one in shown(page)] == [
        ("cat > a <<END\n1\nEND\n", ""),
        ("cat a\n", "1\n"),
        ("true\n", ""),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_walkthrough_prints_what_it_shows(page: Path, tmp_path: Path, prefect_api: str) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TEARSHEET_", "PREFECT_"))}
    environment = {**clean, "PREFECT_API_URL": prefect_api}
    for one, found in run_all(page.read_text(encoding="utf-8"), tmp_path, environment):
        assert fits(settled(one.output), found), f"{one.command}\n{found}"

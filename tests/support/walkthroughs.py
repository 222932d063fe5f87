"""The tutorial and the how-tos, run as they are printed.

A `console` block holds commands behind `$ `, their further lines behind `> `, and what they print.
All of a page's commands run one after the other in bash, in a folder that holds `data/sample` and
nothing else. As a program it writes what they print anew: of all pages, or of those named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.support.places import ROOT

PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(\$ .*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Shown(NamedTuple):
    """A command as a page shows it, as the shell gets it, and what it is shown to print."""

    written: str
    command: str
    output: str


def shown(page: str) -> list[Shown]:
    """The commands of a page, in order."""
    return [
        Shown(written, re.sub(r"^[$>] ", "", written, flags=re.MULTILINE), output)
        for block in _BLOCK.findall(page)
        for written, output in _COMMAND.findall(block)
    ]


def run_all(page: str, folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[Shown, str]]:
    """Each command with what it really prints."""
    shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    for one in shown(page):
        done = subprocess.run(
            ["bash", "-c", one.command],
            cwd=folder,
            env={**environment, "PATH": path, "COLUMNS": "110"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        yield one, settled(done.stdout.replace(f"{folder}/", ""))


def settled(output: str) -> str:
    """The output without what differs from one archive to the next: names of files, offsets in
    packed ones, ids of runs, times of the day they ran.
    """
    text = re.sub(r"raw/containers/\w\w/\w{64}", "raw/containers/…", output)
    text = re.sub(r"bytes [\d,]+\+", "bytes …+", text)
    text = re.sub(r"\b[0-9a-f]{32}\.parquet", "FILE.parquet", text)
    text = re.sub(r"\(\d+ objects", "(N objects", text)
    text = re.sub(r"\b0\.\d+\.\d+\+\w{12}", "RELEASE", text)
    text = re.sub(r"\b\d{8}T\d{6}Z?-\w+", "RUN", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+(\+00:00)?|Z)", "TIME", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def fits(expected: str, found: str) -> bool:
    """Whether the output is as shown; a line of one ellipsis stands for any number of lines."""
    parts = re.split(r"^…\n", expected, flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)*".join(re.escape(p) for p in parts), found) is not None


def main() -> None:
    """Write what the commands of the pages print anew."""
    for path in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        text = path.read_text(encoding="utf-8")
        done = ""
        with tempfile.TemporaryDirectory() as folder:
            for one, found in run_all(text, Path(folder), os.environ):
                before, text = text.split(one.written + one.output, 1)
                is_so = fits(settled(one.output), found)
                done += before + one.written + (one.output if is_so else found)
        path.write_text(done + text, encoding="utf-8")


if __name__ == "__main__":
    main()

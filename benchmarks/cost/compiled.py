"""What compiling the parser's hottest modules by mypyc would give.

    python benchmarks/cost/compiled.py [--pages 200] [--modules FILE …] [--keep FOLDER]

Copies `src` into a scratch folder, compiles the modules there (those of MODULES, or the files
named, relative to `src`), and has each labelled page parsed in turn by the copy and by `src`, each
in a process of its own, as `benchmarks/cost/parse.py` does. Prints the CPU ms a page of both, their
ratio, and how many pages are parsed otherwise. Needs mypy and a C compiler. `--keep` leaves the
copy in a folder, and takes it from there where it is compiled already.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.cost.parse import Reader, pages

_SOURCE = Path(__file__).resolve().parents[2] / "src"
#: The modules in which most of the time is spent that is Python's own.
MODULES = """
    parse/html/markup/document parse/html/markup/nesting parse/html/markup/attributes
    parse/html/markup/blocks parse/html/teasers parse/html/teaser_names parse/html/text/features
    parse/html/text/places parse/html/text/apart parse/html/text/ends parse/html/kind/layout
    parse/html/kind/markup parse/html/kind/siblings parse/html/fields/byline_lines
    parse/html/fields/headings parse/html/fields/sites parse/prose parse/link_addresses
    parse/dates/month_names parse/dates/figures parse/runs parse/char_counts text/folds
    text/word_counts words/patterns
"""
_BUILD = """
import sys
from mypyc.build import mypycify
from setuptools import setup
files = sys.argv[1:]
options = ["--explicit-package-bases", "--ignore-missing-imports"]
modules = mypycify(options + files, opt_level="3", multi_file=True, group_name="compiled")
setup(name="compiled", ext_modules=modules, script_args=["build_ext", "--inplace"], py_modules=[])
"""
#: What mypyc need not read: it takes gigabytes for some of these packages.
_CONFIGURATION = """[mypy]
[mypy-polars.*,pyarrow.*,duckdb.*,babel.*,trafilatura.*,lxml.*]
follow_imports = skip
"""
_WARM = 10


def compile_copy(folder: Path, modules: list[str]) -> None:
    """Copy `src` into a folder that has none, and compile these modules of it."""
    shutil.copytree(_SOURCE, folder / "src")
    (folder / "src" / "mypy.ini").write_text(_CONFIGURATION)
    built = subprocess.run(
        [sys.executable, "-c", _BUILD, *modules],
        cwd=folder / "src",
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder / "src")},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if built.returncode:
        sys.exit(f"mypyc ended with {built.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--modules", nargs="+", default=None, help="files below src")
    parser.add_argument("--keep", type=Path, help="where the compiled copy is, or is made")
    asked = parser.parse_args()
    named = asked.modules or [f"transforms/{name}.py" for name in MODULES.split()]
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.keep or Path(scratch)).resolve()
        if not (folder / "src").exists():
            compile_copy(folder, named)
        _compare({"compiled": folder / "src", "as it is": _SOURCE}, asked.pages)


def _compare(sources: dict[str, Path], count: int) -> None:
    """Parse pages with each checkout in turn, and print what they take."""
    readers = {name: Reader("page", source) for name, source in sources.items()}
    spent = dict.fromkeys(readers, 0.0)
    found = pages()
    differ = 0
    for no, page in enumerate([*found[-_WARM:], *found[:count]]):
        said = {name: reader.read(page, is_told=True) for name, reader in readers.items()}
        if no >= _WARM:
            differ += len({rows for _, rows in said.values()}) > 1
            for name, (seconds, _) in said.items():
                spent[name] += seconds
    for name, seconds in spent.items():
        print(f"{name:10} {1000 * seconds / count:6.2f} ms a page")
    print(f"{spent['as it is'] / spent['compiled']:.2f} times as fast; {differ} pages differ")


if __name__ == "__main__":
    main()

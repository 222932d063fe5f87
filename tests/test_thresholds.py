"""Every number that decides something says how it was chosen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality import curves
from tests.support.places import ROOT

#: The rooms in which a number may decide what becomes of a row, or when.
ROOMS = (
    "src/transforms",
    "src/tearsheet/stages",
    "src/tearsheet/landing",
    "src/tearsheet/store",
    "src/tearsheet/search",
)
#: Numbers that were not chosen: they follow from others, or name something.
DEFINED = {
    "dedup/match/compare.py KINDS",
    "dedup/match/foreign.py MARK",
    "parse/html/fields/days/order.py _MONTHS",
    "parse/html/markup/marks.py _FIRST",
    "landing/records.py VERSION",
    "search/report.py _WIDTH",
    "store/current.py _FOLDERS_AS_STORED",
    "store/payloads.py _RECORD_LIMIT",
}
SAYS = re.compile(r"\b(measured: |source: |judged\b)")
_NUMBER = re.compile(r"[A-Za-z_][\w, ]*(: \w+)? = [-\d(][\w ,.()<>*/+-]*(#.*)?$")
_MANY = (ast.Call, ast.Dict, ast.List, ast.Set, ast.JoinedStr, ast.GeneratorExp, ast.ListComp)


def _is_number(value: ast.expr | None) -> bool:
    """Whether a value is a number, or some of them in a tuple."""
    inside = [] if value is None else list(ast.walk(value))
    return not any(isinstance(n, _MANY) for n in inside) and any(
        isinstance(n, ast.Constant) and type(n.value) in (int, float) for n in inside
    )


def _sentence_over(lines: list[str], no: int) -> str:
    """The comment over line `no`, or over the numbers right above it, with the next one where it
    breaks off.
    """
    at = no - 1
    while at >= 0 and _NUMBER.match(lines[at]):
        at -= 1
    if not lines[at].startswith("#"):
        return ""
    first = at
    while lines[first - 1].startswith("#"):
        first -= 1
    said = "\n".join(lines[first : at + 1])
    for line in lines[at + 1 :]:
        if line.startswith("#"):
            said += line
        elif said.endswith((".", ":")) or SAYS.search(said) or not line.strip():
            break
    return said


def _numbers(path: Path) -> Iterator[tuple[str, str]]:
    """(its names, what is said of it) of every number of a module."""
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_number(node.value):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            own = "\n".join(lines[node.lineno - 1 : node.end_lineno]).partition("#")[2]
            names = ast.unparse(target).strip("(),")
            yield names, own or _sentence_over(lines, node.lineno - 1)


def _all_numbers() -> list[tuple[str, str]]:
    return [
        (f"{path.relative_to(ROOT / 'src')} {names}", said)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for names, said in _numbers(path)
    ]


def test_every_number_says_how_it_was_chosen() -> None:
    silent = [name for name, said in _all_numbers() if not SAYS.search(said)]
    chosen = {name for name in silent if not name.endswith(tuple(DEFINED))}
    assert not chosen, "say `measured: command`, `source: …` or `judged` of\n" + "\n".join(chosen)
    assert len(silent) == len(DEFINED), "an exception that is none"


def test_what_a_number_was_measured_by_is_there() -> None:
    drawn = {curve.attribute for curve in curves.CURVES}
    found = 0
    for path in sorted((ROOT / "src").rglob("*.py")):
        comments = re.sub(r"\n\s*#:? ?", " ", path.read_text())
        for command in re.findall(
            r"measured: ((?:python )?(?:-m )?(?:benchmarks|tests)\S[^,;)\n]*)", comments
        ):
            words = command.removeprefix("python ").removeprefix("-m ").split()
            name = words[0].rstrip(".")
            file = name if name.endswith(".py") else name.replace(".", "/") + ".py"
            assert (ROOT / file).is_file(), f"{path}: {command}"
            if file == "benchmarks/quality/curves.py":
                assert words[1].rstrip(".") in drawn, f"{path}: {command}"
            found += 1
    assert found > 50


def test_a_sentence_that_goes_on_is_read_to_its_end(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("#: So many,\nA = 1\nB = 2\n#: and so many. judged\nC = 3\n\nD = 4\n")
    assert [(n, bool(SAYS.search(said))) for n, said in _numbers(module)] == [
        ("A", True),
        ("B", True),
        ("C", True),
        ("D", False),
    ]

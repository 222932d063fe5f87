"""The numbers in the code that decide something, and what is said of how they were chosen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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


def read_numbers(path: Path) -> Iterator[tuple[str, str]]:
    """(its names, what is said of it) of every number of a module."""
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_number(node.value):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            own = "\n".join(lines[node.lineno - 1 : node.end_lineno]).partition("#")[2]
            names = ast.unparse(target).strip("(),")
            yield names, own or _sentence_over(lines, node.lineno - 1)


def silent_numbers() -> list[str]:
    """Module and names of the numbers of ROOMS of which nothing says how they were chosen."""
    return [
        f"{path.relative_to(ROOT / 'src')} {names}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for names, said in read_numbers(path)
        if not SAYS.search(said)
    ]

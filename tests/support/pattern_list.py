"""Every regular expression of `transforms`, each with the methods by which the code uses it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import transforms

#: A method of a pattern or function of `re` -> the method by which it is measured.
METHODS = {
    "match": "match",
    "fullmatch": "fullmatch",
    "search": "search",
    "finditer": "finditer",
    "findall": "finditer",
    "split": "finditer",
    "sub": "finditer",
    "subn": "finditer",
}
#: Containers are looked into so deep.
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, where it is, and how it is used; what no name leads to is searched for."""

    name: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


def collect_patterns(exercise: Callable[[], None]) -> list[Used]:
    """The patterns of all modules: globals, those in containers and classes, those given to
    functions of `re`, and those made in functions while `exercise` runs.
    """
    modules = [
        importlib.import_module(m.name)
        for m in pkgutil.walk_packages(transforms.__path__, "transforms.")
    ]
    names: dict[re.Pattern[Any], str] = {}
    methods: defaultdict[re.Pattern[Any], set[str]] = defaultdict(set)
    by_name = _methods_by_name(modules)
    for module in modules:
        for name, value in vars(module).items():
            place = f"{module.__name__}.{name}"
            for pattern in _patterns(value, _DEPTH):
                names.setdefault(pattern, place)
                methods[pattern] |= by_name[place if name.startswith("_") else name]
        for pattern, method, line in _given_to_functions(module):
            names.setdefault(pattern, f"{module.__name__}:{line}")
            methods[pattern].add(method)
    with _recorded() as made:
        exercise()
    for pattern, (module_name, line) in made.items():
        names.setdefault(pattern, f"{module_name}:{line}")
        for name in _assigned_at(sys.modules[module_name], line):
            methods[pattern] |= by_name[f"{module_name}.{name}"]
    return [Used(n, p, tuple(sorted(methods[p])) or ("search",)) for p, n in names.items()]


def _patterns(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
        return
    own = value if isinstance(value, type) else type(value)
    items: Any = ()
    if isinstance(value, Mapping):
        items = value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        items = value
    elif own.__module__.startswith("transforms") and hasattr(value, "__dict__"):
        items = vars(value).values()
    for item in items if depth else ():
        yield from _patterns(item, depth - 1)


def _tree(module: ModuleType) -> ast.AST:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def _methods_by_name(modules: list[ModuleType]) -> defaultdict[str, set[str]]:
    """Methods asked for, by the name of what they are asked of, alone and behind its module's."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in modules:
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                asked = node.value
                name = str(getattr(asked, "id", getattr(asked, "attr", "")))
                found[name].add(METHODS[node.attr])
                found[f"{module.__name__}.{name}"].add(METHODS[node.attr])
    return found


def _given_to_functions(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str, int]]:
    """(pattern, method, line) of each literal in a call such as `re.sub(r"[a-z]+", …)`."""
    for node in ast.walk(_tree(module)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, given = node.func.value, node.args[0]
        is_re = isinstance(of, ast.Name) and of.id == "re" and node.func.attr in METHODS
        if is_re and isinstance(given, ast.Constant):
            flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
            yield re.compile(given.value, flags), METHODS[node.func.attr], node.lineno


def _assigned_at(module: ModuleType, line: int) -> Iterator[str]:
    """The names that are given a value on a line."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Assign) and node.lineno <= line <= (node.end_lineno or 0):
            yield from (n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name))


@contextmanager
def _recorded() -> Iterator[dict[re.Pattern[Any], tuple[str, int]]]:
    """What modules of `transforms` compile meanwhile, by themselves or through functions of `re`:
    pattern -> (module, line).
    """
    inner: Any = re
    real = inner._compile
    made: dict[re.Pattern[Any], tuple[str, int]] = {}

    def record(source: Any, flags: Any) -> re.Pattern[Any]:
        pattern: re.Pattern[Any] = real(source, flags)
        caller = sys._getframe(2)
        name = str(caller.f_globals["__name__"])
        if name.startswith("transforms"):
            made[pattern] = (name, caller.f_lineno)
        return pattern

    inner._compile = record
    try:
        yield made
    finally:
        inner._compile = real

"""What the source tree looks like: files a folder, floors of imports, circles, lengths, names.

A *room* is a child of a folder: a module, or a folder with all that is in it. It stands on the
rooms it imports; the floors of a folder are the longest way down through its rooms. As a program it
draws the map in `docs/architecture.md` anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.support.places import ROOT

#: Where each package's folder is.
PACKAGES = {
    "flows": ROOT / "flows",
    "tearsheet": ROOT / "src" / "tearsheet",
    "transforms": ROOT / "src" / "transforms",
}
#: The document that shows the map of the rooms.
DOCUMENT = ROOT / "docs" / "architecture.md"
#: The rooms of a folder, by floors from the top: each imports only from floors below its own.
ORDER: dict[str, list[list[str]]] = {
    "flows": [
        ["serve"],
        ["archive", "backfill", "rebuild", "maintain", "plain"],
        ["account", "backfills", "tasks", "withdrawals"],
        ["runs", "automations"],
        ["derive", "names", "parameters", "progress", "servers"],
        ["__init__"],
    ],
    "tearsheet": [
        ["cli"],
        ["upkeep", "explore", "__init__"],
        ["stages", "search", "export"],
        ["landing", "query", "takedown"],
        ["store", "workers"],
        ["child", "chunks", "errors", "plain_text", "progress", "settings", "stopping", "version"],
    ],
    "transforms": [
        ["learn"],
        ["parse", "captures", "article_diff"],
        ["formats", "clean", "dedup", "table_diff"],
        ["text"],
        ["arrow", "distinct", "ids", "outlets", "page", "partitions", "schemas", "urls"],
        ["words", "carriers", "values", "__init__"],
    ],
    "transforms.parse": [
        ["capture"],
        ["text"],
        ["record", "heads"],
        ["plain", "wires", "xml"],
        ["html"],
        ["char_counts", "frames", "saved"],
        [
            "block_rows",
            "dates",
            "furniture",
            "link_addresses",
            "markdown",
            "model",
            "prose",
            "runs",
            "together",
            "__init__",
        ],
    ],
    "transforms.dedup": [
        ["neighbours"],
        ["identity"],
        ["match", "menus", "sections", "short_addresses"],
        ["__init__"],
    ],
}
Graph = Mapping[str, set[str]]
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> dict[str, Path]:
    """Every module of the packages and its file: `tearsheet.store.disk`; a folder is its own."""
    files = {}
    for package, folder in PACKAGES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            files[".".join((package, *parts)).removesuffix(".__init__")] = path
    return files


def folders() -> list[str]:
    """The modules that are folders."""
    return [name for name, path in modules().items() if path.name == "__init__.py"]


def files_of(folder: str) -> list[str]:
    """The names of the modules that lie in a folder itself."""
    return [
        name.removeprefix(folder + ".")
        for name, path in modules().items()
        if name != folder and path.parent == modules()[folder].parent
    ]


def imports(name: str) -> set[str]:
    """The modules of the packages that a module imports, at its top or inside a function."""
    known = modules()
    every: set[str] = set()
    for node in ast.walk(parse(known[name])):
        if isinstance(node, ast.Import):
            every |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            every |= {module if module in known else node.module for module in inner}
    return (every & set(known)) - {name}


def rooms(folder: str) -> dict[str, set[str]]:
    """The rooms of a folder, each with those it stands on. The folder's own module is a room,
    `__init__`.
    """
    inside = [name for name in modules() if name == folder or name.startswith(folder + ".")]

    def room(name: str) -> str:
        return name[len(folder) + 1 :].split(".", maxsplit=1)[0] or "__init__"

    graph: dict[str, set[str]] = {room(name): set() for name in inside}
    for name in inside:
        graph[room(name)] |= {room(other) for other in imports(name) & set(inside)} - {room(name)}
    return graph


def circle(graph: Graph) -> list[str]:
    """Rooms that import one another in a circle: `['a', 'b', 'a']`; empty where there is none."""
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node in done:
            return []
        for other in sorted(graph[node]):
            if found := walk(other, [*way, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := walk(node, []))), [])


def floors(graph: Graph) -> int:
    """The longest way down: 1 where no room stands on another. The graph has no circle."""

    @cache
    def height(node: str) -> int:
        return 1 + max((height(other) for other in graph[node]), default=0)

    return max(map(height, graph))


def arrows_up(folder: str) -> list[str]:
    """The arrows from a room to one on its own floor or above: `store -> cli`. A room that ORDER
    does not name is one too: `lost -> ?`.
    """
    floor = {room: n for n, names in enumerate(ORDER[folder]) for room in names}
    graph = rooms(folder)
    return [f"{room} -> ?" for room in graph if room not in floor] + [
        f"{one} -> {other}"
        for one, others in graph.items()
        for other in sorted(others)
        if one in floor and other in floor and floor[one] >= floor[other]
    ]


def functions(name: str) -> Iterator[tuple[str, int]]:
    """Every function of a module as (`module:function`, its lines, decorators not counted)."""
    for node in ast.walk(parse(modules()[name])):
        if isinstance(node, _Function) and node.end_lineno:
            yield f"{name}:{node.name}", node.end_lineno - node.lineno + 1


def lines(name: str) -> int:
    """The lines of a module's file."""
    return len(modules()[name].read_text(encoding="utf-8").splitlines())


def public_names(name: str) -> Iterator[str]:
    """The last part of a module's own name, and its public classes, functions and methods."""
    yield name.rpartition(".")[2]
    inner: list[ast.stmt] = list(parse(modules()[name]).body)
    for node in inner:
        if isinstance(node, ast.ClassDef):
            inner.extend(node.body)
        if isinstance(node, _Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def calls_of(name: str, owner: str | None, attributes: set[str]) -> Iterator[str]:
    """Where a module calls such an attribute, of `owner` where one is named: `module:12 agg`."""
    for node in ast.walk(parse(modules()[name])):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            is_owner = owner is None or (isinstance(of, ast.Name) and of.id == owner)
            if node.func.attr in attributes and is_owner:
                yield f"{name}:{node.lineno} {node.func.attr}"


# The map of the rooms, as the folders' own docstrings draw it


def heading(folder: str) -> str:
    """The first paragraph of a folder's docstring, as one line: what all of it is."""
    docstring = ast.get_docstring(parse(modules()[folder])) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ")


def listing(folder: str) -> dict[str, str]:
    """What a folder's docstring says of each of its rooms: lines of a name, two spaces or more, and
    what is there.
    """
    docstring = ast.get_docstring(parse(modules()[folder])) or ""
    found = re.findall(r"^(\w+) {2,}(\S.*)$", docstring, re.MULTILINE)
    return dict(found)


def rooms_on_disk(folder: str) -> list[str]:
    """The names of the modules and folders that lie in a folder."""
    inside = modules()[folder].parent.iterdir()
    return sorted(
        path.stem
        for path in inside
        if (path.suffix == ".py" and path.stem != "__init__")
        or (path.is_dir() and path.name != "__pycache__")
    )


def map_of_folders() -> str:
    """A line a folder, those inside another under it."""
    return _columns([(_place(folder), heading(folder)) for folder in folders()])


def map_of_floors() -> str:
    """A line a folder that has floors: its rooms from the top, `identity > match`."""
    rows = []
    for folder, order in ORDER.items():
        own = folder.rpartition(".")[2]
        shown = [
            [name.replace("__init__", own) for name in names if name != "__init__" or no == 0]
            for no, names in enumerate(order)
        ]
        rows.append((own, " > ".join(", ".join(names) for names in shown if names)))
    return _columns(rows)


def map_of_files() -> str:
    """A line a room of every folder, in the order of the folder's docstring."""
    rows = []
    for folder in folders():
        rows.append((_place(folder), ""))
        depth = "  " * (folder.count(".") + 1)
        for name, what in listing(folder).items():
            end = "/" if (modules()[folder].parent / name).is_dir() else ""
            rows.append((f"{depth}{name}{end}", what))
    return _columns(rows)


def _place(folder: str) -> str:
    """The indented name of a folder; of a package its path."""
    if "." in folder:
        return "  " * folder.count(".") + folder.rpartition(".")[2] + "/"
    return PACKAGES[folder].relative_to(ROOT).as_posix() + "/"


def _columns(rows: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(f"{name:{width}}{what}".rstrip() for name, what in rows)


def with_maps(document: str) -> str:
    """The document with what stands between its marks drawn anew."""
    maps = {"folders": map_of_folders, "floors": map_of_floors, "files": map_of_files}
    for name, draw in maps.items():
        begin, end = f"<!-- map of {name}: make docs -->\n", f"<!-- end of map of {name} -->"
        before, _, rest = document.partition(begin)
        after = rest.partition(end)[2]
        document = f"{before}{begin}```\n{draw()}\n```\n{end}{after}"
    return document


if __name__ == "__main__":
    DOCUMENT.write_text(with_maps(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

"""The one arrow: transforms <- tearsheet <- flows; transforms pure; files small enough to read."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support import architecture, thresholds
from tests.support.places import ROOT

TRANSFORMS, TEARSHEET, FLOWS = (
    ROOT / "src" / "transforms",
    ROOT / "src" / "tearsheet",
    ROOT / "flows",
)

#: I/O, clock, logger, environment, randomness, concurrency: none of it belongs in a transform.
IMPURE = {
    "tearsheet",
    "flows",
    "prefect",
    "os",
    "pathlib",
    "shutil",
    "tempfile",
    "glob",
    "subprocess",
    "socket",
    "ssl",
    "http",
    "requests",
    "httpx",
    "urllib.request",
    "logging",
    "random",
    "secrets",
    "uuid",
    "time",
    "threading",
    "multiprocessing",
    "concurrent",
    "asyncio",
    "duckdb",
    "obstore",
    "sqlite3",
    "sys",
    "warnings",
    "getpass",
    "platform",
    "locale",
}
#: Names called that read or write something, or ask what time it is, whatever they are called on.
IMPURE_CALLS = {
    "open",
    "print",
    "input",
    "exec",
    "eval",
    "breakpoint",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "now",
    "utcnow",
    "today",
    "urandom",
    "getenv",
    "read_parquet",
    "scan_parquet",
    "write_parquet",
    "sink_parquet",
    "read_csv",
    "write_csv",
    "read_ndjson",
    "scan_ndjson",
    "read_json",
    "write_json",
    "sample",
    "shuffle",
}
#: Where a command starts a flow; importing Prefect costs seconds, so each does it inside a
#: function.
DOORS = {"main.py", "app.py", "upkeep.py", "serve.py", "withdraw.py"}
#: Past this a file is two files.
MOST_LINES = 350


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_of(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def calls(tree: ast.AST) -> Iterator[str]:
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    yield from (function.id for function in functions if isinstance(function, ast.Name))
    yield from (function.attr for function in functions if isinstance(function, ast.Attribute))


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a module is imported: everything outside the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_import(child)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(TRANSFORMS), ids=name_of)
def test_a_transform_is_pure(path: Path) -> None:
    tree = parsed(path)
    assert sorted(module for module in set(imports(ast.walk(tree))) if is_of(module, IMPURE)) == []
    assert sorted(set(calls(tree)) & IMPURE_CALLS) == []


@pytest.mark.parametrize("path", modules(TEARSHEET), ids=name_of)
def test_the_archive_never_imports_prefect_and_flows_only_inside_the_functions_of_a_door(
    path: Path,
) -> None:
    tree = parsed(path)
    assert [module for module in imports(ast.walk(tree)) if is_of(module, {"prefect"})] == []
    reached = at_import(tree) if path.name in DOORS else ast.walk(tree)
    assert [module for module in imports(reached) if is_of(module, {"flows"})] == []


@pytest.mark.parametrize("path", modules(TRANSFORMS, TEARSHEET, FLOWS), ids=name_of)
def test_a_file_is_short_and_named_for_what_it_holds(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES
    assert path.stem not in ("utils", "util", "helpers", "common", "misc", "core")


def test_only_the_archive_connects_to_duckdb() -> None:
    connecting = [
        name_of(path)
        for path in modules(TEARSHEET, FLOWS)
        if "duckdb.connect(" in path.read_text(encoding="utf-8")
    ]
    assert connecting == ["src/tearsheet/query/archive.py"]


# Rooms: what is where, and what stands on what

MOST_FILES = 16
#: `tearsheet` itself has fewer: everything has a room but what all rooms stand on.
MOST_FILES_AT_TOP = {"tearsheet": 10}
MOST_FLOORS = 6
#: Of the files of a folder within a package.
MOST_FLOORS_WITHIN = 8
MOST_FUNCTION_LINES = 40
#: A name that says what was done, or plays on a word, and not what is there.
NO_NAMES = {
    "among",
    "asked",
    "between",
    "bounded",
    "carried",
    "found",
    "held",
    "of",
    "relanding",
    "retelling",
    "seen",
    "shown",
    "signed",
    "telling",
    "told",
    "turned",
}


def figures(folder: str) -> dict[str, int]:
    """What is counted of a folder."""
    inside = [n for n in architecture.modules() if n.startswith((folder + ".", folder))]
    graph = architecture.rooms(folder)
    return {
        "files": len(architecture.files_of(folder)),
        "floors": 0 if architecture.circle(graph) else architecture.floors(graph),
        "arrows": sum(map(len, graph.values())),
        "lines": sum(architecture.lines(name) for name in inside),
    }


def test_the_figures_of_every_folder_are_within_their_bounds() -> None:
    table = {folder: figures(folder) for folder in architecture.folders()}
    heads = list(next(iter(table.values())))
    print(f"\n{'folder':28}" + "".join(f"{head:>8}" for head in heads))
    for folder, row in table.items():
        print(f"{folder:28}" + "".join(f"{row[head]:8,}" for head in heads))
    over = {
        folder: row
        for folder, row in table.items()
        if row["files"] > MOST_FILES_AT_TOP.get(folder, MOST_FILES)
        or row["floors"] > (MOST_FLOORS if folder in architecture.ORDER else MOST_FLOORS_WITHIN)
    }
    assert over == {}


@pytest.mark.parametrize("folder", architecture.folders())
def test_no_room_stands_on_one_that_stands_on_it(folder: str) -> None:
    assert architecture.circle(architecture.rooms(folder)) == []


@pytest.mark.parametrize("folder", architecture.ORDER)
def test_no_arrow_goes_back_up(folder: str) -> None:
    assert architecture.arrows_up(folder) == []


def test_modules_import_one_another_in_no_circle() -> None:
    graph = {name: architecture.imports(name) for name in architecture.modules()}
    assert architecture.circle(graph) == []


def test_a_function_is_short() -> None:
    long = {
        name: count
        for module in architecture.modules()
        for name, count in architecture.functions(module)
        if count > MOST_FUNCTION_LINES
    }
    print(f"\n{len(long)} functions over {MOST_FUNCTION_LINES} lines")
    assert long == {}


def test_a_public_name_says_what_is_there() -> None:
    odd = [
        f"{module}:{name}"
        for module in architecture.modules()
        for name in architecture.public_names(module)
        if name in NO_NAMES
    ]
    assert odd == []


def test_values_are_decided_in_transforms() -> None:
    """A `when`, an `over`, an `agg` makes a value; the archive selects what is there."""
    deciding = [
        call
        for module in architecture.modules()
        if module.startswith("tearsheet.")
        and module.split(".")[1] not in ("store", "upkeep", "query", "export")
        for call in [
            *architecture.calls_of(module, "pl", {"when"}),
            *architecture.calls_of(module, None, {"over", "agg"}),
        ]
    ]
    assert deciding == []


@pytest.mark.parametrize("folder", architecture.folders())
def test_a_folder_says_in_a_line_what_each_room_in_it_is(folder: str) -> None:
    assert sorted(architecture.listing(folder)) == architecture.rooms_on_disk(folder)


def test_the_map_of_the_rooms_is_drawn_from_those_lines() -> None:
    """`make docs` draws it anew."""
    document = architecture.DOCUMENT.read_text(encoding="utf-8")
    assert architecture.with_maps(document) == document


def test_every_number_that_decides_something_says_how_it_was_chosen() -> None:
    silent = thresholds.silent_numbers()
    chosen = [name for name in silent if not name.endswith(tuple(thresholds.DEFINED))]
    assert not chosen, "say `measured: command`, `source: …` or `judged` of\n" + "\n".join(chosen)
    assert len(silent) == len(thresholds.DEFINED), "an exception that is none"

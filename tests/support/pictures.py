"""Pictures of the terminal for the README: what a document shows a command to print, as SVG.

The documents' console blocks are held against what the commands print (`tests/test_docs.py`), and a
picture is made of such a block: `python -m tests.support.pictures` writes them anew.
"""

from __future__ import annotations

import re
from html import escape

from tests.support.places import ROOT

FOLDER = ROOT / "docs" / "images"
#: What is shown of which command of `docs/on-the-sample.md`, by the picture's name.
SHOWN = {
    "ingest": "tearsheet ingest data/sample",
    "evidence": 'tearsheet sql "select published_on, source, confidence',
    "show": "tearsheet show ",
}
#: Signs in a line at most, and the size of one. judged
_COLUMNS, _WIDTH, _HEIGHT = 104, 7.8, 18
#: Blanks that no viewer takes for one.
_BLANK = "\N{NO-BREAK SPACE}"
_STYLE = "font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"


def pictures() -> dict[str, str]:
    """Every picture by its name."""
    page = (ROOT / "docs" / "on-the-sample.md").read_text(encoding="utf-8")
    return {name: picture(*_found(page, command)) for name, command in SHOWN.items()}


def _found(page: str, command: str) -> tuple[str, str]:
    """The command that begins so, whole, and what the page shows it to print."""
    found = re.search(rf"^\$ ({re.escape(command)}.*)\n((?:(?!\$ |```).*\n)*)", page, re.MULTILINE)
    assert found, command
    return found[1], found[2]


def picture(command: str, output: str) -> str:
    """A terminal with a command and its output as SVG."""
    typed = _wrapped(f"$ {command}", 2)
    said = [part for line in output.splitlines() for part in _wrapped(line, 4)]
    lines = [*((line, "#7ee787") for line in typed), *((line, "#e6edf3") for line in said)]
    width, height = round(_COLUMNS * _WIDTH) + 32, len(lines) * _HEIGHT + 28
    rows = "\n".join(
        f'<text x="16" y="{27 + n * _HEIGHT}" fill="{colour}">{_shown(line)}</text>'
        for n, (line, colour) in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" style="{_STYLE}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{rows}\n</svg>\n'
    )


def _shown(line: str) -> str:
    return escape(line).replace(" ", _BLANK)


def _wrapped(line: str, indent: int) -> list[str]:
    """A line in pieces as long as the picture is wide, cut at blanks; later ones are indented."""
    parts = []
    while len(line) > _COLUMNS:
        at = line.rfind(" ", indent + 1, _COLUMNS)
        at = at if at > 0 else _COLUMNS
        parts.append(line[:at])
        line = " " * indent + line[at:].lstrip()
    return [*parts, line]


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, svg in pictures().items():
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()

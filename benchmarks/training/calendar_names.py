"""Names of months and weekdays of all languages, as CLDR has them by Babel, written down as a
module of the package: to read them from Babel's files takes half a second, in every process that
reads pages.

    python -m benchmarks.training.calendar_names
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel import Locale
from babel.dates import get_day_names, get_month_names

from transforms.words.cldr import names as cldr
from transforms.words.dates import LOCALES, fold, month_forms

_HEAD = '''"""Names of months and weekdays of all languages, folded. source: CLDR, by Babel
(`benchmarks/training/calendar_names.py` writes this file).

A name is a number's where no language says otherwise; those that are several numbers' stand apart.
Names are parted by bars and line ends.
"""

from __future__ import annotations
'''


def month_table() -> tuple[dict[str, int | None], dict[str, int | None]]:
    """Names of months, written out, and those that are abbreviations alone -> 1 to 12, None where
    languages disagree.
    """
    wide: dict[str, int | None] = {}
    every: dict[str, int | None] = {}
    for locale in map(Locale.parse, LOCALES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, locale).items():
                    for form in month_forms(name):
                        _add(every, form, number)
                        if width == "wide":
                            _add(wide, form, number)
    short = {name: number for name, number in every.items() if name not in wide}
    return {name: every[name] for name in wide}, short


def weekday_table() -> dict[str, int | None]:
    """Names of weekdays, and parts of them -> 0 for Monday to 6, None where they are several
    days'.
    """
    found: dict[str, int | None] = {}
    for locale in map(Locale.parse, LOCALES):
        for width in ("wide", "abbreviated"):
            for number, name in get_day_names(width, "format", locale).items():
                for part in fold(name).replace("-", " ").split():
                    _add(found, part, number)
    return found


def _add(names: dict[str, int | None], name: str, number: int) -> None:
    names[name] = number if names.get(name, number) == number else None


def render() -> str:
    """The module's text."""
    wide, short = month_table()
    tables = [
        ("MONTHS", "Names of months written out, from January on.", wide, range(1, 13)),
        ("SHORT_MONTHS", "Abbreviations of months, from January on.", short, range(1, 13)),
        (
            "WEEKDAYS",
            "Names of weekdays and parts of them, from Monday on.",
            weekday_table(),
            range(7),
        ),
    ]
    return _HEAD + "".join(_table(*table) for table in tables)


def _table(name: str, said: str, names: Mapping[str, int | None], numbers: Iterable[int]) -> str:
    rows = ["", f"#: {said}", f"{name} = ("]
    for number in numbers:
        rows += _text([key for key, of in names.items() if of == number], "    ", ",")
    open_names = [key for key, of in names.items() if of is None]
    rows += [")", f"OPEN_{name} = " + "\n".join(_text(open_names, "", ""))]
    return "\n".join(rows) + "\n"


def _text(names: list[str], indent: str, end: str) -> list[str]:
    width = 96 - len(indent)
    lines: list[str] = []
    for name in sorted(names):
        if lines and len(lines[-1]) + 1 + len(name) <= width:
            lines[-1] += f"|{name}"
        else:
            lines.append(name)
    return [f'{indent}"""', *lines, f'"""{end}']


if __name__ == "__main__":
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    Path(cldr.__file__).write_text(render(), encoding="utf-8")

"""Templates, and how values are written on a page."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tearsheet.explore.visit import Failure, Sheet, Visit
from tearsheet.plain_text import amount
from transforms.ids import sha256_hex

#: Colour schemes of a page: what the system asks for, or one of two.
THEMES = ("auto", "light", "dark")
NOTHING = "–"


@cache
def environment() -> Environment:
    """The templates. Every value in them is escaped."""
    made = Environment(
        loader=PackageLoader("tearsheet.explore"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"n": count, "day": day, "moment": moment, "share": share, "short": short}
    made.filters |= {"words": words, "many": many}
    made.globals |= {"foreign": foreign, "nothing": NOTHING, "themes": THEMES}
    return made


def render(visit: Visit, sheet: Sheet, theme: str = "auto") -> str:
    """A page as HTML."""
    template = environment().get_template(f"{visit.page.name}.html")
    return template.render(
        visit=visit,
        site=visit.site,
        snapshot=visit.snapshot,
        link=visit.link,
        title=sheet.title,
        failure=sheet.failure,
        citation=visit.cite(sheet.title),
        theme=theme,
        static=lambda name: (
            f"static/{name}" if visit.is_file else static_link(visit.site.prefix, name)
        ),
        **sheet.values,
    )


def render_error(prefix: str, theme: str, *, failure: Failure, way_out: str) -> str:
    """A page that says what went wrong, and where to go from there."""
    return (
        environment()
        .get_template("error.html")
        .render(
            title=failure.title,
            failure=failure,
            way_out=way_out,
            theme=theme,
            home=f"{prefix}/",
            static=lambda name: static_link(prefix, name),
            site=None,
            visit=None,
        )
    )


def static_link(prefix: str, name: str) -> str:
    """The address of a file of the application's own, which changes with the file."""
    return f"{prefix}/static/{name}?v={_hash_of(name)}"


@cache
def _hash_of(name: str) -> str:
    return sha256_hex(static_bytes(name))[:12]


def static_bytes(name: str) -> bytes:
    """A file of the application's own."""
    return files("tearsheet.explore").joinpath("static", name).read_bytes()


def count(value: float | None) -> str:
    """A number with its thousands apart: `12345` becomes `12,345`."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def many(value: int | None, one: str, more: str | None = None) -> str:
    """A number with what it counts: `1 copy`, `1,200 copies`."""
    return f"{NOTHING} {more or one + 's'}" if value is None else amount(value, one, more)


def day(value: date | None) -> str:
    """A day: `2026-03-08`."""
    return NOTHING if value is None else value.isoformat()[:10]


def moment(value: datetime | str | None) -> str:
    """A time to the minute in UTC: `2026-03-08 14:02`."""
    return NOTHING if value is None else str(value)[:16].replace("T", " ")


def share(value: float | None) -> str:
    """A share: `0.123` becomes `12.3 %`."""
    return NOTHING if value is None else f"{value:.1%}".replace("%", "\N{NO-BREAK SPACE}%")


def short(identifier: str | None) -> str:
    """The beginning of an id."""
    return NOTHING if identifier is None else identifier[:8]


def words(code: str | None) -> str:
    """A code of a value list as words: `not_seen_since` becomes `not seen since`."""
    return NOTHING if code is None else code.replace("_", " ")


def foreign(text: Any, language: str | None = None, *, tag: str = "bdi", css: str = "") -> Markup:
    """Captured text: in an element of its own, with its direction told by its letters and its
    language by what the archive knows.
    """
    if text is None:
        return Markup(NOTHING)
    lang = f' lang="{escape(language)}"' if language else ""
    kind = f' class="{escape(css)}"' if css else ""
    return Markup(f'<{tag}{kind}{lang} dir="auto">{escape(text)}</{tag}>')

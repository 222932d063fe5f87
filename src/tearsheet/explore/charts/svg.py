"""Elements of SVG: escaped by the library that writes them, coloured by their classes."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from markupsafe import Markup

from tearsheet.plain_text import show_line
from transforms.ids import sha256_hex

#: Shades of a heat calendar above none.
SHADES = 5
CELL_PX, LEGEND_PX = 14, 260
#: What pages count, of one; a column of somebody's SELECT is called as it is.
_SINGULAR = {"articles": "article", "captures": "capture", "records": "record"}
_MOST_LABEL_CHARS, _CHAR_PX, _WIDE_PX = 30, 7.2, 12.4


def drawing(width: float, height: float) -> ET.Element:
    """An empty picture of so many pixels."""
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}"}
    box = {"viewBox": f"0 0 {width:.0f} {height:.0f}"}
    return ET.Element("svg", {"class": "chart", **size, **box})


def markup(svg: ET.Element, title: str, about: str) -> Markup:
    """The picture as HTML takes it, called by its title and described in a sentence. It is a group
    where there are links in it, which are read one by one, and else one image.
    """
    key = sha256_hex(title.encode("utf-8", "replace"))[:8]
    names = f"chart-{key}-title", f"chart-{key}-about"
    svg.set("role", "img" if svg.find(".//a") is None else "group")
    svg.set("aria-labelledby", " ".join(names))
    for place, (tag, name, text) in enumerate(
        zip(("title", "desc"), names, (title, about), strict=True)
    ):
        element = ET.Element(tag, {"id": name})
        element.text = show_line(text)
        svg.insert(place, element)
    return Markup(ET.tostring(svg, encoding="unicode"))


def add(
    into: ET.Element,
    tag: str,
    kind: str,
    size: Mapping[str, float],
    said: str | None = None,
) -> ET.Element:
    """An element of this class; what it is `said` to be shows where somebody points at it."""
    made = ET.SubElement(
        into, tag, {"class": kind, **{k: f"{round(v, 1):g}" for k, v in size.items()}}
    )
    if said:
        ET.SubElement(made, "title").text = show_line(said)
    return made


def write(
    into: ET.Element,
    x: float,
    y: float,
    text: str,
    kind: str,
    *,
    anchor: str = "start",
    leans: bool = False,
) -> None:
    """A line of text that begins, is centred or ends (`anchor`) at a place; where it `leans` it
    goes up from there.
    """
    made = add(into, "text", kind, {"x": x, "y": y})
    made.text = show_line(text)
    if anchor != "start":
        made.set("text-anchor", anchor)
    if leans:
        made.set("transform", f"rotate(-48 {x:g} {y:g})")


def linked(into: ET.Element, href: str | None, said: str, *, is_stop: bool = True) -> ET.Element:
    """Where to draw what leads to a page. It is no stop of the keyboard where a table beside the
    picture has the same links.
    """
    if href is None:
        return into
    stops = {} if is_stop else {"tabindex": "-1"}
    return ET.SubElement(into, "a", {"href": href, "aria-label": show_line(said), **stops})


def cell(
    into: ET.Element, x: float, y: float, kind: str, said: str | None, href: str | None
) -> None:
    """A square of a calendar."""
    place = linked(into, href, said or "", is_stop=False)
    size = {"x": x, "y": y, "width": CELL_PX, "height": CELL_PX, "rx": 2}
    add(place, "rect", f"cell {kind}", size, said)


def legend(into: ET.Element, x: float, y: float, most: float, of: str) -> None:
    """Which shade is how much."""
    write(into, x, y + 12, "0", "chart-tick")
    for shade in range(SHADES + 1):
        kind = f"heat-{shade}"
        cell(into, x + 14 + shade * (CELL_PX + 2), y + 1, kind, None, None)
    write(into, x + 14 + (SHADES + 1) * (CELL_PX + 2) + 4, y + 12, quantity(most, of), "chart-tick")


def shade(value: float, most: float) -> int:
    """The shade of a value, 0 for none: steps of its logarithm, since outlets and months differ
    by orders of magnitude.
    """
    if value <= 0 or most <= 0:
        return 0
    return 1 + min(int(SHADES * math.log1p(value) / math.log1p(most)), SHADES - 1)


def cut(label: str) -> str:
    """A label as long as there is room."""
    return label if len(label) <= _MOST_LABEL_CHARS else label[: _MOST_LABEL_CHARS - 1] + "…"


def label_width(labels: Collection[str]) -> float:
    """The room that labels take."""
    return max((_width(cut(label)) for label in labels), default=0) + 12


def _width(text: str) -> float:
    """About how wide a text is: letters of Chinese, Japanese and Korean are square."""
    return sum(_WIDE_PX if east_asian_width(c) in "WF" else _CHAR_PX for c in text)


def figure(value: float) -> str:
    """A number as it is read: `1,234`, `0.25`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def quantity(value: float, of: str) -> str:
    """A number with what it counts: `1 article`, `1,234 articles`."""
    return f"{figure(value)} {_SINGULAR.get(of, of) if value == 1 else of}".rstrip()


def months_between(known: Sequence[str]) -> list[str]:
    """Every month from the first to the last of these sorted ones, each as `2026-03`."""
    if not known:
        return []
    low, high = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (known[0], known[-1]))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(low, high + 1)]

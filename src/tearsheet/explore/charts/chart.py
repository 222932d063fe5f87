"""A chart: a picture, what it shows in a sentence, and its figures as rows, for those who read a
table rather than a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markupsafe import Markup

from tearsheet.explore.charts.svg import markup


class Place(NamedTuple):
    """A value of a chart's table, and the page that it leads to."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows in a sentence, and its figures."""

    title: str
    about: str
    svg: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[Place, ...], ...]
    #: Whether who sees the picture needs no sentence.
    is_plain: bool = False


def chart_of(
    svg: ET.Element,
    title: str,
    about: str,
    heads: tuple[str, ...],
    rows: tuple[tuple[Place, ...], ...],
    *,
    is_plain: bool = False,
) -> Chart:
    """The chart of a drawing."""
    return Chart(title, about, markup(svg, title, about), heads, rows, is_plain)

"""Long lists in portions, and choices that are links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tearsheet.explore.question import Question, Value
from tearsheet.explore.visit import Visit

#: Rows of a portion. judged
ROWS = 100
_MOST_DIGITS = 12
_OUTLET = "{of_outlet}"


class Choice(NamedTuple):
    """A link of several, of which one counts."""

    label: str
    href: str
    is_chosen: bool


def chosen(visit: Visit, name: str, values: Collection[str]) -> str:
    """Which of these values this visit asks for under a name of its query; else the first."""
    asked = visit.query.get(name, "")
    return asked if asked in values else next(iter(values))


def number_of(visit: Visit, name: str) -> int | None:
    """The number that this visit gives under a name of its query; null for none, and for one that
    no list is so long for.
    """
    given = visit.query.get(name, "")
    return int(given) if given.isdecimal() and len(given) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows of a long list, and where the others are."""

    rows: Sequence[Mapping[str, Any]]
    first: int
    before: str | None
    after: str | None

    @property
    def last(self) -> int:
        """The place of its last row, from 1."""
        return self.first + len(self.rows) - 1


def of_outlets(name: str, about: str, sql: str) -> dict[str, Question]:
    """Two questions made of one SELECT: of all outlets and, under the name with `_of` behind it, of
    one outlet, by a condition that takes the place of `{of_outlet}`. Each asks for one row more
    than a portion has, which tells whether there is a next one.
    """
    sql = f"{sql}\nLIMIT $size OFFSET $skip"
    return {
        name: Question(about, sql.replace(_OUTLET, "")),
        f"{name}_of": Question(f"{about}, of one outlet", sql.replace(_OUTLET, _CONDITION)),
    }


_CONDITION = "WHERE outlet = $outlet "


def outlet_of(visit: Visit) -> str | None:
    """The outlet that a list is asked of; null for all."""
    return visit.query.get("outlet") or None


def portion(visit: Visit, name: str) -> Portion:
    """The rows of a question made by `of_outlets` that this visit asks for."""
    outlet = outlet_of(visit)
    given = {"outlet": outlet} if outlet else {}
    return portion_of(visit, asked_name(visit, name), **given)


def portion_of(visit: Visit, name: str, **values: Value) -> Portion:
    """The rows of a question with a size and a place that this visit asks for."""
    return cut_portion(visit, visit.rows(name, size=ROWS + 1, skip=skip_of(visit), **values))


def skip_of(visit: Visit) -> int:
    """Rows before those that this visit asks for."""
    return number_of(visit, "skip") or 0


def cut_portion(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> Portion:
    """A portion of these rows, which are those from the place that this visit asks for on: as many
    as a portion has, and one more where there are more.
    """
    skip = skip_of(visit)
    kept = {n: v for n, v in visit.query.items() if n != "skip"}

    def link(place: int) -> str:
        return visit.link(visit.page.name, **visit.path, **kept, skip=place or None)

    return Portion(
        rows[:ROWS],
        skip + 1,
        link(max(skip - ROWS, 0)) if skip else None,
        link(skip + ROWS) if len(rows) > ROWS else None,
    )


def asked_name(visit: Visit, name: str) -> str:
    """Which of the two questions of `of_outlets` was asked."""
    return f"{name}_of" if outlet_of(visit) else name

"""What was found, for a person to read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tearsheet.plain_text import amount, show_line
from tearsheet.search.answer import Answer, Hit
from tearsheet.search.match import Likeness

_WIDTH = 100
#: Values of a facet that are shown. judged
_MOST_VALUES = 12


def report(found: Answer, *, first: int = 1, begin: str = "**", end: str = "**") -> str:
    """Hits with numbers, how many there are, and what they are counted by; the signs stand around
    what answers the search.
    """
    lines = [_total(found), *map(show_line, found.unknown)]
    if found.is_loose:
        lines.append("no article has all of these words; these have most of them")
    for number, hit in enumerate(found.hits, first):
        lines += ["", *_hit(number, hit, begin, end)]
    for name, counts in found.facets.items():
        lines += ["", *_facet(name, list(counts.iter_rows()))]
    return "\n".join(lines)


def _total(found: Answer) -> str:
    """`12 stories (19 articles), 1.4 % of 1,357 articles published 2026-03-01 to 2026-03-31`."""
    articles = amount(found.articles, "article")
    stories = f"{amount(found.stories, 'story', 'stories')} ({articles})"
    among = f" {found.filters}" if str(found.filters) else ""
    return show_line(
        f"{stories if found.one_a_story else articles}, {found.share:.2%} of "
        f"{amount(found.held, 'article')}{among}"
    )


def _hit(number: int, hit: Hit, begin: str, end: str) -> Iterator[str]:
    yield f"{number:>3}  {show_line(hit.title or '(no headline)')}"
    copies = amount(hit.copies, "copy", "copies") if hit.copies else ""
    copies += f", {hit.copies_found:,} found as well" if hit.copies_found else ""
    about = [hit.outlet, str(hit.published_on or "day unknown"), hit.language or "", copies]
    yield f"     {show_line(' · '.join(filter(None, about)))}  {hit.article_id}"
    shown = show_line(hit.snippet.lit("\x01", "\x02"))
    shown = shown.replace("\\x01", begin).replace("\\x02", end)
    for line in textwrap.wrap(shown, _WIDTH - 5):
        yield f"     {line}"


def _facet(name: str, rows: list[tuple[object, int, int]]) -> Iterator[str]:
    yield f"by {name}"
    for value, hits, held in rows[:_MOST_VALUES]:
        share = f"{hits / held:.2%} of {held:,} articles" if held else ""
        yield f"  {show_line(str(value or 'unknown')):<36}{hits:>9,}  {share}"
    if len(rows) > _MOST_VALUES:
        yield f"  and {len(rows) - _MOST_VALUES:,} more"


def likenesses(found: Sequence[Likeness], total: int) -> str:
    """What the archive has of a text, nearest first."""
    if not found:
        return "nothing in the archive has anything of this text"
    lines = [
        f"{amount(total, 'version')} of articles {'has' if total == 1 else 'have'} something of it"
    ]
    for one in found:
        about = [one.outlet, str(one.published_on or "day unknown"), f"version {one.version}"]
        share = f"{one.containment:.0%} of the shorter, {one.jaccard:.0%} of both"
        lines += [
            "",
            f"{one.verdict:<15}  {show_line(one.title or '(no headline)')}",
            f"{'':<15}  {show_line(' · '.join(about))}  {one.article_id}",
            f"{'':<15}  {share}" + (f"; {show_line(one.evidence)}" if one.evidence else ""),
        ]
    return "\n".join(lines)

"""What an outlet puts before or behind all of its headlines: `Rain at last | Halvern Gazette`,
`Orrin Valley Post: Rain at last`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from transforms.parse.html.fields.sites import site_names
from transforms.text.folds import fold_name
from transforms.text.separators import AFFIX_PARTS

Side = Literal["title_prefix", "title_suffix"]
#: From so many headlines on an affix counts that names the outlet: two may be a series of two.
#: judged
LEAST_HEADLINES = 3
#: One that names nothing known has to stand on more, on the greater part of all, and behind the
#: headline: ` | Sport` stands on some, and `Election: ` may be all that was captured. judged
LEAST_UNNAMED, UNNAMED_SHARE = 5, 0.5
LONGEST_AFFIX = 80
#: A part of an address that is long enough to begin a name: `bbc` of `BBC News`. judged
LEAST_LABEL = 3
COLONS = (":", "：")


class Affix(NamedTuple):
    """An affix as it is printed, with its separator; on how many captures and distinct headlines it
    stands, and whether it counts.
    """

    side: Side
    text: str
    captures: int
    headlines: int
    status: str


def affixes(titles: Mapping[str, int], names: Iterable[str], hosts: Iterable[str]) -> list[Affix]:
    """The affixes that LEAST_HEADLINES or more of an outlet's titles share, sorted.

    `titles` are its distinct titles as parsed with the number of captures that print each, `names`
    and `hosts` what its captures show of it. `learned` is the status of those that count;
    `not_a_name` of those that may be a series or a section.
    """
    stems: dict[tuple[Side, str], set[str]] = defaultdict(set)
    captures: dict[tuple[Side, str], int] = defaultdict(int)
    for title, count in titles.items():
        for side, affix, stem in _cuts(title):
            stems[side, affix].add(stem)
            captures[side, affix] += count
    known = {fold_name(n) for n in names} | {n for host in hosts for n in site_names(None, host)}
    labels = tuple(
        label
        for host in hosts
        for label in host.removeprefix("www.").split(".")[:-1]
        if len(label) >= LEAST_LABEL
    )
    found = []
    for (side, affix), rest in sorted(stems.items()):
        if len(rest) >= LEAST_HEADLINES:
            core = fold_name(affix)
            is_named = core in known or core.removeprefix("the") in known or core.startswith(labels)
            counts = is_named or _is_common(side, len(rest), len(titles))
            status = "learned" if counts else "not_a_name"
            found.append(Affix(side, affix, captures[side, affix], len(rest), status))
    return found


def _is_common(side: Side, headlines: int, of: int) -> bool:
    """Whether a suffix stands behind so many of an outlet's headlines that it counts without naming
    anything.
    """
    is_suffix = side == "title_suffix"
    return is_suffix and headlines >= LEAST_UNNAMED and headlines > UNNAMED_SHARE * of


def name_in(affix: str) -> str:
    """The words of an affix: `name_in(" | Halvern Gazette")` is `"Halvern Gazette"`."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", affix)


def _cuts(title: str) -> Iterator[tuple[Side, str, str]]:
    """(side, affix, what is left) at every separator of a title."""
    for cut in AFFIX_PARTS.finditer(title):
        head, tail = title[: cut.start()], title[cut.end() :]
        if not head.strip() or not tail.strip():
            continue
        if len(head) <= LONGEST_AFFIX and fold_name(head):
            yield "title_prefix", title[: cut.end()], tail
        if len(tail) <= LONGEST_AFFIX and fold_name(tail) and cut[0].strip() not in COLONS:
            yield "title_suffix", title[cut.start() :], head


def without_affixes(title: str, prefixes: Sequence[str], suffixes: Sequence[str]) -> str:
    """The title without what its outlet adds: `without_affixes("Rain | Gazette", (), (" |
    Gazette",))` is `"Rain"`.

    The longest fits first; a title is never emptied.
    """
    for prefix in sorted(prefixes, key=len, reverse=True):
        if title.startswith(prefix) and fold_name(title[len(prefix) :]):
            title = title[len(prefix) :].strip()
            break
    for suffix in sorted(suffixes, key=len, reverse=True):
        if title.endswith(suffix) and fold_name(title[: -len(suffix)]):
            title = title[: -len(suffix)].strip()
            break
    return title

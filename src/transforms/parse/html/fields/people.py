"""A byline -> the people in it, the agencies, and whose pictures they are: `By Ann Lee, MD, and Bo
Ek, Reuters` names two people and an agency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from transforms.text.folds import fold_name
from transforms.words.bylines import (
    ACCOUNTS,
    ALL_BY,
    BEHIND_NAME,
    BODIES,
    BY,
    CREDENTIAL,
    DESK_WORDS,
    IN_PLACE,
    LABEL,
    LEADING_ROLE,
    NAME_JOINT,
    NO_NAMES,
    OFFICE_TAIL,
    OTHERS,
    PHOTO,
    ROLE,
    UNNAMED,
)
from transforms.words.datelines import AGENCIES

#: Characters of the longest byline that is read. judged
LONGEST_NAME = 120
_PARENTHESES = re.compile(r"\(([^()]{0,200})\)|（([^（）]{0,200})）")
_ARROWS = " ,;:|&(·•●–—-\u00a0\u200b→»›>«‹…"
#: So many labels and titles are taken off a name's beginning. judged
_MOST_OPENINGS = 3
#: Before a squashed name: the site's by its host alone.
HOST = "host:"
#: Capitals of the scripts that have them: Latin, Greek, Cyrillic.
_CAPITAL = "".join(c for c in map(chr, range(ord("A"), ord("ԯ"))) if c.isupper())
#: A name of two to four words, with an initial, a title or a particle, or without.
PLAIN_NAME = re.compile(
    rf"(?:(?:Prof|Dr|Mag|Dipl|Ing)\.? ){{0,2}}[{_CAPITAL}][\w'’-]+(?: [{_CAPITAL}]\.?){{0,2}}"
    r"(?: (?:van|von|de|da|di|del|della|den|der|dos|la|le|ter|ten|bin|al|el|zu))"
    rf"{{0,2}}(?: [{_CAPITAL}][\w'’-]+){{1,3}}"
)
#: So many words are the longest agency's name; so many letters its desk's sign behind a stroke.
#: judged
_AGENCY_WORDS, _SIGN_CHARS = 4, 4
#: What may stand between a name and its agency: `Ann Lee of The Associated Press`.
_OF = re.compile(r"[\s,|/–—-]+(?:(?:for|of|from|the|de|von|avec)\s*)*$", re.IGNORECASE)
#: One word behind a stroke, before a comma, a bracket or the end.
_PLACE = re.compile(r"(?<!\s)\s+/\s*([^\s,/()]+)\s*+(?=[,(]|$)")
#: An association's name, by its end.
_ASSOCIATION = re.compile(r"\be\.\s?V\.?$")
_ARTICLES = ("The ", "Die ")
#: A line that ends so is the label of a name that stands elsewhere.
_OPEN_ENDS = frozenset(
    ["by", "von", "vom", "par", "por", "am", "in", "on", "di", "da", "door", "av", "af", "from"]
)
#: An account's name: one word in small letters, with dots, figures or lines in it.
_HANDLE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)+|[a-z]*\d[a-z0-9]*")


@dataclass(slots=True)
class People:
    """What a byline says, each once, in order."""

    names: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    #: Names of accounts, such as `admin`: they name nobody in person.
    accounts: list[str] = field(default_factory=list)


def read_people(lines: Iterable[str], own: frozenset[str] | set[str] = frozenset()) -> People:
    """The people of some lines. `own` are squashed names of the site, which is nobody."""
    found = People()
    for line in lines:
        for inside in _PARENTHESES.findall(line):
            _add_credit(found, "".join(inside))
        bare = _PARENTHESES.sub(" ", line).strip()
        if PHOTO.match(bare):
            _add_credit(found, bare)
            continue
        bare = _without_place(_without_openings(bare))
        parts = [p for part in NAME_JOINT.split(bare) for p in _apart(part)]
        if any(is_body(part) and not is_agency(part) for part in parts):
            # what `and` parts in a body's name is nobody: `Institute of Woods and Forestry`
            parts = [p for p in parts if PLAIN_NAME.fullmatch(p.strip()) or is_agency(p)]
        for part in parts:
            _add(found, part, own)
    return found


def _without_place(line: str) -> str:
    """A line without the one word behind a stroke that is no agency: of `Ann Lee / Ankara, DHA` the
    place.
    """
    place = _PLACE.search(line)
    if place is None or is_agency(place[1]) or not PLAIN_NAME.fullmatch(line[: place.start()]):
        return line
    return line[: place.start()] + line[place.end() :]


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    return name.strip().casefold() in AGENCIES


def _apart(part: str) -> list[str]:
    """A part of a byline as the name and the agency in it, where no comma is between: of `Ann Lee
    Associated Press` both, of `AP Business Writer` and `dpa/lee` the agency.
    """
    words = part.split()
    first, stroke, sign = part.strip().partition("/")
    if is_agency(first) and stroke and len(sign.strip()) <= _SIGN_CHARS:
        return [first]
    if stroke and is_agency(sign):
        return [first, sign.strip()]
    if len(words) > 1 and words[0].isupper() and is_agency(words[0]) and ROLE.search(part):
        return [words[0]]
    for size in range(min(_AGENCY_WORDS, len(words) - 2), 0, -1):
        agency = " ".join(words[-size:])
        # a word that is no acronym may be a surname: `Ann Getty`
        if is_agency(agency) and (size > 1 or (agency.isupper() and not part.isupper())):
            return [_OF.sub("", part.strip()[: -len(agency)]), agency]
    return [part]


def _add_credit(found: People, text: str) -> None:
    """Add what stands in brackets or is a credit: a photographer, or an agency."""
    if text.strip().casefold() in AGENCIES and text.strip() not in found.agencies:
        found.agencies.append(text.strip())
    if photo := PHOTO.match(text.strip()):
        credit = text.strip()[photo.end() :].strip(_ARROWS)
        if credit and credit not in found.credits:
            found.credits.append(credit)


def _add(found: People, part: str, own: frozenset[str] | set[str]) -> None:
    """Add one part of a byline to what it is."""
    if PHOTO.match(part.strip()):
        _add_credit(found, part)
        return
    name = None if OTHERS.match(part.strip()) else clean_name(part)
    if not name or is_site(name, own):
        return
    if is_body(name) and name.casefold() not in AGENCIES:
        return
    into = found.names
    if name.casefold() in AGENCIES:
        into = found.agencies
    elif is_account(name):
        into = found.accounts
    elif found.names and (CREDENTIAL.fullmatch(name) or ROLE.search(name)):
        return
    if fold_name(name) not in map(fold_name, into):
        into.append(name)


def clean_name(part: str) -> str | None:
    """A part of a byline without what markup leaves around a name; None where it names nobody:
    `View all posts by Ann Lee →` is `Ann Lee`.
    """
    name = _without_openings(part.strip(_ARROWS)).strip(_ARROWS)
    is_address = "@" in name or name.startswith(("http", "www.")) or "://" in name
    is_name = name and len(name) <= LONGEST_NAME and re.search(r"[^\W\d_]", name)
    if not is_name or is_address or name.casefold().rstrip(":") in NO_NAMES:
        return None
    name = OFFICE_TAIL.sub("", LEADING_ROLE.sub("", name)) or name
    name = shorter if " " in (shorter := IN_PLACE.sub("", name)) else name
    words = _without_desk(BEHIND_NAME.sub("", name)).split()
    while len(words) > 2 and words[-1].casefold() in _OPEN_ENDS:
        words.pop()
    if words[-1].casefold() in _OPEN_ENDS or len(name) < 2:
        return None
    half = len(words) // 2
    if words[:half] == words[half:]:
        words = words[:half]
    while len(words) > 2 and (ROLE.fullmatch(words[-1]) or CREDENTIAL.fullmatch(words[-1])):
        words.pop()
    # the name of a desk may stand in an office: `Ann Lee Senior Ferries Editor`
    office = next((n for n, word in enumerate(words) if n > 1 and ROLE.fullmatch(word)), None)
    return " ".join(words[:office])


def _without_desk(name: str) -> str:
    """The name without the desk or the body behind a dash: `Ann Lee - Example Editorial Team`, and
    without a full stop that stands alone.
    """
    first, dash, rest = name.partition(" - ")
    is_desk = any(w.casefold() in DESK_WORDS or w.casefold() in BODIES for w in rest.split())
    name = first if dash and is_desk and len(first.split()) > 1 else name
    return name.removesuffix(" .") or name


def _without_openings(text: str) -> str:
    """The text without `By`, `Author:` or `View all posts by` before it."""
    for _ in range(_MOST_OPENINGS):
        shorter = text
        for opening in (ALL_BY, BY, LABEL):
            if (said := opening.match(shorter)) and shorter[said.end() :].strip(_ARROWS):
                shorter = shorter[said.end() :]
        if shorter == text:
            break
        text = shorter
    return text


def is_account(name: str) -> bool:
    """Whether a name is that of an account or a desk: `admin`, `Staff Reporter`."""
    words = name.casefold().split()
    return (
        all(w.strip(".:") in ACCOUNTS or w in DESK_WORDS or w in UNNAMED for w in words)
        or any(w.startswith(("admin", "wpadmin", "wordpressadmin")) for w in words)
        or _HANDLE.fullmatch(name) is not None
    )


def is_body(name: str) -> bool:
    """Whether a name is an organisation's by its words: `Harvard University`, `The Lamp`."""
    return len(name.split()) > 1 and (
        any(w.casefold() in BODIES for w in name.split())
        or name.startswith(_ARTICLES)
        or _ASSOCIATION.search(name) is not None
    )


def is_site(name: str, own: frozenset[str] | set[str]) -> bool:
    """Whether a name is the site's, alone or with the name of a desk: `Gazette Staff`."""
    folded = fold_name(name)
    if folded in own:
        return True
    if HOST + folded in own:
        # a person's own site is called by the person's name
        return not PLAIN_NAME.fullmatch(name) or is_body(name)
    first = fold_name(name.split(maxsplit=1)[0])
    if HOST + first in own and name.isupper() and len(name.split()) > 1:
        return True
    words = [w for w in name.split() if w.casefold() not in DESK_WORDS]
    return bool(own) and len(words) < len(name.split()) and fold_name("".join(words)) in own

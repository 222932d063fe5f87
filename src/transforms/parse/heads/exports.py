"""The fields that databases of the press print around an article when it is saved as text.

Two forms are known. In one, lines with labels stand above and below the text, blank lines between
them; the outlet, the day and the headline stand above without a label, the outlet right above the
day. In the other each field has a code of two or three capitals, and the text stands behind `LP`
and `TD`.

    Council closes the old pool        HD   Council closes the old pool
    Halvern Gazette                    PD   5 March 2024
    March 5, 2024 Tuesday              SN   Halvern Gazette
    Section: NEWS; Pg. 4               LP
    Length: 112 words                  The council voted ...
    The council voted ...              TD
    Load-Date: March 6, 2024           The opposition had asked ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from transforms.parse.dates.printed import parse_printed_date
from transforms.parse.plain.lines import Piece
from transforms.text.folds import fold_field
from transforms.text.records.fields import find_field

#: Lines around the text are sought among so many at its head and at its end. judged
_HEAD, _FOOT = 25, 40
#: A text is an export where so many lines have different labels of these databases, one of them one
#: that nothing else prints. judged
_LEAST = 3
#: So many of its first lines may be headline, outlet, edition and day. judged
_OPENING = 6
_LABELLED = re.compile(r"(?P<label>[^\W\d][\w /.-]{0,30}?)[ \t]*:(?!//|\d\d\b)(?P<value>.*)")
#: Labels that only databases print; and those that others print too.
_SURE, _OTHERS = (
    frozenset(map(fold_field, names.split()))
    for names in (
        """
        length länge longueur longitud lengte lunghezza load-date publication-type document-type
        publication_info proquest_document_id document_url word_count source_type
        """,
        """
        dateline graphic graphics highlight subject company organization person city state country
        geographic industry ticker series edition credit copyright update notes name links abstract
        journal-code correction-date category illustration caption distribution topic page pages
        issn isbn location place_of_publication publication_subject volume issue database
        publication_title publication_year first_page last_page country_of_publication
        language_of_publication document_feature people url
        """,
    )
)
#: Fields that are the text itself.
TEXTUAL = frozenset({"text", "html"})
#: Lines that stand alone around the text.
_ALONE = re.compile(
    r"(?:(?:Document|Dokument|Documento)\s)?\d+\s(?:of|von|de|di|van|sur)\s\d+(?:\sDOCUMENTS?)?"
    r"|Body|End of Document|Classification|Link to (?:Image|Original Story|PDF)"
    r"|(?:Copyright|©|\(c\))\s.{0,150}|All Rights Reserved\.?",
    re.IGNORECASE,
)
#: The line above a text that names who wrote what is below, where, when and on which page: `Lee,
#: Ann. The Post; Marlow [Marlow]. 05 Mar 2026: A.1.`
_CITED = re.compile(
    r"(?:(?P<author>[^.]{3,80})\.\s)?(?P<outlet>[^.;]{2,80})(?:;\s[^\[\]]{2,60})?\s?"
    r"\[[^\[\]]{2,60}\]\.?\s(?P<published>\d\d?\s\w{3,9}\s\d{4})(?::\s?[\w.,-]{1,12})?\.?"
)
#: Code -> the field; blank for what is no field of an article. Source: the codes in which Factiva
#: and Dow Jones print the parts of a document.
_CODES = {
    "HD": "title", "BY": "author", "PD": "published", "SN": "outlet", "LA": "language",
    "SE": "section", "WC": "", "ET": "", "SC": "", "ED": "", "PG": "", "CY": "", "CR": "", "CT": "",
    "CX": "", "VOL": "", "CLM": "", "RF": "", "LP": "text", "TD": "text", "CO": "", "IN": "",
    "NS": "", "RE": "", "IPC": "", "IPD": "", "PUB": "", "ART": "", "AN": "",
}  # fmt: skip
_CODED = re.compile(r"(?P<code>[A-Z]{2,3})(?:(?:[ \t]{2,}|\t)(?P<value>.*))?")
#: A text has codes where it has so many different ones. judged
_LEAST_CODES = 5


@dataclass(slots=True)
class Export:
    """What stands around an article: the numbers of those `lines`, the `values` of fields, the
    lines (`places`) that state them, and what of its text stands `behind` a label.
    """

    lines: frozenset[int] = frozenset()
    values: dict[str, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)

    def state(self, name: str, at: int, value: str) -> None:
        """Take what line `at` says for a field, unless another has said it."""
        if name and value and name not in self.values:
            self.values[name], self.places[at] = value, name


def read_export(pieces: Sequence[Piece]) -> Export | None:
    """The lines of a database around an article; None for any other text."""
    return _read_coded(pieces) or _read_labelled(pieces)


def _read_labelled(pieces: Sequence[Piece]) -> Export | None:
    labels = dict(_find_labels(pieces))
    distinct = {label for label, _ in labels.values()}
    if len(distinct) < _LEAST or _SURE.isdisjoint(distinct):
        return None
    export, around = Export(), _around(len(pieces))
    alone = {i for i in around if _ALONE.fullmatch(pieces[i].text)}
    alone |= _read_citation(pieces, export, min(labels))
    for i, (label, value) in labels.items():
        name = find_field(label)
        if name in TEXTUAL:
            if value:
                export.behind[i] = value
        elif name != "modified":  # when the database changed what it has
            export.state(name or "", i, value)
    below = _read_below(pieces, labels, alone)
    opening = _read_opening(pieces, export, min(labels), alone)
    export.lines = frozenset({*labels, *alone, *below, *opening} - export.behind.keys())
    return export


def _read_citation(pieces: Sequence[Piece], export: Export, stop: int) -> Set[int]:
    """The numbers of lines above the first label that cite the article, each a field's place."""
    cited = {i: found for i in range(stop) if (found := _CITED.fullmatch(pieces[i].text))}
    for i, found in cited.items():
        for name in ("author", "outlet", "published"):
            export.state(name, i, found[name] or "")
    return cited.keys()


def _around(count: int) -> list[int]:
    """The numbers of the lines at the head and at the end of so many."""
    return [*range(min(count, _HEAD)), *range(max(_HEAD, count - _FOOT), count)]


def _find_labels(pieces: Sequence[Piece]) -> Iterator[tuple[int, tuple[str, str]]]:
    """The lines around the text that have a label of a database: number, label and value."""
    for i in _around(len(pieces)):
        text = pieces[i].text
        found = _LABELLED.fullmatch(text) if ":" in text else None
        if found:
            label = fold_field(found["label"])
            if label in _SURE or label in _OTHERS or find_field(label):
                yield i, (label, found["value"].strip())


def _read_below(
    pieces: Sequence[Piece], labels: Mapping[int, object], alone: Set[int]
) -> Iterator[int]:
    """The lines that go on with what stands behind a label below the text."""
    begin = min(labels)
    while begin in labels or begin in alone:
        begin += 1
    for i in range(begin, len(pieces) - 1):
        at = i
        while i in labels and at + 1 < len(pieces) and not pieces[at + 1].gap:
            at += 1
            yield at


def _read_opening(
    pieces: Sequence[Piece], export: Export, first: int, alone: Set[int]
) -> Sequence[int]:
    """The lines above the first label: the outlet stands right above the day, and the headline
    before both or, where they are first, last.
    """
    own = [i for i in range(min(first, _HEAD)) if i not in alone][:_OPENING]
    day_at = next((no for no, i in enumerate(own) if parse_printed_date(pieces[i].text)), None)
    if not day_at:
        return ()
    export.state("published", own[day_at], pieces[own[day_at]].text)
    export.state("outlet", own[day_at - 1], pieces[own[day_at - 1]].text)
    others = own[: day_at - 1] or own[day_at + 1 :][-1:]
    if others:
        export.state("title", others[0], pieces[others[0]].text)
    return own


def _read_coded(pieces: Sequence[Piece]) -> Export | None:
    if not any(piece.text.startswith("HD") for piece in pieces):
        return None  # as nearly every text: its lines need not be matched
    codes = {
        i: found
        for i, piece in enumerate(pieces)
        if (found := _CODED.fullmatch(piece.text)) and found["code"] in _CODES
    }
    named = {found["code"] for found in codes.values()}
    if len(named) < _LEAST_CODES or "HD" not in named or named.isdisjoint(("LP", "TD")):
        return None
    export, lines = Export(), {*range(min(codes))}
    name, parts, stated = "", list[str](), dict[str, list[str]]()
    for i in range(min(codes), len(pieces)):
        found = codes.get(i)
        said = found["value"] if found else pieces[i].text
        if found:
            name, parts = _CODES[found["code"]], []
        if name in TEXTUAL and found and said:
            export.behind[i] = said
        elif found or name not in TEXTUAL:
            lines.add(i)
        if name and said and name not in TEXTUAL:
            parts.append(said)
            stated[name] = parts
            if name not in export.places.values():
                export.places[i] = name
    export.values = {name: " ".join(values) for name, values in stated.items()}
    export.lines = frozenset(lines)
    return export

"""What changed between one version of an article and the next."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Literal

import polars as pl

from transforms.dedup.identity.articles import EVIDENCE_ORDER
from transforms.schemas import CHANGES, REVISIONS, VERSIONS
from transforms.values import frozen
from transforms.words.dates import LABELS, fold, month_names, weekday_names

Kind = Literal[
    "text", "names_or_figures", "title", "date_only", "typography", "layout_only", "parser_only"
]

_WORD = re.compile(r"\w+(?:[.,:']\w+)*")
#: Ligatures that Unicode has as letters.
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
#: How a sign is set and not which word it stands in: apostrophes of any curve are one, dashes and
#: hyphens of any length part words, and where a line may break says nothing.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("’‘ʼ′`´＇", "'")
    | dict.fromkeys("-‐‑‒–—―−﹣－", " ")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", None)
    | _LIGATURES
)
#: Signs that are set in more than one way, each as the plainest of them.
_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼ′`´＇‚‛‹›", "'")
    | dict.fromkeys("“”„‟″«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", None)
    | _LIGATURES
)
#: One sign, a dash between spaces and three dots told from a hyphen and a full stop.
_SIGN = re.compile(r"\.{3}|\s[-–—―]+\s|\u00a0|[^\w\s.]")
#: Above this many words on either side, what lies between the first and the last change is taken as
#: replaced. judged
_MOST_WORDS = 4000
#: A longer line is prose that tells a date, not a date line. judged
_DATE_LINE_WORDS = 12


@frozen
class Change:
    """The kind of a change, and how many characters of words came and went."""

    kind: Kind
    chars_added: int
    chars_removed: int


def change(
    before: str, after: str, *, titles: tuple[str | None, str | None], is_same_capture: bool
) -> Change:
    """What became of a text. `is_same_capture`: the same bytes gave both, so that only the parser
    differs.

    `change("5 died", "6 died", titles=(None, None), is_same_capture=False)` is
    `Change("names_or_figures", 1, 1)`.
    """
    old, new = _find_words(before), _find_words(after)
    removed, added = _differing(old, new)
    counts = sum(map(len, added)), sum(map(len, removed))
    return Change(
        "parser_only" if is_same_capture else _kind(before, after, removed, added, titles), *counts
    )


def _kind(
    before: str,
    after: str,
    removed: list[str],
    added: list[str],
    titles: tuple[str | None, str | None],
) -> Kind:
    if [w.casefold() for w in removed] == [w.casefold() for w in added]:
        is_retitled = None not in titles and _words(titles[0] or "") != _words(titles[1] or "")
        return "title" if is_retitled else _look(before, after)
    if all(map(_is_date_line, _other_lines(before, after))):
        return "date_only"
    if all(w[0].isdigit() or w[0].isupper() for w in (*removed, *added)):
        return "names_or_figures"
    return "text"


def _look(before: str, after: str) -> Kind:
    """What changed of the look of equal words: a sign here and there by somebody's hand, or all."""
    if before == after or _plain(before) != _plain(after):
        return "layout_only"
    had, has = (Counter(_SIGN.findall(text)) for text in (before, after))
    return "typography" if any(0 < has[sign] < had[sign] for sign in had) else "layout_only"


def _plain(text: str) -> list[str]:
    lines = unicodedata.normalize("NFKC", text.translate(_SIGNS)).split("\n")
    return [re.sub(r" ?(-+) ?", r"\1", " ".join(line.split())) for line in lines]


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _find_words(text)]


def _find_words(text: str) -> list[str]:
    """The words of a text, however they are set: ligatures and wide figures are their letters."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)))


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """(words that went, words that came), in order."""
    low = 0
    while low < min(len(old), len(new)) and old[low] == new[low]:
        low += 1
    high = 0
    while high < min(len(old), len(new)) - low and old[-1 - high] == new[-1 - high]:
        high += 1
    old, new = old[low : len(old) - high], new[low : len(new) - high]
    if max(len(old), len(new)) > _MOST_WORDS:
        return old, new
    removed: list[str] = []
    added: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            removed += old[a:b]
            added += new[c:d]
    return removed, added


def _other_lines(before: str, after: str) -> list[str]:
    """Lines that only one of the two has."""
    one, other = before.split("\n"), after.split("\n")
    mine, theirs = set(one), set(other)
    return [line for line in one if line not in theirs] + [
        line for line in other if line not in mine
    ]


def _is_date_line(line: str) -> bool:
    """Whether a line says nothing but a date, a time and a label: `Updated: 5 March 2026,
    10:30`.
    """
    words = _find_words(line)
    said = [w for w in words if not w[0].isdigit() and fold(w) not in LABELS]
    return (
        len(words) <= _DATE_LINE_WORDS
        and any(w[0].isdigit() for w in words)
        and all(fold(w) in month_names()[1] or fold(w) in weekday_names() for w in said)
    )


_BEFORE = {"revision_id": "id_before", "text_sha256": "text_before", "title": "title_before"}
_MEASURED = list(CHANGES)[1:]


def version_pairs(versions: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Every version but an article's first, with the one before it: its id, text hash and title.

    `sightings` has revision_id, raw_sha256 and derived_by: `is_same_capture` says that the same
    bytes showed both, `is_one_parser` that one parser read a capture of each, so that they can be
    compared.
    """
    pairs = _with_before(versions).filter(pl.col("id_before").is_not_null())
    ends = pairs.select("revision_id", "id_before")
    for shared, name in (("raw_sha256", "is_same_capture"), ("derived_by", "is_one_parser")):
        by = sightings.select("revision_id", shared).unique()
        same = ends.join(by, on="revision_id").join(
            by.rename({"revision_id": "id_before"}), on=["id_before", shared]
        )
        marks = same.select("revision_id", pl.lit(value=True).alias(name)).unique()
        pairs = pairs.join(marks, on="revision_id", how="left").with_columns(
            pl.col(name).fill_null(value=False)
        )
    return pairs.select(
        "outlet",
        "revision_id",
        "text_sha256",
        "title",
        *_BEFORE.values(),
        "is_same_capture",
        "is_one_parser",
    )


def _with_before(versions: pl.LazyFrame) -> pl.LazyFrame:
    before = [pl.col(c).shift(1).over("article_id").alias(name) for c, name in _BEFORE.items()]
    return versions.sort("article_id", "version").with_columns(before)


def known_changes(pairs: pl.LazyFrame, held: pl.LazyFrame) -> pl.LazyFrame:
    """What the archive's versions (`held`) say of these very pairs, as CHANGES."""
    known = _with_before(held).filter(pl.col("change_kind").is_not_null())
    same = ["revision_id", "id_before", "title", "title_before"]
    both = pairs.join(known.select(*same, *_MEASURED), on=same, nulls_equal=True)
    holds = (
        pl.when(pl.col("change_kind") == "parser_only")
        .then(pl.col("is_same_capture") | ~pl.col("is_one_parser"))
        .otherwise(~pl.col("is_same_capture"))
    )
    return both.filter(holds).select(list(CHANGES))


def read_by_different_parsers(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Of these pairs those that no one parser has read: what differs may be the parsers' doing."""
    return pairs.filter(~pl.col("is_same_capture"), ~pl.col("is_one_parser"))


def first_sightings(pairs: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """The earliest sighting of every version of these pairs (`capture_id`, `article_no`,
    `revision_id`): by what it shows today the two can be compared.
    """
    ends = pl.concat([pairs.select("revision_id"), pairs.select(revision_id="id_before")]).unique()
    return (
        sightings.join(ends, on="revision_id", how="semi")
        .sort(EVIDENCE_ORDER, nulls_last=True)
        .unique("revision_id", keep="first", maintain_order=True)
        .select("capture_id", "article_no", "revision_id")
    )


def texts_of(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `text_sha256` of the texts of these pairs, each once."""
    return pl.concat(
        [pairs.select("outlet", text_sha256=end) for end in ("text_sha256", "text_before")]
    ).unique()


def measure_changes(
    pairs: pl.DataFrame, texts: Mapping[str, str], read: Mapping[str, str]
) -> pl.DataFrame:
    """What changed in these pairs, as CHANGES. `texts` are the bodies by hash; `read` what the
    captures of versions that different parsers have read show today, by revision: where that is
    equal words only the parser differs, else it is what is compared.
    """
    rows = []
    # two texts are aligned word by word, which no expression does; a row is a new pair of versions
    for row in pairs.iter_rows(named=True):
        before, after = texts[row["text_before"]], texts[row["text_sha256"]]
        today = read.get(row["id_before"]), read.get(row["revision_id"])
        is_parsers = row["is_same_capture"]
        if today[0] is not None and today[1] is not None:
            is_parsers = _words(today[0]) == _words(today[1])
            before, after = (before, after) if is_parsers else (today[0], today[1])
        one = change(
            before, after, titles=(row["title_before"], row["title"]), is_same_capture=is_parsers
        )
        rows.append((row["revision_id"], one.kind, one.chars_added, one.chars_removed))
    return pl.DataFrame(rows, schema=dict(CHANGES), orient="row")


def with_changes(versions: pl.LazyFrame, changes: pl.LazyFrame) -> pl.LazyFrame:
    """The versions with `change_kind`, `chars_added` and `chars_removed`, sorted; null for an
    article's first.
    """
    return (
        versions.drop(_MEASURED)
        .join(changes, on="revision_id", how="left")
        .select(list(VERSIONS))
        .sort(REVISIONS.key)
    )

"""Whether a table is one of articles though none of its columns has a known name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from transforms.text.records.content import find_by_content
from transforms.text.records.fields import names_article

#: What a column's name looks like, and a part of a sentence mostly does not. judged
_NAME = re.compile(r"[^\W\d][\w.#/-]*(?: [\w.#/-]+){0,3}(?<![.])")
#: Longest name; fewest columns, and how many rows are looked at. judged
_NAME_CHARS = 40
_LEAST_COLUMNS, _ROWS = 3, 5


def holds_articles(names: Sequence[str], sample: str, delimiter: str) -> bool:
    """Whether the columns look named, and a row of the sample has prose in one of them, told by
    what stands there: `id,volltext` with a long text in each row.
    """
    if not _are_names(names):
        return False
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
    try:
        rows = list(islice(reader, 1, _ROWS + 1))
    except csv.Error:
        return False
    whole = (row for row in rows if len(row) == len(names))
    return any(
        find_by_content(dict(zip(names, row, strict=True)), (), ("text", "html")) for row in whole
    )


def may_hold_articles(names: Sequence[str]) -> bool:
    """Whether a table whose first row holds these may be one of articles."""
    return names_article(names) or _are_names(names)


def _are_names(names: Sequence[str]) -> bool:
    """Whether the columns look named, and are as many as a table of articles has."""
    return len(names) >= _LEAST_COLUMNS and all(map(_is_name, names))


def _is_name(name: str) -> bool:
    return len(name) <= _NAME_CHARS and _NAME.fullmatch(name) is not None

"""Blocks of parsed pages as columns: a capture has dozens of them, so that a dict a row would cost
more than what labelled it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import compress
from typing import Any

import polars as pl

from transforms.page import Block
from transforms.schemas import BLOCKS
from transforms.text.line_keys import line_key, mark_keyed

#: Columns of a capture, which all its blocks have.
_PLACE = ("capture_id", "outlet", "month")


@dataclass(slots=True)
class BlockRows:
    """Rows of BLOCKS, a list a column; `is_keyed` tells the lines that have a key."""

    capture_id: list[str] = field(default_factory=list)
    outlet: list[str | None] = field(default_factory=list)
    month: list[str | None] = field(default_factory=list)
    block_no: list[int] = field(default_factory=list)
    article_no: list[int | None] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    byte_start: list[int | None] = field(default_factory=list)
    byte_end: list[int | None] = field(default_factory=list)
    rule: list[str] = field(default_factory=list)
    is_keyed: list[bool] = field(default_factory=list)

    def add(
        self,
        blocks: Sequence[Block],
        place: Mapping[str, Any],
        *,
        is_article: bool,
        is_keyed: bool,
    ) -> None:
        """Add the blocks of one capture. They belong to an article only where the page is one, and
        their lines have keys where the page has one article.
        """
        if not blocks:
            return
        kinds, texts, rules, articles, starts, ends, _, _ = zip(*blocks, strict=True)
        count = len(blocks)
        for column in _PLACE:
            getattr(self, column).extend([place[column]] * count)
        self.block_no += range(count)
        self.article_no += articles if is_article else [None] * count
        self.kind += kinds
        self.text += texts
        self.byte_start += starts
        self.byte_end += ends
        self.rule += rules
        self.is_keyed += mark_keyed(kinds, rules) if is_keyed else [False] * count

    def extend(self, other: BlockRows) -> None:
        """Add the rows of other captures."""
        for column in _COLUMNS:
            getattr(self, column).extend(getattr(other, column))

    def frame(self) -> pl.DataFrame:
        """The rows with the keys of their lines; each different line's key is made once."""
        columns = {name: getattr(self, name) for name in _COLUMNS if name != "is_keyed"}
        schema = {name: BLOCKS.schema[name] for name in columns}
        frame = pl.DataFrame(columns, schema=schema)
        return frame.with_columns(pl.Series("line_key", self._keys(), BLOCKS.schema["line_key"]))

    def _keys(self) -> Iterable[int | None]:
        keys = {text: line_key(text) for text in set(compress(self.text, self.is_keyed))}
        return [
            keys[text] if keyed else None
            for text, keyed in zip(self.text, self.is_keyed, strict=True)
        ]


_COLUMNS = tuple(column.name for column in fields(BlockRows))

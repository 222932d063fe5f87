"""What a backfill does to articles, before it is published: as rows, as lines for a person, and
beside the most that may be lost.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tearsheet.errors import TearsheetError, Usage
from tearsheet.query.archive import Archive
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms import article_diff
from transforms.schemas import ARTICLE_CHANGES

if TYPE_CHECKING:
    import pyarrow

#: Where the rows of dry runs stand, by run.
FOLDER = "previews"
#: Changes of a kind, and articles lost, that are shown with their words. judged
_MOST_SAMPLES = 3
_SAMPLE_CHARS = 160
#: Articles that are compared at once, with their texts of before and after.
ARTICLES_AT_ONCE = 10_000


@dataclass
class Preview:
    """What is told of changes of articles (rows of ARTICLE_CHANGES), added up part by part: how
    many articles share each fate, how many changes are of each kind, and the first rows of each
    kind and of those lost.
    """

    fates: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)

    @classmethod
    def gather(cls, parts: Iterable[pl.DataFrame]) -> Preview:
        """All parts as one; none has changes of an article that another has."""
        made = cls()
        for _ in made.follow(parts):
            pass
        return made

    def follow(self, parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Yield the parts as they are, and add up each on its way."""
        for rows in parts:
            self._add(rows)
            yield rows

    def _add(self, rows: pl.DataFrame) -> None:
        self.fates.update(dict(rows.group_by("fate").agg(pl.col("article_id").n_unique()).rows()))
        changed = rows.filter(fate="changed")
        self.kinds.update(dict(changed.group_by("kind").len().rows()))
        lost = rows.filter(fate="lost")
        for name, some in (*changed.partition_by("kind", as_dict=True).items(), (("lost",), lost)):
            shown = self.samples.setdefault(str(name[0]), [])
            shown += some.head(_MOST_SAMPLES - len(shown)).to_dicts()

    def counts(self) -> dict[str, int]:
        """How many articles are added, changed and lost."""
        return {fate: self.fates[fate] for fate in ("added", "changed", "lost")}

    def lines(self) -> list[str]:
        """The changes for a person: how many articles come, change (by kind) and go, and samples;
        none where no article changes.
        """
        if not self.fates:
            return []
        kinds = sorted(self.kinds.items(), key=lambda item: (item[1], item[0]), reverse=True)
        by_kind = ", ".join(f"{kind} {count:,}" for kind, count in kinds)
        counts = self.counts()
        head = (
            f"articles: {counts['added']:,} added, {counts['changed']:,} changed"
            + (f" ({by_kind})" if by_kind else "")
            + f", {counts['lost']:,} lost"
        )
        samples = (line for kind, _ in kinds for line in self.sample_lines(kind))
        return [head, *samples, *self.sample_lines("lost")]

    def sample_lines(self, name: str) -> list[str]:
        """Some changes of one kind, or articles lost, before and after."""
        lines = []
        for row in self.samples.get(name, ()):
            before, after = _around_change(row["before"] or "", row["after"] or "")
            lines.append(f"  {name} {row['article_id']} {row['outlet']}")
            lines += [f"    - {before}"] if row["before"] is not None else []
            lines += [f"    + {after}"] if row["after"] is not None else []
        return lines


def diff_snapshots(storage: Storage, before: Snapshot, after: Snapshot) -> Iterator[pl.DataFrame]:
    """Articles that differ between two snapshots, as rows of ARTICLE_CHANGES in their order, a
    bounded number of articles at a time; only files that one of them alone lists are read.
    """
    old, new = _differing(storage, before, after)
    aliases = storage.scan(after, "aliases").filter(kind="article").select("old_id", "new_id")
    known = aliases.collect()
    pairs = article_diff.pair_articles(_narrow(old), _narrow(new), known)
    for some in pairs.iter_slices(ARTICLES_AT_ONCE):
        was, now = (
            state.filter(pl.col("article_id").is_in(some[name].drop_nulls().implode())).collect()
            for state, name in ((old, "article_id"), (new, "now_id"))
        )
        yield article_diff.diff_articles(was, now, known)


def _narrow(state: pl.LazyFrame) -> pl.DataFrame:
    """The articles of a state, each with a hash of all that is compared of it."""
    facts = pl.struct(article_diff.COLUMNS).hash().alias("facts")
    return state.select("article_id", "outlet", facts).collect(engine="streaming")


def _differing(
    storage: Storage, before: Snapshot, after: Snapshot
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    columns = list(article_diff.COLUMNS)
    if "articles" in before.tables:
        one, other = (set(storage.files(s, "articles")) for s in (before, after))
        gone, come = (storage.read_files("articles", files) for files in (one - other, other - one))
        return gone.select(columns), come.select(columns)
    # releases before the table aggregated it when it was asked for
    past = Archive.at(storage, before).scan("articles").select(columns)
    return past, storage.scan(after, "articles").select(columns)


def keep_preview(storage: Storage, run_id: str, parts: Iterable[pl.DataFrame]) -> str:
    """Store the rows of a dry run, part by part, as a Parquet file; where it is."""
    import pyarrow.parquet

    path = f"{FOLDER}/{run_id}.parquet"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        schema = _to_arrow(pl.DataFrame(schema=dict(ARTICLE_CHANGES))).schema
        with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for rows in parts:
                writer.write_table(_to_arrow(rows))
        storage.objects.put_file(path, file)
    return storage.objects.url(path)


def _to_arrow(rows: pl.DataFrame) -> pyarrow.Table:
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())


def _around_change(before: str, after: str) -> tuple[str, str]:
    """Both from a little before where they first differ: `"… at noon."`, `"… at dusk."`."""
    same = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    start = max(0, same - _SAMPLE_CHARS // 4)
    mark = "… " if start else ""
    one, other = (mark + text[start : start + _SAMPLE_CHARS] for text in (before, after))
    return one, other


@dataclass(frozen=True, slots=True)
class Budget:
    """How many articles a backfill may lose: a share of those in scope, or a number."""

    text: str
    most: float
    is_share: bool

    @classmethod
    def read(cls, text: str) -> Budget:
        """`1%` is a share, `12` a number. Raises Usage."""
        is_share = text.endswith("%")
        try:
            most = float(text.removesuffix("%"))
        except ValueError:
            most = -1.0
        if not 0 <= most <= (100 if is_share else float("1e12")):
            raise Usage(
                f"a budget is a share such as 1%, or a number of articles, such as 12: not {text!r}"
            )
        return cls(text, most / 100 if is_share else most, is_share)

    def check(self, changes: Preview, *, of: int, before: int = 0) -> int:
        """How many articles are lost with these changes and `before` them. Raises TearsheetError
        where that is more than may be of the `of` articles in scope.
        """
        lost = before + changes.fates["lost"]
        if lost > (self.most * of if self.is_share else self.most):
            raise TearsheetError(
                "\n".join(
                    [
                        f"stopped: {lost:,} of {of:,} articles would be lost, more than "
                        f"{self.text} may be",
                        *changes.sample_lines("lost"),
                    ]
                )
            )
        return lost

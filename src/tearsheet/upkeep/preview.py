"""What a backfill does to articles, before it is published: as rows, as lines for a person, and
beside the most that may be lost.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl

from tearsheet.errors import TearsheetError, Usage
from tearsheet.query.archive import Archive
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms import article_diff

#: Where the rows of dry runs stand, by run.
FOLDER = "previews"
#: Changes of a kind, and articles lost, that are shown with their words. judged
_MOST_SAMPLES = 3
_SAMPLE_CHARS = 160


def diff_snapshots(storage: Storage, before: Snapshot, after: Snapshot) -> pl.DataFrame:
    """Articles that differ between two snapshots, as rows of ARTICLE_CHANGES; only files that one
    of them alone lists are read.
    """
    old, new = _differing(storage, before, after)
    aliases = storage.scan(after, "aliases").filter(kind="article").select("old_id", "new_id")
    return article_diff.diff_articles(old, new, aliases.collect())


def _differing(
    storage: Storage, before: Snapshot, after: Snapshot
) -> tuple[pl.DataFrame, pl.DataFrame]:
    columns = list(article_diff.COLUMNS)
    if "articles" in before.tables:
        one, other = (set(storage.files(s, "articles")) for s in (before, after))
        gone, come = (storage.read_files("articles", files) for files in (one - other, other - one))
        return gone.select(columns).collect(), come.select(columns).collect()
    # releases before the table aggregated it when it was asked for
    past = Archive.at(storage, before).scan("articles").select(columns).collect()
    return past, storage.scan(after, "articles").select(columns).collect()


def keep_preview(storage: Storage, run_id: str, rows: pl.DataFrame) -> str:
    """Store the rows of a dry run as a Parquet file; where it is."""
    path = f"{FOLDER}/{run_id}.parquet"
    buffer = io.BytesIO()
    rows.write_parquet(buffer)
    storage.objects.put_new(path, buffer.getvalue())
    return storage.objects.url(path)


def count_fates(rows: pl.DataFrame) -> dict[str, int]:
    """How many articles are added, changed and lost."""
    counts = dict(rows.group_by("fate").agg(pl.col("article_id").n_unique()).rows())
    return {fate: counts.get(fate, 0) for fate in ("added", "changed", "lost")}


def describe(rows: pl.DataFrame) -> list[str]:
    """The changes for a person: how many articles come, change (by kind) and go, and samples."""
    counts = count_fates(rows)
    kinds = rows.filter(fate="changed").group_by("kind").len().sort("len", "kind", descending=True)
    by_kind = ", ".join(f"{kind} {count:,}" for kind, count in kinds.rows())
    lines = [
        f"articles: {counts['added']:,} added, {counts['changed']:,} changed"
        + (f" ({by_kind})" if by_kind else "")
        + f", {counts['lost']:,} lost"
    ]
    for kind in kinds["kind"]:
        lines += _samples(rows.filter(kind=kind), kind)
    return [*lines, *_samples(rows.filter(fate="lost"), "lost")]


def _samples(rows: pl.DataFrame, name: str) -> list[str]:
    lines = []
    for row in rows.head(_MOST_SAMPLES).iter_rows(named=True):
        before, after = _around_change(row["before"] or "", row["after"] or "")
        lines.append(f"  {name} {row['article_id']} {row['outlet']}")
        lines += [f"    - {before}"] if row["before"] is not None else []
        lines += [f"    + {after}"] if row["after"] is not None else []
    return lines


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
        if not 0 <= most < float("inf"):
            raise Usage(f"a budget is a share such as 1% or a number of articles, not {text!r}")
        return cls(text, most / 100 if is_share else most, is_share)

    def check(self, rows: pl.DataFrame, *, of: int, before: int = 0) -> int:
        """How many articles are lost with these changes and `before` them. Raises TearsheetError
        where that is more than may be of the `of` articles in scope.
        """
        lost = before + count_fates(rows)["lost"]
        if lost > (self.most * of if self.is_share else self.most):
            raise TearsheetError(
                "\n".join(
                    [
                        f"stopped: {lost:,} of {of:,} articles would be lost, more than "
                        f"{self.text} may be",
                        *_samples(rows.filter(fate="lost"), "lost"),
                    ]
                )
            )
        return lost

"""A query or ids -> the articles or captures to export, and what was left out of them, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from tearsheet.errors import BadQuery, Usage
from tearsheet.export.presets import Rule
from tearsheet.export.rows import BATCH_ROWS, Asked
from tearsheet.query.archive import Archive
from tearsheet.query.limits import Limits
from tearsheet.query.result import foreign_columns

#: The columns that say what a row is of; the first that is asked for decides.
KEYS = ("article_id", "capture_id")
_COPIES = {"kept_id": pl.String, "removed_id": pl.String, "story_id": pl.String}


@dataclass(slots=True)
class Selection:
    """What is exported: ids of the key column, ascending; how many the rules removed, by rule; the
    copies left out, each with the article that was kept for it; licences of what stays, counted.
    """

    key: str
    ids: pl.Series
    removed: dict[str, int] = field(default_factory=dict)
    copies: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_COPIES))
    licences: dict[str, int] = field(default_factory=dict)


def spool(archive: Archive, query: str, limits: Limits, path: Path) -> list[str]:
    """Run a guarded query once, its rows into a Parquet file; the names of its columns."""
    with limits.sentences():
        connection, rows = archive.guarded_connection(query, limits)
        with connection:
            found = connection.sql(rows)
            texts, wide = foreign_columns(found)
            casts = [*texts, *(f"{c}::BIGINT AS {c}" for c in wide)]
            answer = (
                connection.sql(f"SELECT * REPLACE ({', '.join(casts)}) {rows}") if casts else found
            )
            reader = answer.to_arrow_reader(BATCH_ROWS)
            with pq.ParquetWriter(path, reader.schema, compression="zstd") as out:
                for batch in reader:
                    out.write_batch(batch)
    return list(reader.schema.names)


def key_of(columns: Sequence[str], *, of_captures: bool) -> str:
    """The column that says what to export. Raises Usage where a query gives none."""
    for key in reversed(KEYS) if of_captures else KEYS:
        if key in columns:
            return key
    raise Usage(
        "the query gives no article_id"
        + (" and no capture_id" if of_captures else "")
        + ": select it too, so that it is known what is exported"
    )


def ids_in(path: Path, key: str) -> pl.Series:
    """The ids in a file of a query's rows, each once, ascending. Raises BadQuery for a column that
    holds no ids.
    """
    column = pl.scan_parquet(path, glob=False).select(pl.col(key).drop_nulls().unique()).collect()
    if column.schema[key] != pl.String:
        raise BadQuery(f"{key} has to be the archive's own column of ids")
    return column[key].sort()


def resolve_ids(asked: Asked, ids: Iterable[str], *, with_copies: bool) -> pl.Series:
    """The articles that these ids stand for today, of stories too where `with_copies` is given.
    Raises Usage for an id that the archive does not hold.
    """
    given = pl.DataFrame({"id": sorted(set(ids))}, schema={"id": pl.String})
    asked.register("given", given)
    found = asked.frame(
        "SELECT id, article_id FROM given LEFT JOIN articles ON article_id = resolve_id(id)"
    )
    lost = found.filter(pl.col("article_id").is_null())["id"].to_list()
    if lost:
        raise Usage(f"the archive holds no article {lost[0]!r}: copy ids from its views")
    if with_copies:
        asked.register("given", found.select("article_id"))
        found = asked.frame(
            "SELECT article_id FROM articles WHERE story_id IN (SELECT story_id FROM articles "
            "JOIN given USING (article_id))"
        )
    return found["article_id"].unique().sort()


def select(
    asked: Asked, key: str, ids: pl.Series, rules: Sequence[Rule], *, one_a_story: bool
) -> Selection:
    """What stays of these ids by the rules, in their order, then one article a story where that is
    asked for.
    """
    if key == "capture_id":
        if rules or one_a_story:
            raise Usage("presets and filters judge articles: select article_id, not capture_id")
        return _of_captures(asked, ids)
    judged = _judge(asked, ids, rules)
    counts = judged.group_by("removed_by").len().drop_nulls()
    by_rule = dict(counts.iter_rows())
    kept = judged.filter(pl.col("removed_by").is_null())
    removed = {rule.name: by_rule.get(rule.name, 0) for rule in rules}
    copies = pl.DataFrame(schema=_COPIES)
    if one_a_story:
        kept, copies = _one_a_story(kept)
        removed["one_a_story"] = copies.height
    if missing := len(ids) - judged.height:
        removed["unknown_id"] = missing
    return Selection(key, kept["article_id"].sort(), removed, copies, _counted(kept["licence"]))


def _judge(asked: Asked, ids: pl.Series, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row an article, with the first rule that removes it in `removed_by`."""
    asked.register("chosen", pl.DataFrame({"article_id": ids}))
    cases = " ".join(f"WHEN NOT coalesce({r.sql}, false) THEN '{r.name}'" for r in rules)
    removed_by = f"CASE {cases} END" if cases else "NULL"
    return asked.frame(
        "SELECT a.article_id, a.story_id, a.is_lead, a.published_on, a.first_captured_at, "
        f"a.licence, ({removed_by})::VARCHAR AS removed_by FROM articles a "
        "JOIN chosen USING (article_id) LEFT JOIN revisions r USING (article_id, revision_id)"
    )


def _one_a_story(kept: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(one article a story: its lead where that is among them, else the earliest by day and
    capture, then the smaller id; which of the others it stands for).
    """
    order = ["is_lead", "published_on", "first_captured_at", "article_id"]
    ranked = kept.sort(order, descending=[True, False, False, False], nulls_last=True).with_columns(
        pl.col("article_id").first().over("story_id").alias("kept_id")
    )
    is_first = pl.col("article_id") == pl.col("kept_id")
    is_alone = pl.col("story_id").is_null()
    copies = ranked.filter(~(is_first | is_alone)).select(
        "kept_id", pl.col("article_id").alias("removed_id"), "story_id"
    )
    return ranked.filter(is_first | is_alone), copies.sort("kept_id", "removed_id")


def _of_captures(asked: Asked, ids: pl.Series) -> Selection:
    asked.register("chosen", pl.DataFrame({"capture_id": ids}))
    found = asked.frame("SELECT capture_id FROM captures JOIN chosen USING (capture_id)")
    licences = asked.frame("SELECT licence FROM sightings JOIN chosen USING (capture_id)")
    lost = len(ids) - found.height
    removed = {"unknown_id": lost} if lost else {}
    return Selection(
        "capture_id",
        found["capture_id"].sort(),
        removed,
        licences=_counted(licences["licence"]),
    )


def _counted(licences: pl.Series) -> dict[str, int]:
    counts = licences.fill_null("unknown").value_counts(sort=False)
    return dict(sorted(counts.iter_rows()))

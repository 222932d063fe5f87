"""Relations and stories after a batch: of what the snapshot holds only that is read which the batch
can have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.stories.matching import Matching
from tearsheet.stages.stories.portions import TextReader
from tearsheet.stages.stories.relations import LINKED, StoredRelations, is_near, is_one
from tearsheet.stages.stories.signatures import select_usable
from tearsheet.stages.stories.teachers import Teachers
from transforms.dedup.identity import relation_update
from transforms.dedup.identity.holders import choose_representatives
from transforms.dedup.identity.relation_update import BatchVersions
from transforms.dedup.identity.relations import ENDS, relate_revisions
from transforms.dedup.identity.stories import sharing, templates
from transforms.dedup.identity.stories import update as story_update
from transforms.dedup.identity.stories.build import build_stories
from transforms.dedup.identity.stories.likenesses import JOINING
from transforms.schemas import (
    HOLDERS,
    JUDGED_PAIRS,
    MEMBERS,
    REJUDGED_VERSIONS,
    RELATIONS,
    REVISIONS,
)
from transforms.table_diff import TableDiff, add_diffs, diff_tables

#: What has to be known of a version, beside its text.
_COLUMNS = [column for column in MEMBERS if column not in ("text_key", "tokens")]
_KEYS = ("revision_id", "text_key", "tokens")


@dataclass(frozen=True, slots=True)
class StoryChanges:
    """What leaves and joins both tables; and of the articles whose story may be another the stories
    that the snapshot has, and those that they have now.
    """

    relations: TableDiff
    stories: TableDiff
    before: pl.DataFrame
    made: pl.DataFrame


class StoryUpdate:
    """The versions that a batch can have changed, and all others that hold a text which those hold
    or a pair that was judged has.
    """

    def __init__(
        self,
        reader: TextReader,
        batch: Batch,
        matching: Matching,
        *,
        narrow: Sequence[str],
        before: Sequence[str],
    ) -> None:
        self._reader, self._storage, self._base = reader, reader.storage, reader.base
        self._relations = StoredRelations(self._storage, self._base)
        self._outlets = batch.outlets
        self._is_touched = pl.col("outlet").is_in(list(batch.outlets))
        self._holders = self._storage.scan_staged([matching.holders], HOLDERS).collect().lazy()
        self._rejudged = self._storage.scan_staged([matching.rejudged], REJUDGED_VERSIONS).collect()
        columns = {c: REVISIONS.schema[c] for c in _COLUMNS}
        was, self._after = (
            self._storage.scan_staged(paths, columns).collect().lazy() for paths in (before, narrow)
        )
        self._own = pl.concat([f.select("revision_id") for f in (was, self._after)]).collect()
        ids = relation_update.find_elsewhere(self._holders, was, self._after).collect()
        elsewhere = self._read_elsewhere(ids["revision_id"])
        self._is_anew = batch.is_rederived
        versions = relation_update.gather_versions(
            self._holders, was, self._after, elsewhere.lazy(), is_anew=self._is_anew
        )
        # each is read more than once
        self._versions = BatchVersions(
            *(frame.lazy() for frame in pl.collect_all(versions.frames()))
        )

    def _read_elsewhere(self, ids: pl.Series) -> pl.DataFrame:
        """These versions, where the batch leaves them alone."""
        ids = ids.filter(~ids.is_in(self._own["revision_id"].implode()))
        return self._find("revisions", "revision_id", ids, _COLUMNS)

    def _find(
        self, table: str, column: str, ids: pl.Series, columns: Sequence[str] = ()
    ) -> pl.DataFrame:
        """The snapshot's rows that have one of these ids in this column."""
        return self._storage.find(self._base, table, ids.to_frame(column), columns)

    def update_relations(self, judged: Sequence[str], translations: Sequence[str]) -> TableDiff:
        """The relations that the batch removes and adds. The portions came out as `judged`, and
        `translations` has all relations of that kind that the batch's outlets state; both are
        staged.
        """
        printing = relation_update.find_printing(self._versions, self._holders).collect()
        touched = pl.concat([printing["revision_id"], self._rejudged["revision_id"]]).unique()
        is_stated = (pl.col("relation") == "translation") & self._is_touched
        here = pl.DataFrame({"outlet": self._outlets, "relation": "translation"})
        said = self._storage.find(self._base, "relations", here)
        stored = pl.concat([self._relations.find(touched), said]).unique(RELATIONS.key)
        pairs = self._storage.scan_staged(judged, JUDGED_PAIRS)
        rows = [
            *relation_update.update_pairs(
                stored.lazy(), self._versions, self._rejudged.lazy(), pairs
            ),
            relation_update.update_identical(stored.lazy(), self._versions, printing.lazy()),
        ]
        diffs = [diff_tables(*pl.collect_all([kind.before, kind.after])) for kind in rows]
        stated = self._storage.scan_staged(translations, RELATIONS.schema).collect()
        return add_diffs(
            [
                *diffs,
                self._update_revisions(stored),
                diff_tables(stored.filter(is_stated), stated),
            ]
        )

    def _update_revisions(self, stored: pl.DataFrame) -> TableDiff:
        """The relations of neighbouring versions that the batch removes and adds."""
        measured = relation_update.find_revisions(stored.lazy(), self._versions).collect()
        known = (measured.clear() if self._is_anew else measured).lazy()
        kept, pairs = pl.collect_all(
            [
                relation_update.keep_revisions(known, self._versions),
                relation_update.find_unmeasured(known, self._versions),
            ]
        )
        standing = self._versions.standing.collect()
        parts = [kept]
        for part in pairs.iter_slices(self._reader.limits.compared_pairs):
            keys = pl.concat([part["left_key"], part["right_key"]]).drop_nulls().unique()
            texts = self._reader.read_texts(keys, standing)
            parts.append(relate_revisions(part.lazy(), texts.lazy()).collect())
        return diff_tables(measured, pl.concat(parts))

    def update_stories(self, relations: TableDiff) -> StoryChanges:
        """The changes of stories and relations that follow where the batch changes these relations:
        in the latter it is decided here which copies are two fillings of a template.
        """
        teachers = Teachers(self._relations, relations)
        ids = self._find_connected(relations, teachers.find_taught())
        members = self._read_members(ids)
        standing = choose_representatives(members.lazy()).collect()
        moved = self._versions.moved.select("article_id").collect()
        articles = pl.concat([members["article_id"], moved["article_id"]]).unique()
        stored = self._relations.find_linking(ids["revision_id"]).filter(is_near())
        near = TableDiff(relations.removed, relations.added.filter(is_near())).apply(
            stored.filter(is_one("left_id", ids["revision_id"]))
        )
        restored = sharing.restore(near)
        open_ = restored.filter(templates.may_be_fillings())
        learned = self._learn_templates(open_, teachers, members)
        told = self._tell(restored, learned, members, standing)
        anew = diff_tables(near, told)
        before = self._find("stories", "article_id", articles)
        joining = told.filter(pl.col("relation").is_in(JOINING))
        made = self._build(members, standing, joining, learned)
        return StoryChanges(relations.follow(anew), diff_tables(before, made), before, made)

    def _tell(
        self,
        restored: pl.DataFrame,
        learned: templates.Templates,
        members: pl.DataFrame,
        standing: pl.DataFrame,
    ) -> pl.DataFrame:
        """These relations (`sharing.restore`), in which what looks like copies is told to be
        fillings of a template, or pages that share an article, or copies.
        """
        is_open = templates.may_be_fillings()
        told = pl.concat(
            [restored.filter(~is_open), learned.tell(restored.filter(is_open), standing)]
        )
        joining = told.filter(pl.col("relation").is_in(JOINING)).lazy()
        edges = story_update.name_edges(joining, standing.lazy()).collect()
        words = members.select("text_key", "tokens").drop_nulls("text_key")
        return sharing.mark_sharing(told, sharing.find_sharing(edges, words), standing)

    def _find_connected(self, relations: TableDiff, taught: pl.DataFrame) -> pl.DataFrame:
        """The versions (`revision_id`) of which the story may be another; the templates of those
        that are `taught` may be.
        """
        added = relations.added.filter(LINKED.is_one).select(ENDS)
        beginnings = story_update.find_beginnings(
            self._versions.moved, relations.removed.lazy(), relations.added.lazy()
        )
        begin = pl.concat([beginnings.collect(), taught])
        # links that are gone stay among them: they lead to what hung together before
        links, new, seen = [added], begin.unique(), begin.clear()
        while new.height:
            links.append(self._relations.find_linking(new["revision_id"]).select(ENDS))
            seen = pl.concat([seen, new])
            near = story_update.find_connected(pl.concat([added, links[-1]]).lazy(), new.lazy())
            new = near.collect().join(seen, on="revision_id", how="anti")
        return story_update.find_connected(pl.concat(links).lazy(), begin.lazy()).collect()

    def _learn_templates(
        self, pairs: pl.DataFrame, teachers: Teachers, members: pl.DataFrame
    ) -> templates.Templates:
        """The templates of the texts of these relations, read and ready to be asked about them."""
        ids = pl.concat([pairs["left_id"], pairs["right_id"]]).unique()
        near = teachers.list_near(ids)
        others = near.select(revision_id="near_id").unique()
        printed = members.filter(pl.col("text_key").is_not_null())
        around = self._read_members(others.join(members, on="revision_id", how="anti"))
        members = pl.concat([members, around]).unique(["revision_id", "text_key"], keep="any")
        standing = choose_representatives(members.lazy()).collect()
        keys = standing.select("revision_id", "text_key")
        named = near.join(keys.rename({"text_key": "a"}), on="revision_id").join(
            keys.select(near_id="revision_id", b="text_key"), on="near_id"
        )
        asked = keys.filter(is_one("revision_id", ids))["text_key"]
        return templates.Templates(
            named.sort("revision_id", "near_id"),
            asked,
            members,
            printed,
            lambda texts: self._reader.read_texts(texts, standing).sort("text_key"),
        )

    def _build(
        self,
        members: pl.DataFrame,
        standing: pl.DataFrame,
        joining: pl.DataFrame,
        learned: templates.Templates,
    ) -> pl.DataFrame:
        return build_stories(
            members.lazy(),
            story_update.name_edges(joining.lazy(), standing.lazy()),
            lambda pairs: learned.mark_edges(self._reader.compare(pairs, standing)),
            most_texts=self._reader.limits.most_texts,
        ).collect()

    def _read_members(self, connected: pl.DataFrame) -> pl.DataFrame:
        """All versions after the batch of the articles that these are of, with their text keys."""
        elsewhere = self._read_elsewhere(connected["revision_id"])
        columns = [*_KEYS, "scheme"]
        signed = self._find("signatures", "revision_id", elsewhere["revision_id"], columns)
        printed = [
            select_usable(signed.lazy()).select(_KEYS),
            self._holders.filter("now").select(_KEYS),
        ]
        return story_update.gather_members(
            self._after, elsewhere.lazy(), connected.lazy(), pl.concat(printed)
        ).collect()

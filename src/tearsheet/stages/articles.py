"""The deduplicate stage: derives again what a batch affects, and stages the partitions that come
out different.

Articles, versions and resolved listings are derived outlet by outlet, stories over all of them.
Both read the snapshot and the batch's staged frames, and write only staged frames; `publish` turns
those into a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.stages.batch import Batch, ids
from tearsheet.stages.derived_tables import (
    DerivedTables,
    StagedTable,
)
from tearsheet.stages.reparse import read_again
from tearsheet.store import snapshots
from tearsheet.store.snapshots import Partition
from tearsheet.store.tables import Storage
from tearsheet.workers import STAGE_SECONDS, Caller
from transforms.dedup.identity import articles, changes, dates, listings, revisions
from transforms.dedup.identity.aliases import moved_ids
from transforms.dedup.identity.translations import translation_rows
from transforms.dedup.match import similarity
from transforms.dedup.match.signatures import SCHEME, sign_texts
from transforms.learn.outlets import outlet_rows
from transforms.learn.profiles import affix_names, stripped
from transforms.schemas import (
    ARTICLE_TEXTS,
    OUTLETS,
    PROFILES,
    RECORDS,
    REVISIONS,
    SIGHTINGS,
    SIGNATURES,
    TABLES,
    TEXT_COLUMNS,
    VERSIONS,
    conform,
)
from transforms.table_diff import diff_tables

#: Texts of a group of outlets that are in memory at a time; what is known of a version beside its
#: text is small.
TEXTS_AT_ONCE = 16_384
_BODY = ("outlet", "text_sha256", *TEXT_COLUMNS)


def deduplicate_outlets(
    root: str, batch: Batch, outlets: tuple[str, ...], caller: Caller
) -> DerivedTables:
    """Sightings, revisions, listings, dates and registry rows of these outlets, derived from the
    snapshot and the batch.
    """
    derived = caller.run(_derive_outlets, root, batch, outlets, None, timeout=STAGE_SECONDS)
    # versions that only different parsers have read: after an upgrade, until a backfill
    if unread := derived.paths("unread_captures"):
        read = read_again(root, batch.run_id, unread[0], batch.facts, caller)
        derived = caller.run(_derive_outlets, root, batch, outlets, read, timeout=STAGE_SECONDS)
    return derived


def _derive_outlets(
    root: str, batch: Batch, outlets: tuple[str, ...], read: str | None
) -> DerivedTables:
    """`read` are the staged texts that "unread_captures" of an earlier call asked for."""
    work = _Work(Storage.open(root), batch, outlets, read)
    old, new = work.sightings_before(), work.found()
    facts = stripped(
        pl.concat([old.select(_FACT_COLUMNS), new.select(_FACT_COLUMNS)]), work.profiles
    )
    similar = work.similar(articles.candidate_pairs(facts), old)
    seen = articles.identify(facts, similar)
    by_page = dates.own_choice(seen)
    resolved = listings.resolve(
        work.rows("listings"), work.beginnings(seen, by_page), work.captures
    )
    by_listing = dates.listing_choice(resolved, by_page)
    chosen = pl.concat(
        [
            by_page.select("article_id", *revisions.CHOSEN),
            by_listing.select("article_id", *revisions.CHOSEN),
        ]
    )
    narrow = work.with_changes(revisions.revisions(seen, chosen), seen)
    work.check(seen)
    own = work.rows("dates").filter(pl.col("listing_no").is_null())
    work.put("sightings", conform(seen, SIGHTINGS.schema), work.before("sightings"))
    work.put("listings", resolved, work.before("listings"))
    work.put(
        "dates",
        dates.all_candidates(own, seen, resolved, by_page, by_listing),
        work.before("dates"),
    )
    work.put_revisions(narrow)
    work.put_signatures(narrow)
    work.put_translations(seen, narrow)
    work.put_shared("aliases", moved_ids(work.before("sightings").lazy(), seen.lazy()).collect())
    work.put("profiles", work.profiles, work.before("profiles"))
    work.put_shared("outlets", work.registry())
    work.count(seen, narrow)
    return DerivedTables(tuple(work.staged_tables), work.counts)


_FACT_COLUMNS = [c for c in SIGHTINGS.schema if c not in ("article_id", "revision_id")]


class _Work:
    """One group of outlets: what the snapshot and the batch hold of them, and the results
    so far.
    """

    def __init__(
        self, storage: Storage, batch: Batch, outlets: tuple[str, ...], read: str | None
    ) -> None:
        self.storage, self.batch, self.outlets, self.read = storage, batch, outlets, read
        self.base = storage.snapshot(batch.base)
        self.again = ids(storage, batch.again)
        self.name = f"derived-{batch.base}/{outlets[0]}"
        self.staged_tables: list[StagedTable] = []
        self.counts: dict[str, int] = {}

    def before(self, table: str) -> pl.DataFrame:
        """The table's rows of these outlets in the snapshot."""
        return self.storage.scan(self.base, table, outlets=self.outlets).collect()

    def staged(self, table: str) -> pl.LazyFrame:
        return self.batch.staged(self.storage, table).filter(
            pl.col("outlet").is_in(list(self.outlets))
        )

    def rows(self, table: str) -> pl.DataFrame:
        """The table's rows of these outlets after the batch, underived columns only as they were
        parsed.
        """
        kept = self.before(table).join(self.again, on="capture_id", how="anti")
        return pl.concat([kept, self.staged(table).collect()])

    @cached_property
    def captures(self) -> pl.DataFrame:
        """The captures of these outlets after the batch: read once, since nearly every step asks
        for some of their columns.
        """
        return self.rows("captures")

    def sightings_before(self) -> pl.DataFrame:
        return self.before("sightings").join(self.again, on="capture_id", how="anti")

    def found(self) -> pl.DataFrame:
        return (
            self.staged("found")
            .with_columns(pl.lit(None, pl.String).alias("parsed_title"))
            .select(_FACT_COLUMNS)
            .collect()
        )

    @cached_property
    def profiles(self) -> pl.DataFrame:
        """What is learned of these outlets."""
        return (
            self.storage.scan_staged([self.batch.facts], PROFILES.schema)
            .filter(pl.col("outlet").is_in(list(self.outlets)))
            .collect()
        )

    def bodies(self, hashes: pl.DataFrame, *columns: pl.Expr) -> pl.DataFrame:
        """Texts of these outlets by hash (`outlet`, `text_sha256` and the columns asked for), each
        once.
        """
        held = self.storage.scan(self.base, "revisions", outlets=self.outlets)
        frames = [
            f.join(hashes.lazy(), on=["outlet", "text_sha256"], how="semi").select(
                "outlet", "text_sha256", *columns
            )
            for f in (self.staged("found"), held)
        ]
        return (
            pl.concat(frames)
            .unique(["outlet", "text_sha256"], keep="first", maintain_order=True)
            .collect()
        )

    def similar(self, pairs: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
        """The pairs that are versions of one another. Those that the snapshot already holds as one
        article were verified before.
        """
        known = pairs.clear()
        if self.again.is_empty():
            home = old.select("outlet", "text_sha256", "article_id").unique()
            known = (
                pairs.join(
                    home.rename({"text_sha256": "left", "article_id": "a"}), on=["outlet", "left"]
                )
                .join(
                    home.rename({"text_sha256": "right", "article_id": "b"}), on=["outlet", "right"]
                )
                .filter(pl.col("a") == pl.col("b"))
                .select("outlet", "left", "right")
                .unique()
            )
        asked = pairs.join(known, on=["outlet", "left", "right"], how="anti").sort(
            "outlet", "left", "right"
        )
        return pl.concat([known, *map(self._similar, asked.iter_slices(TEXTS_AT_ONCE // 2))])

    def _similar(self, asked: pl.DataFrame) -> pl.DataFrame:
        hashes = pl.concat(
            [asked.select("outlet", pl.col(s).alias("text_sha256")) for s in ("left", "right")]
        ).unique()
        texts = self.bodies(hashes, pl.col("text"))
        return similarity.select_similar(
            asked, dict(zip(texts["text_sha256"], texts["text"], strict=True))
        )

    def beginnings(self, seen: pl.DataFrame, by_page: pl.DataFrame) -> pl.DataFrame:
        """What a listing can name an article by: addresses, headlines as told and as parsed, and
        how every version's text begins.
        """
        columns = ["outlet", "article_id", "text_sha256", "url"]
        named = pl.concat(
            [seen.select(*columns, pl.col(t).alias("title")) for t in ("title", "parsed_title")]
        ).unique(maintain_order=True)
        heads = self.bodies(
            named.select("outlet", "text_sha256"),
            pl.col("text").str.slice(0, 2 * listings.HEAD_CHARS).alias("head"),
        )
        return named.join(heads, on=["outlet", "text_sha256"], how="left").join(
            by_page.select("article_id", "published_on"), on="article_id", how="left"
        )

    def check(self, seen: pl.DataFrame) -> None:
        """Conservation: every capture of kind article is in sightings, and no other capture is."""
        shown = self.captures.filter(pl.col("page_kind") == "article").select("capture_id")
        sighted = seen.select("capture_id").unique()
        lost = shown.join(sighted, on="capture_id", how="anti")
        extra = sighted.join(shown, on="capture_id", how="anti")
        if lost.height or extra.height:
            raise AssertionError(
                f"conservation is broken: {lost.height} article captures without a sighting, {extra.height} sightings without one"
            )

    def put(self, table: str, rows: pl.DataFrame, before: pl.DataFrame) -> None:
        """Stage the partitions in which the rows differ from the snapshot's."""
        spec = TABLES[table]
        now = conform(rows, spec.schema, key=spec.key)
        changed = diff_tables(before, now).partitions()
        self._put(table, now.join(as_frame(changed), on=["outlet", "month"], how="semi"), changed)

    def with_changes(self, narrow: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
        """The versions with what changed since the one before; what the snapshot says of a pair of
        versions is taken from there.
        """
        shown = seen.select("capture_id", "article_no", "revision_id", "captured_at").join(
            self.captures.select("capture_id", "raw_sha256", "derived_by"), on="capture_id"
        )
        was = (
            self.storage.scan(self.base, "revisions", outlets=self.outlets)
            .select(list(VERSIONS))
            .collect()
        )
        pairs = changes.version_pairs(narrow, shown)
        known = changes.settled(pairs, was)
        asked = pairs.join(known, on="revision_id", how="anti")
        hashes = pl.concat(
            [
                asked.select("outlet", pl.col(c).alias("text_sha256"))
                for c in ("text_sha256", "text_before")
            ]
        ).unique()
        texts = self.bodies(hashes, pl.col("text"))
        read = self._read_today(changes.doubtful(asked), shown)
        found = changes.measured(
            asked, dict(zip(texts["text_sha256"], texts["text"], strict=True)), read
        )
        return changes.with_changes(narrow, pl.concat([known, found]))

    def _read_today(self, pairs: pl.DataFrame, shown: pl.DataFrame) -> dict[str, str]:
        """What the earliest captures of these versions show today, by revision; asked for where
        that has not been read yet.
        """
        if pairs.is_empty():
            return {}
        ends = (
            pl.concat([pairs["revision_id"], pairs["id_before"]]).unique().to_frame("revision_id")
        )
        first = (
            shown.join(ends, on="revision_id", how="semi")
            .sort(articles.EVIDENCE_ORDER, nulls_last=True)
            .unique("revision_id", keep="first")
        )
        if self.read is None:
            rows = conform(self.captures.join(first, on="capture_id", how="semi"), RECORDS)
            self._stage("unread_captures", rows)
            return {}
        texts = first.join(
            self.storage.scan_staged([self.read], ARTICLE_TEXTS).collect(),
            on=["capture_id", "article_no"],
        )
        return dict(zip(texts["revision_id"], texts["text"], strict=True))

    def put_revisions(self, narrow: pl.DataFrame) -> None:
        columns = list(VERSIONS)
        before = (
            self.storage.scan(self.base, "revisions", outlets=self.outlets)
            .select(columns)
            .collect()
        )
        changed = sorted(
            {
                *diff_tables(before, narrow.select(columns)).partitions(),
                *self._measured_anew(narrow),
            }
        )
        for some in _portions(narrow, changed):
            rows = narrow.join(as_frame(some), on=["outlet", "month"], how="semi")
            texts = self.bodies(
                rows.select("outlet", "text_sha256").unique(),
                *[pl.col(c) for c in TEXT_COLUMNS],
            )
            self._put(
                "revisions",
                conform(
                    rows.join(texts, on=["outlet", "text_sha256"], how="left"), REVISIONS.schema
                ),
                some,
            )
        self._stage("versions", conform(narrow, VERSIONS))

    def _measured_anew(self, narrow: pl.DataFrame) -> list[Partition]:
        """Where a text that was derived again came out the same and measures differently: only
        newer code does that.
        """
        if self.again.is_empty():
            return []
        anew = (
            self.staged("found")
            .join(self.again.lazy(), on="capture_id", how="semi")
            .select(_BODY)
            .unique()
            .collect()
        )
        held = (
            self.storage.scan(self.base, "revisions", outlets=self.outlets).select(_BODY).collect()
        )
        differ = anew.join(held, on=list(_BODY), how="anti", nulls_equal=True).select(
            "outlet", "text_sha256"
        )
        moved_on = (
            narrow.join(differ, on=["outlet", "text_sha256"], how="semi")
            .select("outlet", "month")
            .unique()
        )
        return [(o, m) for o, m in moved_on.iter_rows()]

    def put_signatures(self, narrow: pl.DataFrame) -> None:
        """Signatures of every version; only those of versions that have none are computed, only
        partitions that differ read.
        """
        columns = [*SIGNATURES.key, "outlet", "month"]
        held = self.storage.scan(self.base, "signatures", outlets=self.outlets)
        before = held.select(columns).collect()
        place = narrow.select(
            "revision_id", "outlet", "month", "text_sha256", pl.lit(SCHEME).alias("scheme")
        )
        known = place.join(before.select(SIGNATURES.key), on=SIGNATURES.key, how="semi")
        fresh = place.join(known, on="revision_id", how="anti")
        hashes = fresh.select("outlet", "text_sha256").unique().sort("outlet", "text_sha256")
        signed = pl.concat(
            [self._signed(hashes.clear()), *map(self._signed, hashes.iter_slices(TEXTS_AT_ONCE))]
        )
        made = conform(
            fresh.join(signed, on=["outlet", "text_sha256"]), SIGNATURES.schema, key=SIGNATURES.key
        )
        # a version's id and the scheme say all that its signature can
        changed = diff_tables(before, place.select(columns)).partitions()
        inside = as_frame(changed)
        rows = known.join(inside, on=["outlet", "month"], how="semi")
        kept = (
            held.drop("outlet", "month")
            .join(rows.lazy(), on=SIGNATURES.key)
            .select(list(SIGNATURES.schema))
            .collect()
        )
        now = pl.concat([kept, made.join(inside, on=["outlet", "month"], how="semi")])
        self._put("signatures", conform(now, SIGNATURES.schema, key=SIGNATURES.key), changed)
        if made.height:
            self._stage("new_signatures", made)

    def _signed(self, hashes: pl.DataFrame) -> pl.DataFrame:
        texts = self.bodies(hashes, pl.col("text"))
        return pl.concat([texts.drop("text"), sign_texts(texts["text"])], how="horizontal")

    def put_translations(self, seen: pl.DataFrame, narrow: pl.DataFrame) -> None:
        """Stage the relations that pages state themselves, by naming their article's address in
        another language.
        """
        rows = translation_rows(
            seen, self.captures.select("capture_id", "url", "alternates"), narrow
        )
        if rows.height:
            self._stage("translations", rows)

    def put_shared(self, table: str, rows: pl.DataFrame) -> None:
        """Stage rows of a table that is not stored by outlet."""
        if not rows.is_empty():
            self._put(table, rows, [snapshots.WHOLE])

    def _put(self, table: str, rows: pl.DataFrame, partitions: Sequence[Partition]) -> None:
        """Stage these partitions of a table, where there are any."""
        if partitions:
            self._stage(table, rows, partitions)

    def _stage(self, table: str, rows: pl.DataFrame, partitions: Sequence[Partition] = ()) -> None:
        name = f"{self.name}.{table}-{len(self.staged_tables):04d}"
        path = self.storage.stage(self.batch.run_id, name, rows)
        self.staged_tables.append(StagedTable(table, path, tuple(partitions)))

    def registry(self) -> pl.DataFrame:
        """The outlets with the names and hosts that their captures show, and the names learned of
        their headlines.
        """
        rows = outlet_rows(
            self.captures.lazy().select("outlet", "outlet_heading", "site_name", "url"),
            affix_names(self.profiles).lazy(),
        ).collect()
        return conform(rows, OUTLETS.schema, key=OUTLETS.key)

    def count(self, seen: pl.DataFrame, narrow: pl.DataFrame) -> None:
        """How many of the batch's fresh sightings are new articles, new versions, and neither."""
        fresh = pl.col("capture_id").is_in(
            ids(self.storage, self.batch.take)
            .join(self.again, on="capture_id", how="anti")["capture_id"]
            .implode()
        )
        marked = seen.with_columns(fresh.alias("fresh"))
        new_articles = (
            marked.group_by("article_id").agg(pl.col("fresh").all()).filter("fresh").height
        )
        new_versions = (
            marked.group_by("revision_id").agg(pl.col("fresh").all()).filter("fresh").height
        )
        sighted = marked.filter("fresh").height
        self.counts.update(
            new=new_articles, revision=new_versions - new_articles, duplicate=sighted - new_versions
        )


def _portions(narrow: pl.DataFrame, partitions: list[Partition]) -> Iterator[list[Partition]]:
    """The partitions in groups of a bounded number of versions, or of one that has more."""
    sizes = {(o, m): n for o, m, n in narrow.group_by("outlet", "month").len().iter_rows()}
    return cut_into_chunks(partitions, lambda place: sizes.get(place, 0), TEXTS_AT_ONCE)


def as_frame(partitions: list[Partition]) -> pl.DataFrame:
    return pl.DataFrame(partitions, schema={"outlet": pl.String, "month": pl.String}, orient="row")

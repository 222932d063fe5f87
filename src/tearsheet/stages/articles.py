"""The deduplicate stage: derives again what a batch affects, and stages the partitions that come
out different.

Articles, versions and resolved listings are derived outlet by outlet, stories over all of them.
Both read the snapshot and the batch's staged frames, and write only staged frames; `publish` turns
those into a snapshot.
"""

from __future__ import annotations

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables, merge
from tearsheet.stages.neighbourhood.choice import near_outlets
from tearsheet.stages.neighbourhood.listings import (
    HEAD,
    Identified,
    Resolved,
    resolve_all,
    resolve_near,
)
from tearsheet.stages.neighbourhood.tables import NearTables
from tearsheet.stages.outlet_tables import OutletTables
from tearsheet.stages.reparse import read_again
from tearsheet.store.tables import Storage
from tearsheet.workers import STAGE_SECONDS, Caller
from transforms.dedup.identity import (
    article_pairs,
    articles,
    changes,
    counts,
    dates,
    revisions,
    thin,
)
from transforms.dedup.identity.aliases import moved_ids, returned_ids
from transforms.dedup.identity.translations import translation_rows
from transforms.dedup.match.signatures import sign_texts
from transforms.dedup.neighbours import with_headline_keys, with_name_keys
from transforms.learn.days import with_learned_days
from transforms.learn.outlets import outlet_rows
from transforms.learn.profiles import affix_names, with_learned_titles
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import (
    ARTICLE_TEXTS,
    RECORDS,
    REVISIONS,
    SIGHTINGS,
    SIGNATURES,
    TEXT_COLUMNS,
    conform,
    empty,
    fill_columns,
)
from transforms.table_diff import TableDiff, diff_tables

#: Texts of a group of outlets that are in memory at a time; what is known of a version beside its
#: text is small. judged
TEXTS_AT_ONCE = 16_384


def deduplicate_outlets(
    root: str, batch: Batch, outlets: tuple[str, ...], caller: Caller
) -> DerivedTables:
    """Sightings, revisions, listings, headlines, anchors, dates and registry rows of these outlets,
    derived from the snapshot and the batch.
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
    storage = Storage.open(root)
    near = near_outlets(storage, batch, outlets)
    whole = tuple(outlet for outlet in outlets if outlet not in near)
    parts = []
    if near:
        some = NearTables(storage, batch, near)
        parts.append(_derive(some, resolve_near(some, _identified(some)), read))
    if whole:
        every = OutletTables(storage, batch, whole)
        parts.append(_derive(every, resolve_all(every, _identified(every)), read))
    return merge(parts)


def _derive(tables: OutletTables, found: Resolved, read: str | None) -> DerivedTables:
    sightings, resolved, own = (f.lazy() for f in (found.sightings, found.listings, found.own))
    captures = tables.captures.lazy()
    _check(counts.lost_and_surplus(captures, sightings).collect())
    listed = dates.choose_listed(resolved, own).collect().lazy()
    own = own.join(listed, on="article_id", how="anti")
    chosen = pl.concat([f.select("article_id", *revisions.CHOSEN) for f in (own, listed)])
    versions = revisions.revisions(sightings, chosen, found.thin.lazy()).collect().lazy()
    versions = _with_changes(tables, versions, sightings, read).lazy()
    parsed_dates = tables.rows("dates").filter(pl.col("listing_no").is_null())
    candidates = dates.date_candidates(parsed_dates, sightings, resolved, own, listed)
    tables.put("listings", resolved)
    tables.put("dates", candidates)
    _put_sightings(tables, sightings)
    _put_revisions(tables, versions)
    _put_signatures(tables, versions)
    stated = translation_rows(sightings, captures, versions).collect()
    if stated.height:
        tables.stage("translations", stated)
    tables.put_whole("aliases", pl.concat(_moved_and_returned(tables, sightings)))
    tables.put("profiles", tables.profiles.lazy())
    tables.put_whole(
        "outlets", outlet_rows(tables.all_captures.lazy(), affix_names(tables.profiles.lazy()))
    )
    fresh = tables.fresh_ids()
    counted = counts.count_sightings(sightings, fresh).collect().row(0, named=True)
    return DerivedTables(tuple(tables.staged), counted)


def _put_sightings(tables: OutletTables, sightings: pl.LazyFrame) -> None:
    """Stage the sightings, and what is named after them."""
    tables.put("sightings", sightings)
    tables.put("headlines", articles.name_articles(tables.rows("headlines"), sightings))
    tables.put("anchors", articles.name_versions(tables.rows("anchors"), sightings))


def _moved_and_returned(tables: OutletTables, sightings: pl.LazyFrame) -> list[pl.LazyFrame]:
    known = tables.storage.scan(tables.batch.snapshot(tables.storage), "aliases")
    used = [
        returned_ids(known, sightings.select(pl.col(f"{kind}_id").alias("id")).unique(), kind)
        for kind in ("article", "revision")
    ]
    return [moved_ids(tables.before("sightings"), sightings), *used]


def _check(faults: pl.DataFrame) -> None:
    lost = faults.filter(pl.col("fault") == "lost").height
    if faults.height:
        raise AssertionError(
            f"conservation is broken: {lost} article captures without a sighting, "
            f"{faults.height - lost} sightings without one"
        )


def _identified(tables: OutletTables) -> Identified:
    """The sightings of these outlets with the articles and versions that they show."""
    before = tables.kept("sightings")
    fresh = fill_columns(tables.parsed("found"), SIGHTINGS.schema)
    every = pl.concat([before, fresh]).drop("article_id", "revision_id")
    # collected, since the pairs and what they join are both made of it
    learned = tables.profiles.lazy()
    dated = with_learned_days(every, tables.rows("dates"), learned)
    titled = with_learned_titles(dated, tables.rows("headlines"), learned)
    # not the captures that are held for all steps: a later one takes more of them inside
    placed = articles.with_places(titled, tables.rows("captures"))
    facts = articles.with_keys(placed).collect().lazy()
    texts = facts.select("outlet", "text_sha256").unique()
    read = tables.texts(texts, pl.col("words"), HEAD)
    named_by = thin.explain_thin(read.lazy(), thin.find_common(facts)).collect()
    nodes = thin.with_nodes(facts, named_by.lazy()).collect().lazy()
    links = pl.concat([thin.link_headlines(nodes), *_link(tables, nodes)])
    heads = read.drop("words")
    named = with_headline_keys(
        with_name_keys(articles.identify(nodes, links.unique()), heads.lazy())
    )
    return Identified(fill_columns(named, SIGHTINGS.schema).collect(), heads, named_by)


def _link(tables: OutletTables, nodes: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Links between texts of one article, by their addresses and headlines."""
    pairs = article_pairs.candidate_pairs(nodes).collect()
    doubtful = article_pairs.needs_texts(pairs.lazy()).collect()
    measured = _measure(tables, doubtful)
    changing = article_pairs.changing_addresses(pairs.lazy(), measured.lazy()).collect()
    at_changing = pairs.join(changing, on=["outlet", "url_key"], how="semi")
    rest = at_changing.join(measured, on=["outlet", "left_text", "right_text"], how="anti")
    measured = pl.concat([measured, _measure(tables, rest)])
    return [
        article_pairs.link_addresses(nodes, changing.lazy()),
        article_pairs.link_similar(pairs.lazy(), measured.lazy(), changing.lazy()),
    ]


def _measure(tables: OutletTables, pairs: pl.DataFrame) -> pl.DataFrame:
    """What the texts of these pairs share, a bounded number of them at a time."""
    parts = [pairs.clear(), *pairs.iter_slices(TEXTS_AT_ONCE // 2)]
    return pl.concat(
        [
            article_pairs.measure_pairs(
                part.lazy(),
                tables.texts(article_pairs.texts_of(part.lazy()), pl.col("text")).lazy(),
            ).collect()
            for part in parts
        ]
    ).unique(["outlet", "left_text", "right_text"])


def _with_changes(
    tables: OutletTables, versions: pl.LazyFrame, sightings: pl.LazyFrame, read: str | None
) -> pl.DataFrame:
    """The versions with what changed since the one before; what the snapshot says of a pair of
    versions is taken from there.
    """
    captures = tables.captures.lazy().select("capture_id", "raw_sha256", "derived_by")
    shown = sightings.join(captures, on="capture_id")
    pairs = changes.version_pairs(versions, shown).collect()
    known = changes.known_changes(pairs.lazy(), tables.versions_before.lazy()).collect()
    asked = pairs.join(known, on="revision_id", how="anti")
    doubtful = changes.read_by_different_parsers(asked.lazy()).collect()
    today = _texts_of_today(tables, doubtful, sightings, read) if doubtful.height else {}
    texts = tables.text_by_hash(changes.texts_of(asked.lazy()))
    measured = changes.measure_changes(asked, texts, today)
    return changes.with_changes(versions, pl.concat([known, measured]).lazy()).collect()


def _texts_of_today(
    tables: OutletTables, pairs: pl.DataFrame, sightings: pl.LazyFrame, read: str | None
) -> dict[str, str]:
    """What the earliest captures of these versions show today, by revision; asked for where that
    has not been read yet.
    """
    first = changes.first_sightings(pairs.lazy(), sightings).collect()
    if read is None:
        captures = tables.captures.join(first, on="capture_id", how="semi")
        tables.stage("unread_captures", conform(captures, RECORDS))
        return {}
    staged = tables.storage.scan_staged([read], ARTICLE_TEXTS)
    texts = staged.join(first.lazy(), on=["capture_id", "article_no"]).collect()
    return dict(zip(texts["revision_id"], texts["text"], strict=True))


def _put_revisions(tables: OutletTables, versions: pl.LazyFrame) -> None:
    rows = versions.collect()
    before = tables.versions_before
    diff = diff_tables(before, rows)
    gone, changed = diff.removed.select(REVISIONS.order), diff.added
    if tables.is_again:
        fresh = tables.parsed("found").join(tables.again, on="capture_id", how="semi")
        held = tables.before("revisions")
        measured = revisions.measured_otherwise(fresh, held, versions).collect()
        gone = pl.concat([gone, measured.select(REVISIONS.order)]).unique()
        changed = pl.concat([changed, measured.select(changed.columns)]).unique(REVISIONS.key)
    for part in changed.sort(REVISIONS.order).iter_slices(TEXTS_AT_ONCE):
        hashes = part.lazy().select("outlet", "text_sha256").unique()
        texts = tables.texts(hashes, *[pl.col(c) for c in TEXT_COLUMNS])
        whole = part.join(texts, on=["outlet", "text_sha256"], how="left")
        tables.put_difference("revisions", TableDiff(gone, conform(whole, REVISIONS.schema)))
        gone = gone.clear()
    tables.put_difference("revisions", TableDiff(gone, empty(REVISIONS.schema)))
    tables.stage("versions", rows)
    tables.stage("versions_before", before)


def _put_signatures(tables: OutletTables, versions: pl.LazyFrame) -> None:
    """Stage signatures of versions that have none, and of those that stand elsewhere now; only the
    former are computed, only the latter read.
    """
    columns = [*SIGNATURES.key, *PARTITIONED_BY]
    before = tables.before("signatures", columns).collect()
    places = revisions.signature_places(versions).collect()
    fresh = places.join(before, on=SIGNATURES.key, how="anti")
    hashes = fresh.select("outlet", "text_sha256").unique().sort("outlet", "text_sha256")
    made = [empty(SIGNATURES.schema)]
    for part in hashes.iter_slices(TEXTS_AT_ONCE):
        texts = tables.texts(part.lazy(), pl.col("text"))
        signed = pl.concat([texts.drop("text"), sign_texts(texts["text"])], how="horizontal")
        rows = fresh.join(signed, on=["outlet", "text_sha256"])
        made.append(conform(rows, SIGNATURES.schema))
    new = pl.concat(made)
    # a version's id and the scheme say all that its signature can
    diff = diff_tables(before, places.select(columns))
    made += _signed_elsewhere(tables, diff.added.join(before, on=SIGNATURES.key, how="semi"))
    tables.put_difference("signatures", TableDiff(diff.removed, pl.concat(made)))
    if new.height:
        tables.stage("new_signatures", conform(new, SIGNATURES.schema, key=SIGNATURES.key))


def _signed_elsewhere(tables: OutletTables, places: pl.DataFrame) -> list[pl.DataFrame]:
    """The stored signatures that stand at these places now."""
    if places.is_empty():
        return []
    is_one = pl.col("revision_id").is_in(places["revision_id"].implode())
    stored = tables.before("signatures").filter(is_one).drop(PARTITIONED_BY)
    return [stored.join(places.lazy(), on=SIGNATURES.key).select(list(SIGNATURES.schema)).collect()]

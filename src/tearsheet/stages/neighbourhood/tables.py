"""The tables of outlets as far as a batch can change them."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.outlet_tables import OutletTables
from tearsheet.store.tables import Storage
from transforms.dedup.identity.articles import with_keys
from transforms.dedup.neighbours import LINKS, connected_texts, with_headline_keys
from transforms.learn.profiles import with_learned_titles
from transforms.partitions import PARTITIONED_BY, partitions_of
from transforms.schemas import LISTINGS, REVISIONS, SIGHTINGS, TEXT_COLUMNS, fill_columns

_SIGHTING = ["capture_id", "article_no"]
_LISTING = ["capture_id", "listing_no"]
_TEXT = ["outlet", "text_sha256"]
#: So many texts are kept once they are read: several steps ask for the same.
_TEXTS_KEPT = 16_384
#: Tables whose rows have no texts of articles.
_SMALL = ("sightings", "headlines", "anchors", "listings", "dates")


class NearTables(OutletTables):
    """The tables of a group of outlets to which the batch adds captures, restricted to what these
    can change: at first the sightings that hang together with theirs, then what listings come to
    name (see `resolve_near`). What is restricted has whole articles.

    `keys` are the held sightings of these outlets with what they are found by.
    """

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        super().__init__(storage, batch, outlets)
        columns = [*PARTITIONED_BY, *_SIGHTING, "article_id", *LINKS, "name_keys"]
        self.keys = self.stored("sightings").select(columns).collect()
        texts = connected_texts(self.keys, self._fresh_keys())
        near = self.keys.join(texts, on=["outlet", "text_sha256"], how="semi")
        self._sightings = near.select(*_SIGHTING, *PARTITIONED_BY)
        self._articles = near["article_id"].unique()
        columns = [*_LISTING, *PARTITIONED_BY]
        self._listings = pl.DataFrame(schema={c: LISTINGS.schema[c] for c in columns})
        self._read: dict[str, pl.DataFrame] = {}
        columns = [*_TEXT, *TEXT_COLUMNS]
        self._texts = pl.DataFrame(schema={c: REVISIONS.schema[c] for c in columns})

    def _fresh_keys(self) -> pl.DataFrame:
        fresh = fill_columns(self.parsed("found"), SIGHTINGS.schema)
        titled = with_learned_titles(fresh, self.parsed("headlines"), self.profiles.lazy())
        return with_headline_keys(with_keys(titled)).select("outlet", *LINKS).collect()

    @property
    def articles(self) -> pl.Series:
        """The articles of the snapshot that are inside."""
        return self._articles

    def take_sightings(self, rows: pl.DataFrame) -> None:
        """Take these held sightings inside, too: all of each article."""
        self._sightings = pl.concat([self._sightings, rows.select(*_SIGHTING, *PARTITIONED_BY)])
        self._articles = pl.concat([self._articles, rows["article_id"]]).unique()
        self._read = {t: read for t, read in self._read.items() if t == "listings"}

    def take_listings(self, rows: pl.DataFrame) -> None:
        """Take these held listings inside, too."""
        self._listings = pl.concat([self._listings, rows.select(*_LISTING, *PARTITIONED_BY)])
        for table in ("listings", "dates"):
            self._read.pop(table, None)

    def before(self, table: str) -> pl.LazyFrame:
        """The table's rows in the snapshot that the batch can change. What is small of each is read
        once: steps ask for it again and again.
        """
        if table not in _SMALL:
            return self._select(table)
        if table not in self._read:
            self._read[table] = self._select(table).collect()
        return self._read[table].lazy()

    def _select(self, table: str) -> pl.LazyFrame:
        sightings, listings = self._sightings, self._listings
        # a version is of the month of one of its sightings
        rows = self._within(table, sightings)
        if table in ("sightings", "headlines", "anchors"):
            return _among(rows, sightings.select(_SIGHTING))
        if table == "listings":
            return _among(self._within(table, listings), listings.select(_LISTING))
        if table == "dates":
            own = rows.filter(pl.col("listing_no").is_null())
            listed = _among(self._within(table, listings), listings.select(_LISTING))
            return pl.concat([_among(own, sightings.select(_SIGHTING)), listed])
        if table == "captures":
            return _among(rows, sightings.select("capture_id").unique())
        if table == "revisions":
            return _among(rows, self._articles.to_frame())
        if table == "signatures":
            return _among(rows, self.versions_before.select("revision_id"))
        return self.stored(table)

    @property
    def versions_before(self) -> pl.DataFrame:
        """The same of `revisions`, without texts."""
        if "revisions" not in self._read:
            self._read["revisions"] = super().versions_before
        return self._read["revisions"]

    def _within(self, table: str, rows: pl.DataFrame) -> pl.LazyFrame:
        """The table's rows of the partitions that these are in."""
        return self.storage.scan(self.base, table, partitions=partitions_of(rows))

    def _stored_texts(self, hashes: pl.DataFrame) -> pl.LazyFrame:
        new = hashes.join(self._texts, on=_TEXT, how="anti")
        rows = self._within("revisions", self.keys.join(new, on=_TEXT, how="semi"))
        wanted = rows.select(self._texts.columns)
        if self._texts.height + new.height > _TEXTS_KEPT:
            return pl.concat([self._texts.lazy(), wanted])
        if new.height:
            self._texts = pl.concat(
                [self._texts, _among(wanted, new.select(_TEXT[::-1])).collect()]
            )
        return self._texts.lazy()

    def kept(self, table: str) -> pl.LazyFrame:
        """The same: the batch derives nothing anew."""
        return self.before(table)

    @cached_property
    def held_captures(self) -> pl.DataFrame:
        """What the snapshot's captures of these outlets say of their outlet."""
        return self.stored("captures").select(self.SAID).collect()

    @cached_property
    def all_captures(self) -> pl.DataFrame:
        """What all captures of these outlets say of their outlet."""
        return pl.concat([self.held_captures, self.parsed("captures").select(self.SAID).collect()])


def _among(rows: pl.LazyFrame, keys: pl.DataFrame) -> pl.LazyFrame:
    """The rows with one of these keys; of the others no more than the first is looked at."""
    first = keys.columns[0]
    found = rows.filter(pl.col(first).is_in(keys[first].unique().implode()))
    return found.join(keys.lazy(), on=keys.columns, how="semi")

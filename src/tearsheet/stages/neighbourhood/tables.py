"""The rows of outlets that a batch can change, table by table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.outlet_tables import OutletTables
from tearsheet.stages.sums.totals import said_of
from tearsheet.store.tables import Storage
from transforms.dedup.identity.articles import with_keys
from transforms.dedup.neighbours import LINKS, connected_texts, with_headline_keys
from transforms.learn.profiles import with_learned_titles
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import LISTINGS, REVISIONS, SIGHTINGS, TEXT_COLUMNS, empty, fill_columns

_SIGHTING = ["capture_id", "article_no"]
_LISTING = ["capture_id", "listing_no"]
_TEXT = ["outlet", "text_sha256"]
#: So many texts are kept once they are read: several steps ask for the same. judged
_TEXTS_KEPT = 16_384
#: Tables whose rows have no texts of articles.
_SMALL = ("sightings", "headlines", "anchors", "listings", "dates")


class NearTables(OutletTables):
    """The tables of a group of outlets to which the batch adds captures, restricted to what these
    can change: at first the sightings that hang together with theirs, then what listings come to
    name (see `resolve_near`). What is restricted has whole articles.
    """

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        super().__init__(storage, batch, outlets)
        near = self._find_connected()
        self._sightings = near.select(*_SIGHTING, *PARTITIONED_BY)
        self._articles = near["article_id"].unique()
        self._read = {"listings": empty(LISTINGS.schema)}
        columns = [*_TEXT, *TEXT_COLUMNS]
        self._texts = pl.DataFrame(schema={c: REVISIONS.schema[c] for c in columns})

    def _find_connected(self) -> pl.DataFrame:
        """The held sightings that hang together with the batch's: their places and articles."""
        columns = [*PARTITIONED_BY, *_SIGHTING, "article_id", *LINKS]
        found = [empty({c: SIGHTINGS.schema[c] for c in columns})]

        def find(values: pl.DataFrame) -> pl.DataFrame:
            rows = self.storage.find(self.base, "sightings", values, columns)
            found.append(rows)
            return rows

        connected_texts(find, self._fresh_keys())
        return pl.concat(found).unique(_SIGHTING)

    def _fresh_keys(self) -> pl.DataFrame:
        fresh = fill_columns(self.parsed("found"), SIGHTINGS.schema)
        titled = with_learned_titles(fresh, self.parsed("headlines"), self.profiles.lazy())
        return with_headline_keys(with_keys(titled)).select("outlet", *LINKS).collect()

    @property
    def articles(self) -> pl.Series:
        """The articles of the snapshot that are inside."""
        return self._articles

    def take_sightings(self, rows: pl.DataFrame) -> None:
        """Take these held sightings (SIGHTINGS) inside, too: all of some articles outside."""
        whole = pl.concat([self.before("sightings").collect(), rows])
        self._sightings = pl.concat([self._sightings, rows.select(*_SIGHTING, *PARTITIONED_BY)])
        self._articles = pl.concat([self._articles, rows["article_id"]]).unique()
        self._read = {"listings": self._read["listings"], "sightings": whole}

    def take_listings(self, rows: pl.DataFrame) -> None:
        """Take these held listings (LISTINGS), none of which is inside, inside, too."""
        self._read["listings"] = pl.concat([self._read["listings"], rows])
        self._read.pop("dates", None)

    def before(self, table: str, columns: Sequence[str] = ()) -> pl.LazyFrame:
        """The table's rows in the snapshot that the batch can change. What is small of each is read
        once: steps ask for it again and again.
        """
        if table not in _SMALL:
            return self._select(table, columns)
        if table not in self._read:
            self._read[table] = self._select(table).collect()
        return self._read[table].lazy()

    def _select(self, table: str, columns: Sequence[str] = ()) -> pl.LazyFrame:
        sightings = self._sightings
        if table in ("sightings", "headlines", "anchors"):
            return self._find(table, sightings, _SIGHTING)
        if table == "dates":
            own = self._find(table, sightings, _SIGHTING).filter(pl.col("listing_no").is_null())
            return pl.concat([own, self._find(table, self._read["listings"], _LISTING)])
        if table == "captures":
            return self._find(table, sightings, ["capture_id"])
        if table == "revisions":
            # a version is of the month of one of its sightings
            within = sightings.select(PARTITIONED_BY).unique()
            keys = self._articles.to_frame().join(within, how="cross")
            return self.storage.find(self.base, table, keys, columns).lazy()
        if table == "signatures":
            return self._find(table, self.versions_before, ["revision_id"], columns)
        return self.stored(table)

    def find(
        self,
        table: str,
        keys: pl.DataFrame,
        columns: Sequence[str],
        outlets: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """These columns of the snapshot's rows of these outlets (or of some of them), of those that
        have one of these keys, where any are named.
        """
        some = self.outlets if outlets is None else outlets
        here = pl.DataFrame({"outlet": some}, schema={"outlet": pl.String()})
        here = keys.join(here, how="cross") if keys.columns else here
        return self.storage.find(self.base, table, here, columns)

    def _find(
        self, table: str, rows: pl.DataFrame, by: list[str], columns: Sequence[str] = ()
    ) -> pl.LazyFrame:
        """The table's rows that have the keys of these and their outlet and month."""
        keys = rows.select(*by, *PARTITIONED_BY).unique()
        return self.storage.find(self.base, table, keys, columns).lazy()

    @property
    def versions_before(self) -> pl.DataFrame:
        """The neighbourhood's rows of `revisions` before the batch, without texts."""
        if "revisions" not in self._read:
            self._read["revisions"] = super().versions_before
        return self._read["revisions"]

    def _stored_texts(self, hashes: pl.DataFrame) -> pl.LazyFrame:
        new = hashes.join(self._texts, on=_TEXT, how="anti")
        if new.height:
            articles = self.storage.find(
                self.base, "sightings", new.select(_TEXT), ["article_id", *PARTITIONED_BY]
            )
            rows = self.storage.find(
                self.base, "revisions", articles.unique(), self._texts.columns
            ).join(new.select(_TEXT), on=_TEXT, how="semi")
            if self._texts.height + new.height > _TEXTS_KEPT:
                return pl.concat([self._texts, rows]).lazy()
            self._texts = pl.concat([self._texts, rows])
        return self._texts.lazy()

    def kept(self, table: str) -> pl.LazyFrame:
        """The rows of a table before the batch, all of which stay: it derives none of them anew."""
        return self.before(table)

    @cached_property
    def held_said(self) -> pl.DataFrame:
        """What the snapshot's captures of these outlets say of their outlet, counted."""
        return said_of(self.storage, self.base, self.outlets)

    @cached_property
    def fresh_captures(self) -> pl.DataFrame:
        """What the batch's captures of these outlets say of their outlet (SAID)."""
        return self.parsed("captures").select(self.SAID).collect()

    @cached_property
    def all_captures(self) -> pl.DataFrame:
        """What all captures of these outlets say of their outlet, not of which of them each says
        it.
        """
        columns = [c for c in self.SAID if c in self.held_said.columns]
        return pl.concat([f.select(columns) for f in (self.held_said, self.fresh_captures)])

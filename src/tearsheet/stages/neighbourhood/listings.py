"""Resolves listings to the articles that they name: all of an outlet's, or only those whose answer
a batch can change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tearsheet.stages.neighbourhood.tables import NearTables
from tearsheet.stages.outlet_tables import OutletTables
from tearsheet.stages.sums.totals import addressed_outlets, linking_outlets, menu_outlets
from transforms.dedup import menus
from transforms.dedup.identity import dates, listings
from transforms.dedup.neighbours import changed_names, with_listing_keys
from transforms.page import STOPGAP
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import LISTINGS, SIGHTINGS
from transforms.text.folds import BEGINNING_CHARS

#: What decides whether a listing names something that is no article.
_ASKED = ("outlet", "capture_id", "source", "url_key", "text")
_NARROW = ("outlet", "capture_id", "source", "url_key", "name_key")
_ADDRESS = ("outlet", "url_key")
_LISTING = ("capture_id", "listing_no")
_ANSWER = ("status", "article_id", "match_rule")
_UNMATCHED = ("missing", "not_article")
#: How a text begins, as listings are compared with it.
HEAD = pl.col("text").str.slice(0, 2 * BEGINNING_CHARS).alias("head")


@dataclass(frozen=True, slots=True)
class Identified:
    """Sightings with the articles that they show, the beginnings of their texts (`head`), and those
    of their texts by which no article can be recognised, with the reason.
    """

    sightings: pl.DataFrame
    heads: pl.DataFrame
    thin: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Resolved:
    """Sightings of whole articles, with the reasons of thin texts; the dates that articles' own
    pages give; and the listings that name one of these articles or may have named one.
    """

    sightings: pl.DataFrame
    thin: pl.DataFrame
    own: pl.DataFrame
    listings: pl.DataFrame


def resolve_all(tables: OutletTables, found: Identified) -> Resolved:
    """All listings of these outlets."""
    sightings = found.sightings.lazy()
    own = dates.choose_own(sightings).collect()
    # collected, since the questions, the menus and the answers' places are all made of it
    rows = _keyed(tables.rows("listings"))
    names = listings.article_names(sightings, found.heads.lazy(), own.lazy())
    captures = tables.all_captures.lazy()
    known = listings.find_no_articles(
        listings.gather_addresses(rows.lazy(), sightings.select(_ADDRESS), captures),
        menus.menu_links(rows.lazy(), captures).collect(),
    )
    resolved = listings.resolve(rows.lazy(), names, known).collect()
    return Resolved(found.sightings, found.thin, own, resolved.select(list(LISTINGS.schema)))


def resolve_near(tables: NearTables, found: Identified) -> Resolved:
    """The listings of the batch, and held ones that name another article now, because of its
    articles or of the menus, lists and sites that it shows. A listing may date the article that it
    names, so every article without a sure day of its own is taken along that one of these names now
    or has named, with all listings of it. Of held ones that may name another and do not, those of
    articles inside are among the answers, too: the articles' days may be others.
    """
    fresh = _keyed(tables.parsed("listings"))
    held = _HeldListings(tables, fresh)
    was, now = _no_articles(held, fresh, found)
    moved = _moved(held, was, now, _changed_names(tables, found))
    rows = pl.concat([moved, fresh.select(list(LISTINGS.schema))])
    others = _others(tables, rows)
    everyone = pl.concat([found.sightings, others])
    own = dates.choose_own(everyone.lazy()).collect()
    texts = others.lazy().select("outlet", "text_sha256").unique()
    heads = pl.concat([found.heads, tables.texts(texts, HEAD)]).unique(["outlet", "text_sha256"])
    names = listings.article_names(everyone.lazy(), heads.lazy(), own.lazy())
    answered = listings.resolve(rows.lazy(), names, now).select(list(LISTINGS.schema)).collect()
    changed = _changed_answers(moved, answered)
    sure = own.filter(pl.col("published_confidence") > STOPGAP)
    unsure = others.join(changed, on="article_id", how="semi").join(sure, "article_id", "anti")
    tables.take_sightings(unsure)
    inside = pl.concat([found.sightings, unsure])
    articles = pl.concat([tables.articles, inside["article_id"]]).unique().to_frame()
    moved, answered = (_touched(part, changed, articles) for part in (moved, answered))
    tables.take_listings(moved)
    voting = _voting(tables, held, moved, inside, sure)
    return Resolved(
        inside,
        pl.concat([found.thin, _thin(tables, unsure)]).unique(["outlet", "text_sha256"]),
        own,
        pl.concat([answered, voting]),
    )


class _HeldListings:
    """The snapshot's listings of the outlets, found by their keys."""

    _COLUMNS = (*_ASKED, "listing_no", "name_key", "status", "month")

    def __init__(self, tables: NearTables, fresh: pl.DataFrame) -> None:
        base, self.tables = (tables.storage, tables.base), tables
        #: The outlets of which it is not known without their listings that they have no menu.
        self.may_have_menus = menu_outlets(*base, tables.held_said, fresh, tables.outlets)
        self._linking = linking_outlets(*base, tables.outlets)
        self._addressed = addressed_outlets(*base, tables.outlets)

    def find(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those that have one of these values (`outlet` and a column, or a listing's key)."""
        asked = keys.drop_nulls().unique()
        return self.tables.storage.find(self.tables.base, "listings", asked)

    @cached_property
    def every(self) -> pl.DataFrame:
        """All of them."""
        return self.tables.find("listings", pl.DataFrame(), self._COLUMNS)

    @cached_property
    def narrow(self) -> pl.DataFrame:
        """Those of the outlets that may have menus, with what these are told by (_NARROW)."""
        return self.tables.find("listings", pl.DataFrame(), _NARROW, self.may_have_menus)

    def addresses(self) -> pl.DataFrame:
        """Their addresses (_ADDRESS)."""
        rest = sorted({*self._linking} - {*self.may_have_menus})
        others = self.tables.find("listings", pl.DataFrame(), _ADDRESS, rest)
        return pl.concat([self.narrow.select(_ADDRESS), others])

    def article_addresses(self) -> pl.DataFrame:
        """The addresses (_ADDRESS) of the snapshot's sightings."""
        return self.tables.find("sightings", pl.DataFrame(), _ADDRESS, self._addressed)


def _keyed(rows: pl.LazyFrame) -> pl.DataFrame:
    return with_listing_keys(listings.with_url_keys(rows)).collect()


def _no_articles(
    held: _HeldListings, fresh: pl.DataFrame, found: Identified
) -> tuple[listings.NoArticles, listings.NoArticles]:
    """What is no article's address before the batch and after it."""
    tables = held.tables
    was, more = (
        listings.gather_addresses(rows.lazy(), addresses.lazy(), captures.lazy())
        for rows, addresses, captures in (
            (held.addresses(), held.article_addresses(), tables.held_said),
            (fresh, found.sightings, tables.fresh_captures),
        )
    )
    menu_was, menu_now = _menus(held, fresh)
    return (
        listings.find_no_articles(was, menu_was),
        listings.find_no_articles(was.unite(more), menu_now),
    )


def _menus(held: _HeldListings, fresh: pl.DataFrame) -> list[pl.DataFrame]:
    """The links of menus before the batch and after it: of few outlets it is not known beforehand
    that they have none.
    """
    tables, some = held.tables, held.may_have_menus
    fresh = fresh.filter(pl.col("outlet").is_in(some))
    both = (held.narrow, fresh.select(_NARROW))
    columns = list(tables.SAID)
    was = tables.find("captures", pl.DataFrame(), columns, some)
    captures = (was.lazy(), pl.concat([was, tables.fresh_captures]).lazy())
    teasing = [menus.teasing_captures(rows.lazy()).collect() for rows in both]
    pages = [
        menus.count_pages(pl.concat(teasing[: no + 1]).lazy(), captures[no]).collect()
        for no in range(2)
    ]
    rows = pl.concat(part.with_columns(no=pl.lit(no)) for no, part in enumerate(both))
    often = menus.may_be_menus(rows.lazy(), pl.concat(pages).lazy()).collect()
    shown = _with_texts(held, fresh, often)
    return [
        menus.menu_links(
            shown.lazy().filter(pl.col("no") <= no), captures[no], pages[no].lazy()
        ).collect()
        for no in range(2)
    ]


def _with_texts(held: _HeldListings, fresh: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """These teasers, held ones (`no` is 0) and fresh ones (1), with the `text` of those that have
    no address.
    """
    is_named, key = pl.col("url_key").is_null(), ["outlet", "name_key"]
    often = shown.filter(is_named).select(key).unique()
    # texts of signs alone have no key
    known = held.every if often["name_key"].null_count() else held.find(often)
    named = [
        rows.filter(is_named, pl.col("source") == "teaser")
        .join(often, on=key, how="semi", nulls_equal=True)
        .select(_ASKED)
        .with_columns(no=pl.lit(no))
        for no, rows in enumerate((known, fresh))
    ]
    return pl.concat([shown.filter(~is_named), *named], how="diagonal")


def _changed_names(tables: NearTables, found: Identified) -> pl.DataFrame:
    before = tables.before("sightings").collect()
    states = []
    for rows in (before, found.sightings):
        day = dates.choose_own(rows.lazy()).select(
            "article_id", pl.col("published_on").alias("day")
        )
        states.append(rows.lazy().join(day, on="article_id", how="left"))
    return changed_names(*states).collect()


def _moved(
    held: _HeldListings, was: listings.NoArticles, now: listings.NoArticles, names: pl.DataFrame
) -> pl.DataFrame:
    """The held listings of which the answer may be another."""
    address = ["outlet", "url_key"]
    keys = names.select("outlet", name_key="name_keys").explode("name_key")
    is_open = pl.col("status").is_in(_UNMATCHED)
    lists, sections, menu, sites, short = (
        pl.concat([a.join(b, on=a.columns, how="anti"), b.join(a, on=a.columns, how="anti")])
        for a, b in zip(was, now, strict=True)
    )
    parts = [
        held.find(names.select(address)),
        held.find(keys),
        held.find(lists.select(address)).filter(is_open),
        held.find(sections.select(address)).filter(is_open),
    ]
    if menu.height or sites.height or short.height:  # now and then: a link counts from sixty days
        linked = held.every.filter(is_open).with_columns(link=pl.coalesce("url_key", "text"))
        is_moved = (
            linked.join(menu, on=["outlet", "link"], how="semi"),
            linked.join(sites, on="outlet", how="semi"),
            linked.join(short, on="outlet", how="semi"),
        )
        parts.append(held.find(pl.concat(is_moved).select(*_LISTING, *PARTITIONED_BY)))
    return pl.concat(parts).unique(_LISTING)


def _changed_answers(moved: pl.DataFrame, answered: pl.DataFrame) -> pl.DataFrame:
    """The answers of held listings that are others now, with those that they were, and those of all
    other listings: _LISTING and _ANSWER.
    """
    states = [rows.select(*_LISTING, *_ANSWER) for rows in (moved, answered)]
    return pl.concat(
        one.join(other, on=one.columns, how="anti", nulls_equal=True)
        for one, other in (states, reversed(states))
    )


def _touched(rows: pl.DataFrame, changed: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The listings among these of which the answer has changed, or that name one of the
    articles.
    """
    named = rows.join(articles, on="article_id", how="semi")
    return pl.concat([rows.join(changed, on=_LISTING, how="semi"), named]).unique(_LISTING)


def _others(tables: NearTables, rows: pl.DataFrame) -> pl.DataFrame:
    """The sightings of articles outside that these listings may name or have named."""
    asked = (("url_key", "url_key"), ("name_key", "name_keys"))
    found = [
        tables.storage.find(
            tables.base,
            "sightings",
            rows.select("outlet", pl.col(listed).alias(column)).drop_nulls().unique(),
            ["article_id"],
        )["article_id"]
        for listed, column in asked
    ]
    found.append(rows["article_id"].drop_nulls())
    ids = pl.concat(found).unique().to_frame()
    outside = ids.join(tables.articles.to_frame(), on="article_id", how="anti")["article_id"]
    return tables.find("sightings", outside.to_frame(), list(SIGHTINGS.schema))


def _thin(tables: NearTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Why texts of articles that were taken inside name nothing, as the snapshot says."""
    thin = tables.versions_before.filter(pl.col("thin_because").is_not_null())
    inside = thin.join(rows, on="article_id", how="semi")
    return inside.select("outlet", "text_sha256", "thin_because")


def _voting(
    tables: NearTables,
    held: _HeldListings,
    moved: pl.DataFrame,
    inside: pl.DataFrame,
    sure: pl.DataFrame,
) -> pl.DataFrame:
    """The other listings that name an article inside without a sure day, as the snapshot has
    them.
    """
    unsure = inside.select("article_id").unique().join(sure, on="article_id", how="anti")
    outlets = pl.DataFrame({"outlet": tables.outlets})
    rest = held.find(unsure.join(outlets, how="cross")).join(moved, on=_LISTING, how="anti")
    tables.take_listings(rest)
    return rest

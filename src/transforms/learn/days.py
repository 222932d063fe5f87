"""How an outlet writes dates in figures, and in which zone it lives: told by its other pages, and
what that makes of days which a page alone leaves open.

Both are counts over the set of the outlet's captures, so that no order of captures matters. What
the tables of dates hold stays as each page says it; only the day of a sighting is settled here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from transforms.distinct import map_distinct
from transforms.ids import content_id
from transforms.page import STOPGAP, DateCandidate
from transforms.parse.dates.choose import PRINTED_UPDATES, SOURCES
from transforms.parse.dates.figures import read_day_order
from transforms.parse.dates.printed import read_line
from transforms.parse.dates.value import Order
from transforms.parse.dates.zones import is_utc
from transforms.partitions import NO_MONTH
from transforms.schemas import PROFILES, conform

#: The kinds of these facts.
ORDER, ZONE = "date_order", "zone"
#: A fact counts where so many of its pages agree. judged
_LEAST_SHARE = 0.95
#: A zone counts from so many pages on; one date above 12 tells an order. judged
_LEAST_ZONE_PAGES = 3
#: Zones further apart than so many minutes are no knowledge of one. judged
_WIDEST_ZONE = 360
#: Zones that are tried, in minutes east of UTC. source: Baker Island, the Line Islands
_OFFSETS = range(-12 * 60, 14 * 60 + 1, 30)
#: What an outlet's order made of a date in figures: its source and confidence. judged
OUTLET_ORDER, _CONFIDENCE = "outlet_order", 0.85
_PLACE = ("capture_id", "article_no")
#: What tells whether a candidate is of its own page.
OWN_COLUMNS = ("listing_no", "article_no", "reason", "source")


def day_facts(dates: pl.LazyFrame) -> pl.DataFrame:
    """Date candidates of outlets (DATES) -> PROFILES rows of their order of figures and their
    zone.
    """
    own = _own(dates)
    told = own.with_columns(map_distinct(_told_order, "evidence").alias("text"))
    orders = (
        told.drop_nulls("text")
        .group_by("outlet", "text")
        .agg(pl.col("capture_id").n_unique().alias("pages"))
        .with_columns(pl.col("pages").sum().over("outlet").alias("captures"))
        .sort("outlet", "pages", "text", descending=[False, True, False])
        .unique("outlet", keep="first", maintain_order=True)
        .collect()
    )
    rows = [_fact(ORDER, *row) for row in orders.select(_FACT).iter_rows()]
    fits = (
        _local_days(own)
        .group_by("outlet")
        .agg(
            pl.len().alias("captures"),
            *(_fits(offset).sum().alias(str(offset)) for offset in _OFFSETS),
        )
    )
    for outlet, captures, *counts in fits.collect().iter_rows():
        best = max(counts)
        zones = [offset for offset, n in zip(_OFFSETS, counts, strict=True) if n == best]
        if captures >= _LEAST_ZONE_PAGES and zones[-1] - zones[0] <= _WIDEST_ZONE:
            rows.append(_fact(ZONE, outlet, f"{zones[0]} {zones[-1]}", best, captures))
    return conform(pl.DataFrame(rows, schema=dict(PROFILES.schema)), PROFILES.schema)


_FACT = ("outlet", "text", "pages", "captures")


def with_learned_days(
    sightings: pl.LazyFrame, dates: pl.LazyFrame, facts: pl.LazyFrame
) -> pl.LazyFrame:
    """The sightings with the days that their pages leave open and their outlets settle: 05/03/2026
    by the outlet's order, a stamp in UTC by its zone. Where nothing settles them they are as
    parsed.
    """
    own = _own(dates)
    in_order, stamped = _read_in_order(own, facts, sightings), _stamped_in_utc(own, facts)
    joined = sightings
    for frame in (in_order, stamped, _updated(dates)):
        joined = joined.join(frame, on=_PLACE, how="left")
    is_parsed = ~pl.col("published_source").is_in([OUTLET_ORDER, *PRINTED_UPDATES])
    parsed = pl.when(is_parsed).then(pl.col("published_on"))
    is_open = parsed.is_null()
    is_read = is_open & pl.col("in_order").is_not_null()
    is_stopgap = is_open & pl.col("updated_on").is_not_null()
    in_zone = pl.coalesce(
        map_distinct(_day_in, "published_at", "fact", dtype=pl.Date),
        pl.col("published_at").dt.date(),
    )
    day = pl.coalesce(pl.when("is_plain").then(in_zone), parsed, "in_order", "updated_on")
    return joined.with_columns(
        day.alias("published_on"),
        *(
            pl.when(is_read)
            .then(read)
            .when(is_stopgap)
            .then(stopgap)
            .when(is_open)
            .then(None)
            .otherwise(column)
            .alias(column)
            for column, read, stopgap in (
                ("published_source", pl.lit(OUTLET_ORDER), pl.col("updated_source")),
                ("published_precision", pl.lit("day"), pl.lit("day")),
                ("published_confidence", pl.lit(_CONFIDENCE), pl.lit(STOPGAP)),
            )
        ),
    ).drop("in_order", "is_plain", "fact", "updated_on", "updated_source")


def _updated(dates: pl.LazyFrame) -> pl.LazyFrame:
    """The day of the earliest printed update of each article."""
    rank = pl.col("source").replace_strict(
        {source: no for no, source in enumerate(PRINTED_UPDATES)}, default=None
    )
    return (
        _of_articles(dates)
        .filter(pl.col("source").is_in(PRINTED_UPDATES), pl.col("value_on").is_not_null())
        .group_by(_PLACE)
        .agg(
            pl.col("value_on", "source").sort_by(rank, "value_on", "date_no").first(),
        )
        .select(
            *_PLACE,
            pl.col("value_on").alias("updated_on"),
            pl.col("source").alias("updated_source"),
        )
    )


def _read_in_order(own: pl.LazyFrame, facts: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """The days of dates in figures that their pages leave open, by the order of their outlets; none
    that is later than its capture by more than a day, which the parser refuses too.
    """
    captured = sightings.select(*_PLACE, pl.col("captured_at").dt.date().alias("captured_on"))
    last = pl.col("captured_on").dt.offset_by("1d")
    return (
        own.filter(pl.col("value_on").is_null(), ~pl.any_horizontal(_no_bounds()))
        .join(_learned(facts, ORDER), on="outlet")
        .with_columns(map_distinct(_read, "evidence", "fact", dtype=pl.Date).alias("in_order"))
        .drop_nulls("in_order")
        .join(captured, on=_PLACE, how="left")
        .filter((pl.col("in_order") <= last).fill_null(value=True))
        .group_by(_PLACE)
        .agg(pl.col("in_order").sort_by("date_no").first())
    )


def _stamped_in_utc(own: pl.LazyFrame, facts: pl.LazyFrame) -> pl.LazyFrame:
    """The articles whose page says nothing of its day but UTC's, with their outlet's zone."""
    return (
        own.filter(pl.col("value_on").is_not_null())
        .group_by("outlet", *_PLACE)
        .agg(_is_plain_utc().all().alias("is_plain"))
        .filter("is_plain")
        .join(_learned(facts, ZONE), on="outlet", how="left")
        .select(*_PLACE, "is_plain", "fact")
    )


def _own(dates: pl.LazyFrame) -> pl.LazyFrame:
    """The candidates of pages for the publication of their own articles that are not refused."""
    return dates.filter(is_own())


def is_own() -> pl.Expr:
    """Whether a candidate (OWN_COLUMNS) is one of a page for its own article, and not refused."""
    return _is_of_article() & pl.col("source").is_in(SOURCES)


def tells_day() -> pl.Expr:
    """Whether such a candidate tells an order of figures, or is an instant, which may tell a
    zone.
    """
    order = map_distinct(_told_order, "evidence")
    return order.is_not_null() | pl.col("value_at").is_not_null()


def _of_articles(dates: pl.LazyFrame) -> pl.LazyFrame:
    return dates.filter(_is_of_article())


def _is_of_article() -> pl.Expr:
    return (
        pl.col("listing_no").is_null()
        & pl.col("article_no").is_not_null()
        & pl.col("reason").is_null()
    )


def _no_bounds() -> list[pl.Expr]:
    return [pl.col("not_before").is_null(), pl.col("not_after").is_null()]


def _fact(kind: str, outlet: str, text: str, pages: int, captures: int) -> dict[str, object]:
    return {
        "outlet": outlet,
        "kind": kind,
        "hash": content_id(kind, text),
        "captures": captures,
        "status": "learned" if pages >= _LEAST_SHARE * captures else "uncertain",
        "text": text,
        "pages": pages,
        "month": NO_MONTH,
    }


def _learned(facts: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    counts = facts.filter(pl.col("kind") == kind, pl.col("status") == "learned")
    return counts.select("outlet", pl.col("text").alias("fact"))


def _told_order(evidence: str) -> str | None:
    return read_day_order([evidence])


def _read(evidence: str, order: Order) -> date | None:
    found = read_line(evidence, order=order).published
    return found.value_on if found else None


def _is_plain_utc() -> pl.Expr:
    """Whether a candidate is an instant in UTC whose day is UTC's."""
    return map_distinct(_is_utc, "value_at", "evidence", dtype=pl.Boolean).fill_null(False) & (
        pl.col("value_on") == pl.col("value_at").dt.date()
    )


def _is_utc(at: datetime, evidence: str) -> bool:
    return is_utc(
        DateCandidate("", "second", 1, value_on=at.date(), value_at=at, evidence=evidence)
    )


def _local_days(own: pl.LazyFrame) -> pl.LazyFrame:
    """Instants of pages with the outlet's own day: stated with a zone, or told by what the page
    prints or by its address. A row a capture.
    """
    is_told = pl.col("value_at").is_null() | ~_is_plain_utc()
    return (
        own.filter(pl.col("value_on").is_not_null())
        .with_columns(is_told.alias("is_told"))
        .with_columns(pl.col("is_told").any().over("outlet", *_PLACE, "value_on").alias("is_told"))
        .filter(pl.col("value_at").is_not_null(), pl.col("is_told"))
        .group_by("outlet", "capture_id")
        .agg(pl.col("value_on", "value_at").sort_by("value_at", "value_on").first())
    )


def _fits(offset: int) -> pl.Expr:
    """Whether an instant is of its day so many minutes east of UTC."""
    return (pl.col("value_at") + timedelta(minutes=offset)).dt.date() == pl.col("value_on")


def _day_in(at: datetime, zones: str) -> date | None:
    """The day of an instant in every zone between two, None where they disagree."""
    west, east = (int(zone) for zone in zones.split())
    days = {(at + timedelta(minutes=offset)).date() for offset in (west, east)}
    return days.pop() if len(days) == 1 else None

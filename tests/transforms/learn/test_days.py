"""What an outlet's pages teach of its days, and what that settles where a page leaves one open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from transforms.learn.days import OUTLET_ORDER, day_facts, with_learned_days
from transforms.page import STOPGAP
from transforms.schemas import DATES, SIGHTINGS, conform


def dates(*rows: dict[str, object]) -> pl.LazyFrame:
    base = {"outlet": "x", "article_no": 0, "source": "record", "precision": "day", "date_no": 0}
    made = [{**base, "capture_id": str(no), **row} for no, row in enumerate(rows)]
    return conform(pl.DataFrame(made, infer_schema_length=None), DATES.schema).lazy()


def figures(text: str, day: date | None = None) -> dict[str, object]:
    if day:
        return {"evidence": text, "value_on": day}
    bounds = {"not_before": date(2026, 3, 5), "not_after": date(2026, 5, 3)}
    return {"evidence": text, "precision": "range", **bounds}


def stamp(at: datetime, day: date, evidence: str = "") -> dict[str, object]:
    written = evidence or at.isoformat().replace("+00:00", "Z")
    return {"evidence": written, "value_on": day, "value_at": at, "source": "json_ld"}


def settled(rows: pl.LazyFrame, **facts: object) -> pl.DataFrame:
    sighting = {"capture_id": "0", "article_no": 0, "outlet": "x", **facts}
    sightings = conform(pl.DataFrame([sighting]), SIGHTINGS.schema).lazy()
    return with_learned_days(sightings, rows, day_facts(rows).lazy()).collect()


def test_the_other_rows_of_an_outlet_tell_how_it_writes_its_figures() -> None:
    rows = dates(figures("05/03/2026"), figures("27/02/2026", date(2026, 2, 27)))
    fact = day_facts(rows).row(0, named=True)
    assert (fact["kind"], fact["text"], fact["pages"]) == ("date_order", "dmy", 1)
    found = settled(rows).row(0, named=True)
    assert found["published_on"] == date(2026, 3, 5)
    assert found["published_source"] == OUTLET_ORDER


def test_a_day_after_the_capture_is_none_by_any_order() -> None:
    rows = dates(figures("05/03/2026"), figures("27/02/2026", date(2026, 2, 27)))
    for captured, day in ((datetime(2026, 3, 3, 9), None), (datetime(2026, 3, 4, 9), 5)):
        found = settled(rows, captured_at=captured.replace(tzinfo=UTC))["published_on"].to_list()
        assert found == [day and date(2026, 3, day)]


def test_rows_that_contradict_each_other_or_say_nothing_settle_nothing() -> None:
    mixed = dates(
        figures("05/03/2026"),
        figures("27/02/2026", date(2026, 2, 27)),
        figures("02/27/2026", date(2026, 2, 27)),
    )
    assert settled(mixed)["published_on"].to_list() == [None]
    assert settled(dates(figures("05/03/2026")))["published_on"].to_list() == [None]


def test_a_day_that_was_settled_is_open_again_where_the_fact_is_gone() -> None:
    alone = dates(figures("05/03/2026"))
    before = {
        "published_on": date(2026, 3, 5),
        "published_source": OUTLET_ORDER,
        "published_confidence": 0.85,
    }
    found = settled(alone, **before).row(0, named=True)
    assert (found["published_on"], found["published_source"]) == (None, None)


def test_stamps_whose_local_day_is_told_teach_the_zone_of_those_that_tell_none() -> None:
    evening = datetime(2026, 2, 22, 21, 30, tzinfo=UTC)
    told = [
        stamp(datetime(2026, 2, day, 1, tzinfo=UTC), date(2026, 2, day), "2026-02-01T12:00+11:00")
        for day in (3, 4)
    ]
    late = stamp(
        datetime(2026, 2, 5, 13, 30, tzinfo=UTC), date(2026, 2, 6), "2026-02-06T00:30+11:00"
    )
    rows = dates(stamp(evening, date(2026, 2, 22)), *told, late)
    parsed = {"published_on": date(2026, 2, 22), "published_at": evening}
    found = settled(rows, published_source="json_ld", **parsed).row(0, named=True)
    assert (found["published_on"], found["published_at"]) == (date(2026, 2, 23), evening)
    few = dates(stamp(evening, date(2026, 2, 22)), late)
    found = settled(few, published_source="json_ld", **parsed).row(0, named=True)
    assert found["published_on"] == date(2026, 2, 22)


def test_the_day_of_an_update_gives_way_to_the_outlets_order_and_comes_back_without_it() -> None:
    update = {"capture_id": "0", "date_no": 1, "source": "text_modified"}
    updated = {**update, "value_on": date(2026, 3, 9), "evidence": "Updated 9 March 2026"}
    parsed = {"published_on": date(2026, 3, 9), "published_source": "text_modified"}
    told = dates(figures("05/03/2026"), figures("27/02/2026", date(2026, 2, 27)), updated)
    found = settled(told, **parsed).row(0, named=True)
    assert (found["published_on"], found["published_source"]) == (date(2026, 3, 5), OUTLET_ORDER)
    alone = dates(figures("05/03/2026"), updated)
    back = settled(alone, published_on=date(2026, 3, 5), published_source=OUTLET_ORDER)
    row = back.row(0, named=True)
    assert (row["published_on"], row["published_source"]) == (date(2026, 3, 9), "text_modified")
    assert row["published_confidence"] == STOPGAP

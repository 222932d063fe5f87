"""Lines that are counted batch by batch are counted as over all captures at once."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from transforms.learn import line_update
from transforms.learn.line_update import update_counts
from transforms.learn.lines import is_inside, mark_lines, repeated_lines
from transforms.schemas import LINE_COUNTS, LINES, conform, empty

KEY = ["outlet", "line_key"]


class Held:
    """The lines of earlier batches, and how many captures were read of them."""

    def __init__(self, lines: pl.DataFrame) -> None:
        self.lines, self.read = lines, 0

    def keep_outside(self, keys: pl.DataFrame) -> pl.DataFrame:
        outside = mark_lines(self.lines.lazy()).collect().filter(~pl.col("is_inside"))
        return keys.join(outside, on=KEY, how="semi")

    def find_captures(self, keys: pl.DataFrame, *, inside: bool) -> pl.DataFrame:
        found = mark_lines(self.lines.lazy()).collect().join(keys, on=KEY, how="semi")
        return found.filter(is_inside() | (not inside)).select(*KEY, "capture_id")

    def read_lines(self, captures: pl.DataFrame) -> pl.DataFrame:
        self.read += captures.height
        return self.lines.join(captures, on=["outlet", "capture_id"], how="semi")


def capture(rng: Random, number: int) -> list[dict[str, object]]:
    """A page of a few lines, of which some are on other pages, in bodies and beside them."""
    own = [rng.randrange(100, 160) for _ in range(rng.randint(0, 3))]
    common = [rng.randrange(12) for _ in range(rng.randint(0, 3))]
    outlet = rng.choice(["herald", "post"])
    rows = []
    for no, key in enumerate([*own, *common, None]):
        kinds = ["body", "body", "heading", "teaser"]
        kind = rng.choice(["other", "list_heading", *kinds] if key in common else kinds)
        rule = rng.choice(["repeated_line", None, None, None]) if kind == "other" else None
        rows.append(
            {
                "outlet": outlet,
                "capture_id": f"c{number:04}",
                "block_no": no,
                "kind": kind,
                "rule": rule,
                "line_key": None if kind == "teaser" else key,
            }
        )
    return rows


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    return conform(pl.DataFrame(rows, schema=dict(LINES)), LINES)


def check(seed: int) -> int:
    """How many counts were brought up to date and not made anew."""
    rng, number = Random(seed), 0
    held, facts, updated = empty(LINES), empty(LINE_COUNTS), 0
    for _ in range(8):
        size = rng.choice([1, 2, 5, 20])
        batch = frame([row for n in range(size) for row in capture(rng, number + n)])
        number += size
        made, whole = update_counts(
            Held(held), facts, batch, most_captures=rng.choice([0, 3, 1_000])
        )
        held = pl.concat([held, batch])
        every = repeated_lines(held.lazy()).collect()
        expected = every.filter(~pl.col("outlet").is_in(whole))
        assert made.sort(KEY).equals(expected.sort(KEY).select(made.columns)), (seed, number)
        assert not set(made["outlet"]) & whole
        updated += expected.height
        facts = every
    return updated


def test_counts_after_each_batch_are_those_over_all() -> None:
    assert sum(map(check, range(80))) > 200


@pytest.mark.parametrize("crowd", [0, 1, 3])
def test_they_are_where_few_are_read_of_many_bodies_with_the_key_of_a_page(
    monkeypatch: pytest.MonkeyPatch, crowd: int
) -> None:
    monkeypatch.setattr(line_update, "CROWD", crowd)
    monkeypatch.setattr(line_update, "FIRST_OF_CROWD", 1)
    assert sum(map(check, range(80))) > 200


def test_of_bodies_that_share_a_sentence_few_are_read() -> None:
    def page(number: int) -> list[dict[str, object]]:
        shared = [("body", 5)] if number % 2 else []
        keys = [*shared, ("body", 1_000 + number), ("other", 1), ("other", 50 + number // 10)]
        name = f"c{number:03}"
        return [
            {"outlet": "herald", "capture_id": name, "block_no": no, "kind": kind, "line_key": key}
            for no, (kind, key) in enumerate(keys)
        ]

    rows = frame([{**line, "rule": None} for number in range(300) for line in page(number)])
    held = Held(rows.filter(pl.col("capture_id") != "c299"))
    facts = repeated_lines(held.lines.lazy()).collect()
    made, whole = update_counts(
        held, facts, rows.filter(pl.col("capture_id") == "c299"), most_captures=1_000
    )
    assert whole == set()
    assert made.sort(KEY).equals(repeated_lines(rows.lazy()).collect().sort(KEY))
    assert held.read == 4


def test_of_pages_that_share_only_what_is_common_nothing_is_read() -> None:
    lines = [
        {"outlet": "herald", "capture_id": f"c{n}", "block_no": no, "kind": kind, "line_key": key}
        for n in range(50)
        for no, (kind, key) in enumerate([("body", 100 + n), ("other", 1)])
    ]
    rows = frame([{**line, "rule": None} for line in lines])
    held = Held(rows.filter(pl.col("capture_id") != "c7"))
    facts = repeated_lines(held.lines.lazy()).collect()
    made, whole = update_counts(
        held, facts, rows.filter(pl.col("capture_id") == "c7"), most_captures=10
    )
    assert (made["captures"].item(), made["pages"].item(), whole, held.read) == (50, 50, set(), 0)

"""What a landing left, and what two landings of a run come to."""

from __future__ import annotations

from pathlib import Path

from tearsheet.landing.accounts import Account
from tearsheet.landing.land import land
from tearsheet.landing.plan import Holdings, LandingPlan, ShardPlan
from tearsheet.landing.rest import PartialContainer, Rest
from tearsheet.landing.result import LandingResult
from tearsheet.landing.sources import SourceFile
from tearsheet.store.roots import open_objects
from tests.support.inputs import NOW, put, response
from transforms.captures.declaration import StoredFile
from transforms.formats.cursor import Place


def test_all_that_sources_hold_is_left_before_anything_is_landed(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"Rain")
    put(tmp_path / "b.txt", b"Hail")
    rest = Rest.of_sources([str(tmp_path)])
    assert [e.relative for e in rest.entries if isinstance(e, SourceFile)] == ["a.txt", "b.txt"]
    assert (rest.total, rest.begun) == (2, None)


def test_after_the_last_file_nothing_is_left_and_a_container_that_was_begun_comes_first(
    tmp_path: Path,
) -> None:
    put(tmp_path / "a.txt", b"Rain")
    put(tmp_path / "b.warc", response(b"<p>Hail"))
    rest = Rest.of_sources([str(tmp_path)])
    stored = StoredFile("b.warc", "ab" * 32, "raw/b.warc", "warc")
    begun = PartialContainer(stored, 1, Place(), Account("b.warc"))
    assert rest.after(2, None) is None
    assert rest.after(1, begun) == Rest(rest.entries[1:], 2, begun)


def test_a_landing_that_is_full_stops_inside_a_container_and_the_next_goes_on_there(
    tmp_path: Path,
) -> None:
    objects = open_objects(str(tmp_path / "archive"))
    pages = b"".join(response(b"<p>Rain %d" % n, f"http://a.example/{n}") for n in range(3))
    put(tmp_path / "in" / "x.warc", pages)
    put(tmp_path / "in" / "y.txt", b"Snow fell.")
    files: list[tuple[int, int]] = []

    def portion(rest: Rest | None) -> LandingResult:
        plan = LandingPlan(
            ShardPlan("run", NOW),
            most_bytes=10,
            rest=rest,
            on_files=lambda done, total: files.append((done, total)),
        )
        return land(objects, [str(tmp_path / "in")], plan, Holdings())

    first = portion(None)
    assert first.rest is not None
    assert first.rest.begun is not None
    assert (first.new, first.rest.begun.items, len(first.rest.entries)) == (2, 2, 2)
    second = portion(first.rest)
    assert (second.new, second.rest) == (2, None)
    assert first.with_next(second).new == 4
    assert files == [(0, 2), (0, 2), (0, 2), (1, 2), (2, 2)]


def test_two_landings_of_a_run_are_counted_as_one() -> None:
    one = LandingResult(landings=("a",), messages=("x",), read=3, new=2, skipped={"warcinfo": 1})
    two = LandingResult(messages=("y",), read=2, held=1, skipped={"request": 1, "warcinfo": 1})
    both = one.with_next(two)
    assert (both.read, both.new, both.held, both.messages) == (5, 2, 1, ("x", "y"))
    assert both.skipped == {"request": 1, "warcinfo": 2}

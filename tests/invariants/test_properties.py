"""Conservation, idempotence, batch invariance and rebuild, over captures that hypothesis
makes up.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tearsheet
from tearsheet.store.tables import Storage
from tests.support.effort import effort
from tests.support.nursery import archive, body, digest, page, rebuilt

STORIES = ["ferry", "bridge", "cargo", "museum"]
OUTLETS = ["morning-herald", "evening-post", "island-courier"]
#: (outlet, story, paragraphs, stories named by its teasers): few of each, so that captures meet.
PAGES = st.tuples(
    st.sampled_from(OUTLETS),
    st.sampled_from(STORIES),
    st.integers(3, 5),
    st.lists(st.sampled_from([*STORIES, "nobody"]), max_size=2, unique=True),
)
#: (address or none, story, paragraphs, capture time or none) of a record in a dump.
RECORDS = st.tuples(
    st.sampled_from([None, "https://post.example/1", "https://post.example/2"]),
    st.sampled_from(STORIES),
    st.integers(3, 5),
    st.sampled_from([None, "2026-03-01T10:00:00Z", "2026-03-09T10:00:00Z"]),
)
BROKEN = st.sampled_from([b"", b"\x00\x01\x02" * 20, b'{"text": ', b"\x1f\x8b\x08\x00broken"])
Page = tuple[str, str, int, list[str]]
Record = tuple[str | None, str, int, str | None]
Capture = Page | Record | bytes
CAPTURES = st.lists(st.one_of(PAGES, RECORDS, BROKEN), min_size=1, max_size=7)


def write(folder: Path, captures: Sequence[Capture]) -> list[str]:
    """A file each."""
    files = []
    for n, capture in enumerate(captures):
        path = folder / f"{n}"
        if isinstance(capture, bytes):
            path.write_bytes(capture)
        elif capture[0] in OUTLETS:
            outlet, story, paragraphs, named = cast("Page", capture)
            path = page(
                folder,
                f"{outlet}/{n}",
                body(story, paragraphs),
                teasers=[body(name, 1)[:90] for name in named],
            )
        else:
            url, story, paragraphs, when = cast("Record", capture)
            record = {
                "url": url,
                "title": f"The {story} report",
                "text": body(story, paragraphs),
                "captured_at": when,
            }
            path.write_text(json.dumps({k: v for k, v in record.items() if v}) + "\n")
        files.append(str(path))
    return files


def check(captures: Sequence[Capture], order: Sequence[int], cut: int) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        files = write(folder, captures)
        whole, parts, again = str(folder / "whole"), str(folder / "parts"), str(folder / "again")
        made = archive(whole, *files)
        shuffled = [files[n] for n in order]
        for run in (shuffled[:cut], shuffled[cut:]):
            if run:
                archive(parts, *run)
        assert digest(parts) == digest(whole)  # batch invariance
        assert archive(whole, *shuffled) == made  # idempotence
        rebuilt(parts, again)
        assert digest(again) == digest(whole)  # rebuild
        rows = tearsheet.open(whole)
        payloads = {Path(f).read_bytes().rstrip(b"\r\n") for f in files}
        held = (
            rows.sql("SELECT count(DISTINCT raw_sha256) AS n FROM captures").item()
            + rows.scan("quarantine").collect().height
        )
        assert held == len(payloads)  # conservation: every input is a capture or a refusal, once
        storage = Storage.open(whole)
        sighted = set(storage.scan(made, "sightings").collect()["capture_id"])
        assert sighted == set(
            storage.scan(made, "captures").collect().filter(page_kind="article")["capture_id"]
        )


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[Capture], list[int], int]:
    captures = draw(CAPTURES)
    return (
        captures,
        draw(st.permutations(range(len(captures)))),
        draw(st.integers(0, len(captures))),
    )


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=4, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(runs())
def test_the_archive_is_a_function_of_the_set_of_captures(
    made: tuple[list[Capture], list[int], int],
) -> None:
    check(*made)


@pytest.mark.slow
@settings(max_examples=effort(25), deadline=None, suppress_health_check=QUIET)
@given(runs())
def test_the_archive_is_a_function_of_the_set_of_captures_at_length(
    made: tuple[list[Capture], list[int], int],
) -> None:
    check(*made)

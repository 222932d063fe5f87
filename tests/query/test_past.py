"""What compares two snapshots reads both, and says which it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.errors import NoSnapshot, Unsafe, Usage

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def page(tmp_path: Path, n: int) -> Path:
    said = "".join(
        f"<p>The ferry left harbour {n} at dawn on trip {t} with forty people aboard, and salt "
        f"fish below deck, while the wind held until evening.</p>"
        for t in ("one", "two", "three", "four")
    )
    path = tmp_path / f"{n}.html"
    path.write_text(
        f"<title>Harbour {n} saw a ferry leave :: Mole Herald</title>"
        f'<link rel="canonical" href="https://herald.example/{n}"><article>'
        f"<h1>Harbour {n} saw a ferry leave :: Mole Herald</h1>{said}</article>",
        "utf-8",
    )
    return path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two snapshots; in the second the outlet is known to add its name to its headlines."""
    folder = tmp_path_factory.mktemp("past")
    root = str(folder / "archive")
    archive(root, [str(page(folder, n)) for n in (1, 2)], captured_at=DAY)
    archive(root, [str(page(folder, n)) for n in (3, 4, 5, 6)], captured_at=DAY)
    return root


def test_a_capture_that_two_snapshots_read_differently_is_told_with_what_they_say(
    root: str,
) -> None:
    asked = "SELECT field, before, after FROM parser_diff(1, 2) ORDER BY before"
    assert tearsheet.open(root).sql(asked).rows() == [
        ("title", f"Harbour {n} saw a ferry leave :: Mole Herald", f"Harbour {n} saw a ferry leave")
        for n in (1, 2)
    ]
    assert tearsheet.open(root).sql("FROM parser_diff(2, 2)").is_empty()
    assert tearsheet.open(root, as_of=1).sql(asked).height == 2  # whichever snapshot is asked


def test_a_snapshot_that_is_not_kept_is_an_error(root: str) -> None:
    with pytest.raises(NoSnapshot, match="no snapshot 7"):
        tearsheet.open(root).sql("FROM parser_diff(1, 7)")


@pytest.mark.parametrize("call", ["parser_diff(1, 1 + 1)", "parser_diff()", "parser_diff($a, $b)"])
def test_snapshots_are_named_by_figures(root: str, call: str) -> None:
    with pytest.raises(Usage, match=r"parser_diff\(3, 5\)"):
        tearsheet.open(root).sql(f"FROM {call}")


def test_what_it_reads_cannot_be_asked_itself(root: str) -> None:
    with pytest.raises(Unsafe):
        tearsheet.open(root).sql("SELECT * FROM past_captures, parser_diff(1, 2)")

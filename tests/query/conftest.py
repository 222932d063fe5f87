"""An archive of one capture with one listing, for tests that ask it."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

import tearsheet
from tearsheet.store.tables import Storage


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    """The archive, in a folder of its own. Read only."""
    root = str(tmp_path_factory.mktemp("asked") / "archive")
    storage = Storage.open(root)
    rows = pl.DataFrame(
        {
            "capture_id": ["c"],
            "listing_no": [0],
            "source": ["teaser"],
            "text": ["A ferry sails"],
            "status": ["missing"],
            "outlet": ["herald"],
            "month": ["unknown"],
        }
    )
    captures = pl.DataFrame(
        {"capture_id": ["c"], "outlet": ["herald"], "month": ["unknown"], "page_kind": ["list"]}
    )
    base = storage.head()
    storage.commit(
        base,
        {
            "listings": [storage.append(base, "listings", rows)],
            "captures": [storage.append(base, "captures", captures)],
        },
        batch_id="b",
        run_id="r",
        code_version="v",
        now=datetime(2026, 3, 8, tzinfo=UTC),
    )
    return tearsheet.open(root)

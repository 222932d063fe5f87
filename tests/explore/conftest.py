"""The pages of the sample's archive, read and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tearsheet.explore.app import create_app

ORIGIN = "http://localhost"


@pytest.fixture(scope="session")
def pages(sample_root: Path) -> Iterator[TestClient]:
    with TestClient(create_app(str(sample_root), prepare=False), base_url=ORIGIN) as client:
        yield client

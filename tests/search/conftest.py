"""One archive of articles in many languages, searched and never changed."""

from __future__ import annotations

import pytest

import tearsheet
from tearsheet.search.archive import SearchableArchive
from tests.search.articles import LANGUAGES, publish


@pytest.fixture(scope="session")
def languages(tmp_path_factory: pytest.TempPathFactory) -> SearchableArchive:
    root = str(tmp_path_factory.mktemp("languages") / "archive")
    publish(root, LANGUAGES)
    return tearsheet.open(root)

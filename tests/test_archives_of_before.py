"""Archives that earlier releases wrote are read, added to, derived again, verified and rebuilt by
this one.

Each release adds its archive of `data/sample` to `tests/fixtures`, packed with its hard links: `tar
-C data/archive --sort=name -cf - . | xz -9`. That of 0.2.0 took the sample in by two runs, and was
compacted.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import tearsheet
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tearsheet.version import code_version
from tests.support.nursery import archive, backfilled, body, compact, digest, page, rebuilt
from tests.support.places import ROOT
from transforms.schemas import SCHEMA_VERSION

FIXTURES = ROOT / "tests" / "fixtures"
PACKED = sorted(FIXTURES.glob("archive-*.tar.xz"))
#: What data/sample holds, whoever archived it,
COUNTS = {
    "captures": 17,
    "sightings": 16,
    "revisions": 16,
    "stories": 14,
    "listings": 60,
    "quarantine": 1,
}
#: and what its pages were then, and the runs, come to.
OWN_COUNTS = {"0.1.0": {"blocks": 296, "runs": 1}, "0.2.0": {"blocks": 300, "runs": 3}}
REPRINTED = """SELECT outlet, text[:30], published_on, relation FROM articles
    WHERE story_id IN (SELECT story_id FROM articles GROUP BY ALL HAVING count(DISTINCT outlet) > 1)
    ORDER BY outlet"""


def release_of(packed: Path) -> str:
    return packed.name.removeprefix("archive-").removesuffix(".tar.xz")


@pytest.fixture(scope="module", params=PACKED, ids=release_of)
def packed(request: pytest.FixtureRequest) -> Path:
    """The packed archive of an earlier release."""
    found: Path = request.param
    return found


@pytest.fixture
def root(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An archive of before, unpacked; the sample is where it was when it was archived."""
    return unpack(packed, tmp_path, monkeypatch)


def unpack(packed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(ROOT)
    with tarfile.open(packed) as members:
        members.extractall(folder / "before", filter="tar")
    return str(folder / "before")


@pytest.fixture(scope="module")
def then(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data/sample` as it was: one page of it has changed since 0.1.0."""
    folder = tmp_path_factory.mktemp("then")
    sample = folder / "data" / "sample"
    shutil.copytree(ROOT / "data" / "sample", sample)
    changed = FIXTURES / f"orrin-bridge-{release_of(packed)}.html"
    if changed.exists():
        shutil.copy(changed, sample / "merrow-chronicle.example" / "orrin-bridge.html")
    return folder


@pytest.fixture(scope="module")
def fresh(then: Path) -> str:
    """The logical digest of that sample as this release archives it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(then)
        archive("fresh", "data/sample")
        return digest("fresh")


def problems(root: str) -> list[str]:
    """What verify says that needs mending."""
    return [f"{f.path}: {f.problem}" for f in verify(Storage.open(root), now=datetime.now(UTC))]


def newest(root: str) -> int:
    """The number of the archive's snapshot."""
    return tearsheet.open(root).snapshot.number


def versions(root: str) -> set[str]:
    """The code versions that derived the archive's captures."""
    return set(tearsheet.open(root).scan("captures").collect()["derived_by"])


def test_every_schema_before_this_one_left_an_archive() -> None:
    written = set()
    for path in PACKED:
        with tarfile.open(path) as packed:
            snapshot = packed.extractfile("./snapshots/00000001.json")
            assert snapshot is not None
            written.add(json.load(snapshot)["schema_version"])
    assert {3, *range(3, SCHEMA_VERSION)} <= written


def test_it_is_read(root: str, packed: Path) -> None:
    opened = tearsheet.open(root)
    expected = COUNTS | OWN_COUNTS[release_of(packed)]
    counts = {name: opened.sql(f"SELECT count(*) FROM {name}").item() for name in expected}
    assert counts == expected
    assert opened.sql(REPRINTED).rows() == [
        ("halvern-gazette", "The harbour board lit the new ", date(2026, 3, 8), "lead"),
        ("orrin-valley-post", "The harbour board lit the new ", None, "identical"),
    ]


def test_what_it_has_no_table_and_no_column_for_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tearsheet.open(unpack(FIXTURES / "archive-0.1.0.tar.xz", tmp_path, monkeypatch))
    assert opened.sql("SELECT count(*) FROM headlines").item() == 0
    assert opened.sql(
        "SELECT DISTINCT agency, photo_credit, licence, page_kind_confidence FROM articles"
    ).rows() == [(None, None, None, None)]
    assert opened.sql(
        "SELECT DISTINCT page_kind_confidence, page_kind_rule FROM captures"
    ).rows() == [(None, None)]


def test_it_is_sound_where_it_was_moved_to(root: str) -> None:
    assert problems(root) == []


def test_the_same_captures_again_publish_nothing(root: str, then: Path) -> None:
    number = newest(root)
    assert archive(root, str(then / "data" / "sample")).number == number


def test_a_new_page_is_archived_beside_what_it_holds(root: str, tmp_path: Path) -> None:
    page(tmp_path / "new", "halvern-gazette/ferry", body("ferry"))
    number = newest(root)
    before = tearsheet.open(root).sql("SELECT article_id FROM articles ORDER BY ALL")
    assert archive(root, str(tmp_path / "new")).number == number + 1
    after = tearsheet.open(root).sql("SELECT article_id FROM articles ORDER BY ALL")
    assert after.height == before.height + 1
    assert before.join(after, on="article_id", how="anti").is_empty()
    assert problems(root) == []


def test_compaction_brings_its_files_to_where_this_release_writes_them(root: str) -> None:
    said = digest(root)
    made = compact(root)
    storage = Storage.open(root)
    files = [f for table in made.tables for f in storage.files(made, table)]
    assert all(f.columns and "outlet=" not in f.path for f in files)
    assert len(files) == len(made.tables)
    assert digest(root) == said
    assert tearsheet.open(root).sql(REPRINTED).height == 2
    assert problems(root) == []


def test_a_backfill_makes_it_what_this_release_would_have_written(root: str, fresh: str) -> None:
    [older] = versions(root)
    backfilled(root)
    assert versions(root) == {code_version()} != {older}
    assert digest(root) == fresh
    assert problems(root) == []
    assert tearsheet.open(root).sql("SELECT count(*) FROM headlines WHERE is_chosen").item() > 0


def test_it_is_rebuilt_from_its_raw_bytes(root: str, fresh: str, tmp_path: Path) -> None:
    rebuilt(root, str(tmp_path / "again"))
    assert digest(str(tmp_path / "again")) == fresh
    assert problems(str(tmp_path / "again")) == []

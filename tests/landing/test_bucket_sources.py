"""Sources in a bucket: S3 as moto's server speaks it, on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url

import tearsheet
from flows import plain
from flows.archive import landing_folder
from tearsheet.errors import BadRoot, Usage
from tearsheet.landing.groups import listing
from tearsheet.landing.sources import SourceFile, check_sources, discover, look_at_sources
from tearsheet.settings import settings
from tearsheet.store.roots import open_objects
from tests.support.bucket import empty_bucket
from tests.support.places import SAMPLE


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket with one outlet's pages of the sample below `crawls/2026-03`."""
    with empty_bucket() as url:
        store = from_url(url)
        for path in sorted((SAMPLE / "halvern-gazette").iterdir()):
            obstore.put(store, f"crawls/2026-03/halvern-gazette/{path.name}", path)
        obstore.put(store, "crawls/2026-03/.state/seen", b"hidden")
        obstore.put(store, "crawls/2026-03-x/other.txt", b"a folder whose name begins alike")
        yield url


def names(*sources: str) -> list[tuple[str, str | None]]:
    return [(f.relative, f.folder) for f in discover(sources) if isinstance(f, SourceFile)]


def test_a_folder_of_a_bucket_is_walked_without_what_is_hidden(bucket: str) -> None:
    found = names(f"{bucket}/crawls/2026-03/")
    pages = sorted(p.name for p in (SAMPLE / "halvern-gazette").iterdir())
    assert found == [(f"halvern-gazette/{name}", "halvern-gazette") for name in pages]
    assert names(f"{bucket}/crawls/2026-03") == found
    assert len(names(bucket)) == len(found) + 1


def test_an_object_and_a_pattern_name_objects(bucket: str) -> None:
    one = f"{bucket}/crawls/2026-03/halvern-gazette/fish-hall.txt"
    assert names(one) == [("fish-hall.txt", None)]
    found = names(f"{bucket}/crawls/2026-0?/*/*.txt")
    assert ("fish-hall.txt", None) in found
    assert {name.rpartition(".")[2] for name, _ in found} == {"txt"}
    assert str(look_at_sources([one])) == f"{one}: 1 file, 3 kB"


def test_what_is_not_there_is_told_in_a_sentence(bucket: str) -> None:
    with pytest.raises(Usage) as raised:
        check_sources([f"{bucket}/crawls/2027/", f"{bucket}/crawls/*/no.txt"])
    said = "there is no object of that name in the bucket, nor any below it"
    assert str(raised.value) == (
        f"{bucket}/crawls/2027/: {said}; {bucket}/crawls/*/no.txt: {said}: nothing was done"
    )
    with pytest.raises(Usage, match="s3://absent: there is no such bucket: make it, or set AWS_"):
        check_sources(["s3://absent/crawls"])


def test_captures_of_a_bucket_are_those_of_the_same_files(bucket: str, tmp_path: Path) -> None:
    source = f"{bucket}/crawls/2026-03"
    report = plain.archive(str(tmp_path / "a"), [source])
    plain.archive(str(tmp_path / "b"), [str(SAMPLE / "halvern-gazette")])
    query = "SELECT capture_id, outlet FROM captures ORDER BY ALL"
    a, b = (tearsheet.open(str(tmp_path / name)) for name in "ab")
    assert a.sql(query).rows() == b.sql(query).rows()
    names = a.sql("SELECT DISTINCT landed_from FROM captures").rows()
    assert all(name.startswith(f"{source}/halvern-gazette/") for (name,) in names)
    again = plain.archive(str(tmp_path / "a"), [source])
    assert not again.is_published
    assert (report.landed.new, again.landed.new) == (7, 0)
    assert not list((tmp_path / "a").glob("staging/*/scratch/*")), "no copy is left"


def test_objects_are_landed_in_groups_as_files_are(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "GROUP_FILES", 3)
    source = f"{bucket}/crawls/2026-03"
    groups = listing.list_files(open_objects(str(tmp_path / "lists")), "run", [source]).groups
    assert [(group.files, group.is_remote) for group in groups] == [(3, True), (3, True), (2, True)]
    assert plain.archive(str(tmp_path / "a"), [source]).landed.new == 7


def test_scheduled_runs_may_watch_a_bucket_and_an_empty_one_is_no_mistake(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watched(place: str) -> list[str]:
        monkeypatch.setattr("flows.archive.settings", lambda: replace(settings(), landing=place))
        return landing_folder()

    assert watched(f"{bucket}/crawls") == [f"{bucket}/crawls"]
    assert watched(f"{bucket}/nothing") == []
    with pytest.raises(BadRoot, match="there is no such bucket"):
        watched("s3://absent/crawls")


def test_an_object_that_is_written_to_meanwhile_is_refused_by_name(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"{bucket}/changing"
    obstore.put(from_url(bucket), "changing/page.txt", b"As it was when it was listed.")
    listed = list(discover([source]))
    obstore.put(from_url(bucket), "changing/page.txt", b"Somewhat longer than it was before that.")
    monkeypatch.setattr("tearsheet.landing.groups.listing.discover", lambda _: iter(listed))
    [message] = plain.archive(str(tmp_path), [source]).landed.messages
    assert message.startswith(f"{source}/page.txt: changed_while_read: ")


@pytest.mark.slow
def test_the_command_takes_the_address_of_a_bucket(bucket: str, tmp_path: Path) -> None:
    command = str(Path(sys.executable).with_name("tearsheet"))
    done = subprocess.run(
        [command, "ingest", f"{bucket}/crawls/2026-03", "--root", str(tmp_path / "archive")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert tearsheet.open(str(tmp_path / "archive")).sql("SELECT count(*) FROM articles").item()

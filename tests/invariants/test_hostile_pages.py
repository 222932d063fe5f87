"""Pages made to hang a parser: each is parsed or named in quarantine, and the pages beside it are
unharmed.
"""

from pathlib import Path

import pytest

import tearsheet
from benchmarks.quality.hostile import hostile, ordinary
from flows.plain import archive
from tearsheet.workers import children


@pytest.mark.slow
def test_hostile_pages_end_and_harm_no_other_page_of_their_shard(tmp_path: Path) -> None:
    source, root = tmp_path / "pages", str(tmp_path / "archive")
    source.mkdir()
    for name, page in (hostile() | ordinary()).items():
        (source / name).write_bytes(page)
    archive(root, [str(source)], caller=children())
    held = tearsheet.open(root)
    kinds = {
        Path(ref).name: kind
        for ref, kind in held.sql("SELECT landed_from, page_kind FROM captures").rows()
    }
    refused = {Path(ref).name for (ref,) in held.sql("SELECT ref FROM quarantine").rows()}
    assert {kinds[name] for name in ordinary()} == {"article"}
    assert set(kinds) | refused == set(hostile()) | set(ordinary())
    assert not set(kinds) & refused

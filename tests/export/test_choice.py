"""What is chosen, what is left out and why, and what the manifest says of it."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.errors import BadQuery, Unsafe, Usage
from tearsheet.export.presets import PRESETS, rules_of
from tests.export.ordering import export
from tests.support.places import ROOT


def test_the_manifest_says_query_snapshot_files_and_licences(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    query = "SELECT article_id FROM articles WHERE outlet = 'gazette-example'"
    export(asked, "datatrove", out / "c", query=query)
    said = json.loads((out / "c" / "manifest.json").read_text("utf-8"))
    assert said["query"] == query
    assert (said["snapshot"], said["rows"], said["ids"]) == (1, 2, 2)
    assert said["licences"] == {
        "https://creativecommons.org/licenses/by/4.0/": 1,
        "unknown": 1,
    }
    lines = sorted(v for k, v in ids.items() if k.startswith("gazette"))
    digest = hashlib.sha256("".join(f"{i}\n" for i in lines).encode()).hexdigest()
    assert said["ids_sha256"] == digest
    for file in said["files"]:
        stored = (out / "c" / file["path"]).read_bytes()
        assert (len(stored), hashlib.sha256(stored).hexdigest()) == (file["bytes"], file["sha256"])


def test_one_a_story_keeps_the_lead_and_says_for_whom_it_stands(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    made = export(asked, "parquet", out / "a.parquet", one_a_story=True)
    assert made.manifest["rows"] == 3
    assert made.manifest["copies"] == "a.parquet.copies.parquet"
    copies = pl.read_parquet(out / "a.parquet.copies.parquet")
    lead, copy = ids["herald-example: The ferry sails"], ids["post-example: A ferry sails"]
    assert copies.rows() == [(lead, copy, lead)]
    only = export(asked, "parquet", out / "b.parquet", ids=(copy,), one_a_story=True)
    assert only.manifest["rows"] == 1  # the lead is not among what was asked for
    both = export(asked, "parquet", out / "c.parquet", ids=(copy,), with_copies=True)
    assert both.manifest["rows"] == 2


def test_rules_are_named_with_what_each_removed(asked: tearsheet.Archive, out: Path) -> None:
    rules = tuple(rules_of(("gopher-like",), ("EN",)))
    made = export(asked, "datatrove", out / "c", rules=rules)
    removed = {r["name"]: r["removed"] for r in made.manifest["rules"]}
    assert removed["gopher-like:words"] == 2
    assert sum(removed.values()) == 2
    licensed = tuple(rules_of(licences=("%creativecommons.org%",)))
    assert export(asked, "datatrove", out / "l", rules=licensed).manifest["rows"] == 1


@pytest.mark.parametrize("name", PRESETS)
def test_every_rule_of_a_preset_stands_in_the_documents(name: str) -> None:
    text = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    for rule in PRESETS[name]:
        assert f"| `{name}:{rule.name}` | {rule.says} |" in text


def test_nothing_is_there_where_the_export_fails(
    asked: tearsheet.Archive, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Usage, match="no article_id"):
        export(asked, "csv", out / "a.csv", query="SELECT title FROM articles")
    with pytest.raises(Unsafe):
        export(asked, "csv", out / "a.csv", query="SELECT * FROM read_csv('/etc/passwd')")
    with pytest.raises(BadQuery, match="column of ids"):
        export(asked, "csv", out / "a.csv", query="SELECT 1 AS article_id FROM articles")
    with pytest.raises(Usage, match="holds no article"):
        export(asked, "csv", out / "a.csv", ids=("0123",))
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(Usage, match=r"pip install 'tearsheet\[delta\]'"):
        export(asked, "delta", out / "t")
    assert list(out.iterdir()) == []


def test_what_is_there_stays_unless_force_says_otherwise(
    asked: tearsheet.Archive, out: Path
) -> None:
    export(asked, "csv", out / "a.csv")
    with pytest.raises(Usage, match="--force"):
        export(asked, "csv", out / "a.csv")
    export(asked, "datatrove", out / "c")
    (out / "c" / "stale").touch()
    export(asked, "datatrove", out / "c", force=True)
    assert not (out / "c" / "stale").exists()
    (out / "mine").mkdir()
    (out / "mine" / "thesis.txt").touch()
    with pytest.raises(Usage, match="no export"):
        export(asked, "datatrove", out / "mine", force=True)
    assert (out / "mine" / "thesis.txt").exists()


def test_nothing_goes_into_the_archive_or_over_it(asked: tearsheet.Archive, out: Path) -> None:
    root = Path(asked.root)
    (out / "link").symlink_to(root)
    for place in (root / "a.csv", out / "link" / "a.csv", root, root.parent):
        with pytest.raises(Usage, match="archive's own"):
            export(asked, "csv", place, force=True)


def test_the_archive_notes_what_left_and_verify_knows_the_notes(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    from datetime import UTC, datetime

    from tearsheet.export.ledger import exports_with
    from tearsheet.upkeep.verify import verify

    market = ids["gazette-example: Market"]
    made = export(asked, "dolma", out / "market", ids=(market,))
    noted = [n for n in exports_with(asked.objects, [market], []) if n["to"] == str(out / "market")]
    assert [n["export_id"] for n in noted] == [made.manifest["export_id"]]
    assert verify(asked.storage, now=datetime.now(UTC)) == []
    path = Path(asked.root, "exports", f"{made.manifest['export_id']}.json")
    path.write_bytes(path.read_bytes().replace(b"dolma", b"dulma"))
    [found] = verify(asked.storage, now=datetime.now(UTC))
    assert (found.path, found.problem) == (f"exports/{path.name}", "damaged")
    path.unlink()

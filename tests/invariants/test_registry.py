"""The registry of outlets: names, hosts and folders meet in one slug, whenever it is declared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from tearsheet.errors import Usage
from tearsheet.store import outlets as registry
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import archive, body, digest, page, rebuilt
from transforms.outlets import Registry, resolve_outlet

TOML = """
[morning-herald]
names = ["The Morning Herald"]
hosts = ["herald.example", "blogs.press.example"]
"""


def declare(root: str, text: str, folder: Path) -> bool:
    path = folder / "outlets.toml"
    path.write_text(text)
    return registry.declare(
        Storage.open(root).objects, registry.read_outlets(path), now=datetime.now(UTC)
    )


def captures(folder: Path) -> tuple[str, str, str]:
    """A page at an address, a text under the paper's heading, and a record that names the paper as
    its dump does.
    """
    dump = folder / "dump.jsonl"
    dump.write_text(
        json.dumps(
            {"url": "https://www.herald.example/1", "title": "The ferry", "text": body("ferry")}
        )
        + "\n"
    )
    heading = page(folder, "morning-herald/bridge", body("bridge"), teasers=[body("ferry", 1)[:90]])
    named = folder / "named.jsonl"
    named.write_text(
        json.dumps({"outlet": "The Morning Herald", "title": "The cargo", "text": body("cargo")})
        + "\n"
    )
    return str(dump), str(heading), str(named)


def outlets(root: str) -> list[str]:
    return (
        tearsheet.open(root)
        .sql("SELECT DISTINCT outlet FROM captures ORDER BY 1")["outlet"]
        .to_list()
    )


def test_a_host_a_heading_and_a_name_are_one_outlet_whenever_that_is_declared(
    tmp_path: Path,
) -> None:
    before, after, again = (str(tmp_path / name) for name in ("before", "after", "again"))
    files = captures(tmp_path)
    assert declare(before, TOML, tmp_path)
    assert not declare(before, TOML, tmp_path)
    for file in files:
        archive(before, file)
    assert outlets(before) == ["morning-herald"]
    archive(after, *files)
    assert outlets(after) == ["herald-example", "morning-herald", "the-morning-herald"]
    assert (
        tearsheet.open(after).sql("SELECT count(*) FROM teasers WHERE status = 'matched'").item()
        == 0
    )
    assert declare(after, TOML, tmp_path)
    archive(after)
    assert digest(after) == digest(before)
    assert (
        tearsheet.open(after).sql("SELECT count(*) FROM teasers WHERE status = 'matched'").item()
        == 1
    )
    rebuilt(after, again)
    assert digest(again) == digest(before)
    assert verify(Storage.open(after), now=datetime.now(UTC)) == []


def test_what_is_no_longer_declared_goes_back(tmp_path: Path) -> None:
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    files = captures(tmp_path)
    declare(one, TOML, tmp_path)
    archive(one, *files)
    declare(one, "", tmp_path)
    archive(one)
    archive(other, *files)
    assert digest(one) == digest(other)


def test_an_address_goes_by_the_nearest_declared_domain() -> None:
    known = Registry.from_outlets(
        {"herald": {"hosts": ["www.herald.example", "news.press.example"], "names": ["The Herald"]}}
    )
    assert known.outlet_at("https://sport.herald.example/1") == "herald"
    assert known.outlet_at("https://news.press.example/1") == "herald"
    assert known.outlet_at("https://press.example/1") == "press-example"
    assert resolve_outlet(
        declared="flag:the-herald",
        record=None,
        url="https://press.example/",
        heading=None,
        registry=known,
    ) == (
        "herald",
        "flag",
    )
    assert resolve_outlet(
        declared="folder:x", record=None, url=None, heading="THE HERALD", registry=known
    ) == ("herald", "heading")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Herald]\n", "no slug"),
        ("[herald]\nnames = ['Post']\n[post]\n", "both claim post"),
        ("[herald]\nname = ['Post']\n", "names and hosts"),
        ("[herald]\nhosts = 'herald.example'\n", "names and hosts"),
        ("[herald", "outlets.toml"),
    ],
)
def test_a_registry_that_cannot_be_meant_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Usage, match=said):
        declare(str(tmp_path / "root"), text, tmp_path)

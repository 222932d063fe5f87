from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tearsheet.errors import Usage
from tearsheet.landing.sources import (
    MissingSource,
    SourceFile,
    check_sources,
    discover,
    display_name,
)

#: pathlib says RuntimeError before Python 3.13, OSError since.
SELF = "link_loop" if sys.version_info < (3, 13) else "unreadable"


def put(path: Path, text: str = "Rain") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def found(*sources: str | Path) -> list[str]:
    return [f.relative for f in discover([str(s) for s in sources]) if isinstance(f, SourceFile)]


def missing(*sources: str | Path) -> list[tuple[str, str]]:
    return [
        (Path(f.given).name, f.reason)
        for f in discover([str(s) for s in sources])
        if isinstance(f, MissingSource)
    ]


def test_a_folder_is_walked_in_order_without_hidden_entries(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden", ".git/config"):
        put(tmp_path / name)
    assert found(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt"]


def test_a_file_and_a_pattern_name_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.html"):
        put(tmp_path / name)
    assert found(tmp_path / "c.html", tmp_path / "*.txt") == ["c.html", "a.txt", "b.txt"]


def test_a_name_that_looks_like_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    put(tmp_path / "page[1].txt")
    put(tmp_path / "page1.txt")
    assert found(tmp_path / "page[1].txt") == ["page[1].txt"]


def test_what_is_not_there_is_missing_by_name(tmp_path: Path) -> None:
    assert missing(tmp_path / "no.txt", tmp_path / "no*.txt", "https://a.example/x") == [
        ("no.txt", "missing_path"),
        ("no*.txt", "missing_path"),
        ("x", "unsupported_source"),
    ]
    assert missing("a\0b") == [("a\\0b", "missing_path")]


def test_links_out_of_the_tree_are_refused_and_links_inside_are_files(tmp_path: Path) -> None:
    put(tmp_path / "secret.txt")
    put(tmp_path / "elsewhere" / "x.txt")
    top = tmp_path / "top"
    put(top / "a.txt")
    (top / "out.txt").symlink_to(tmp_path / "secret.txt")
    (top / "away").symlink_to(tmp_path / "elsewhere")
    (top / "in.txt").symlink_to(top / "a.txt")
    (top / "loop").symlink_to(top)
    (top / "nowhere.txt").symlink_to(top / "gone.txt")
    (top / "self.txt").symlink_to(top / "self.txt")
    assert found(top) == ["a.txt", "in.txt"]
    assert sorted(missing(top)) == [
        ("away", "link_outside"),
        ("nowhere.txt", "missing_path"),
        ("out.txt", "link_outside"),
        ("self.txt", SELF),
    ]


def test_a_link_that_the_user_names_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "real" / "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert found(tmp_path / "link") == ["a.txt"]


def test_pipes_and_sockets_are_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sock"))
        assert missing(tmp_path) == [("pipe", "special_file"), ("sock", "special_file")]
        assert missing(tmp_path / "pipe") == [("pipe", "special_file")]


def test_names_of_any_bytes_and_of_full_length_are_found_and_can_be_shown(tmp_path: Path) -> None:
    odd = [b"\xff\xfe.txt", "비.txt".encode(), b"new\nline.txt", b"x" * 251 + b".txt"]
    for name in odd:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text("Rain")
    names = found(tmp_path)
    assert sorted(names) == sorted(
        ["\\xff\\xfe.txt", "비.txt", "new\nline.txt", "x" * 251 + ".txt"]
    )
    assert all(n.encode() for n in names)
    assert display_name("a\udcff") == "a\\xff"


def test_the_given_folders_own_name_is_no_evidence(tmp_path: Path) -> None:
    put(tmp_path / "my-crawl" / "a.txt")
    put(tmp_path / "my-crawl" / "echo" / "b.txt")
    folders = [
        f.folder
        for f in discover([str(tmp_path / "my-crawl"), str(tmp_path / "my-crawl" / "a.txt")])
        if isinstance(f, SourceFile)
    ]
    assert folders == [None, "echo", None]


def test_a_folder_that_cannot_be_listed_is_unreadable(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    put(folder / "a.txt")
    folder.chmod(0)
    try:
        if os.access(folder, os.R_OK):
            pytest.skip("this user may read everything")
        assert missing(tmp_path) == [("closed", "unreadable")]
    finally:
        folder.chmod(0o700)


def test_sources_with_a_file_each_are_let_through_however_bad_the_rest_is(tmp_path: Path) -> None:
    put(tmp_path / "crawl" / "a.txt")
    (tmp_path / "crawl" / "0-nowhere.txt").symlink_to(tmp_path / "crawl" / "gone.txt")
    put(tmp_path / "empty.txt", "")
    check_sources([])
    check_sources([str(tmp_path / "crawl"), str(tmp_path / "*.txt"), str(tmp_path / "empty.txt")])


def test_every_source_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    good = put(tmp_path / "a.txt")
    (tmp_path / "empty" / "below").mkdir(parents=True)
    put(tmp_path / "hidden" / ".a.txt")
    os.mkfifo(tmp_path / "pipe")
    faulty = {
        str(tmp_path / "absent.txt"): "no such file",
        str(tmp_path / "none*.txt"): "no such file",
        str(tmp_path / "empty"): "there is no file in it",
        str(tmp_path / "hidden"): "there is no file in it",
        str(tmp_path / "pipe"): "neither a file nor a folder",
        "https://a.example/x": "addresses are not collected",
        "": "no such file",
    }
    with pytest.raises(Usage) as told:
        check_sources([str(good), *faulty])
    assert "a.txt:" not in str(told.value).replace("absent.txt:", "")
    for name, why in faulty.items():
        assert f"{name}: " in str(told.value)
        assert why in str(told.value)
    with pytest.raises(Usage, match=r"and 15 more: nothing was done"):
        check_sources([str(tmp_path / f"no{n}") for n in range(25)])


def test_a_file_that_cannot_be_opened_cannot_be_used(tmp_path: Path) -> None:
    closed = put(tmp_path / "closed.txt")
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("this user may read everything")
    for source in (closed, tmp_path):
        with pytest.raises(Usage, match=r"closed\.txt: Permission denied"):
            check_sources([str(source)])

"""Which files inside a zip or tar file are captures."""

from __future__ import annotations

import pytest

from transforms.captures.members import is_hidden, is_program, is_wacz, is_wacz_archive


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("a/b.html", False),
        ("./a.html", False),
        ("../a.html", False),
        (".DS_Store", True),
        ("a/.git/config", True),
        ("__MACOSX/a.html", True),
    ],
)
def test_hidden_files_and_those_of_a_system_are_left_out(name: str, hidden: bool) -> None:
    assert is_hidden(name) == hidden


def test_documents_and_programs_in_zip_form_are_told_by_their_first_members() -> None:
    assert is_program(["[Content_Types].xml", "word/document.xml"])
    assert is_program(["META-INF/MANIFEST.MF"])
    assert not is_program(["a/mimetype", "a.html"])
    assert not is_program([*(f"{n}.html" for n in range(50)), "mimetype"])


def test_of_a_wacz_file_the_web_archives_count_and_no_index() -> None:
    names = ["datapackage.json", "archive/data.warc.gz", "indexes/index.cdx"]
    assert is_wacz(names)
    assert not is_wacz(names[1:])
    assert not is_wacz(names[::2])
    assert [n for n in names if is_wacz_archive(n)] == ["archive/data.warc.gz"]

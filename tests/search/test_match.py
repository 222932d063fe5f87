"""A text held against an archive: what is it to what is there?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tearsheet
from tearsheet.errors import Usage
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.match import match_text
from tests.support.nursery import archive as archive_pages
from tests.support.nursery import body, page

STORY = body("ferry", 6)
NOTICE = (
    "The Eastern Bank raised its rate to 4.25 percent on Tuesday, said Governor Anna Kranz, after "
    "prices had gone up by 3.1 percent in the year to March. Mortgages of some 40,000 households "
    "follow the rate of the bank within a month, and exporters had asked for a smaller step."
)
OTHER_NOTICE = (
    NOTICE.replace("Eastern", "Western")
    .replace("4.25", "6.75")
    .replace("Tuesday", "Friday")
    .replace("Anna Kranz", "Marek Solen")
    .replace("3.1", "5.8")
    .replace("40,000", "90,000")
    .replace("March", "June")
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> SearchableArchive:
    folder = tmp_path_factory.mktemp("matched")
    page(folder, "herald/ferry", STORY)
    page(folder, "post/bank", NOTICE)
    page(folder, "post/other", body("bridge", 6))
    archive_pages(str(folder / "archive"), str(folder / "herald"), str(folder / "post"))
    return tearsheet.open(str(folder / "archive"))


def verdicts(archive: SearchableArchive, text: str) -> list[tuple[str, str]]:
    return [(one.verdict, one.outlet) for one in match_text(archive, text)]


def test_the_same_words_are_identical_whatever_their_case_and_signs(
    archive: SearchableArchive,
) -> None:
    assert verdicts(archive, STORY.upper().replace(",", " –"))[0] == ("identical", "herald")


def test_an_edited_text_is_a_copy(archive: SearchableArchive) -> None:
    edited = STORY.replace("waited for 3 weeks", "waited for nearly a month")
    assert verdicts(archive, edited)[0] == ("copy", "herald")


def test_a_cut_is_held_by_the_article_and_a_longer_text_holds_it(
    archive: SearchableArchive,
) -> None:
    lines = STORY.split("\n")
    assert verdicts(archive, "\n".join(lines[:2]))[0] == ("holds it", "herald")
    longer = f"{STORY}\n{body('quarry', 9)}"
    assert verdicts(archive, longer)[0] == ("is a part of it", "herald")


def test_a_template_filled_in_otherwise_is_a_sibling_with_what_differs(
    archive: SearchableArchive,
) -> None:
    [found] = match_text(archive, OTHER_NOTICE)
    assert (found.verdict, found.outlet) == ("sibling", "post")
    assert "4.25" in found.evidence


def test_what_the_archive_has_nothing_of_is_not_there(archive: SearchableArchive) -> None:
    text = "Nobody wrote of the quiet orchard behind our old school that summer, so we do it here."
    assert verdicts(archive, text) == []
    with pytest.raises(Usage, match="a text of 2 words"):
        match_text(archive, "two words")


def test_the_command_says_so_by_its_status(archive: SearchableArchive, tmp_path: Path) -> None:
    def run(text: str) -> subprocess.CompletedProcess[str]:
        command = Path(sys.executable).with_name("tearsheet")
        return subprocess.run(
            [command, "match", "-", "--root", archive.root],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    there, absent = run(STORY), run("Not one of these many words was ever printed by anybody here.")
    assert (there.returncode, absent.returncode) == (0, 1)
    assert "of it\n\nidentical " in there.stdout
    assert absent.stdout == "nothing in the archive has anything of this text\n"

"""What the benchmarks stand on: metrics, readers of labelled pages, thresholds drawn."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from benchmarks.inputs import gold, labelled
from benchmarks.quality import curves
from tests.support.places import ROOT


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gold, "CORPORA", tmp_path)
    return tmp_path


def test_a_body_is_scored_by_its_runs_of_four_words() -> None:
    body = "the harbour board lit the north light"  # four runs of four
    assert gold.body_score([(body, body)])["f1"] == 1.0
    cut = gold.body_score([("the harbour board lit the", body)], bootstrap=0)
    assert (cut["precision"], cut["recall"], cut["pages"]) == (1.0, 0.5, 1)
    assert gold.body_score([("", ""), (None, "")])["pages"] == 0


def test_a_character_of_a_script_without_blanks_is_a_word() -> None:
    assert gold.tokens("港口の灯 2026 lit") == ["港", "口", "の", "灯", "2026", "lit"]


def test_words_count_whatever_their_order() -> None:
    assert gold.word_f1("Light the north", "the NORTH light") == 1.0
    assert gold.word_f1("the north", "the light") == 0.5


def test_a_page_of_fundus_has_the_label_that_its_text_holds(corpora: Path) -> None:
    folder = corpora / "fundus" / "xx"
    folder.mkdir(parents=True)
    names = ["Herald_2026_01_05.html.gz", "Herald_2026_02_06.html.gz"]
    stories = ["Otters moved into the weir", "Ferries stopped before noon"]
    for name, story in zip(names, stories, strict=True):
        (folder / name).write_bytes(gzip.compress(f"<p>{story}</p>".encode()))
    known = {name: {"url": f"https://herald.example/{no}"} for no, name in enumerate(names)}
    (folder / "meta.info").write_text(json.dumps(known))
    labels = {
        version: {"title": story, "body": {"sections": [{"paragraphs": [story]}]}}
        for version, story in zip(("V2", "V1"), stories, strict=True)
    }
    (folder / "Herald.json").write_text(json.dumps(labels))
    found = {page.id: (page.site, page.url, page.body) for page in gold.pages("fundus")}
    assert found == {
        f"xx/{name}": ("xx/Herald", f"https://herald.example/{no}", story)
        for no, (name, story) in enumerate(zip(names, stories, strict=True))
    }


def test_a_set_that_is_absent_ends_with_the_folder_that_was_looked_for(corpora: Path) -> None:
    with pytest.raises(SystemExit, match="wcxb is absent; set TEARSHEET_CORPORA"):
        list(gold.pages("wcxb"))


def test_hosts_of_one_domain_are_in_one_part() -> None:
    assert labelled.split("www.example.co.uk") == labelled.split("https://m.example.co.uk/a")


def test_every_threshold_that_is_drawn_is_there_and_among_its_values() -> None:
    for curve in curves.CURVES:
        assert curves.shipped(curve) in curve.values, curve.name


def test_every_benchmark_that_is_a_command_says_what_it_does_before_it_begins() -> None:
    commands = [
        path
        for path in sorted((ROOT / "benchmarks").rglob("*.py"))
        if '__name__ == "__main__"' in path.read_text()
    ]
    silent = [
        path.name
        for path in commands
        if not re.search(r"ArgumentParser\(|--help", path.read_text())
    ]
    assert len(commands) > 40
    assert silent == []


def test_every_benchmark_that_documents_name_is_there() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *ROOT.glob("*/README.md")]
    named = {
        (page.name, name)
        for page in pages
        for name in re.findall(r"benchmarks/(?:\w+/)?\w+\.\w+", page.read_text())
    }
    assert len(named) > 40
    assert [(page, name) for page, name in sorted(named) if not (ROOT / name).is_file()] == []

"""What numbers in the code were measured by is there to be run again."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.quality import curves
from tests.support.places import ROOT
from tests.support.thresholds import SAYS, read_numbers


def test_what_a_number_was_measured_by_is_there() -> None:
    drawn = {curve.attribute for curve in curves.CURVES}
    found = 0
    for path in sorted((ROOT / "src").rglob("*.py")):
        comments = re.sub(r"\n\s*#:? ?", " ", path.read_text())
        for command in re.findall(
            r"measured: ((?:python )?(?:-m )?(?:benchmarks|tests)\S[^,;)\n]*)", comments
        ):
            words = command.removeprefix("python ").removeprefix("-m ").split()
            name = words[0].rstrip(".")
            file = name if name.endswith(".py") else name.replace(".", "/") + ".py"
            assert (ROOT / file).is_file(), f"{path}: {command}"
            if file == "benchmarks/quality/curves.py":
                assert words[1].rstrip(".") in drawn, f"{path}: {command}"
            found += 1
    assert found > 50


def test_a_sentence_that_goes_on_is_read_to_its_end(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("#: So many,\nA = 1\nB = 2\n#: and so many. judged\nC = 3\n\nD = 4\n")
    assert [(n, bool(SAYS.search(said))) for n, said in read_numbers(module)] == [
        ("A", True),
        ("B", True),
        ("C", True),
        ("D", False),
    ]

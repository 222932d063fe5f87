"""Sets have another order in every process: what is parsed of a capture has to be the same in
each.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

SEEDS = ("1", "2", "3")
OF_SAMPLE = """
from hashlib import sha256
from pathlib import Path
from transforms.parse.capture import parse_capture
kinds = {".html": "text/html", ".txt": "text/plain"}
for path in sorted(p for p in Path("data/sample").rglob("*") if p.suffix in kinds):
    kind = kinds[path.suffix]
    page = parse_capture(path.read_bytes(), media_type=kind, url="https://x.example/" + path.stem)
    print(path, sha256(repr(page).encode()).hexdigest())
"""
OF_PAGES = """
from hashlib import sha256
from benchmarks.inputs import gold
from transforms.parse.capture import parse_capture
for no, page in enumerate(gold.pages("wcxb")):
    if no % 6 == 0:
        parsed = parse_capture(page.html, media_type="text/html", url=page.url)
        print(page.url, sha256(repr(parsed).encode("utf-8", "replace")).hexdigest())
"""


def printed(code: str, seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return done.stdout.splitlines()


def test_the_sample_is_parsed_alike_in_every_process() -> None:
    first, *others = (printed(OF_SAMPLE, seed) for seed in SEEDS)
    assert len(first) >= 9
    assert others == [first] * len(others)


@pytest.mark.slow
def test_labelled_pages_are_parsed_alike_in_every_process(corpora: Path) -> None:
    assert (corpora / "wcxb").is_dir()
    first, *others = (printed(OF_PAGES, seed) for seed in SEEDS)
    assert len(first) >= 200
    assert others == [first] * len(others)

"""Pages made to hang a parser, among ordinary ones, through the real command: what becomes of each.

    python benchmarks/quality/hostile.py

Prints a line a page: its kind or the reason it was refused, and the whole run's seconds. Exits 1
where an ordinary page is lost or a hostile one is neither parsed nor named in quarantine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tearsheet

SENTENCE = (
    "The harbour council said on Monday that the new bridge will open before the winter, "
    "when ships need more room. "
)
PROSE = (
    f"<h1>Bridge opens before "
    f"winter</h1><article>{'<p>' + SENTENCE * 2 + '</p>'}"
    f"<p>{SENTENCE * 3}</p><p>{SENTENCE}</p></article>"
)


def hostile() -> dict[str, bytes]:
    """File name -> page; each holds an article's prose, and something that costs a parser far more
    than its size.
    """
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    nested = '{"@type": "NewsArticle", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    pages = {
        "attributes": "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + PROSE,
        "nested-divs": "<div>" * 200_000 + PROSE,
        "long-line": f"{PROSE}<p>{'word ' * 2_000_000}</p>",
        "billion-laughs": f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 '
        f'"ha">{laughs}]><html><body>{PROSE}<p>&l9;</p></body></html>',
        "endless-comment": PROSE + "<!--" + " - " * 2_000_000,
        "endless-script": PROSE + "<script>" + "if (a < b) c = '<p>'; " * 250_000,
        "open-quotes": PROSE + '<a href="' * 150_000,
        "open-buttons": PROSE + "<button><object><svg>" * 100_000,
        "crossed-tags": PROSE + "<b><i><u></b></i>" * 60_000,
        "nested-tables": PROSE + "<table><tr><td>" * 50_000,
        "many-cells": PROSE + "<table>" + "<tr><td>1<td>2<td>3" * 80_000,
        "references": f"{PROSE}<p>{'&amp;&#x41;&nosuch;' * 400_000}</p>",
        "long-class": f'{PROSE}<div class="{"author date " * 400_000}">x</div>',
        "many-dates": PROSE
        + '<div class="date author" itemprop="author"><time>March 8, 2026</time>' * 2_000,
        "deep-json": f'<script type="application/ld+json">{nested}</script>{PROSE}',
    }
    return {f"{name}.html": page.encode() for name, page in pages.items()}


def ordinary() -> dict[str, bytes]:
    """Three pages that must not suffer."""
    return {
        f"ordinary-{n}.html": f"<title>Page {n}</title>{PROSE}<p>It was page {n}.</p>".encode()
        for n in range(3)
    }


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, root = Path(folder, "pages"), Path(folder, "archive")
        source.mkdir()
        for name, page in (hostile() | ordinary()).items():
            (source / name).write_bytes(page)
        started = time.monotonic()
        command = [
            str(Path(sys.executable).with_name("tearsheet")),
            "ingest",
            str(source),
            "--root",
            str(root),
        ]
        done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
        print(f"exit status {done.returncode}, {time.monotonic() - started:.0f} s")
        archive = tearsheet.open(str(root))
        kinds = archive.sql("SELECT landed_from AS ref, page_kind AS outcome FROM captures").rows()
        refused = archive.sql(
            "SELECT ref, stage || ': ' || reason AS outcome FROM quarantine"
        ).rows()
        outcome = {Path(ref).name: said for ref, said in [*kinds, *refused]}
        for name in (*hostile(), *ordinary()):
            print(f"{name:24}{outcome.get(name, 'LOST')}")
        lost = [n for n in ordinary() if outcome.get(n) != "article"] + [
            n for n in hostile() if n not in outcome
        ]
        sys.exit(f"lost: {lost}" if lost or done.returncode else 0)


if __name__ == "__main__":
    main()

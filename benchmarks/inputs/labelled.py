"""The split of labelled pages by domain, and the pages of trafilatura's own evaluation.

web-metadata   the pages of github.com/adbar/trafilatura, `tests/`, Apache-2.0, gzipped under
               `html/`; their labels as `gold.json`: file name -> `url`, `title`, `author`, `date`,
               texts that the body is `with` and `without`
"""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from typing import Any, Literal

import tldextract

from benchmarks.inputs.places import CORPORA

#: A page of fundus whose label lies after its capture.
MISLABELLED = "de/KlasseGegenKlasse_2026_01_07.html.gz"
Part = Literal["train", "choose", "report"]
SETS = ("article-extraction-benchmark", "fundus")
#: Of ten domains five train models, two choose among rules and thresholds, three are reported.
_SUFFIXES = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
PARTS: tuple[Part, ...] = (*("train",) * 5, *("choose",) * 2, *("report",) * 3)


def split(site: str) -> Part:
    """The part that a page of a site is in: a host, an address, or any name of a publisher.

    All hosts of one registrable domain are in one part, whichever set of pages they come from.
    """
    domain = registered_domain(site)
    return PARTS[int(hashlib.sha256(domain.encode()).hexdigest(), 16) % len(PARTS)]


def registered_domain(site: str) -> str:
    """The registrable domain of a host or an address; any other name as it is."""
    return _SUFFIXES(site).top_domain_under_public_suffix or site


def web_metadata() -> list[tuple[bytes, dict[str, Any]]]:
    """The pages of web-metadata: bytes and what is known of them (`url`, `title`, `author`, `date`,
    texts that the body is `with` and `without`).
    """
    folder = CORPORA / "web-metadata"
    if not folder.is_dir():
        raise SystemExit(f"no labelled pages: {folder} is absent; set TEARSHEET_CORPORA")
    known = json.loads((folder / "gold.json").read_text())
    return [
        (gzip.decompress(path.read_bytes()), known[path.name.removesuffix(".gz")])
        for path in sorted((folder / "html").glob("*.gz"))
    ]


def read_day(text: str | None) -> date | None:
    """The day that a label states; None for one that is no possible day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

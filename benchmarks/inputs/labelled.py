"""Labelled pages of the corpora folder, the metrics they are judged by, and their split by domain.

Pages of `SETS` come from the folder's neighbour `tools/gold.py`; where it is absent, a clear end.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import tldextract

Part = Literal["train", "choose", "report"]
CORPORA = Path(
    os.environ.get("TEARSHEET_CORPORA")
    or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
SETS = ("article-extraction-benchmark", "fundus")
#: Of ten domains five train models, two choose among rules and thresholds, three are reported.
_SUFFIXES = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
PARTS: tuple[Part, ...] = (*("train",) * 5, *("choose",) * 2, *("report",) * 3)


def gold() -> ModuleType:
    """The module that reads the labelled pages (`pages(name)`) and scores bodies (`body_score`,
    `shingles`).
    """
    path = CORPORA.parent / "tools" / "gold.py"
    if not path.exists():
        raise SystemExit(
            f"no labelled pages: {path} is absent; set TEARSHEET_CORPORA to the corpora folder"
        )
    if "gold" not in sys.modules:
        spec = importlib.util.spec_from_file_location("gold", path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["gold"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["gold"])
    return sys.modules["gold"]


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

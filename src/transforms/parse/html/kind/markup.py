"""What the tags, classes and links of a page tell of its kind, whatever its language."""

from __future__ import annotations

import re
from collections import Counter
from math import log1p

from transforms.parse.html.markup.document import Document
from transforms.urls import absolute_url, split_url
from transforms.words.kinds.signs import SIGNS

Features = dict[str, float]
_TAGS = [
    "a",
    "br",
    "code",
    "dt",
    "em",
    "form",
    "h2",
    "h3",
    "hr",
    "img",
    "input",
    "p",
    "pre",
    "span",
    "td",
    "time",
    "ul",
]
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,500})")
#: Of a page's links so many are looked at.
_MOST_LINKS = 1_000


def read_markup(page: Document, url: str | None) -> Features:
    """How often tags and words of classes occur (as logarithms), and where the links lead."""
    count = Counter(page.names)
    found = {f"tag_{tag}": log1p(count[tag]) for tag in _TAGS}
    written = "\0".join(page.attributes).lower()
    for name, words in SIGNS.items():
        signs = {f"sign_{word}": log1p(written.count(word)) for word in words}
        found |= signs
        found[f"signs_{name}"] = sum(value > 0 for value in signs.values())
    return found | _read_links(written, url)


def _read_links(written: str, url: str | None) -> Features:
    """Links by where they lead: on the page, to telephones and mail, to other sites, within the
    site, beside the page, below it.
    """
    here = split_url(url)
    beside, below = here.path.rsplit("/", 1)[0] + "/", here.path.rstrip("/") + "/"
    host = _bare(here.hostname)
    kinds: Counter[str] = Counter()
    for href in _HREF.findall(written)[:_MOST_LINKS]:
        if href.startswith(("#", "tel:", "mailto:")):
            kinds["anchor" if href[0] == "#" else href.partition(":")[0]] += 1
            continue
        to = split_url(absolute_url(href, url) if url else href)
        if to.hostname and _bare(to.hostname) != host:
            kinds["other"] += 1
            continue
        kinds["own"] += 1
        kinds["query"] += bool(to.query)
        kinds["beside"] += len(beside) > 1 and to.path.startswith(beside)
        kinds["below"] += len(below) > 1 and to.path.startswith(below)
    total = max(kinds["anchor"] + kinds["other"] + kinds["own"], 1)
    names = ("anchor", "tel", "mailto", "other", "own", "query", "beside", "below")
    return {f"links_{n}": log1p(kinds[n]) for n in names} | {
        f"linked_{n}": kinds[n] / total for n in names
    }


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")

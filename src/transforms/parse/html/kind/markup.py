"""What the tags, classes and links of a page tell of its kind, whatever its language."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from math import log1p

from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.marks import Words
from transforms.parse.html.markup.tags import LINK
from transforms.urls import split_url
from transforms.words.kinds.signs import LINK_SIGNS, SIGNS

Features = dict[str, float]
_TAGS = ["a", "br", "code", "dt", "em", "form", "h2", "h3", "hr", "img", "input", "p", "pre"]
_TAGS += ["span", "td", "time", "ul"]
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,300})")
_CLASS = re.compile(r"class=[\"']([^\"']{1,200})")
#: Of a page's links so many are looked at. judged
_MOST_LINKS = 400
_SIGN_NAMES = {
    name: [f"sign_{word}" for word in words] for name, words in (SIGNS | LINK_SIGNS).items()
}
_SIGN_WORDS, _LINK_WORDS = (
    Words([*chain.from_iterable(signs.values())]) for signs in (SIGNS, LINK_SIGNS)
)
_PLACES = ("anchor", "tel", "mailto", "other", "own", "query", "beside", "below")


def read_markup(page: Document, url: str | None) -> Features:
    """How often tags and parts of links occur and in how many classes a word does (as logarithms),
    and where the links lead.
    """
    count = Counter(page.names)
    found = {f"tag_{tag}": log1p(count[tag]) for tag in _TAGS}
    named = Counter(_CLASS.findall(page.written))
    classes = "\0".join(named).lower()
    tags = (page.code == LINK).nonzero()[0][:_MOST_LINKS].tolist()
    links = _HREF.findall("\0".join([page.attributes[i] for i in tags]).lower())
    written = "\0".join(links)
    for text, signs, all_words in (
        (classes, SIGNS, _SIGN_WORDS),
        (written, LINK_SIGNS, _LINK_WORDS),
    ):
        times = all_words.count(text)
        for name, words in signs.items():
            counts = [times[word] for word in words]
            found |= zip(_SIGN_NAMES[name], map(log1p, counts), strict=True)
            found[f"signs_{name}"] = sum(map(bool, counts))
    found["classes"] = log1p(len(named))
    found["class_repeats"] = log1p(max(named.values(), default=0))
    return found | _places(links, url)


def _places(links: list[str], url: str | None) -> Features:
    """Links by where they lead: on the page, to telephones and mail, to other sites, within the
    site, beside the page, below it.
    """
    here = split_url(url)
    host, path = _bare(here.hostname or ""), here.path.lower()
    beside, below = path.rpartition("/")[0] + "/", path.rstrip("/") + "/"
    kinds: Counter[str] = Counter()
    for href in links:
        if href.startswith(("#", "tel:", "mailto:")):
            kinds["anchor" if href[0] == "#" else href.partition(":")[0]] += 1
            continue
        scheme, is_absolute, rest = href.partition("//")
        if is_absolute and scheme in ("", "http:", "https:"):
            to, _, href = rest.partition("/")
            if _bare(to) != host:
                kinds["other"] += 1
                continue
            href = "/" + href
        elif href[0] != "/":
            href = beside + href
        kinds["own"] += 1
        kinds["query"] += "?" in href
        kinds["beside"] += len(beside) > 1 and href.startswith(beside)
        kinds["below"] += len(below) > 1 and href.startswith(below)
    total = max(kinds["anchor"] + kinds["other"] + kinds["own"], 1)
    return {f"links_{n}": log1p(kinds[n]) for n in _PLACES} | {
        f"linked_{n}": kinds[n] / total for n in _PLACES
    }


def _bare(host: str) -> str:
    return host.removeprefix("www.")

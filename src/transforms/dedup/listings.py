"""Which article a listing names: by address, else by its text as a beginning of the article's text or as its headline.

A teaser is cut anywhere, often in mid-word, so its text is compared as a prefix of characters once both sides
are normalised: all of its words but the last must be equal, and the last may be cut. Where exactly one article of
the outlet fits it is matched; where several do only an equal date can decide; where none does it is missing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

import polars as pl

from transforms.urls import url_key

#: A shorter text ("Read more", "Sports") names no article.
MIN_CHARS = 20
#: CJK text says as much in fewer characters.
MIN_CHARS_CJK = 8
#: Characters of a text's beginning that are kept for comparison; longer teasers are compared by this much.
HEAD_CHARS = 400
_CUT = re.compile(r"(?:\s*(?:\.\.\.|…|\[…\]|\(…\)))+\s*$")
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LAST = "\U0010ffff"


def head_key(text: str | None) -> str:
    """The text as it is compared: one case, one space, straight quotes, no trailing ellipsis.

    `'The  “Sea Lily”\\nsailed…'` becomes `'the "sea lily" sailed'`.
    """
    folded = unicodedata.normalize("NFKC", (text or "")[: 2 * HEAD_CHARS].translate(_QUOTES)).casefold()
    return _CUT.sub("", _SPACE.sub(" ", folded)).strip()[:HEAD_CHARS]


def resolve(listings: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The listings with `status`, `article_id` and `match_rule`.

    `articles` has outlet, article_id, url, title, head (the beginning of a version's text) and published_on, one row a
    version; only listings of the same outlets are resolved against it.
    """
    out = []
    by_outlet = {key[0]: part for key, part in articles.partition_by("outlet", as_dict=True).items()}
    for (outlet,), part in listings.partition_by("outlet", as_dict=True, maintain_order=True).items():
        out.append(_resolve_outlet(part, by_outlet.get(outlet)))
    if not out:
        return listings
    return pl.concat(out).sort("capture_id", "listing_no")


class _Index:
    """The texts, headlines and addresses of one outlet's articles."""

    def __init__(self, articles: pl.DataFrame | None) -> None:
        self.heads: list[tuple[str, str]] = []
        self.titles: dict[str, set[str]] = {}
        self.urls: dict[str, set[str]] = {}
        self.dates: dict[str, object] = {}
        if articles is None:
            return
        for article, url, title, head, published in articles.select("article_id", "url", "title", "head", "published_on").iter_rows():
            self.dates[article] = published
            if key := url_key(url):
                self.urls.setdefault(key, set()).add(article)
            if name := head_key(title):
                self.titles.setdefault(name, set()).add(article)
            if beginning := head_key(head):
                self.heads.append((beginning, article))
        self.heads.sort()

    def beginning(self, text: str) -> set[str]:
        """The articles whose text begins with this one."""
        low = bisect_left(self.heads, (text, ""))
        high = bisect_left(self.heads, (text + _LAST, ""))
        return {article for _, article in self.heads[low:high]}


def _resolve_outlet(listings: pl.DataFrame, articles: pl.DataFrame | None) -> pl.DataFrame:
    index = _Index(articles)
    seen: dict[tuple[object, object, object], tuple[str, str | None, str]] = {}
    found = []
    for key in listings.select("url", "text", "listed_on").iter_rows():
        if key not in seen:
            seen[key] = _resolve_one(index, *key)
        found.append(seen[key])
    status, article, rule = zip(*found, strict=True) if found else ((), (), ())
    return listings.with_columns(
        pl.Series("status", status, dtype=pl.String),
        pl.Series("article_id", article, dtype=pl.String),
        pl.Series("match_rule", rule, dtype=pl.String),
    )


def _resolve_one(index: _Index, url: str | None, text: str | None, listed_on: object) -> tuple[str, str | None, str]:
    key = url_key(url)
    by_url = index.urls.get(key, set()) if key else set()
    if len(by_url) == 1:
        return "matched", next(iter(by_url)), "url"
    name = head_key(text)
    if len(name) < (MIN_CHARS_CJK if _CJK.search(name) else MIN_CHARS):
        return ("ambiguous", None, "url") if by_url else ("missing", None, "none" if key else "too_short")
    for rule, fits in (("text_prefix", index.beginning(name)), ("title", index.titles.get(name, set()))):
        fits = fits & by_url if by_url and fits & by_url else fits
        if len(fits) == 1:
            return "matched", next(iter(fits)), rule
        if fits:
            return _by_date(fits, index.dates, listed_on, rule)
    return ("ambiguous", None, "url") if by_url else ("missing", None, "none")


def _by_date(fits: Iterable[str], dates: dict[str, object], listed_on: object, rule: str) -> tuple[str, str | None, str]:
    same_day = [a for a in sorted(fits) if listed_on is not None and dates.get(a) == listed_on]
    if len(same_day) == 1:
        return "matched", same_day[0], f"{rule}+date"
    return "ambiguous", None, rule

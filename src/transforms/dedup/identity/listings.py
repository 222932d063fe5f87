"""Which article a listing names: by address, else by its text as a beginning of the article's text
or as its headline.

A teaser is cut anywhere, often in mid-word, so its text is compared as a prefix of characters once
both sides are normalised: all of its words but the last must be equal, and the last may be cut.
Where exactly one article of the outlet fits it is matched; where several do only an equal date can
decide. Where none does it is missing, unless its address is that of a list of articles: one that
was captured as such, whose shape says so, below which others stand, or to which an outlet's pages
link year in, year out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

import polars as pl

from transforms.urls import is_list_address, sections, url_key

#: A shorter text ("Read more", "Sports") names no article.
MIN_CHARS = 20
#: CJK text says as much in fewer characters.
MIN_CHARS_CJK = 8
#: Kinds of pages whose address is no article's.
LIST_KINDS = ("list", "feed", "sitemap")
#: A link that so large a share of an outlet's pages show, so many addresses at least, for so many
#: days, is part of its menu.
MENU_SHARE = 0.5
MENU_PAGES = 10
MENU_DAYS = 60
#: Characters of a text's beginning that are kept for comparison; longer teasers are compared by
#: this much.
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
    folded = unicodedata.normalize(
        "NFKC", (text or "")[: 2 * HEAD_CHARS].translate(_QUOTES)
    ).casefold()
    return _CUT.sub("", _SPACE.sub(" ", folded)).strip()[:HEAD_CHARS]


def resolve(listings: pl.DataFrame, articles: pl.DataFrame, captures: pl.DataFrame) -> pl.DataFrame:
    """The listings with `url_key`, `status`, `article_id` and `match_rule`.

    `articles` has outlet, article_id, url, title, head (the beginning of a version's text) and
    published_on, one row a version; only listings of the same outlets are resolved against it.
    `captures` has outlet, capture_id, url, captured_at and page_kind of the captures of these
    outlets.
    """
    out = []
    by_outlet = {
        key[0]: part for key, part in articles.partition_by("outlet", as_dict=True).items()
    }
    pages = {key[0]: part for key, part in captures.partition_by("outlet", as_dict=True).items()}
    for (outlet,), part in listings.partition_by(
        "outlet", as_dict=True, maintain_order=True
    ).items():
        out.append(
            _resolve_outlet(part, by_outlet.get(outlet), pages.get(outlet, captures.clear()))
        )
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
        for article, url, title, head, published in articles.select(
            "article_id", "url", "title", "head", "published_on"
        ).iter_rows():
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


class _Lists:
    """The addresses of one outlet, as keys, that are no article's, each kind under the name of its
    rule.
    """

    def __init__(self, named: pl.DataFrame, index: _Index, captures: pl.DataFrame) -> None:
        captured = (
            captures.filter(pl.col("page_kind").is_in(LIST_KINDS))["url"].drop_nulls().unique()
        )
        self._captured = {key for url in captured if (key := url_key(url))}
        self._sections = sections({*index.urls, *named["url_key"].drop_nulls().unique()})
        self._menu = _menu(named, captures)

    def rule(self, key: str | None, text: str | None) -> str | None:
        """The rule by which a listing's address, or its text where it has none, is no article's, if
        any.
        """
        if (key or text) in self._menu:
            return "menu"
        if key is None:
            return None
        if key in self._captured:
            return "list_capture"
        if is_list_address(key):
            return "list_address"
        return "list_section" if key in self._sections else None


def _menu(named: pl.DataFrame, captures: pl.DataFrame) -> set[str]:
    """What an outlet's pages link to all the time: the address, as a key, or the text where there
    is none.
    """
    teasers = named.filter(pl.col("source") == "teaser").select(
        "capture_id", pl.coalesce("url_key", "text").alias("link")
    )
    dated = captures.filter(pl.col("captured_at").is_not_null()).select(
        "capture_id", pl.coalesce("url", "capture_id").alias("page"), "captured_at"
    )
    shown = teasers.unique().join(dated, on="capture_id")
    pages = shown["page"].n_unique()
    if pages < MENU_PAGES:
        return set()
    links = shown.group_by("link").agg(
        pl.col("page").n_unique().alias("pages"),
        (pl.col("captured_at").max() - pl.col("captured_at").min()).dt.total_days().alias("days"),
    )
    steady = links.filter(
        pl.col("pages") >= max(MENU_PAGES, MENU_SHARE * pages), pl.col("days") >= MENU_DAYS
    )
    return set(steady["link"].drop_nulls())


def _resolve_outlet(
    listings: pl.DataFrame, articles: pl.DataFrame | None, captures: pl.DataFrame
) -> pl.DataFrame:
    index = _Index(articles)
    keys = {url: url_key(url) for url in listings["url"].drop_nulls().unique()}
    named = listings.with_columns(
        pl.col("url").replace_strict(keys, default=None, return_dtype=pl.String).alias("url_key")
    )
    lists = _Lists(named, index, captures)
    seen: dict[tuple[object, ...], tuple[str, str | None, str]] = {}
    found = []
    for asked in named.select(
        "url_key", "text", "listed_on", pl.col("source") == "sitemap_index"
    ).iter_rows():
        if asked not in seen:
            seen[asked] = _resolve_one(index, lists, *asked)
        found.append(seen[asked])
    status, article, rule = zip(*found, strict=True) if found else ((), (), ())
    return named.with_columns(
        pl.Series("status", status, dtype=pl.String),
        pl.Series("article_id", article, dtype=pl.String),
        pl.Series("match_rule", rule, dtype=pl.String),
    )


def _resolve_one(
    index: _Index, lists: _Lists, key: str | None, text: str | None, listed_on: object, is_map: bool
) -> tuple[str, str | None, str]:
    if is_map:
        return "not_article", None, "sitemap_index"
    by_url = index.urls.get(key, set()) if key else set()
    if len(by_url) == 1:
        return "matched", next(iter(by_url)), "url"
    name = head_key(text)
    is_short = len(name) < (MIN_CHARS_CJK if _CJK.search(name) else MIN_CHARS)
    for rule, fits in (
        ()
        if is_short
        else (("text_prefix", index.beginning(name)), ("title", index.titles.get(name, set())))
    ):
        fits = fits & by_url if by_url and fits & by_url else fits
        if len(fits) == 1:
            return "matched", next(iter(fits)), rule
        if fits:
            return _by_date(fits, index.dates, listed_on, rule)
    if by_url:
        return "ambiguous", None, "url"
    if no_article := lists.rule(key, text):
        return "not_article", None, no_article
    return "missing", None, "too_short" if is_short and not key else "none"


def _by_date(
    fits: Iterable[str], dates: dict[str, object], listed_on: object, rule: str
) -> tuple[str, str | None, str]:
    same_day = [a for a in sorted(fits) if listed_on is not None and dates.get(a) == listed_on]
    if len(same_day) == 1:
        return "matched", same_day[0], f"{rule}+date"
    return "ambiguous", None, rule

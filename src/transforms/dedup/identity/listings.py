"""Which article a listing names: by address, else by its text as a beginning of the article's text
or as its headline.

A teaser is cut anywhere, often in mid-word, so its text is compared as a prefix of characters once
both sides are normalised: all of its words but the last must be equal, and the last may be cut.
Where exactly one article of the outlet fits it is matched; where several do only an equal date can
decide. Where none does it is missing, unless its address is no article's of this outlet: of another
site, captured as a list, of a list's or an offer's shape, shorter than those of its articles, one
below which others stand, or to which an outlet's pages link year in, year out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from transforms.dedup.sections import choose_sections, count_below
from transforms.dedup.short_addresses import has_short_address, short_addresses
from transforms.distinct import map_distinct
from transforms.outlets import site_address, slug_of_url
from transforms.schemas import LISTINGS, Columns, empty
from transforms.text.folds import fold_beginning
from transforms.text.scripts import HANGUL, KANA_AND_HAN
from transforms.urls import is_list_address, is_media_address, url_key

#: A shorter text ("Read more", "Sports") names no article. judged
MIN_CHARS = 20
#: CJK text says as much in fewer characters. judged
MIN_CHARS_CJK = 8
#: Kinds of pages whose address is no article's.
LIST_KINDS = ("list", "feed", "sitemap")
#: What such sources list are articles, however short their addresses are.
STATED = ("feed", "record")
_CJK = re.compile(f"[{KANA_AND_HAN}{HANGUL}]")
_LAST = "\U0010ffff"


def article_names(
    sightings: pl.LazyFrame, heads: pl.LazyFrame, dated: pl.LazyFrame
) -> pl.LazyFrame:
    """What a listing can name an article by: addresses, headlines as they are told and as they were
    parsed, and how the text of every version begins.

    `heads` has outlet, text_sha256 and `head`, `dated` article_id and `published_on`.
    """
    columns = ["outlet", "article_id", "text_sha256", "url"]
    named = pl.concat(
        [sightings.select(*columns, title=title) for title in ("title", "parsed_title")]
    ).unique()
    return named.join(heads, on=["outlet", "text_sha256"], how="left").join(
        dated.select("article_id", "published_on"), on="article_id", how="left"
    )


def with_url_keys(listings: pl.LazyFrame) -> pl.LazyFrame:
    """Listings with `url_key`, their canonical address."""
    return listings.with_columns(map_distinct(url_key, "url").alias("url_key"))


class Addresses(NamedTuple):
    """The addresses of some outlets, each once: as keys (`outlet`, `url_key`) those of captures
    that are lists, of articles, and of articles and listings; their sites (`outlet`, `site`); and
    how many stand below each place (see `count_below`).
    """

    lists: pl.DataFrame
    sites: pl.DataFrame
    articles: pl.DataFrame
    every: pl.DataFrame
    below: pl.DataFrame

    def unite(self, more: Addresses) -> Addresses:
        """These and others."""
        new = more.every.join(self.every, on=self.every.columns, how="anti")
        lists, sites, articles = (
            pl.concat(both).unique() for both in zip(self[:3], more[:3], strict=True)
        )
        every, below = pl.concat([self.every, new]), pl.concat([self.below, count_below(new)])
        return Addresses(lists, sites, articles, every, below)


def gather_addresses(
    listings: pl.LazyFrame, articles: pl.LazyFrame, captures: pl.LazyFrame
) -> Addresses:
    """The addresses that stand in listings, of articles (`outlet`, `url_key`) and of captures.

    `listings` have outlet and url_key; `captures` outlet, url, page_kind and outlet_heading.
    """
    both = [frame.select("outlet", "url_key") for frame in (articles, listings)]
    lists, captured, own, every = pl.collect_all(
        [
            list_addresses(captures),
            own_sites(captures),
            both[0].drop_nulls().unique(),
            pl.concat(both).drop_nulls().unique(),
        ]
    )
    led = own.select("outlet", site=site_address(pl.lit("http://") + pl.col("url_key")))
    led = led.unique().with_columns(map_distinct(slug_of_url, "site")).drop_nulls()
    return Addresses(lists, pl.concat([captured, led]).unique(), own, every, count_below(every))


class NoArticles(NamedTuple):
    """What is no article's address, of some outlets (`outlet` and a column of keys each): those of
    their lists, those below which others stand, the links of their menus, and their sites; and how
    short an address is no article's (see `short_addresses`).
    """

    lists: pl.DataFrame
    sections: pl.DataFrame
    menu: pl.DataFrame
    sites: pl.DataFrame
    short: pl.DataFrame


def find_no_articles(known: Addresses, menu: pl.DataFrame) -> NoArticles:
    """Of all addresses of some outlets, and the links of their menus (see `menu_links`)."""
    return NoArticles(
        known.lists,
        choose_sections(known.every, known.below),
        menu,
        known.sites,
        short_addresses(known.articles.lazy()).collect(),
    )


def resolve(listings: pl.LazyFrame, articles: pl.LazyFrame, known: NoArticles) -> pl.LazyFrame:
    """The listings with `status`, `article_id` and `match_rule`, sorted.

    `listings` have their `url_key`. `articles` has outlet, article_id, url, title, head (the
    beginning of a version's text) and published_on; only listings of the same outlets are resolved
    against it.
    """
    keyed = listings.drop("status", "article_id", "match_rule", strict=False)
    # beginnings are looked up in a sorted list, which no expression does: each question once
    groups = _by_outlet(
        *pl.collect_all(
            [
                keyed.select("outlet", *_QUESTION).unique(),
                articles.select("outlet", *_NAMES).unique(),
            ]
        ),
        *known,
    )
    made = pl.concat([empty(_ANSWERS), *(_answer(*group) for group in groups)]).lazy()
    return keyed.join(made, on=["outlet", *_QUESTION], how="left", nulls_equal=True).sort(
        LISTINGS.key
    )


def _by_outlet(first: pl.DataFrame, *others: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, ...]]:
    """The rows of all frames for each outlet of the first one."""
    parts = [frame.partition_by("outlet", as_dict=True) for frame in others]
    for outlet, rows in first.partition_by("outlet", as_dict=True).items():
        here = (p.get(outlet, f.clear()) for p, f in zip(parts, others, strict=True))
        yield rows, *here


#: What the answer to a listing depends on, and what is known of an article.
_QUESTION = ("url_key", "text", "listed_on", "source")
_NAMES = ("article_id", "url", "title", "head", "published_on")
_ANSWERS: Columns = {
    "outlet": pl.String(),
    "url_key": pl.String(),
    "text": pl.String(),
    "listed_on": pl.Date(),
    "source": pl.String(),
    "status": pl.String(),
    "article_id": pl.String(),
    "match_rule": pl.String(),
}


def list_addresses(captures: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `url_key` of the captures that are lists of articles."""
    lists = captures.filter(pl.col("page_kind").is_in(LIST_KINDS))
    keyed = lists.select("outlet", map_distinct(url_key, "url").alias("url_key"))
    return keyed.drop_nulls().unique()


def own_sites(captures: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `site`, as slugs of outlets: where its pages were captured, and where its
    sitemaps lead.
    """
    addresses = captures.select("outlet", site=site_address(pl.col("url"))).unique()
    own = addresses.with_columns(map_distinct(lambda url: _site_of(url_key(url)), "site"))
    led = captures.filter(pl.col("page_kind") == "sitemap").select(
        "outlet", pl.col("outlet_heading").alias("site")
    )
    return pl.concat([own, led]).drop_nulls().unique()


def _site_of(key: str | None) -> str | None:
    """The site of a key (see `url_key`): the outlet that its address would be of."""
    return slug_of_url(f"http://{key}") if key else None


def is_cjk(text: str) -> bool:
    """Whether a text has a sign of a script that says much in few of them."""
    return _CJK.search(text) is not None


class _Index:
    """The texts, headlines and addresses of one outlet's articles."""

    def __init__(self, articles: pl.DataFrame) -> None:
        self.heads: list[tuple[str, str]] = []
        self.titles: dict[str, set[str]] = {}
        self.urls: dict[str, set[str]] = {}
        self.dates: dict[str, object] = {}
        for article, url, title, head, published in articles.select(_NAMES).iter_rows():
            self.dates[article] = published
            if key := url_key(url):
                self.urls.setdefault(key, set()).add(article)
            if name := fold_beginning(title):
                self.titles.setdefault(name, set()).add(article)
            if beginning := fold_beginning(head):
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

    def __init__(self, known: NoArticles) -> None:
        self._captured = set(known.lists["url_key"])
        self._sections = set(known.sections["url_key"])
        self._menu = set(known.menu["link"])
        self._sites = set(known.sites["site"])

    def rule(self, key: str | None, text: str | None, *, is_short: bool) -> str | None:
        """The rule by which a listing's address, or its text where it has none, is no article's, if
        any; whether the address is short, is told by `_short`.
        """
        if (key or text) in self._menu:
            return "menu"
        if key is None:
            return None
        if key in self._captured:
            return "list_capture"
        site = _site_of(key)
        if site and self._sites and site not in self._sites:
            return "other_site"
        if is_list_address(key) or is_media_address(key):
            return "list_address"
        if key in self._sections:
            return "list_section"
        return "short_address" if is_short else None


def _short(known: NoArticles) -> pl.Expr:
    """Whether a listing of this outlet has a short address and comes from a page that lists other
    things than articles, too.
    """
    for words, is_known in known.short.select("words", "is_known").iter_rows():
        return ~pl.col("source").is_in(STATED) & has_short_address(words, is_known=is_known)
    return pl.lit(value=False)


def _answer(
    questions: pl.DataFrame, articles: pl.DataFrame, *no_articles: pl.DataFrame
) -> pl.DataFrame:
    """The questions of one outlet with their answers, as _ANSWERS."""
    index = _Index(articles)
    known = NoArticles(*no_articles)
    lists = _Lists(known)
    asked = questions.select("outlet", *_QUESTION, is_short=_short(known))
    rows = [
        (*row, *_resolve_one(index, lists, *row[1:], has_short_key=short))
        for *row, short in asked.iter_rows()
    ]
    return pl.DataFrame(rows, schema=dict(_ANSWERS), orient="row")


def _resolve_one(
    index: _Index,
    lists: _Lists,
    key: str | None,
    text: str | None,
    listed_on: object,
    source: str,
    *,
    has_short_key: bool,
) -> tuple[str, str | None, str]:
    if source == "sitemap_index":
        return "not_article", None, "sitemap_index"
    by_url = index.urls.get(key, set()) if key else set()
    if len(by_url) == 1:
        return "matched", next(iter(by_url)), "url"
    name = fold_beginning(text)
    is_short = len(name) < (MIN_CHARS_CJK if is_cjk(name) else MIN_CHARS)
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
    if no_article := lists.rule(key, text, is_short=has_short_key):
        return "not_article", None, no_article
    return "missing", None, "too_short" if is_short and not key else "none"


def _by_date(
    fits: Iterable[str], dates: dict[str, object], listed_on: object, rule: str
) -> tuple[str, str | None, str]:
    same_day = [a for a in sorted(fits) if listed_on is not None and dates.get(a) == listed_on]
    if len(same_day) == 1:
        return "matched", same_day[0], f"{rule}+date"
    return "ambiguous", None, rule

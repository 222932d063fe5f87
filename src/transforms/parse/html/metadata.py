"""Page -> what it says of itself: title, byline, section, address, site, language. Null rather than
a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from transforms.parse.html.document import Document
from transforms.parse.html.json_ld import (
    article_node,
    first_text,
    is_article,
    json_ld_nodes,
    node_addresses,
    one_line,
    people,
    types,
)
from transforms.text.folds import squash
from transforms.text.separators import TITLE_PARTS
from transforms.text.word_counts import count_words
from transforms.urls import absolute_url
from transforms.words.bylines import BY, NAME_JOINT
from transforms.words.html_classes import BYLINE_CLASS, BYLINE_MARKS

_AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author_name",
    "og:article:author",
    "byl",
)
_TITLE_META = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title")
_SECTION_META = ("article:section", "og:article:section", "parsely-section", "section", "category")
#: A heading's header holds its byline within so many ancestors.
_CLIMB = 5
_LONGEST_NAME, _LONGEST_TITLE = 120, 1_000
#: A `<title>` of fewer words is likely the site's name.
_TITLE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page states of itself; `article` is its JSON-LD article node, `meta` its `<meta>` by
    lower-case name.

    `heading` is the tag of its `<h1>`, `said` what that says.
    """

    title: str | None
    byline: str | None
    section: str | None
    canonical_url: str | None
    site_name: str | None
    language: str | None
    article: dict[str, Any]
    meta: dict[str, str]
    heading: int | None
    said: str | None
    node_types: frozenset[str]


def read_metadata(page: Document, url: str | None) -> Metadata:
    """The page's statements: JSON-LD first, then `<meta>`, then the markup."""
    meta = meta_values(page)
    nodes = json_ld_nodes(page.json_ld)
    canonical = canonical_url(page, meta, url)
    article = article_node(nodes, {u.split("#", 1)[0].rstrip("/") for u in (url, canonical) if u})
    site_name = (
        one_line(meta.get("og:site_name", ""))
        or first_text(article.get("publisher"))
        or one_line(meta.get("application-name", ""))
    )
    heading = _heading(page, site_name, meta)
    said = page.of(heading) or None if heading is not None else None
    title = _title(page, article, meta, said, site_name, urlsplit(canonical or url or "").hostname)
    names = list(
        dict.fromkeys(
            n
            for name in _authors(article, nodes, meta, page, site_name, heading)
            for n in split_names(name)
        )
    )
    section = first_text(article.get("articleSection")) or _first(meta, _SECTION_META)
    own = canonical or next(node_addresses(article), None)
    return Metadata(
        title,
        ", ".join(names) or None,
        section,
        own,
        site_name,
        _language(page, meta, article),
        article,
        meta,
        heading,
        said,
        frozenset(t for n in nodes for t in (["Article"] if is_article(n) else []) + types(n)),
    )


def meta_values(page: Document) -> dict[str, str]:
    """`<meta>` by name, property or itemprop, in lower case; several authors are joined, else the
    first value counts.
    """
    found: dict[str, str] = {}
    for tag in page.named("meta"):
        attributes = page.values(tag)
        content = attributes.get("content", "").strip()
        for kind in ("property", "name", "itemprop") if content else ():
            name = attributes.get(kind, "").strip().lower()
            if not name:
                continue
            if name in _AUTHOR_META and name in found and content not in found[name]:
                found[name] += ", " + content
            found.setdefault(name, content)
    return found


def canonical_url(page: Document, meta: dict[str, str], url: str | None) -> str | None:
    """The address the page gives itself, absolute; None where it only names the site's front page
    or gives none.
    """
    links = [page.values(tag) for tag in page.named("link") if "anonical" in page.attributes[tag]]
    tags = [
        link.get("href") for link in links if "canonical" in link.get("rel", "").lower().split()
    ]
    for given in (*tags, meta.get("og:url")):
        address = absolute_url(given, url)
        if address and not (
            url and urlsplit(address).path in ("", "/") and urlsplit(url).path not in ("", "/")
        ):
            return address
    return None


def split_names(byline: str) -> Iterator[str]:
    """The people of a byline: `"By Ann Lee, Bo Ek and Cy Day"` names three; addresses and handles
    name nobody.
    """
    for part in NAME_JOINT.split(BY.sub("", byline.strip())):
        name = BY.sub("", part.strip(" ,;|\u00a0"))
        is_address = "@" in name or name.startswith(("http", "www."))
        if name and len(name) <= _LONGEST_NAME and not is_address and re.search(r"[^\W\d_]", name):
            yield name


def without_affix(title: str, known: set[str], complete: set[str]) -> str:
    """The title without the site's name before or after it.

    `known` are squashed names of the site. What stands before a separator also counts as the whole
    title where another source (`complete`, squashed) gives exactly that.
    """
    for cut in TITLE_PARTS.finditer(title):
        if squash(title[: cut.start()]) in complete and count_words(title[: cut.start()]) >= 2:
            return title[: cut.start()].strip()
    while cuts := list(TITLE_PARTS.finditer(title)):
        if squash(title[cuts[-1].end() :]) in known:
            title = title[: cuts[-1].start()].strip()
        elif squash(title[: cuts[0].start()]) in known:
            title = title[cuts[0].end() :].strip()
        else:
            break
    return title


def _title(
    page: Document,
    article: dict[str, Any],
    meta: dict[str, str],
    shown: str | None,
    site: str | None,
    host: str | None,
) -> str | None:
    """The headline that JSON-LD states in full; else OpenGraph's title, the heading, `<title>`, the
    one said most often first.
    """
    named = one_line(page.title) if page.title else None
    sources = [
        first_text(article.get("headline")) or first_text(article.get("name")),
        _first(meta, _TITLE_META),
        shown,
        named,
    ]
    sources = [t if t and len(t) <= _LONGEST_TITLE else None for t in sources]
    whole = {squash(t) for t in sources if t}
    known = site_names(site, host)
    bare = [without_affix(t, known, whole - {squash(t)}) if t else "" for t in sources]
    bare[0] = "" if _is_cut(bare[0], bare[1:]) else bare[0]
    if bare[0] and squash(bare[0]) not in known:
        return bare[0]
    votes = Counter(squash(t) for t in bare[:3])
    if (
        shown
        and named
        and squash(shown) not in squash(named)
        and count_words(named) >= _TITLE_WORDS
    ):
        bare[2:] = [
            bare[3],
            bare[2],
        ]  # a heading that the page's own title does not hold is as often a section's name
        votes[squash(bare[2])] += not any(bare[:2])
    return max(
        (t for t in bare if squash(t) and squash(t) not in known),
        key=lambda t: votes[squash(t)],
        default=None,
    )


def _is_cut(title: str, others: list[str]) -> bool:
    """Whether a title stops short of what another source says in full: `"Rain falls…"` of `"Rain
    falls in the north"`.
    """
    start = squash(title)
    return title.rstrip().endswith(("…", "...")) and any(
        squash(t).startswith(start) and len(squash(t)) > len(start) for t in others
    )


def site_names(site: str | None, host: str | None) -> set[str]:
    """Squashed names a site goes by in titles: its own, its host, and the host's parts long enough
    to be a name.
    """
    labels = (host or "").lower().removeprefix("www.").split(".")
    names = {
        squash(site),
        squash(".".join(labels)),
        *(squash(".".join(labels[i:])) for i in range(1, len(labels) - 1)),
    }
    names |= {squash(label) for label in labels[:-1] if len(label) > 3}
    return names - {""}


def _heading(page: Document, site: str | None, meta: dict[str, str]) -> int | None:
    """The `<h1>` that is the article's: the one the page's titles contain, else the first that is
    not the site's name.
    """
    titles = squash(meta.get("og:title")) + " " + squash(page.title)
    texts = [(tag, squash(page.of(tag))) for tag in page.named("h1")[:30]]
    texts = [(tag, text) for tag, text in texts if text and text != squash(site)]
    return next((tag for tag, text in texts if text in titles), texts[0][0] if texts else None)


def _authors(
    article: dict[str, Any],
    nodes: list[dict[str, Any]],
    meta: dict[str, str],
    page: Document,
    site: str | None,
    heading: int | None,
) -> list[str]:
    """Names from the first source that has any, then the byline that is printed; one that only
    names the site comes last.
    """
    sources = [list(people(article.get("author"), nodes))]
    sources += [[line] for name in _AUTHOR_META if (line := one_line(meta.get(name, "")))]
    own = site_names(site, None)
    sources.append([] if any(_is_person(s, own) for s in sources) else _marked_authors(page))
    if person := next((s for s in sources if _is_person(s, own)), None):
        return person
    return printed_byline(page, heading) or next((s for s in sources if _is_person(s, set())), [])


def _is_person(lines: list[str], own: set[str]) -> bool:
    """Whether some line names somebody, and some line is not only the site's name."""
    return any(n for line in lines for n in split_names(line)) and any(
        squash(line) not in own for line in lines
    )


def _marked_authors(page: Document) -> list[str]:
    """The names that the markup says are authors': of links to them, and of microdata."""
    marked = []
    for tag in page.saying("author"):
        values = page.values(tag)
        if page.names[tag] == "a" and "author" in values.get("rel", "").split():
            marked.append(tag)
        inside = page.inner(tag) if "author" in values.get("itemprop", "").split() else ()
        marked += [
            i
            for i in inside
            if "name" in page.attributes[i] and page.values(i).get("itemprop") == "name"
        ]
    return [
        line
        for tag in sorted(set(marked))[:10]
        if (line := page.of(tag)) and count_words(line) <= 8
    ]


def printed_byline(page: Document, heading: int | None) -> list[str]:
    """The byline in the header around a heading: a short element whose class speaks of an author,
    `["By Ann Lee"]`.
    """
    marked = (
        [tag for tag in page.saying(*BYLINE_MARKS) if _is_author(page.values(tag))]
        if heading is not None
        else []
    )
    for level in list(page.around(heading or 0))[:_CLIMB]:
        start, stop = page.nesting.at[level], page.nesting.end[level]
        if page.names[start] == "body":
            return []
        for tag in [t for t in marked if start < t < stop][:10]:
            inside = page.inner(tag)
            links = [line for i in inside if page.names[i] == "a" and (line := page.of(i))][:10]
            lines = links if len(links) > 1 else [page.of(tag)]
            if all(map(_is_byline, lines)) and not _in_card(page, tag, level):
                return lines
    return []


def _is_author(values: dict[str, str]) -> bool:
    return bool(BYLINE_CLASS.search(values.get("class", ""))) or "author" in (
        values.get("itemprop"),
        values.get("rel"),
    )


def _is_byline(line: str) -> bool:
    """Whether a line is names and no more: two to eight words, no figures, no sentence; `By Ann
    Lee` is one.
    """
    bare = BY.sub("", line)
    names = bare.split()
    is_named = len(names) >= 2 or bare != line
    is_plain = len(line.split()) <= 9 and not re.search(r"[\d:!?…@]", bare)
    return (
        is_named
        and is_plain
        and all(n[0].isupper() or not n[0].isalpha() or len(n) < 4 for n in names)
    )


def _in_card(page: Document, tag: int, level: int) -> bool:
    """Whether an element below `level` stands in a list, an aside or a form."""
    for element in page.around(tag):
        if element == level:
            break
        if page.name_of(element) in ("aside", "nav", "footer", "ul", "ol", "form"):
            return True
    return False


def _language(page: Document, meta: dict[str, str], article: dict[str, Any]) -> str | None:
    """The primary subtag of the declared language: `lang="pt-BR"` is `pt`."""
    root = page.values(roots[1]) if len(roots := page.named("html")) > 1 else {}
    declared = root.get("lang") or root.get("xml:lang")
    for value in (
        declared,
        meta.get("og:locale"),
        meta.get("content-language"),
        first_text(article.get("inLanguage")),
    ):
        found = re.match(r"\s*([a-zA-Z]{2,3})(?=[-_,;\s]|$)", value or "")
        if found:
            return found[1].lower()
    return None


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((line for name in names if (line := one_line(meta.get(name, "")))), None)

"""Page -> its article's headlines: the `<h1>` that is meant, what the page states elsewhere, and
the choice among them, without the site's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from transforms.page import HeadlineCandidate, HeadlineSource
from transforms.parse.html.fields.json_ld import first_text, one_line
from transforms.parse.html.markup.document import Document
from transforms.text.folds import fold_name
from transforms.text.separators import TITLE_PARTS
from transforms.text.word_counts import count_words

_TITLE_META = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title")
_LONGEST_TITLE = 1_000
#: A `<title>` of fewer words is likely the site's name.
_TITLE_WORDS = 5


def find_heading(page: Document, site: str | None, meta: dict[str, str]) -> int | None:
    """The `<h1>` that is the article's: the one the page's titles contain, else the first that is
    not the site's name.
    """
    titles = fold_name(meta.get("og:title")) + " " + fold_name(page.title)
    texts = [(tag, fold_name(page.text_of(tag))) for tag in page.tags_named("h1")[:30]]
    texts = [(tag, text) for tag, text in texts if text and text != fold_name(site)]
    return next((tag for tag, text in texts if text in titles), texts[0][0] if texts else None)


def choose_title(
    page: Document,
    article: dict[str, Any],
    meta: dict[str, str],
    heading: str | None,
    *,
    known: set[str],
) -> str | None:
    """The headline that JSON-LD states in full; else OpenGraph's title, the heading, `<title>`, the
    one stated most often first.

    `heading` is the text of the `<h1>`, `known` are squashed names of the site, which is no title.
    """
    named = one_line(page.title) if page.title else None
    sources = [
        first_text(article.get("headline")) or first_text(article.get("name")),
        first_line(meta, _TITLE_META),
        heading,
        named,
    ]
    sources = [t if t and len(t) <= _LONGEST_TITLE else None for t in sources]
    whole = {fold_name(t) for t in sources if t}
    bare = [remove_site_name(t, known, whole - {fold_name(t)}) if t else "" for t in sources]
    bare[0] = "" if _is_cut(bare[0], bare[1:]) else bare[0]
    if bare[0] and fold_name(bare[0]) not in known:
        return bare[0]
    votes = Counter(fold_name(t) for t in bare[:3])
    is_apart = heading and named and fold_name(heading) not in fold_name(named)
    if is_apart and count_words(named or "") >= _TITLE_WORDS:
        # a heading that the page's own title does not hold is as often a section's name
        bare[2:] = [bare[3], bare[2]]
        votes[fold_name(bare[2])] += not any(bare[:2])
    return max(
        (t for t in bare if fold_name(t) and fold_name(t) not in known),
        key=lambda t: votes[fold_name(t)],
        default=None,
    )


def find_headlines(
    page: Document,
    article: dict[str, Any],
    meta: dict[str, str],
    heading: str | None,
    title: str | None,
    *,
    known: set[str],
) -> list[HeadlineCandidate]:
    """Every headline that the page prints or states, printed ones first, each once a source; the
    first that says `title` is chosen.
    """
    stated = list(dict.fromkeys(_stated(page, article, meta, heading)))
    whole = {fold_name(text) for _, text in stated}
    found: list[HeadlineCandidate] = []
    for source, text in stated:
        bare = remove_site_name(text, known, whole - {fold_name(text)})
        is_chosen = bare == title and not any(c.is_chosen for c in found)
        found.append(
            HeadlineCandidate(
                source, bare, is_chosen=is_chosen, evidence=None if bare == text else text
            )
        )
    return found


def _stated(
    page: Document, article: dict[str, Any], meta: dict[str, str], heading: str | None
) -> Iterator[tuple[HeadlineSource, str]]:
    """(source, text) of everything that may be the headline, as it stands."""
    lines: list[tuple[HeadlineSource, str | None]] = [
        ("heading", heading),
        *(("json_ld", first_text(article.get(name))) for name in ("headline", "name")),
        ("open_graph", one_line(meta.get("og:title", ""))),
        *(("meta", one_line(meta.get(name, ""))) for name in _TITLE_META[1:]),
        ("title_tag", one_line(page.title or "")),
    ]
    for source, text in lines:
        if text and len(text) <= _LONGEST_TITLE and fold_name(text):
            yield source, text


def remove_site_name(title: str, known: set[str], complete: set[str]) -> str:
    """The title without the site's name before or after it.

    `known` are squashed names of the site. What stands before a separator also counts as the whole
    title where another source (`complete`, squashed) gives exactly that.
    """
    for cut in TITLE_PARTS.finditer(title):
        if fold_name(title[: cut.start()]) in complete and count_words(title[: cut.start()]) >= 2:
            return title[: cut.start()].strip()
    while cuts := list(TITLE_PARTS.finditer(title)):
        if fold_name(title[cuts[-1].end() :]) in known:
            title = title[: cuts[-1].start()].strip()
        elif fold_name(title[: cuts[0].start()]) in known:
            title = title[cuts[0].end() :].strip()
        else:
            break
    return title


def site_names(site: str | None, host: str | None) -> set[str]:
    """Squashed names a site goes by in titles: its own, its host, and the host's parts long enough
    to be a name.
    """
    labels = (host or "").lower().removeprefix("www.").split(".")
    names = {
        fold_name(site),
        fold_name(".".join(labels)),
        *(fold_name(".".join(labels[i:])) for i in range(1, len(labels) - 1)),
    }
    names |= {fold_name(label) for label in labels[:-1] if len(label) > 3}
    return names - {""}


def first_line(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    """The first of some `<meta>` that states a text, as one line."""
    return next((line for name in names if (line := one_line(meta.get(name, "")))), None)


def _is_cut(title: str, others: list[str]) -> bool:
    """Whether a title stops short of what another source says in full: `"Rain falls…"` of `"Rain
    falls in the north"`.
    """
    start = fold_name(title)
    return title.rstrip().endswith(("…", "...")) and any(
        fold_name(t).startswith(start) and len(fold_name(t)) > len(start) for t in others
    )

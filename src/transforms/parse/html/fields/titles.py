"""Page -> its article's headlines: the `<h1>` that is meant, what the page states elsewhere, and
the choice among them, without the site's name.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

from transforms.page import HeadlineCandidate, HeadlineSource
from transforms.parse.html.fields.json_ld import first_text, one_line
from transforms.parse.html.markup.document import Document
from transforms.text.folds import fold_name
from transforms.text.separators import TITLE_PARTS
from transforms.text.word_counts import count_words

_TITLE_META = ("twitter:title", "dc.title", "sailthru.title", "parsely-title")
#: Characters of the longest title. judged
_LONGEST_TITLE = 1_000
#: What has fewer words may be a name or a section. judged
_HEADLINE_WORDS = 3
#: Soft hyphens and spaces without a width: where a line may break, and no letters.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
#: What a heading that links to itself ends in.
_LINK_MARKS = " ¶#"
#: A name in brackets behind a title, and one before a colon.
_BRACKETS = re.compile(r"[(\[（【](?P<name>[^()\[\]（）【】]{2,60})[)\]）】]$")
_PREFIX = re.compile(r"(?P<name>[^:：]{2,60})[:：]\s")
_BAR = re.compile(r"(?<!\s)\s*+[|｜]\s|(?<!\s)\s++<\s")


def stated_titles(
    page: Document, article: dict[str, Any], meta: dict[str, str]
) -> list[tuple[HeadlineSource, str]]:
    """(source, text) of every title that the page states without printing it, as it stands."""
    lines: list[tuple[HeadlineSource, str | None]] = [
        *(("json_ld", first_text(article.get(name))) for name in ("headline", "name")),
        ("open_graph", one_line(meta.get("og:title", ""))),
        *(("meta", one_line(meta.get(name, ""))) for name in _TITLE_META),
        ("title_tag", one_line(page.title or "")),
    ]
    said = [(s, t) for s, t in lines if t and len(t) <= _LONGEST_TITLE and fold_name(t)]
    return list(dict.fromkeys(said))


def find_headlines(
    printed: list[str], stated: list[tuple[HeadlineSource, str]], known: set[str]
) -> list[HeadlineCandidate]:
    """Every headline of a page, each once a source: those that it prints, the likeliest first, and
    those that it states. One is chosen: the likeliest that is printed; else what is stated.

    `known` are squashed names of the site, which is no headline.
    """
    lines: list[tuple[HeadlineSource, str]] = [
        *(("heading", text.translate(_UNSEEN)) for text in printed),
        *stated,
    ]
    whole = {fold_name(text) for _, text in lines}
    bare = [
        _bare(text, known, whole - {fold_name(text)}, is_printed=source == "heading")
        for source, text in lines
    ]
    title = _choose(bare, lines, known)
    found: dict[tuple[str, str], HeadlineCandidate] = {}
    for (source, text), short in zip(lines, bare, strict=True):
        is_chosen = short == title and not any(c.is_chosen for c in found.values())
        evidence = text if short != text else None
        candidate = HeadlineCandidate(source, short, is_chosen=is_chosen, evidence=evidence)
        found.setdefault((source, short), candidate)
    return list(found.values())


def _bare(text: str, known: set[str], complete: set[str], *, is_printed: bool) -> str:
    """A headline without the site's name, the mark of its own link, and, unless it is printed so,
    what stands behind a bar.
    """
    text = text.rstrip(_LINK_MARKS)
    if is_printed:
        return remove_site_name(text, known, set())
    return remove_part(remove_site_name(text, known, complete))


def _choose(
    bare: list[str], lines: list[tuple[HeadlineSource, str]], known: set[str]
) -> str | None:
    """The title among headlines without the site's name: the first that is printed, in full; else
    what most of the stated say, the first of equals.
    """
    named = [b for b in bare if fold_name(b) and fold_name(b) not in known]
    whole = [b for b in named if not _is_cut(b, named)]
    printed = [b for b, (source, _) in zip(bare, lines, strict=True) if source == "heading"]
    if printed and printed[0] in named:
        return printed[0] if printed[0] in whole else _in_full(printed[0], whole)
    votes = Counter(map(fold_name, whole))
    return max(whole, key=lambda t: votes[fold_name(t)], default=None)


def _in_full(cut: str, whole: list[str]) -> str:
    """The headline that another ends in the middle of."""
    start = fold_name(cut)
    return next(t for t in whole if fold_name(t).startswith(start))


def remove_site_name(title: str, known: set[str], complete: set[str]) -> str:
    """The title without the site's name before, behind or in brackets after it, and without a motto
    behind that name.

    `known` are squashed names of the site. What stands before a separator also counts as the whole
    title where another source (`complete`, squashed) gives exactly that.
    """
    for cut in TITLE_PARTS.finditer(title):
        if fold_name(title[: cut.start()]) in complete and count_words(title[: cut.start()]) >= 2:
            return title[: cut.start()].strip()
    while (shorter := _without_name(title, known)) != title:
        title = shorter
    return title


def _without_name(title: str, known: set[str]) -> str:
    """The title without one name of the site, where it has one."""
    if (found := _BRACKETS.search(title)) and fold_name(found["name"]) in known:
        return title[: found.start()].strip() or title
    if (found := _PREFIX.match(title)) and fold_name(found["name"]) in known:
        rest = title[found.end() :]
        return rest if count_words(rest) >= _HEADLINE_WORDS else title
    ends = [(cut.start(), cut.end()) for cut in TITLE_PARTS.finditer(title)]
    for (start, end), (stop, _) in pairwise([*ends, (len(title), 0)]):
        if fold_name(title[end:stop]) in known:
            return title[:start].strip()
    if ends and fold_name(title[: ends[0][0]]) in known:
        return title[ends[0][1] :].strip()
    return title


def remove_part(title: str) -> str:
    """A title that is stated without what stands behind its first bar, where a headline stands
    before it: behind bars pages put sections, names and mottos.
    """
    head = _BAR.split(title, maxsplit=1)[0].strip()
    return head if count_words(head) >= _HEADLINE_WORDS else title


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

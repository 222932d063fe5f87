"""Lists without a heading: headlines in a row, at even distances, or each printed twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from transforms.parse.plain.labels import Labels
from transforms.words.furniture import NOT_IN_HEADLINES
from transforms.words.share_credit import LICENCE

#: So many different headlines in a row make a list without a heading; so many printed twice in a
#: row do. judged
RUN_HEADLINES, TWINS = 3, 2
#: Two neighbours with so much of their words in common are one sentence of the site's, filled in.
#: measured: benchmarks/quality/curves.py TEMPLATE_SHARE
TEMPLATE_SHARE = 0.6
#: Distances of headlines that make a list, and the length of what stands between them, in words.
EVEN_STEPS, SHORT_WORDS = range(2, 4), 6
#: A headline that stands in no list with a heading has so many words.
#: measured: benchmarks/quality/curves.py HEADLINE_WORDS
HEADLINE_WORDS = 6
#: A headline that is printed twice has so many words. judged
_TWIN_WORDS = 4
#: What converters put before a card's picture.
_BULLETS = "•·*- "
#: Openings of lines that are no headlines: brackets, dashes, bullets of menus.
_NO_HEADLINE = frozenset("[(—–-@#*:/|©")


def label_runs(labels: Labels, body: range, own: frozenset[int]) -> None:
    """Teasers without a list heading, outside the body; `own` are pieces of the article.

    Behind the body three headlines or more one after the other, ranks and dates between them
    allowed, or at even distances of two or three pieces; and anywhere two headlines that are each
    printed twice in a row, as the picture and the headline of one card are.
    """
    named = {labels.texts[i] for i in own}
    is_headline = [False] * len(labels.texts)
    words = labels.lines.words
    for i in chain(range(body.start), range(body.stop, len(labels.texts))):
        is_headline[i] = (
            words[i] >= HEADLINE_WORDS
            and labels.is_free_text(i)
            and labels.texts[i] not in named
            and _is_headline(labels, i)
        )
    rows = labels.lines.rows.tolist()
    twins = [
        i
        for i in range(len(labels.texts) - 1)
        if (rows[i] == rows[i + 1] or labels.texts[i][0] in _BULLETS)
        and _is_twin(labels, i)
        and i + 1 not in body
        and labels.texts[i + 1] not in named
        and _is_headline(labels, i + 1, _TWIN_WORDS)
    ]
    if not twins and True not in is_headline:
        return
    for run in (*_rows(labels, is_headline, body.stop), *_even(labels, is_headline, body.stop)):
        if not _is_template([labels.texts[k] for k in run]):
            _label_run(labels, run, "teaser:run")
    if len({labels.texts[i + 1] for i in twins}) >= TWINS:
        _label_run(labels, sorted({k for i in twins for k in (i, i + 1)}), "teaser:twins")
    labels.listings.sort(key=lambda listing: listing.block_no or 0)


def _is_template(texts: list[str]) -> bool:
    """Whether lines next to each other are one sentence about different things: `Visit our Facebook
    page`, `Visit our Instagram page`.
    """
    words = [set(text.casefold().split()) for text in dict.fromkeys(texts)]
    return any(len(a & b) >= TEMPLATE_SHARE * max(len(a), len(b)) for a, b in pairwise(words))


def _rows(labels: Labels, is_headline: list[bool], start: int) -> Iterator[list[int]]:
    """Headlines with nothing but ranks and dates between them, three different ones or more."""
    i = start
    while i < len(labels.texts):
        end = i
        while end < len(labels.texts) and (
            is_headline[end] or (end > i and _is_between(labels, end))
        ):
            end += 1
        run = [k for k in range(i, end) if is_headline[k]]
        if len({labels.texts[k] for k in run}) >= RUN_HEADLINES:
            yield run
        i = end + 1


def _even(labels: Labels, is_headline: list[bool], start: int) -> Iterator[list[int]]:
    """Headlines at one distance, ranks left out, with a short line of a name or a kicker before or
    behind each.
    """
    pieces = [k for k in range(start, len(labels.texts)) if not labels.texts[k].isdigit()]
    places = [n for n, k in enumerate(pieces) if is_headline[k]]
    at = 0
    while at + 1 < len(places):
        step, end = places[at + 1] - places[at], at + 1
        while end + 1 < len(places) and places[end + 1] - places[end] == step:
            end += 1
        between = [pieces[n + 1 : n + step] for n in places[at:end]]
        if (
            end - at + 1 > RUN_HEADLINES
            and step in EVEN_STEPS
            and all(_is_short(labels, k) for k in between)
        ):
            yield [pieces[n] for n in places[at : end + 1]]
        at = end


def _is_short(labels: Labels, between: list[int]) -> bool:
    return all(labels.kinds[k] is None and labels.lines.words[k] < SHORT_WORDS for k in between)


def _label_run(labels: Labels, run: list[int], rule: str) -> None:
    """A teaser for each piece of a run, one for two of one text; a date right behind it is
    its own.
    """
    for k in run:
        if labels.kinds[k] is not None:
            continue
        last = k + 1 if k + 1 in run and _is_twin(labels, k) else k
        day = (
            last + 1
            if last + 1 < len(labels.texts)
            and labels.dates[last + 1]
            and labels.kinds[last + 1] is None
            else None
        )
        labels.add(k, day or last, last, day, rule)


def _is_between(labels: Labels, i: int) -> bool:
    """Whether a piece may stand between two headlines of one list: a date, or a rank."""
    return labels.kinds[i] is None and (
        labels.dates[i] is not None or (labels.texts[i].isdigit() and len(labels.texts[i]) <= 2)
    )


def _is_twin(labels: Labels, i: int) -> bool:
    """Whether a line and the next one are one text, the first maybe behind a bullet, and neither is
    anything else yet.
    """
    text, behind = labels.texts[i : i + 2]
    is_same = text == behind or (text.endswith(behind) and text.lstrip(_BULLETS) == behind)
    return is_same and labels.is_free_text(i) and labels.is_free_text(i + 1)


def _is_headline(labels: Labels, i: int, least: int = HEADLINE_WORDS) -> bool:
    """Whether a line of `least` words could be a headline wherever it stands: begun as a sentence
    is, and no address, credit or menu.
    """
    text = labels.texts[i]
    if labels.lines.words[i] < least or labels.lines.is_credit[i]:
        return False
    first = next((c for c in text if c.isalnum()), "")
    return (
        not first.islower()
        and text[0] not in _NO_HEADLINE
        and is_link_like(labels, i)
        and len(text.split()) >= 4
        and not NOT_IN_HEADLINES.search(text)
    )


def is_link_like(labels: Labels, i: int) -> bool:
    """Whether a line has a headline's length and is no finished sentence."""
    lines, text = labels.lines, labels.texts[i]
    if (
        len(text) > 200
        or lines.words[i] < 4
        or lines.is_chrome[i]
        or (" " not in text and text.isascii())
    ):
        return False
    is_open = not lines.is_terminated[i] or (text[-1] in "?？!…" and len(text) <= 120)
    return is_open and not LICENCE.search(text)

"""How a figure moves with a threshold: the curve by which a value was chosen or is held.

    python benchmarks/quality/curves.py                    # every threshold of `CURVES`
    python benchmarks/quality/curves.py COPY_CONTAINMENT   # those whose name ends so

Each threshold is set to every value of its list in turn, wherever a module holds it, and the figure
is computed anew on the part `choose` of the labelled pages, or on families of copies generated with
a seed that no benchmark reports. The value that ships is starred. A curve that is flat around the
star says that little hangs on the value; a top elsewhere says what is to be looked at, and no more
than that: a tenth of a percent is one or two pages.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from statistics import fmean

from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.dedup_cases import Text
from benchmarks.inputs.labelled import SETS, split
from benchmarks.inputs.story_families import (
    ATTACHED,
    Printing,
    base_texts,
    families,
    lookalikes,
    stored_lookalikes,
)
from benchmarks.quality import days, dedup, dedup_flow, hand, headlines
from benchmarks.quality.articles import text_of, words
from benchmarks.quality.dedup_flow import Placed
from transforms.parse.capture import parse_capture
from transforms.parse.html.page import parse_html
from transforms.text.encoding import decode

#: What a measure says: named shares.
Figures = dict[str, float]
FAMILIES, FILLINGS, SEED = 40, 12, 101


@dataclass(frozen=True)
class Curve:
    """A threshold, `module.NAME` under `transforms`, the values tried, and what is measured."""

    name: str
    values: tuple[float, ...]
    measure: Callable[[], Figures]

    @property
    def module(self) -> str:
        return "transforms." + self.name.rpartition(".")[0]

    @property
    def attribute(self) -> str:
        return self.name.rpartition(".")[2]


@cache
def chosen_pages(corpus: str) -> list[gold.LabelledPage]:
    """The labelled pages of one set that are of the part choose."""
    return [p for p in gold.pages(corpus) if split(p.site) == "choose"]


def _articles() -> list[gold.LabelledPage]:
    return [p for c in ("wcxb", *SETS) for p in chosen_pages(c) if p.kind == "article" and p.body]


def measure_body() -> Figures:
    """Word F1 of articles' bodies, averaged over pages."""
    found = [
        words(text_of(parse_capture(p.html, media_type="text/html", url=p.url)), p.body)
        for p in _articles()
    ]
    return {"F1": fmean(f for f, _, _ in found)}


@cache
def _plain_texts() -> list[tuple[bytes, str]]:
    return [
        (
            extract_plain_text(
                decode(p.html, media_type="text/html").text, main_content=False
            ).encode(),
            p.body,
        )
        for p in _articles()
    ]


def measure_plain() -> Figures:
    """Word F1 of the bodies of the same articles without their markup."""
    found = [
        words(text_of(parse_capture(raw, media_type="text/plain")), body)
        for raw, body in _plain_texts()
    ]
    return {"F1": fmean(f for f, _, _ in found)}


def measure_kind() -> Figures:
    """Recall and precision of articles among pages of all kinds."""
    wcxb = chosen_pages("wcxb")
    said = [parse_html(p.html, url=p.url).page_kind == "article" for p in wcxb]
    meant = [p.kind == "article" for p in wcxb]
    both = sum(a and b for a, b in zip(said, meant, strict=True))
    return {"recall": both / sum(meant), "precision": both / max(sum(said), 1)}


@cache
def _read_by_eye() -> list[tuple[gold.LabelledPage, dict[str, str]]]:
    return [(p, labels) for p, labels in hand.labelled_pages() if split(p.site) == "choose"]


def measure_teasers() -> Figures:
    """Precision and recall of teasers on pages that were read by eye: few pages, so that a curve
    says whether a value is far off, and not which of two is better.
    """
    n: Counter[str] = Counter()
    for page, labels in _read_by_eye():
        n += hand.score_html(page, labels)
    return {"precision": n["true"] / max(n["listed"], 1), "recall": n["found"] / n["real"]}


@cache
def _labelled() -> list[headlines.Labelled]:
    return [p for p in headlines.labelled_pages() if p.part == "choose"]


def measure_headline() -> Figures:
    """The share of printed headlines that are the title, and of signed pages whose byline is
    right.
    """
    n: Counter[str] = Counter()
    for page in _labelled():
        n += headlines.count(page, headlines.read_alone(page))
    return {"headline": n["printed_title"] / n["printed"], "byline": n["right"] / n["signed"]}


@cache
def _dated() -> list[days.Case]:
    return [c for c in days.cases() if c.part == "choose"]


def measure_day() -> Figures:
    """The share of labelled days that are right, and that are wrong."""
    found = [(case, days.answer(case)) for case in _dated()]
    n = Counter(days.judge(case, a.day, a.at) for case, a in found)
    return {"right": n["right"] / len(found), "wrong": n["wrong"] / len(found)}


@cache
def _printings() -> list[Printing]:
    stored = [
        one
        for caseless in (False, True)
        for one in stored_lookalikes(FILLINGS, SEED, "choose", caseless=caseless)
    ]
    bases = base_texts(FAMILIES, SEED, "choose")
    return [*families(bases, SEED), *lookalikes(FILLINGS, SEED), *stored]


def measure_copies() -> Figures:
    """The share of families of copies in more than one story, of cuts, frames and teasers in their
    base's, and of fillings of a formula that are joined: by pairs alone. An archive learns
    templates, which part most of these fillings (`dedup_flow.py`).
    """
    printings = _printings()
    told = dedup.ours([Text(0, p.kind, p.text) for p in printings])[3]
    stories = dict(told.select("article_id", "story_id").iter_rows())
    placed = [
        Placed(p, article, stories[article], stories[article] == article)
        for p, article in zip(printings, (f"{no:07d}" for no in range(len(printings))), strict=True)
    ]
    found = dedup_flow.measure(placed)

    def share(*beginnings: str) -> float:
        counts = [v for name, v in found.items() if name.startswith(beginnings)]
        return sum(some for some, _ in counts) / max(sum(of for _, of in counts), 1)

    return {
        "split": share("families of copies"),
        "attached": share(*(f"{kind} in" for kind in ATTACHED)),
        "look-alikes joined": share("look-alikes joined"),
    }


CURVES = (
    Curve("parse.html.text.choice.LEAST_PROBABILITY", (0.3, 0.4, 0.45, 0.5, 0.6), measure_body),
    Curve("parse.html.text.choice._LEAST_HEADING", (0.05, 0.1, 0.2, 0.3, 0.5), measure_body),
    Curve("parse.html.text.choice._SENTENCE_WORDS", (4, 6, 8, 10, 14), measure_body),
    Curve("parse.html.text.places._QUOTED_SHARE", (0.25, 0.4, 0.5, 0.7), measure_body),
    Curve("parse.html.text.articles._LEAST_WORDS", (20, 40, 80, 120, 200), measure_body),
    Curve("parse.html.kind.fronts.LIST_LINKS", (8, 12, 15, 20, 30), measure_kind),
    Curve("parse.html.kind.classify._HARDLY_ARTICLE", (0.02, 0.05, 0.1, 0.2, 0.3), measure_body),
    Curve("parse.html.kind.classify._SURE_ARTICLE", (0.7, 0.8, 0.9, 0.95), measure_kind),
    Curve("parse.html.kind.notices._NOTICE_WORDS", (80, 120, 150, 200, 300), measure_kind),
    Curve("parse.html.kind.lives._LEAST_CLOCKS", (2, 3, 4, 6, 8), measure_kind),
    Curve("parse.html.kind.classify._STATED_WORDS", (3, 4, 6, 9, 12), measure_kind),
    Curve("parse.html.kind.stubs._PAYWALLED_WORDS", (40, 60, 80, 120), measure_kind),
    Curve("parse.html.teasers._LEAST_WORDS", (3, 4, 5, 6), measure_teasers),
    Curve("parse.html.teasers._CALL_WORDS", (4, 6, 8, 10), measure_teasers),
    Curve("parse.html.teasers._CARD_TAGS", (20, 40, 80, 160), measure_teasers),
    Curve("parse.html.fields.headings._LEAST", (0.0, 1.0, 2.0, 3.0, 4.0), measure_headline),
    Curve("parse.html.fields.headings._UNSTATED", (-4.0, -1.5, -0.5, 0.0), measure_headline),
    Curve("parse.html.fields.headings._LEAST_LIKE", (0.2, 0.3, 0.4, 0.5, 0.7), measure_headline),
    Curve("parse.html.fields.days.region.CLIMB", (2, 3, 5, 7, 9), measure_day),
    Curve("parse.html.fields.days.region._CARD_CHARS", (200, 400, 600, 900), measure_day),
    Curve("parse.dates.choose.PRINTED", (0.85, 0.9, 0.92, 0.95, 1.0), measure_day),
    Curve("parse.plain.body.LEAST_SCORE", (0.1, 0.3, 0.5, 1.0, 2.0), measure_plain),
    Curve("parse.plain.body._RUN_CHANCE", (0.2, 0.3, 0.4, 0.5, 0.6), measure_plain),
    Curve("parse.plain.headline_runs.HEADLINE_WORDS", (4, 5, 6, 8), measure_plain),
    Curve("parse.plain.headline_runs.TEMPLATE_SHARE", (0.4, 0.6, 0.8), measure_plain),
    Curve("parse.plain.teasers.PERIODIC_DATES", (2, 3, 4, 6), measure_plain),
    Curve("parse.plain.labels.TEASER_CHARS", (200, 350, 500, 800), measure_plain),
    Curve("dedup.match.judge.COPY_CONTAINMENT", (0.4, 0.5, 0.6, 0.7, 0.8), measure_copies),
    Curve("dedup.match.judge.EXCERPT_CONTAINMENT", (0.5, 0.6, 0.7, 0.8, 0.9), measure_copies),
    Curve("dedup.match.judge.SHORT_CONTAINMENT", (0.7, 0.8, 0.85, 0.9), measure_copies),
    Curve("dedup.match.judge.SIBLING_CONTAINMENT", (0.15, 0.3, 0.45, 0.6), measure_copies),
    Curve("dedup.match.judge.SIZE", (0.7, 0.8, 0.9, 0.95), measure_copies),
    Curve("dedup.match.judge.FACT_SHARE", (0.4, 0.5, 0.6, 0.7, 0.8), measure_copies),
    Curve("dedup.match.judge.AGREEING", (0.3, 0.45, 0.6, 0.75, 0.9), measure_copies),
    Curve("dedup.match.judge.SAFE_JACCARD", (0.5, 0.6, 0.7, 0.8, 0.9), measure_copies),
    Curve("dedup.match.candidates.SHARED", (0.02, 0.05, 0.08, 0.12, 0.2), measure_copies),
    Curve("dedup.match.candidates.SHARED_COMMON", (0.1, 0.22, 0.3, 0.4), measure_copies),
    Curve("dedup.match.candidates.CONTAINED", (0.5, 0.6, 0.7, 0.8), measure_copies),
    Curve("dedup.match.candidates.MOST_TEXTS", (4, 8, 16, 32, 64), measure_copies),
    Curve("dedup.match.slots._LEAST", (8, 12, 16, 24, 32), measure_copies),
    Curve("dedup.match.slots._SLOT_WORDS", (2, 3, 4, 6, 8), measure_copies),
)


def shipped(curve: Curve) -> float:
    """The value that ships."""
    value: float = getattr(import_module(curve.module), curve.attribute)
    return value


def set_everywhere(curve: Curve, value: float) -> None:
    """Set a threshold in its module and in those that imported its name."""
    home, held = import_module(curve.module), shipped(curve)
    others = [] if curve.attribute.startswith("_") else list(sys.modules.values())
    for module in (home, *others):
        is_ours = module.__name__.startswith("transforms")
        if is_ours and getattr(module, curve.attribute, None) is held:
            setattr(module, curve.attribute, value)


def draw(curve: Curve) -> None:
    """Print the figures at each value."""
    own = shipped(curve)
    print(f"\n{curve.name}  ({curve.measure.__name__.removeprefix('measure_')})")
    for value in sorted({*curve.values, own}):
        set_everywhere(curve, value)
        said = "  ".join(f"{name} {share:.4f}" for name, share in curve.measure().items())
        print(f"  {'*' if value == own else ' '} {value:>7g}  {said}", flush=True)
    set_everywhere(curve, own)


def main() -> None:
    logging.disable(logging.CRITICAL)
    asked = tuple(sys.argv[1:])
    if asked in (("-h",), ("--help",)):
        print(__doc__)
        return
    drawn = [c for c in CURVES if not asked or c.name.endswith(asked)]
    if not drawn:
        raise SystemExit("no such threshold; there are\n" + "\n".join(c.name for c in CURVES))
    for curve in drawn:
        draw(curve)


if __name__ == "__main__":
    main()

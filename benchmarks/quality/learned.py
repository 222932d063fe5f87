"""What lines repeated across the pages of a site do to the bodies of bare texts.

    python benchmarks/quality/learned.py
        the labelled pages of sites with three or more
    python benchmarks/quality/learned.py --generated
        those of benchmarks/inputs/pages.py: twelve pages of each of 48 invented sites

Prints F1, precision and recall before and after, by the number of pages from which on a line
counts, and the lines taken off; with `--rules` the same for the bodies that the rules alone find.
Texts and models are those of `text.py` beside it: plain text without main content, models that saw
no page of the site. No model was trained on the generated pages.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from itertools import product
from random import Random

import polars as pl
from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS
from benchmarks.inputs.pages import LAYOUTS, WORDS, as_html, story
from benchmarks.quality.text import FOLDS, ours, rules
from benchmarks.training.train_body import fold_sites
from benchmarks.training.train_text import examples, pages, train
from transforms.learn import lines as learn
from transforms.parse.model.trees import TEXT_MODEL, Forest, forest
from transforms.parse.plain.labels import Labels
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import label_pieces
from transforms.schemas import LINES
from transforms.text.folds import fold_line
from transforms.text.line_keys import line_key

LEAST_PAGES_A_SITE, PAGES_A_SITE = 3, 12
Read = tuple[str, list[str], frozenset[int], list[str | None], str]


def read(reader: Callable[[Labels, Forest], list[int]]) -> list[Read]:
    """(site, lines, which of them are the body, what else a line is known to be, labelled body) of
    every page.
    """
    lines = list(examples())
    fold = fold_sites([e.site for e in lines if e.corpus in SETS], FOLDS)
    sites: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for corpus, site, html, body in pages():
        if corpus in SETS:
            sites[site].append((html, body))
    sites = {site: found for site, found in sites.items() if len(found) >= LEAST_PAGES_A_SITE}
    models = {
        k: train([e for e in lines if fold.get(e.site) != k])
        for k in sorted({fold[s] for s in sites})
    }
    out = []
    for site, found in sorted(sites.items()):
        for html, body in found:
            labels = label_pieces(unwrap(cut_plain(extract_plain_text(html, main_content=False))))[
                0
            ]
            kinds: list[str | None] = [k[0] if k else None for k in labels.kinds]
            out.append(
                (site, labels.texts, frozenset(reader(labels, models[fold[site]])), kinds, body)
            )
    return out


def generated(reader: Callable[[Labels, Forest], list[int]]) -> list[Read]:
    """The same of invented sites, each of one layout and language."""
    out = []
    for layout, language in product(LAYOUTS, WORDS):
        rng = Random(f"1 learned {layout} {language}")
        for _ in range(PAGES_A_SITE):
            made = story(rng, language)
            html = as_html(made, layout).decode()
            labels = label_pieces(unwrap(cut_plain(extract_plain_text(html, main_content=False))))[
                0
            ]
            kinds: list[str | None] = [k[0] if k else None for k in labels.kinds]
            body = "\n".join(text for _, text in made.body)
            out.append(
                (
                    f"{layout} {language}",
                    labels.texts,
                    frozenset(reader(labels, forest(TEXT_MODEL))),
                    kinds,
                    body,
                )
            )
    return out


def frame(found: list[Read]) -> pl.DataFrame:
    """The pages' lines as LINES."""
    rows = [
        (site, f"{n:05d}", no, "body" if no in inside else kinds[no] or "other", "", line_key(text))
        for n, (site, texts, inside, kinds, _) in enumerate(found)
        for no, text in enumerate(texts)
    ]
    return pl.DataFrame(rows, schema=dict(LINES), orient="row")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--generated", action="store_true")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the lines taken off")
    given = parser.parse_args()
    found = (generated if given.generated else read)(rules if given.rules else ours)
    lines = frame(found)
    texts_by_key = {
        key: fold_line(t)
        for _, texts, *_ in found
        for t in texts
        if (key := line_key(t)) is not None
    }
    folded = pl.LazyFrame(
        {"line_key": list(texts_by_key), "text": list(texts_by_key.values())},
        schema={"line_key": pl.UInt64, "text": pl.String},
    )
    print(f"{len(found)} pages of {lines['outlet'].n_unique()} sites")
    print("as parsed   ", score(found, set()))
    for least in (2, 3, 4):
        learn.LEAST_PAGES = least
        facts = learn.repeated_lines(lines.lazy()).join(folded, on="line_key")
        furniture = facts.filter(learn.line_status() == "learned").collect()
        off = set(learn.furniture_places(lines.lazy(), furniture.lazy()).collect().rows())
        print(
            f"from {least} pages",
            score(found, off),
            f"{furniture.height} lines learned, {len(off)} taken off",
        )
        for capture, no in sorted(off) if given.show else ():
            site, texts, _, _, body = found[int(capture)]
            print(
                "   ",
                site,
                "in the labelled body:" if texts[no] in body else "beside it:",
                repr(texts[no][:100]),
            )


def score(found: list[Read], off: set[tuple[str, int]]) -> dict[str, float]:
    pairs = [
        (
            "\n".join(
                t for no, t in enumerate(texts) if no in inside and (f"{n:05d}", no) not in off
            ),
            body,
        )
        for n, (_, texts, inside, _, body) in enumerate(found)
    ]
    return {k: round(v, 4) for k, v in gold.body_score(pairs).items()}


if __name__ == "__main__":
    main()

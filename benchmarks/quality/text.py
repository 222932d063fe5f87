"""The body of bare texts: the labelled pages as resiliparse's plain text without main content.

    python benchmarks/quality/text.py

Of news pages, cross-validated by site: ours by models that saw no page of the site, the rules
alone, the whole text; F1, precision and recall (word 4-shingles, averaged over pages) and CPU ms a
page. Then of articles of all sorts, wcxb's part report, on whose domains neither a model was
trained nor a threshold chosen: the whole parse and the whole text by word F1. Last the days of all
labelled articles as bare texts, part by part: how many are right, how many another, and of how many
there is none; of those that only an update's day dates, the same. And the headlines of part report:
how many are the labelled title, begin or end as it does, are another, and of how many there is
none, of articles whose text prints that title; and the same of the people who are labelled as its
writers.

    python benchmarks/quality/text.py --days
        the days alone
    python benchmarks/quality/text.py --titles
        the headlines alone
    python benchmarks/quality/text.py --writers
        the writers alone
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.quality.articles import text_of, words
from benchmarks.training import train_writer
from benchmarks.training.train_body import fold_sites
from benchmarks.training.train_text import examples, pages, train
from transforms.parse.capture import parse_capture
from transforms.parse.dates.choose import choose_date
from transforms.parse.model.trees import Forest
from transforms.parse.plain.body import classify_piece, find_body_run, find_text_bodies
from transforms.parse.plain.labels import Labels
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import label_pieces
from transforms.text.encoding import decode
from transforms.text.folds import fold_name

FOLDS = 10


def ours(labels: Labels, trees: Forest) -> list[int]:
    body = find_text_bodies([labels], trees=trees)[0]
    return sorted(body.kept) if body else []


def rules(labels: Labels, trees: Forest) -> list[int]:
    run = find_body_run(labels) or range(0)
    return [
        i
        for i in run
        if labels.kinds[i] is None
        and labels.dates[i] is None
        and classify_piece(labels, i, run)[0] != "other"
    ]


READERS: dict[str, Callable[[Labels, Forest], list[int]]] = {
    "ours": ours,
    "rules alone": rules,
    "whole text": lambda labels, _: list(range(len(labels.texts))),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", action="store_true")
    parser.add_argument("--titles", action="store_true")
    parser.add_argument("--writers", action="store_true")
    asked = parser.parse_args()
    is_all = not (asked.days or asked.titles or asked.writers)
    if is_all:
        bodies()
        report_articles()
    if is_all or asked.days:
        report_days()
    if is_all or asked.titles:
        report_titles()
    if is_all or asked.writers:
        report_writers()


def bare_articles() -> Iterator[tuple[Any, str]]:
    """Every labelled article, and the page as bare text."""
    for page in (p for name in ("wcxb", *SETS) for p in gold.pages(name)):
        if page.kind == "article":
            html = decode(page.html, media_type="text/html").text
            yield page, extract_plain_text(html, main_content=False)


def bodies() -> None:
    """Print how right the bodies of news pages are, read by models that saw no page of the site."""
    lines = list(examples())
    fold = fold_sites([e.site for e in lines if e.corpus in SETS], FOLDS)
    made = [train([e for e in lines if fold.get(e.site) != k]) for k in range(FOLDS)]
    texts = [
        (corpus, made[fold[site]], extract_plain_text(html, main_content=False), body)
        for corpus, site, html, body in pages()
        if corpus in SETS
    ]
    for name, reader in READERS.items():
        for corpus in SETS:
            own = [(trees, text, body) for c, trees, text, body in texts if c == corpus]
            started = time.process_time()
            found = []
            for trees, text, body in own:
                labels = label_pieces(unwrap(cut_plain(text)))[0]
                found.append(("\n".join(labels.texts[i] for i in reader(labels, trees)), body))
            cpu = (time.process_time() - started) / len(own) * 1000
            print(
                f"{name:12} {corpus:30}",
                {k: round(v, 4) for k, v in gold.body_score(found).items()},
                f"{cpu:.1f} ms a page",
                flush=True,
            )


def report_articles() -> None:
    """Print word F1, precision and recall of articles that nothing was chosen on."""
    articles = [p for p in gold.pages("wcxb") if p.kind == "article" and split(p.site) == "report"]
    scores: dict[str, list[tuple[float, float, float]]] = {"whole parse": [], "whole text": []}
    for page in articles:
        html = decode(page.html, media_type="text/html").text
        text = extract_plain_text(html, main_content=False)
        parsed = parse_capture(text.encode(), media_type="text/plain")
        scores["whole parse"].append(words(text_of(parsed), page.body))
        scores["whole text"].append(words(text, page.body))
    for name, rows in scores.items():
        f, p, r = (fmean(row[i] for row in rows) for i in range(3))
        print(f"{name:12} {len(rows)} articles of wcxb, report: F1 {f:.4f} P {p:.4f} R {r:.4f}")


def report_days() -> None:
    """Print how many days are the labelled ones, by part and by what they are of."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for page, text in bare_articles():
        if not page.published:
            continue
        dates = parse_capture(text.encode(), media_type="text/plain").dates
        best = choose_date(dates, captured_at=None)
        of = "update" if best and best.source == "text_modified" else "publication"
        verdict = "none" if best is None else "another"
        if best and str(best.value_on) == page.published[:10]:
            verdict = "right"
        counts[split(page.site), of, verdict] += 1
    for part in ("train", "choose", "report"):
        for of in ("publication", "update"):
            said = {v: counts[part, of, v] for v in ("right", "another", "none")}
            print(f"days, part {part}, {of:11}", said, "of", sum(said.values()))


def report_titles() -> None:
    """Print how many headlines of part report are the labelled title, word for word."""
    counts: Counter[str] = Counter()
    for page, text in bare_articles():
        title = fold_name(page.title or "")
        if split(page.site) != "report" or not title or title not in fold_name(text):
            continue
        articles = parse_capture(text.encode(), media_type="text/plain").articles
        said = fold_name((articles[0].title if articles else None) or "")
        counts[verdict_of(said, title)] += 1
    print("headlines, part report", dict(counts), "of", counts.total())


def report_writers() -> None:
    """Print of how many articles of part report that name writers all are found, or some."""
    counts: Counter[str] = Counter()
    for page, text in bare_articles():
        wanted = train_writer.names_in(page.authors or [], text)
        if split(page.site) == "report" and wanted:
            articles = parse_capture(text.encode(), media_type="text/plain").articles
            byline = (articles[0].byline if articles else None) or ""
            counts[train_writer.verdict_of(byline.split(", ") if byline else [], wanted)] += 1
    print("writers, part report", dict(counts), "of", counts.total())


def verdict_of(said: str, title: str) -> str:
    """How words that were taken for a headline stand to the labelled ones."""
    if not said:
        return "none"
    if said == title:
        return "right"
    return "part" if said in title or title in said else "another"


if __name__ == "__main__":
    main()

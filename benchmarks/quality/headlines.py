"""Titles, headlines and authors on labelled pages that no rule was made on, beside trafilatura.

    python -m benchmarks.quality.headlines            # wcxb, web-metadata, fundus
    python -m benchmarks.quality.headlines --part choose --show 20

By part of the split by domain, `report` above all: the share of printed headlines that are the
title (pages whose labelled title stands in an h1 or h2 outside links), the share of labelled titles
among a page's headlines, and of pages whose labelled author is a person those whose byline names
just these people. A page that is no article has no byline: count "all articles" for those.
Names and titles are compared by their letters and figures, in one case.

Labels are by hand, and not always right: every disagreement on an article's authors was read by a
person. "As read" counts as right what the page itself says against its label, and leaves out whom
its page names nowhere: `bylines_read.json` beside this keeps the hashes of both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import Part, split, web_metadata
from transforms.page import Refused
from transforms.parse.html.fields.bylines import split_names
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.page import parse_html
from transforms.parse.html.parts import encode_utf8
from transforms.text.encoding import decode
from transforms.text.folds import fold_name
from transforms.words.datelines import AGENCIES

#: Words of desks and accounts.
_DESK = re.compile(r"(?i)\b(?:team|staff|editors?|redaktion|\w*desk|contributor|admin\w*)\b")
#: What joins the names of a labelled author.
_JOINT = re.compile(r"\s*(?:[,;|&/]|\band\b|\bund\b|\by\b|\bet\b)\s*")


@dataclass(frozen=True)
class Labelled:
    """A page with its labelled title and authors."""

    group: str
    part: Part
    url: str | None
    html: bytes
    title: str | None
    authors: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What one page gives: titles and bylines, ours and trafilatura's, and what its headings
    print.
    """

    title: str | None
    headlines: tuple[str, ...]
    byline: str | None
    site: str | None
    peer_title: str | None
    peer_byline: str | None
    headings: tuple[str, ...]


def labelled_pages() -> Iterator[Labelled]:
    for name in ("wcxb", "fundus"):
        for p in gold.pages(name):
            group = name if p.kind == "article" else f"{name}, no articles"
            yield Labelled(group, split(p.site), p.url, p.html, p.title, tuple(p.authors))
    for html, known in web_metadata():
        author = known.get("author")
        part = split(urlsplit(known["url"]).netloc)
        authors = tuple(author) if isinstance(author, list) else (author,) if author else ()
        yield Labelled("web-metadata", part, known["url"], html, known.get("title"), authors)


def read_alone(page: Labelled) -> Reading:
    """The page read by the parser alone."""
    return read(page, has_peer=False)


def read(page: Labelled, *, has_peer: bool = True) -> Reading:
    """The page read by the parser and by trafilatura."""
    logging.disable(logging.CRITICAL)
    try:
        found = parse_html(page.html, url=page.url)
    except Refused:
        return Reading(None, (), None, None, None, None, ())
    peer = trafilatura.extract_metadata(page.html, default_url=page.url) if has_peer else None
    decoded = decode(page.html, media_type="text/html")
    document = read_document(encode_utf8(page.html, decoded))
    tags = [t for name in ("h1", "h2") for t in document.tags_named(name)]
    return Reading(
        next((h.text for h in found.headlines if h.is_chosen), None),
        tuple(t for h in found.headlines for t in (h.text, h.evidence) if t),
        found.articles[0].byline if found.articles else None,
        found.site_name,
        peer.title if peer else None,
        peer.author if peer else None,
        tuple(document.text_of(t) for t in tags if not document.is_linked(t)),
    )


def names(byline: str | None) -> set[str]:
    """The names of a byline, squashed."""
    parts = [p for part in split_names(byline or "") for p in _JOINT.split(part)]
    return {name for part in parts if (name := fold_name(part))}


def judge(byline: str | None, authors: tuple[str, ...]) -> str:
    """`right` where just the labelled people are named, `wrong` where none of them is, `none` where
    nobody is, else `in part`.
    """
    wanted, got = {n for a in authors for n in names(a)}, names(byline)
    if not got:
        return "none"
    if got == wanted:
        return "right"
    return "in part" if any(a in b or b in a for a in got for b in wanted) else "wrong"


@cache
def read_pages() -> dict[str, frozenset[str]]:
    """The hashes of pages by what a person read on them: `right` as we say, or the label's people
    `unnamed`.
    """
    kept = json.loads(Path(__file__).with_name("bylines_read.json").read_text())
    return {verdict: frozenset(hashes) for verdict, hashes in kept.items()}


def judge_as_read(page: Labelled, verdict: str) -> str | None:
    """The verdict on a page's byline by what its reader saw; None where the page names nobody."""
    digest = hashlib.sha256(page.html).hexdigest()[:16]
    if verdict == "none" and digest in read_pages()["unnamed"]:
        return None
    return "right" if digest in read_pages()["right"] else verdict


def count(page: Labelled, found: Reading) -> Counter[str]:
    """What one page adds to the counts of its group."""
    n: Counter[str] = Counter()
    if page.title:
        wanted = fold_name(page.title)
        is_right = fold_name(found.title) == wanted
        n.update(titled=1, title=is_right, peer_title=fold_name(found.peer_title) == wanted)
        n["among"] += wanted in map(fold_name, found.headlines)
        if wanted in map(fold_name, found.headings):
            n.update(printed=1, printed_title=is_right)
            n["peer_printed_title"] += fold_name(found.peer_title) == wanted
    if any(is_person(author, page, found.site) for author in page.authors):
        verdict = judge(found.byline, page.authors)
        n.update(("signed", verdict))
        if read := judge_as_read(page, verdict):
            n.update(("read", f"read {read}"))
        n["peer " + judge(found.peer_byline, page.authors)] += 1
    elif page.authors:
        n.update(unsigned=1, unsigned_silent=found.byline is None)
    return n


def is_person(author: str, page: Labelled, site: str | None) -> bool:
    """Whether a labelled author is a person: not the site's own name, a desk, an account or a
    news agency.
    """
    host = (urlsplit(page.url or "").hostname or "").removeprefix("www.")
    name, labels = fold_name(author), host.split(".")
    hosts = {".".join(labels[i:]) for i in range(len(labels))}
    own = {fold_name(text) for text in (site, *hosts, *labels)}
    is_own = name in own or fold_name(site).startswith(name)
    is_account = " " not in author.strip() and author.islower()
    is_agency = author.strip().casefold() in AGENCIES
    return not (is_own or is_account or is_agency or _DESK.search(author))


def line(name: str, n: Counter[str], *, has_peers: bool = True) -> str:
    """What one group of pages gave, beside trafilatura where it was asked."""

    def share(part: str, whole: str) -> str:
        return f"{n[part] / n[whole]:.3f}" if n[whole] else "-"

    def peer(said: str) -> str:
        return f" (trafilatura {said})" if has_peers else ""

    titles = (
        f"printed headline is the title {share('printed_title', 'printed')} of {n['printed']}"
        f"{peer(share('peer_printed_title', 'printed'))}; title among headlines "
        f"{share('among', 'titled')} of {n['titled']}, chosen {share('title', 'titled')}"
        f"{peer(share('peer_title', 'titled'))}"
    )
    verdicts = ("right", "in part", "wrong", "none")

    def people(whole: str, prefix: str = "") -> str:
        said = ", ".join(f"{v} {share(prefix + v, whole)}" for v in verdicts)
        return f"{said} of {n[whole]}"

    return (
        f"{name}: {titles}\n    people: {people('signed')}{peer(people('signed', 'peer '))}; "
        f"as read {people('read', 'read ')}; of {n['unsigned']} signed by the site, a desk or an "
        f"account {n['unsigned_silent']} without a byline"
    )


def show(page: Labelled, found: Reading) -> str | None:
    """A disagreement in words."""
    lines = []
    if page.title and fold_name(found.title) != fold_name(page.title):
        lines.append(f"    title  {page.title!r}\n    read   {found.title!r}")
    if page.authors and judge(found.byline, page.authors) != "right":
        lines.append(f"    author {page.authors!r}\n    read   {found.byline!r}")
    return "\n".join([str(page.url), *lines]) if lines else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("train", "choose", "report"), action="append")
    parser.add_argument(
        "--show", type=int, default=0, help="so many disagreements; never of report"
    )
    parser.add_argument("--no-peers", action="store_true", help="without trafilatura")
    given = parser.parse_args()
    reads = read_alone if given.no_peers else read
    parts = given.part or ["train", "choose", "report"]
    pages = [p for p in labelled_pages() if p.part in parts]
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    shown = 0
    with ProcessPoolExecutor() as workers:
        for page, found in zip(pages, workers.map(reads, pages, chunksize=16), strict=True):
            one = count(page, found)
            sums[page.part, page.group] += one
            sums[page.part, "all"] += one
            if "no articles" not in page.group:
                sums[page.part, "all articles"] += one
            if shown < given.show and page.part != "report" and (text := show(page, found)):
                shown += 1
                print(text)
    for part in parts:
        print(f"== {part}")
        groups = ((group, n) for (p, group), n in sorted(sums.items()) if p == part)
        lines = (line(group, n, has_peers=not given.no_peers) for group, n in groups)
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()

"""Blocks and teasers of 40 real pages against labels given by hand.

    python benchmarks/quality/hand.py

`hand_labels.json` holds no text: page -> first 12 digits of the SHA-256 of a block's text (blanks
squeezed) -> label. The pages are the one with the fewest blocks of each of 40 sites of
article-extraction-benchmark and fundus; every block was read. A block without a label is furniture.
Not scored: what a reader could take either way (`unsure`), standfirsts, and teasers' second lines
as teasers. The models that ship were trained on the bodies of the same pages, the rules for teasers
were not.

Prints, for the pages as HTML and as bare text, the share of blocks put right into body, teaser or
neither, and precision and recall of teasers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS
from transforms.page import TEXT_KINDS, Page
from transforms.parse.capture import parse_capture
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.text.encoding import decode

LABELS = Path(__file__).with_name("hand_labels.json")
#: A label as what the parser may say of its block: body (+), teaser (t), neither (-).
RIGHT = {
    "body": "+",
    "title": "-+",
    "caption": "-",
    "teaser": "t",
    "teaser_part": "-t",
    "list_heading": "-",
}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def key(text: str) -> str:
    return hashlib.sha256(squeezed(text).encode()).hexdigest()[:12]


def score(
    page: Page, texts: dict[str, str], labels: dict[str, str], *, is_text: bool
) -> Counter[str]:
    """Counts of one page; `texts` has its blocks by key. Of a bare text only the blocks that stand
    in it as lines are asked for.
    """
    said = {
        key(b.text): "+"
        if b.kind in TEXT_KINDS and b.article_no == 0
        else "t"
        if b.kind == "teaser"
        else "-"
        for b in page.blocks
    }
    found = Counter[str]()
    for hashed in texts:
        label = labels.get(hashed, "furniture")
        if label in ("unsure", "standfirst") or (is_text and hashed not in said):
            continue
        is_right = said.get(hashed, "-") in RIGHT.get(label, "-")
        found.update(
            {"blocks": 1, "right": is_right, f"of {label}": 1, f"{label} wrong": not is_right}
        )
    teasers = [squeezed(t) for h, t in texts.items() if labels.get(h) == "teaser"]
    open_ = [squeezed(t) for h, t in texts.items() if labels.get(h) in ("unsure", "teaser_part")]
    listed = {squeezed(x.text).lstrip("•0123456789. ") for x in page.listings if x.text}
    true = {x for x in listed if any(same(x, t) for t in teasers)}
    found.update(
        real=len(teasers),
        found=sum(any(same(x, t) for x in listed) for t in teasers),
        true=len(true),
    )
    found["listed"] += len(true) + sum(not any(same(x, t) for t in open_) for x in listed - true)
    return found


def same(listed: str, teaser: str) -> bool:
    """Whether a listing is that teaser: the same words, with or without what stands before or
    behind them on its card.
    """
    return (
        listed == teaser
        or (len(teaser) >= 20 and teaser in listed)
        or (len(listed) >= 20 and listed in teaser)
    )


def labelled_pages() -> Iterator[tuple[gold.LabelledPage, dict[str, str]]]:
    """The pages that were read, each with its labels by block."""
    labels = json.loads(LABELS.read_text())
    for corpus in SETS:
        for page in gold.pages(corpus):
            if own := labels.get(f"{corpus}/{page.id}"):
                yield page, own


def score_html(page: gold.LabelledPage, labels: dict[str, str]) -> Counter[str]:
    """Counts of one page as HTML (see `score`)."""
    read = parse_capture(page.html, media_type="text/html", url=page.url)
    return score(read, _blocks(_as_text(page)), labels, is_text=False)


def _as_text(page: gold.LabelledPage) -> str:
    return decode(page.html, declared=None, media_type="text/html").text


def _blocks(html: str) -> dict[str, str]:
    """The texts of a page's blocks by their keys."""
    blocks = read_blocks(read_document(html.encode()))
    assert blocks is not None
    return {key(t): t for t in map(blocks.text_of, range(len(blocks)))}


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    sums = {form: Counter[str]() for form in ("html", "text")}
    pages = list(labelled_pages())
    for page, labels in pages:
        sums["html"] += score_html(page, labels)
        html = _as_text(page)
        plain = extract_plain_text(html, main_content=False, list_bullets=False).encode()
        sums["text"] += score(
            parse_capture(plain, media_type="text/plain"), _blocks(html), labels, is_text=True
        )
    for form, n in sums.items():
        wrong = ", ".join(
            f"{name.removeprefix('of ')} {n[name.removeprefix('of ') + ' wrong']} of {n[name]}"
            for name in sorted(n)
            if name[:3] == "of "
        )
        print(
            f"{form}: {len(pages)} pages, {n['blocks']} blocks, right "
            f"{n['right'] / n['blocks']:.4f}; "
            f"teasers P {n['true'] / max(n['listed'], 1):.4f} R {n['found'] / n['real']:.4f} of "
            f"{n['real']}; wrong: {wrong}"
        )


if __name__ == "__main__":
    main()

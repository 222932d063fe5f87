"""Where the processor time of an HTML page goes, part by part.

    python benchmarks/cost/parse_parts.py [--pages 320]

The labelled pages of `benchmarks/cost/parse.py`, in its order, are parsed sixteen at a time in one
process; every two milliseconds of its processor time (four, on most kernels) it is looked up which
part of the parse is running. Nothing is slowed by being counted, so that small parts are seen as
they are. Prints ms a page and the share of each part, and how much there is to look at in a page;
what a part asks of another module, such as a date that is read, counts as its own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import signal
import time
from collections import Counter
from types import FrameType

from benchmarks.cost.parse import Given, pages
from transforms.parse.capture import load_tables, read_capture
from transforms.parse.html.markup.document import read_document
from transforms.parse.together import finish_together

_SECONDS, _TOGETHER, _WARM = 0.002, 16, 10
#: Module and function of the outermost call -> the part.
_PARTS = {
    "document.py read_document": "tags, attributes, nesting, texts",
    "blocks.py read_blocks": "blocks: their classes, counts, links",
    "features.py build_features": "features of blocks",
    "trees.py probabilities": "the block model",
    "body.py find_own_body": "choice of blocks, places, boxes beside the text",
    "body.py with_second_opinion": "second opinion",
    "metadata.py read_metadata": "metadata, headline, authors, site",
    "teasers.py find_teasers": "headline links",
    "dates.py find_dates": "days",
    "classify.py read_chances": "features of the page's kind and their model",
    "classify.py classify_page": "rules of the page's kind",
    "page.py parse_html": "article, links of paragraphs, what is left out",
}


class Sampler:
    """Counts the part that runs at each signal."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Count the innermost part that the running code is called by."""
        while frame is not None:
            code = frame.f_code
            if part := _PARTS.get(f"{code.co_filename.rpartition('/')[2]} {code.co_name}"):
                self.counts[part] += 1
                return
            frame = frame.f_back
        self.counts["decoding, furniture, phrases and the rest"] += 1


def parse(some: list[Given]) -> None:
    for start in range(0, len(some), _TOGETHER):
        finish_together(
            [
                read_capture(page.raw, media_type="text/html", url=page.url)
                for page in some[start : start + _TOGETHER]
            ]
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=320, help="how many; 0 for all")
    count = parser.parse_args().pages
    logging.disable(logging.CRITICAL)
    found = pages()
    load_tables()
    parse(found[-_WARM:])
    gc.set_threshold(100_000)  # as the children of a run do
    sampler, chosen = Sampler(), found[: count or None]
    signal.signal(signal.SIGPROF, sampler.look)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)
    parse(chosen)
    signal.setitimer(signal.ITIMER_PROF, 0)
    spent = 1000 * (time.process_time() - began) / len(chosen)
    print(f"{spent:.1f} ms a page, {len(chosen)} pages of {_kb(chosen):.0f} kB")
    for part, times in sampler.counts.most_common():
        share = times / sampler.counts.total()
        print(f"{spent * share:6.2f} ms {share:6.1%}  {part}")
    print(_sizes(chosen))


def _sizes(some: list[Given]) -> str:
    tags, written, elements, size, once = 0, 0, 0, 0, 0
    for page in some:
        document = read_document(page.raw)
        tags += len(document.names)
        written += sum(map(bool, document.attributes))
        elements += len(document.nesting.at)
        size += sum(map(len, document.attributes))
        once += sum(map(len, set(document.attributes)))
    mean = [f"{count / len(some):,.0f}" for count in (tags, written, elements)]
    return (
        f"a page has {mean[0]} tags, {mean[1]} with attributes, and {mean[2]} elements; "
        f"different attributes are {once / size:.2f} of all by their length"
    )


def _kb(some: list[Given]) -> float:
    return sum(len(page.raw) for page in some) / len(some) / 1000


if __name__ == "__main__":
    main()

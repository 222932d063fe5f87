"""Title, authors and date of the labelled pages of fundus, as they are and with JSON-LD and meta
tags stripped.

    python benchmarks/quality/metadata.py

One page is left out: its labelled date lies after its capture. A day without evidence is null,
never wrong. Then the days of three sets by part, with a table of how often a day of so much
confidence is right: `days.py` beside it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from datetime import date

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import PARTS
from benchmarks.quality import days
from transforms.parse.dates.choose import choose_date, rate_confidence
from transforms.parse.html.fields.bylines import split_names
from transforms.parse.html.page import parse_html

MISLABELLED = "de/KlasseGegenKlasse_2026_01_07.html.gz"
SURE = 0.9


def stripped(page: bytes) -> bytes:
    """The page without what states its date for machines."""
    page = re.sub(rb"(?is)<script[^>]*application/ld\+json[^>]*>.*?</script\s*>", b"", page)
    return re.sub(rb"(?i)<meta(?![^>]*charset)[^>]*>", b"", page)


def line(text: str | None) -> str:
    return " ".join((text or "").split())


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for name, change in (("as they are", lambda page: page), ("stripped", stripped)):
        n: Counter[str] = Counter()
        for p in gold.pages("fundus"):
            if p.id == MISLABELLED:
                continue
            page = parse_html(change(p.html), url=p.url)
            article = page.articles[0] if page.articles else None
            n["pages"] += 1
            n["title"] += article is not None and line(article.title) == line(p.title)
            if p.authors:
                n["signed"] += 1
                n["authors"] += {
                    line(a) for a in split_names((article and article.byline) or "")
                } == {line(a) for a in p.authors}
            own = [d for d in page.dates if d.article_no == 0]
            chosen = choose_date(own, captured_at=None)
            if chosen is None or p.published is None:
                continue
            is_right, is_sure = (
                chosen.value_on == date.fromisoformat(p.published[:10]),
                rate_confidence(chosen, own) >= SURE,
            )
            n.update(dated=1, day=is_right, sure=is_sure, sure_day=is_sure and is_right)
        print(
            f"{name}: {n['pages']} pages; title exact {n['title'] / n['pages']:.3f}; "
            f"authors exact {n['authors'] / n['signed']:.3f} of {n['signed']}; "
            f"right day {n['day'] / n['pages']:.3f}, wrong {n['dated'] - n['day']}, none "
            f"{n['pages'] - n['dated']}; "
            f"confidence >= {SURE} on {n['sure'] / n['pages']:.3f}, right there "
            f"{n['sure_day'] / max(n['sure'], 1):.4f}",
            flush=True,
        )
    days.report(tuple(dict.fromkeys(PARTS)), peers=True)


if __name__ == "__main__":
    main()

"""Stories of real archives: families of one text at forty outlets and look-alikes, through the
whole flow.

    python benchmarks/quality/dedup_flow.py                    30 families, as JSONL and as HTML
    python benchmarks/quality/dedup_flow.py --families 300 --fillings 60 --seeds 1 2 3
    python benchmarks/quality/dedup_flow.py --part report      texts of the reported domains only
    python benchmarks/quality/dedup_flow.py --unedited         fillings without edited copies
    python benchmarks/quality/dedup_flow.py --days 3           fillings on days that are near
    python benchmarks/quality/dedup_flow.py --fillings 4       too few to learn templates from

The flow runs in this process, stage by stage. A page that is not read as an article (teasers, in
HTML) is counted apart.
"""

from __future__ import annotations

import argparse
import html
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import tearsheet
from benchmarks.inputs.story_families import (
    ATTACHED,
    COPIES,
    DAYS,
    DIGEST,
    EDITED,
    Printing,
    base_texts,
    families,
    lookalikes,
    stored_lookalikes,
)
from flows.plain import archive

FORMS = ("jsonl", "html")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a printing ended: its article, its story, whether it leads it; null where the page was
    read as no article.
    """

    printing: Printing
    article: str | None
    story: str | None
    is_lead: bool | None


def page(printing: Printing, rng: Random) -> str:
    """The printing as a page of its outlet, with the outlet's chrome around it."""
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(6))
    paragraphs = "".join(
        f"<p>{html.escape(line)}</p>" for line in printing.text.split("\n") if line.strip()
    )
    others = "".join(
        f'<li><a href="/more/{rng.randrange(9999)}">{headline(rng)}</a></li>' for _ in range(5)
    )
    title = html.escape(title_of(printing))
    return (
        f"<!doctype html><html><head><title>{title} - {printing.outlet}</title>"
        f'<meta property="article:published_time" content="{printing.day}T08:00:00+00:00">'
        f"</head><body><header><nav><ul>{links}</ul></nav></header><main><h1>{title}</h1>"
        f"<article>{paragraphs}</article><aside><h2>More</h2><ul>{others}</ul></aside></main>"
        f"<footer><p>Copyright {printing.outlet}. All rights reserved.</p></footer></body></html>"
    )


_WORDS = "council harbour votes tram line budget school bridge market opens winter plan"


def headline(rng: Random) -> str:
    return " ".join(rng.sample(_WORDS.split(), 6)).capitalize()


def title_of(printing: Printing) -> str:
    return " ".join(printing.text.split()[:8]).capitalize()


def write(printings: Sequence[Printing], path: Path, form: str) -> None:
    """The printings as records of one dump: of texts, or of pages."""
    with path.open("w", encoding="utf-8") as out:
        for no, printing in enumerate(printings):
            record = {
                "url": address(printing, no),
                "captured_at": f"{printing.day}T20:00:00Z",
                **(
                    {"html": page(printing, Random(no))}
                    if form == "html"
                    else {
                        "title": title_of(printing),
                        "date": str(printing.day),
                        "text": printing.text,
                    }
                ),
            }
            out.write(json.dumps(record) + "\n")


def address(printing: Printing, no: int) -> str:
    return f"https://www.{printing.outlet}.example/news/{no}-{printing.day:%m%d}"


def place(printings: Sequence[Printing], form: str, folder: Path) -> list[Placed]:
    """What the archive made of these printings."""
    write(printings, folder / f"dump-{form}.jsonl", form)
    root = str(folder / f"archive-{form}")
    archive(root, [str(folder / f"dump-{form}.jsonl")])
    rows = tearsheet.open(root).sql(
        "SELECT c.url, s.article_id, t.story_id, t.is_lead FROM captures c "
        "LEFT JOIN sightings s USING (capture_id) LEFT JOIN stories t USING (article_id)"
    )
    found = {url: rest for url, *rest in rows.iter_rows()}
    return [Placed(p, *found[address(p, no)]) for no, p in enumerate(printings)]


#: How often something is so, and of how many.
Counts = dict[str, list[int]]


def _count(counts: Counts, name: str, *, is_so: bool) -> None:
    found = counts.setdefault(name, [0, 0])
    found[0] += is_so
    found[1] += 1


def measure(placed: Iterable[Placed]) -> Counts:
    """What is right or wrong, as how many of how many."""
    counts: Counts = {}
    by_family: dict[str, list[Placed]] = defaultdict(list)
    by_story: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        _count(counts, f"read: {one.printing.kind}", is_so=one.story is not None)
        if one.story is not None:
            by_family[one.printing.family].append(one)
            by_story[one.story].append(one)
    homes = _homes(by_family)
    for name, members in by_family.items():
        _count_family(counts, members, homes.get(name), set(homes.values()))
    shared = Counter(homes.values())
    for home in homes.values():
        _count(counts, "families joined", is_so=shared[home] > 1)
    for members in by_story.values():
        _count_story(counts, members)
    return dict(sorted(counts.items()))


def _homes(by_family: dict[str, list[Placed]]) -> dict[str, str | None]:
    """The story that most copies of each family are in."""
    return {
        name: Counter(copies).most_common(1)[0][0]
        for name, members in by_family.items()
        if (copies := [m.story for m in members if m.printing.kind in COPIES])
    }


def _count_family(
    counts: Counts, members: list[Placed], home: str | None, homes: set[str | None]
) -> None:
    if members[0].printing.is_lookalike:
        _count_copies(counts, members)
        return
    copies = {m.story for m in members if m.printing.kind in COPIES}
    if copies:
        _count(counts, "families of copies in several stories", is_so=len(copies) > 1)
    for member in members:
        kind = member.printing.kind
        if kind in ATTACHED:
            _count(counts, f"{kind} in the story of its base", is_so=member.story == home)
        elif kind == DIGEST:
            _count(counts, "digest in no family's story", is_so=member.story not in homes)


def _count_copies(counts: Counts, members: list[Placed]) -> None:
    """Copies of a filling, and edited ones."""
    homes = {m.story for m in members if m.printing.kind not in EDITED}
    if len(members) > 1:
        name = "look-alikes of which copies are in several stories"
        _count(counts, name, is_so=len(homes) > 1)
    for member in members:
        if (kind := member.printing.kind) in EDITED:
            is_so = member.story in homes
            _count(counts, f"{kind}: in the story of the filling", is_so=is_so)
            if member.printing.keeps_slots:
                _count(counts, f"{kind}, slots kept: in the story of the filling", is_so=is_so)


def _count_story(counts: Counts, members: list[Placed]) -> None:
    alike = [m.printing for m in members if m.printing.is_lookalike]
    fillings = {p.family for p in alike if p.kind not in EDITED}
    for family in fillings:
        kind = family.removeprefix("formula").split()[0].strip("0123456789.")
        _count(counts, f"look-alikes joined {kind}".strip(), is_so=len(fillings) > 1)
    for printing in alike:
        if printing.kind in EDITED:
            is_so = bool(fillings - {printing.family})
            _count(counts, f"{printing.kind}: in the story of another", is_so=is_so)
    digests = [m for m in members if m.printing.kind == DIGEST]
    for _ in digests:
        _count(counts, "digests joined", is_so=len(digests) > 1)
    lead = next(m for m in members if m.is_lead).printing
    whole = [m for m in members if m.printing.kind in COPIES]
    if len(members) > 1 and whole:
        is_worse = lead.kind not in COPIES and any(m.printing.day == lead.day for m in whole)
        name = "leads that are cut or framed beside a copy of their day"
        _count(counts, name, is_so=is_worse)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--families", type=int, default=30)
    parser.add_argument("--fillings", type=int, default=12)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--part", choices=("train", "choose", "report"))
    parser.add_argument("--forms", nargs="*", default=FORMS, choices=FORMS)
    parser.add_argument("--days", type=int, default=DAYS, help="that fillings are spread over")
    parser.add_argument("--unedited", action="store_true", help="no edited copies of fillings")
    options = parser.parse_args()
    for seed in options.seeds:
        run(options, seed)


def run(options: argparse.Namespace, seed: int) -> None:
    """Print the figures of one seed, in each form."""
    count, fillings, part = options.families, options.fillings, options.part
    bases = base_texts(count, seed, part)
    alike = [
        *lookalikes(fillings, seed, days=options.days),
        *stored_lookalikes(fillings, seed, part, caseless=False, days=options.days),
        *stored_lookalikes(fillings, seed, part, caseless=True, days=options.days),
    ]
    if options.unedited:
        alike = [printing for printing in alike if printing.kind not in EDITED]
    printings = [*families(bases, seed), *alike]
    for form in options.forms:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(place(printings, form, Path(folder)))
        print(f"== {form}, seed {seed}: {len(bases)} families, {len(printings)} printings")
        for name, (some, total) in found.items():
            if not name.startswith("read") or some < total:
                print(f"{name:<62}{some:>7} of {total:<7}{some / max(total, 1):.4f}")


if __name__ == "__main__":
    main()

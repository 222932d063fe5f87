"""Pages that nobody tuned to, read by eye: counts of errors by the kind that a page is.

    python benchmarks/quality/eye.py

`eye_read.json` holds no text: the first 16 digits of the SHA-256 of a page of wcxb, all of the part
report, -> its labelled kind, and what a reader found wrong in what is archived of it: its title,
its day or byline (missing or wrong), the first or last lines of its body, its letters, or its kind
(`taken_for_article` where it is none, else `other_kind`). Pages were drawn by the hash of their
names, as many of each kind and twice as many articles; each was read once, against its label and
the page's own words. No rule and no threshold was made by them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

READ = Path(__file__).with_name("eye_read.json")


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, *errors in json.loads(READ.read_text()).values():
        for group in (kind, "all"):
            counts[group].update({"pages": 1, "without an error": not errors})
            counts[group].update(errors)
    for group, count in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        errors = [f"{name} {n}" for name, n in count.most_common() if " " not in name]
        said = ", ".join(e for e in errors if not e.startswith("pages ")) or "no error"
        print(f"{group:14} {count['pages']:4} pages, {count['without an error']:4} right: {said}")


if __name__ == "__main__":
    main()

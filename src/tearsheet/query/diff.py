"""What changed between two versions of an article, word by word, for a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from tearsheet.errors import Usage
from tearsheet.plain_text import show_line, show_text
from tearsheet.query.archive import Archive
from tearsheet.query.session import Session
from tearsheet.query.show import resolve_id

#: How words that went and words that came are marked; a terminal may colour them instead.
Mark = Callable[[str], str]
_FIELDS = ("title", "byline", "section", "url", "published_on", "modified_at")
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
#: Paragraphs that share less are one gone and one new, not one edited.
_SAME_PARAGRAPH = 0.4


def version_diff(
    archive: Archive,
    article_id: str,
    versions: tuple[int, int] | None = None,
    *,
    gone: Mark = lambda words: f"[-{words}-]",
    come: Mark = lambda words: f"{{+{words}+}}",
) -> str:
    """Two versions of an article compared, by default the last two; paragraphs that stayed are
    counted, not printed.

    Raises Usage where there is no such article or version.
    """
    asked = Session(archive)
    key = resolve_id(asked, article_id)
    rows = asked.rows(
        f"SELECT * FROM revisions WHERE article_id = '{key}' ORDER BY version"
    ).dicts()
    if not rows:
        raise Usage(f"no article {article_id} in snapshot {archive.snapshot.number}")
    known = {row["version"]: _shown_row(row) for row in rows}
    if versions is None:
        if len(rows) < 2:
            return f"{article_id} has one version: nothing to compare"
        versions = rows[-2]["version"], rows[-1]["version"]
    if lacking := [v for v in versions if v not in known]:
        raise Usage(
            f"{article_id} has no version {lacking[0]}: it has {', '.join(map(str, known))}"
        )
    old, new = (known[v] for v in versions)
    lines = [_about("---", old), _about("+++", new)]
    between = range(min(versions) + 1, max(versions) + 1)
    if any(known[v]["order_known"] is False for v in between):
        lines.append("Which of the two came first is not known.")
    lines += [
        f"{f}: {_shown(old[f], gone)} {_shown(new[f], come)}" for f in _FIELDS if old[f] != new[f]
    ]
    return "\n".join(
        [*lines, "", *mark_paragraphs(old["text"].split("\n"), new["text"].split("\n"), gone, come)]
    )


def _shown_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose texts steer no terminal; the marks of a terminal come after."""
    return {
        name: (show_text if name == "text" else show_line)(value)
        if isinstance(value, str)
        else value
        for name, value in row.items()
    }


def _about(sign: str, row: dict[str, Any]) -> str:
    kind = f", {row['change_kind']}" if row["change_kind"] else ""
    return (
        f"{sign} version {row['version']}, first captured "
        f"{row['first_captured_at'] or 'at an unknown time'}{kind} ({row['revision_id']})"
    )


def _shown(value: Any, mark: Mark) -> str:
    return mark(str(value)) if value is not None else mark("none")


def mark_paragraphs(
    old: Sequence[str], new: Sequence[str], gone: Mark, come: Mark
) -> Iterator[str]:
    """The changed paragraphs with the words that changed marked, and a count of those between."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield f"  ({b - a} paragraph{'s' if b - a > 1 else ''} the same)"
            continue
        before, fresh = list(old[a:b]), list[str]()
        for text in new[c:d]:
            twin = max(before, key=lambda other: _alike(other, text), default=None)
            if twin is None or _alike(twin, text) < _SAME_PARAGRAPH:
                fresh.append(come(text))
                continue
            skipped = before.index(twin)
            yield from [*map(gone, before[:skipped]), *fresh, mark_words(twin, text, gone, come)]
            del before[: skipped + 1], fresh[:]
        yield from [*map(gone, before), *fresh]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, _TOKEN.findall(one), _TOKEN.findall(other), autojunk=False).ratio()


def mark_words(old: str, new: str, gone: Mark, come: Mark) -> str:
    """One paragraph with what went and what came marked: `rose [-2-]{+3+} percent`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    out = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append("".join(before[a:b]))
            continue
        out += [gone("".join(before[a:b]))] if b > a else []
        out += [come("".join(after[c:d]))] if d > c else []
    return "".join(out)

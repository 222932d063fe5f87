"""What changed between two versions of an article, word by word, for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from tearsheet.errors import Usage
from tearsheet.plain_text import show_line, show_text
from tearsheet.query.alignment import Piece, align_texts
from tearsheet.query.archive import Archive
from tearsheet.query.session import Session
from tearsheet.query.show import resolve_id

#: How words that went and words that came are marked; a terminal may colour them instead.
Mark = Callable[[str], str]
#: What two versions are compared by beside their texts.
FIELDS = ("title", "byline", "section", "url", "published_on", "modified_at")


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
        f"{f}: {_shown(old[f], gone)} {_shown(new[f], come)}" for f in FIELDS if old[f] != new[f]
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
    """The changed paragraphs with the words that changed marked, `rose [-2-]{+3+} percent`, and a
    count of those between.
    """
    for is_equal, rows in groupby(align_texts(old, new), key=lambda row: row.fate == "equal"):
        if is_equal:
            count = sum(1 for _ in rows)
            yield f"  ({count} paragraph{'s' if count > 1 else ''} the same)"
        else:
            yield from ("".join(_marked(p, gone, come) for p in row.pieces) for row in rows)


def _marked(piece: Piece, gone: Mark, come: Mark) -> str:
    if piece.side == "equal":
        return piece.text
    return (gone if piece.side == "gone" else come)(piece.text)

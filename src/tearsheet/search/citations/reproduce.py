"""Is what was cited still so? A citation held against an archive: equal, or what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from tearsheet.errors import NoSnapshot, TearsheetError
from tearsheet.plain_text import amount
from tearsheet.query.archive import Archive
from tearsheet.query.session import Session
from tearsheet.query.show import resolve_id
from tearsheet.search.citations.citation import cite_rows, read_identifier
from tearsheet.takedown.tombstones import find_tombstones, read_tombstones
from transforms.ids import sha256_hex

#: Opens the archive in a snapshot, the newest where none is named.
Open = Callable[[int | None], Archive]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what is cited is as it was, in which snapshot, and what differs or is to be known."""

    is_equal: bool
    snapshot: int
    lines: tuple[str, ...]


def reproduce(open_archive: Open, citation: str) -> Verdict:
    """What a citation says held against the snapshot that it names; where that is not kept, or
    differs since the archive is another, against the newest. Raises Usage for what is no citation.
    """
    values = read_identifier(citation)
    wanted = int(values["snapshot"])
    try:
        archive = open_archive(wanted)
        notes: list[str] = []
    except NoSnapshot:
        archive = open_archive(None)
        notes = [f"snapshot {wanted} is not kept: this is of snapshot {archive.snapshot.number}"]
    differing = list(_differences(archive, values))
    if differing and not notes:
        newest = open_archive(None)
        if newest.snapshot.number != wanted and not list(_differences(newest, values)):
            note = f"snapshot {wanted} differs: this is of snapshot {newest.snapshot.number}"
            return Verdict(True, newest.snapshot.number, (note,))
    if differing and (withdrawn := len(read_tombstones(archive.objects))) and "query" in values:
        notes.append(f"{amount(withdrawn, 'withdrawal')} since may be why")
    return Verdict(not differing, archive.snapshot.number, (*differing, *notes))


def _differences(archive: Archive, values: dict[str, str]) -> Iterator[str]:
    if "query" in values:
        yield from _rows_differ(archive, values)
    else:
        yield from _article_differs(archive, values)


def _rows_differ(archive: Archive, values: dict[str, str]) -> Iterator[str]:
    """What differs of a query's rows."""
    try:
        now = cite_rows(archive, values["query"])
    except TearsheetError as error:
        yield f"the query has no answer: {error}"
        return
    if now.sha256 == values.get("sha256"):
        return
    if str(now.rows) != values.get("rows"):
        yield f"it has {amount(now.rows, 'row')}; {int(values.get('rows', 0)):,} were cited"
    cited = dict(
        part.rsplit(".", 1) for part in values.get("columns", "").split(",") if "." in part
    )
    columns = {unquote(name): digest for name, digest in cited.items()}
    held = dict(now.columns)
    for name in columns.keys() - held.keys():
        yield f"the column {name} is gone"
    for name in held.keys() - columns.keys():
        yield f"the column {name} is new"
    other = [name for name in held if name in columns and held[name] != columns[name]]
    if other:
        yield f"values differ in {', '.join(other)}"
    elif str(now.rows) == values.get("rows") and columns.keys() == held.keys():
        yield "the same values stand together in other rows"


def _article_differs(archive: Archive, values: dict[str, str]) -> Iterator[str]:
    """What differs of an article: whether it is there, its text, the bytes of its capture."""
    article = values["article"]
    if not article.isalnum():
        yield f"{article!r} is no id of an article"
        return
    stones = find_tombstones(archive.objects, {article})
    for stone in stones.values():
        yield f"withdrawn on {stone.withdrawn_at[:10]}: {stone.reason}"
    if stones:
        return
    asked = Session(archive)
    key = resolve_id(asked, article)
    rows = asked.rows(
        f"SELECT version, text, text_sha256 FROM revisions WHERE article_id = '{key}'"
    )
    if not rows.rows:
        yield f"no article {article} in snapshot {archive.snapshot.number}"
        return
    digest = values.get("text_sha256")
    texts = [text for _, text, sha256 in rows.rows if sha256 == digest]
    if not texts:
        yield f"no version of it has the text that was cited; it has {len(rows.rows)} now"
    elif sha256_hex(texts[0].encode()) != digest:
        yield "its text differs from its hash: see tearsheet verify"
    yield from _capture_differs(archive, asked, key, values.get("raw_sha256"))


def _capture_differs(
    archive: Archive, asked: Session, key: str, digest: str | None
) -> Iterator[str]:
    if digest is None:
        return
    found = asked.rows(
        f"SELECT capture_id, raw_sha256 FROM sightings JOIN captures USING (capture_id) "
        f"WHERE article_id = '{key}'"
    )
    ids = [capture for capture, sha256 in found.rows if sha256 == digest]
    if not ids:
        yield "the capture that was cited is not among its captures"
        return
    try:
        archive.payload(ids[0])
    except (TearsheetError, FileNotFoundError) as error:
        yield f"the bytes of its capture cannot be read as they were: {error}"

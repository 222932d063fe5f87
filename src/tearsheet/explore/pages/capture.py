"""One capture: how it was read, its blocks, and its raw bytes."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, Response

from tearsheet.errors import Damage, NotHere
from tearsheet.explore.lists import Choice, chosen, number_of
from tearsheet.explore.question import Question
from tearsheet.explore.source import (
    MOST_CHARS,
    SANDBOX_POLICY,
    hex_rows,
    lit_blocks,
    safe_page,
    shown_source,
)
from tearsheet.explore.visit import Page, Row, Sheet, Visit
from transforms.formats.record import HTML_TYPES

QUESTIONS = {
    "capture": Question(
        "The capture: its bytes, its address, its time, and what it was taken for",
        "SELECT * FROM captures WHERE capture_id = $capture_id",
    ),
    "blocks": Question(
        "Its blocks in page order, the first thousand",
        """SELECT block_no, article_no, kind, rule, language, text, byte_start, byte_end FROM blocks
WHERE outlet = $outlet AND month = $month AND capture_id = $capture_id
ORDER BY block_no LIMIT 1000""",
    ),
    "articles": Question(
        "The articles that it shows",
        """SELECT article_no, article_id, title, language, published_on FROM sightings
WHERE outlet = $outlet AND month = $month AND capture_id = $capture_id ORDER BY article_no""",
    ),
}
_VIEWS = {"bytes": "Its bytes", "source": "Its source", "page": "The page, made safe"}


def view(visit: Visit) -> Sheet:
    """The capture with its bytes, as they can be looked at."""
    row, key = _capture(visit), visit.path["capture_id"]
    where = {"capture_id": key, "outlet": row["outlet"], "month": row["month"]}
    blocks, articles = visit.ask("blocks", "articles", **where)
    has_places = any(block["byte_start"] is not None for block in blocks)
    names = ["bytes"] * has_places + ["source"] + ["page"] * (row["media_type"] in HTML_TYPES)
    how, block = chosen(visit, "view", names), number_of(visit, "block")
    words = visit.query.get("words") or None
    values = {
        "row": row,
        "key": key,
        "blocks": blocks,
        "articles": articles,
        "block": block,
        "how": how,
        "views": [
            Choice(
                _VIEWS[name],
                visit.link("capture", capture_id=key, view=name, block=block, words=words),
                name == how,
            )
            for name in names
        ],
        **_bytes(visit, row, how, blocks, block, words),
    }
    return Sheet(f"Capture of {row['url'] or row['landed_from']}", values)


def _bytes(
    visit: Visit, row: Row, how: str, blocks: list[Row], block: int | None, words: str | None
) -> dict[str, Any]:
    """What is shown of the payload."""
    nothing = {"lost": None, "lit": None, "source": None, "hex": None, "is_cut": False}
    if how == "page":
        return nothing
    try:
        payload = visit.site.readers.payload(visit.snapshot, visit.path["capture_id"])
    except Damage as error:
        return {**nothing, "lost": str(error)}
    if how == "bytes":
        lit = list(lit_blocks(payload, row["encoding"], blocks, lit_no=block, words=words))
        return {**nothing, "lit": lit}
    shown, is_cut = shown_source(payload[:MOST_CHARS], row["encoding"]), len(payload) > MOST_CHARS
    return {**nothing, "source": shown, "hex": hex_rows(payload[:512]), "is_cut": is_cut}


def _capture(visit: Visit) -> Row:
    found = visit.rows("capture", capture_id=visit.path["capture_id"])
    if not found:
        raise NotHere(f"No capture {visit.path['capture_id']} in this snapshot.")
    return found[0]


def view_page(visit: Visit) -> Response:
    """A captured page of which nothing runs, loads or leads elsewhere."""
    row = _capture(visit)
    payload = visit.site.readers.payload(visit.snapshot, row["capture_id"])
    page = safe_page(payload, row["encoding"], row["language"])
    return HTMLResponse(page, headers={"content-security-policy": SANDBOX_POLICY})


def view_raw(visit: Visit) -> Response:
    """The payload as a download: bytes that no browser opens."""
    row = _capture(visit)
    payload = visit.site.readers.payload(visit.snapshot, row["capture_id"])
    name = f'attachment; filename="{row["capture_id"]}.bin"'
    headers = {"content-disposition": name, "content-security-policy": SANDBOX_POLICY}
    return Response(payload, headers=headers, media_type="application/octet-stream")


PAGE = Page("capture", "/capture/{capture_id}", view, QUESTIONS)
PAGE_AS_IT_WAS = Page("captured", "/capture/{capture_id}/page", view_page, QUESTIONS)
PAGE_OF_BYTES = Page("raw", "/capture/{capture_id}/raw", view_raw, QUESTIONS)

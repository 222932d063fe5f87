"""What was refused, why, and its bytes."""

from __future__ import annotations

from tearsheet.errors import Damage, NotHere
from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.lists import Choice
from tearsheet.explore.question import Question
from tearsheet.explore.source import MOST_CHARS, hex_rows, shown_source
from tearsheet.explore.visit import Page, Sheet, Visit

QUESTIONS = {
    "reasons": Question(
        "Refused files and records by stage and reason",
        """SELECT stage, reason, count(*) AS rows, sum(record_count)::BIGINT AS records
FROM quarantine GROUP BY stage, reason ORDER BY records DESC, stage, reason""",
    ),
    "rows": Question(
        "What was refused for this reason, the newest first; a thousand rows at most",
        """SELECT quarantine_id, ref, stage, reason, detail, raw_bytes, record_count, first_seen,
       run_id
FROM quarantine WHERE $reason IS NULL OR reason = $reason
ORDER BY first_seen DESC, ref, quarantine_id LIMIT 1000""",
    ),
}
ONE = {
    "refused": Question(
        "The row of the refused file or records",
        "SELECT * FROM quarantine WHERE quarantine_id = $quarantine_id",
    ),
}


def view(visit: Visit) -> Sheet:
    """The reasons, and what was refused for one of them or for any."""
    reason = visit.query.get("reason") or None
    reasons, rows = visit.ask("reasons", "rows", reason=reason)
    shown = [
        Bar(
            f"{row['reason']} ({row['stage']})",
            row["records"],
            visit.link("quarantine", reason=row["reason"]),
        )
        for row in reasons
    ]
    values = {
        "reason": reason,
        "chart": bars("Refused, by reason", shown, of="records") if shown else None,
        "rows": rows,
        "reasons": [Choice("all", visit.link("quarantine"), reason is None)]
        + [
            Choice(name, visit.link("quarantine", reason=name), name == reason)
            for name in dict.fromkeys(row["reason"] for row in reasons)
        ],
    }
    return Sheet(f"Quarantine{f': {reason}' if reason else ''}", values)


def view_one(visit: Visit) -> Sheet:
    """One row, with as much of its bytes as there is room for."""
    key = visit.path["quarantine_id"]
    found = visit.rows("refused", quarantine_id=key)
    if not found:
        raise NotHere(f"Nothing was refused under {key} in this snapshot.")
    row = found[0]
    raw, lost = None, None
    if row["raw_object"] is not None:
        try:
            raw = visit.site.readers.refused(visit.snapshot, key)
        except Damage as error:
            lost = str(error)
    values = {
        "row": row,
        "lost": lost,
        "hex": hex_rows(raw) if raw is not None else None,
        "text": shown_source(raw[:MOST_CHARS], None) if raw is not None else None,
        "whole_bytes": len(raw) if raw is not None and row["raw_coding"] else None,
        "is_cut": raw is not None and len(raw) > MOST_CHARS,
    }
    return Sheet(f"Refused: {row['reason']}", values)


PAGE = Page("quarantine", "/quarantine", view, QUESTIONS, label="Quarantine")
PAGE_OF_ONE = Page("refused", "/quarantine/{quarantine_id}", view_one, ONE)

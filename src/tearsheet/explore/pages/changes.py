"""What was changed after it was published: texts, headlines, and what disappeared."""

from __future__ import annotations

from tearsheet.explore.lists import Choice, asked_name, chosen, of_outlets, outlet_of, portion
from tearsheet.explore.visit import Page, Row, Sheet, Visit

QUESTIONS = {
    **of_outlets(
        "texts",
        "Edits that nobody states, the newest first",
        """SELECT article_id, outlet, title, version, change_kind, chars_added, chars_removed,
       last_seen_before_at, first_seen_at
FROM silent_edits {of_outlet}ORDER BY first_seen_at DESC NULLS LAST, article_id, version""",
    ),
    **of_outlets(
        "headlines",
        "Headlines that came after another over one article, the newest first",
        """SELECT article_id, outlet, old_title, new_title, old_last_seen_at, new_first_seen_at,
       is_replaced, words_differ
FROM headline_edits {of_outlet}ORDER BY new_first_seen_at DESC, article_id, new_title""",
    ),
    **of_outlets(
        "disappeared",
        "Articles that were listed or captured before and are absent from a later capture that"
        " could show them, the newest first",
        """SELECT outlet, article_id, url, title, last_seen_at, absent_at, evidence, source
FROM disappeared {of_outlet}ORDER BY absent_at DESC NULLS LAST, outlet, url, article_id""",
    ),
}
_KINDS = {"texts": "Silent edits", "headlines": "Headlines", "disappeared": "Disappeared"}
#: How much a row claims: what is known of it, and how that is graded.
_GRADES = {
    "text": ("other words", "strong"),
    "names_or_figures": ("names or figures", "strong"),
    "gone": ("its address says so", "strong"),
    "withdrawn": ("left out of the next list", "fair"),
    "not_seen_since": ("fell out of lists", "weak"),
}


def view(visit: Visit) -> Sheet:
    """One of the three lists."""
    kind = chosen(visit, "kind", _KINDS)
    outlet, found = outlet_of(visit), portion(visit, kind)
    values = {
        "kind": kind,
        "outlet": outlet,
        "found": found,
        "grades": [_grade(kind, dict(row)) for row in found.rows],
        "asked": asked_name(visit, kind),
        "kinds": [
            Choice(label, visit.link("changes", kind=name, outlet=outlet), name == kind)
            for name, label in _KINDS.items()
        ],
    }
    of = f" of {outlet}" if outlet else ""
    return Sheet(f"Changes after publication{of}: {_KINDS[kind].lower()}", values)


def _grade(kind: str, row: Row) -> tuple[str, str]:
    """What is known of a change, and how strong that is."""
    if kind == "headlines":
        if not row["is_replaced"]:
            return "both were shown", "weak"
        return ("other words", "strong") if row["words_differ"] else ("case or signs", "weak")
    code = row["change_kind"] if kind == "texts" else row["evidence"]
    return _GRADES.get(code, (str(code).replace("_", " "), "weak"))


PAGE = Page("changes", "/changes", view, QUESTIONS, label="Changes")

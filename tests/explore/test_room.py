"""What the explorer stands on: it asks, and cannot write."""

from __future__ import annotations

from tests.support import architecture

#: Rooms that it asks, and what those of the lowest floors it needs.
ALLOWED = ("explore", "query", "search", "workers", "errors", "plain_text", "settings", "version")
#: Of the store, what a snapshot is and how a payload is read.
OF_STORE = ("tearsheet.store", "tearsheet.store.snapshots", "tearsheet.store.payloads")
#: What is said of withdrawn texts.
OF_TAKEDOWN = ("tearsheet.takedown", "tearsheet.takedown.tombstones")


def test_the_explorer_stands_on_query_and_search_and_on_nothing_that_writes() -> None:
    inside = [n for n in architecture.modules() if n.startswith("tearsheet.explore")]
    reached = {
        other
        for name in inside
        for other in architecture.imports(name)
        if other.startswith("tearsheet.") and other.split(".")[1] not in ALLOWED
    }
    assert reached - {*OF_STORE, *OF_TAKEDOWN} == set()

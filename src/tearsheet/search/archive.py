"""An archive that can be searched: what `tearsheet.open` gives."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tearsheet.query.archive import Archive
from tearsheet.query.calls.search import SearchCall

if TYPE_CHECKING:
    from tearsheet.search.answer import Answer
    from tearsheet.search.finder import Finder

#: A build says how far it is each so many articles. judged
_STEP = 50_000


class SearchableArchive(Archive):
    """As `Archive`, with a search of its articles' words. Its index is made at the first search,
    and brought to what was archived since at later ones.
    """

    @cached_property
    def finder(self) -> Finder:
        """What searches the snapshot; made once."""
        from tearsheet.search.finder import Finder

        return Finder(self, _say)

    def search(
        self,
        asked: str,
        *,
        rank: str = "score",
        one_a_story: bool = True,
        limit: int = 10,
        offset: int = 0,
        facets: bool = False,
        **filters: Any,
    ) -> Answer:
        """The articles whose words answer a search: `archive.search('harbour "sea wall" -flood')`.

        `filters` are `outlet`, `language`, `kind` (what it is in its story: `lead`, `reprint`, …)
        and `story`, each a text or several, `published` and `captured`, each a period such as
        `2026-03` or `2026-01..2026-03-08`. `rank` is `score` or `date`, newest first. Of a
        story the best hit is given, unless `one_a_story` is False.

        Raises BadSearch, which says where the search cannot be read, and Usage.
        """
        from tearsheet.search.answer import answer
        from tearsheet.search.filters import Filters
        from tearsheet.search.question import read_question

        read_question(asked)
        chosen = Filters.of_options(filters)
        return answer(
            self.finder,
            asked,
            chosen,
            rank=rank,
            one=one_a_story,
            limit=limit,
            offset=offset,
            facets=facets,
        )

    def found_by(self, call: SearchCall) -> tuple[list[str], list[float]]:
        """The articles, and their scores, that a call of `search` in SQL stands for."""
        from tearsheet.search.answer import scores
        from tearsheet.search.filters import Filters
        from tearsheet.search.question import read_question

        read_question(call.asked)
        return scores(self.finder, call.asked, Filters.of_options(dict(call.options)))


def _say(done: int, total: int) -> None:
    """Tell on the standard error stream that an index is made or added to, and how far it is."""
    if done == 0:
        print("making the search index: this search waits for it", file=sys.stderr)  # noqa: T201
    elif done % _STEP == 0:
        print(f"search index: {done:,} of {total:,} articles", file=sys.stderr)  # noqa: T201

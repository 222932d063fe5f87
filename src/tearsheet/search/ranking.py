"""The order in which what a search found is shown, of as much of it as is asked for: to rank all
that a common word finds takes many times as long as to find what is shown first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tearsheet.search.columns import firsts
from tearsheet.search.filters import Filters
from tearsheet.search.finder import RANKED, Finder, Matches, Places


@dataclass(frozen=True)
class Ranking:
    """The articles that a search finds, best or newest first: with `one` the first article of each
    story, else every article.
    """

    finder: Finder
    asked: str
    filters: Filters
    one: bool

    @cached_property
    def matches(self) -> Matches:
        """What the search finds."""
        return self.finder.find(self.asked, self.filters)

    def best(self, wanted: int) -> Places:
        """The best hits, so many at least, where there are."""
        ranked = self._ones(self.matches.places)
        if len(ranked) >= wanted or not len(self.matches.rest):
            return ranked
        return self._ones(self._whole().places)

    def newest(self, wanted: int) -> Places:
        """The newest hits, so many at least, where there are: of those of a day the best first,
        those without a day last.
        """
        if not len(self.matches.rest) or not wanted:
            return self._ones(self._by_day(self.matches.places))
        every = self._by_day(self.matches.every)
        days = self._days(every)
        shown = firsts(self.finder.stories.codes[every], len(self.finder.stories.values))
        last = days[shown[wanted - 1] if self.one else wanted - 1]
        some = every[days >= last]
        if len(some) > RANKED:
            return self._ones(self._by_day(self._whole().places))
        known = self.scores(some)
        scores = np.array([known[place] for place in some.tolist()])
        keys = self.finder.rows["key"].to_numpy()[some]
        return self._ones(some[np.lexsort((keys, -scores, -self._days(some).astype(np.int64)))])

    def scores(self, places: Places) -> dict[int, float]:
        """How well each of these was found, by place."""
        found = self.matches
        at = np.flatnonzero(np.isin(found.places, places))
        known = dict(zip(found.places[at].tolist(), found.scores[at].tolist(), strict=True))
        if len(known) == len(places):
            return known
        return self.finder.scores(self.asked, places, is_loose=found.is_loose)

    def _whole(self) -> Matches:
        return self.finder.find(self.asked, self.filters, is_whole=True)

    def _ones(self, places: Places) -> Places:
        """The first of each story, where one is shown."""
        if not self.one:
            return places
        stories = self.finder.stories
        return places[firsts(stories.codes[places], len(stories.values))]

    def _by_day(self, places: Places) -> Places:
        """The newest first; those of a day in the order given."""
        return places[np.argsort(-self._days(places).astype(np.int64), kind="stable")]

    def _days(self, places: Places) -> Places:
        return self.finder.days[places]

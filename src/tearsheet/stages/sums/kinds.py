"""Which rows of data files are counted, and how: what a batch asks of all captures of an outlet."""

from __future__ import annotations

from tearsheet.store.files.sums import Sum
from transforms.dedup import menus
from transforms.learn import sums

#: What captures say of their outlet.
SAID = Sum("said", "captures", sums.SAID_COLUMNS, sums.count_said)
#: How many sightings have a headline, and an address.
NAMED = Sum("named", "sightings", sums.NAMED_COLUMNS, sums.count_named, is_most=True)
#: How many dates tell how an outlet writes its days.
TELLING = Sum("telling", "dates", sums.TELLING_COLUMNS, sums.count_telling, is_most=True)
#: On how many captures teasers stand, and how many listings have an address.
TEASING = Sum("teasing", "listings", menus.COUNTED_COLUMNS, menus.count_teasing)
#: The links that stand on many captures.
LINKS = Sum("links", "listings", menus.COUNTED_COLUMNS, menus.count_links, is_most=True)
#: All of them.
SUMS = (SAID, NAMED, TELLING, TEASING, LINKS)

"""Large files of a table that hold the same outlets of the same months, as a load in portions
leaves them: which are to be sorted apart, and into what pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.merging import SMALL_BYTES

#: So many large files may hold an outlet of a month before they are sorted apart: with fewer a
#: month would be written again for every file that grows large. judged
MOST_OVER_ONE_OUTLET = 2

#: Months and outlets, each from the first to the last, whose rows make a file.
Piece = tuple[tuple[str, str], tuple[str, str]]


def overlapping(files: Sequence[DataFile]) -> Iterator[list[DataFile]]:
    """The groups of large files, neighbours by their months, in which too many hold one outlet of
    one month. Files that only meet at an outlet do not overlap there.
    """
    large = [f for f in files if f.bytes >= SMALL_BYTES and {"outlet", "month"} <= f.stats.keys()]
    group: list[DataFile] = []
    last = ""
    for file in sorted(large, key=lambda f: (f.stats["month"], f.path)):
        low, high = file.stats["month"]
        if group and low > last:
            if _most_over_one(group) > MOST_OVER_ONE_OUTLET:
                yield group
            group, last = [], ""
        group.append(file)
        last = max(last, high)
    if group and _most_over_one(group) > MOST_OVER_ONE_OUTLET:
        yield group


def _most_over_one(files: Sequence[DataFile]) -> int:
    """The most of these files that hold one outlet of one month, by their first and last values."""
    most = 0
    for month in {f.stats["month"][0] for f in files}:
        here = [f.stats["outlet"] for f in files if f.may_hold("month", [month])]
        ends = sorted((end, turn) for ends in here for end, turn in zip(ends, (1, -1), strict=True))
        open_ = 0
        for _, turn in ends:
            open_ += turn
            most = max(most, open_)
    return most


def pieces(counts: Sequence[tuple[str, str, int]], most: int) -> Iterator[Piece]:
    """How to cut sorted rows into pieces, of which there are so many of each month and outlet:
    months together while no more than `most` rows, a larger month by outlets into pieces of near
    size.
    """
    months: dict[str, int] = {}
    for month, _, count in counts:
        months[month] = months.get(month, 0) + count
    for span in _spans(list(months.items()), most):
        inside = [(o, n) for month, o, n in counts if span[0] <= month <= span[1]]
        total = sum(n for _, n in inside)
        if total <= most:
            yield span, (min(inside)[0], max(inside)[0])
        else:
            # one month: of more than one no more than `most` rows are together
            near = -(-total // -(-total // most))
            yield from ((span, outlets) for outlets in _spans(inside, near))


def _spans(sizes: Sequence[tuple[str, int]], most: int) -> Iterator[tuple[str, str]]:
    """Neighbours together while they are no more than `most`: the first and last of each span."""
    starts, total = [0], 0
    for no, (_, size) in enumerate(sizes):
        if total and total + size > most:
            starts.append(no)
            total = 0
        total += size
    for start, stop in pairwise([*starts, len(sizes)]):
        yield sizes[start][0], sizes[stop - 1][0]

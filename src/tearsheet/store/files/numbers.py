"""Numbers that are reckoned of each row of a large file, so many of 32 bits a row, kept beside it:
those of ten thousand rows are read by their places and are an array, where a frame would cost more
than what is read.

They are made when they are first asked for, or by a compaction, and kept in `cache/keys/`. They are
no part of the archive, and made anew where they are lost, torn or damaged. Every row has a sum of
its own, in which its place counts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Places, sum_words
from tearsheet.store.files.key_index import FOLDER, LEAST_ROWS
from tearsheet.store.files.opened import OpenedFile
from tearsheet.store.files.spans import read_records
from tearsheet.store.objects import Objects
from transforms.schemas import Table

#: Rows of which the numbers are reckoned at a time. judged
_PIECE_ROWS = 16_384
_WORD = 4

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is reckoned of rows: some columns of theirs -> so many `words` a row. The `name` says by
    which code.
    """

    name: str
    columns: tuple[str, ...]
    words: int
    reckon: Callable[[pl.DataFrame], Words]


class _NoNumbers(ValueError):
    """Raised where the file in the place of numbers has others, or is damaged."""


def numbers_path(file: DataFile, of: Reckoned) -> str:
    """Where the numbers of a data file's rows stand."""
    return f"{FOLDER}/{file.cache_name}/{of.name}"


def read_numbers(
    objects: Objects, spec: Table, file: DataFile, of: Reckoned, places: Places
) -> Words:
    """What is reckoned of the rows at these places (ascending, each once) of a data file: a row of
    numbers each. Of a small file it is reckoned of the rows themselves.
    """
    if not len(places):
        return np.zeros((0, of.words), np.uint32)
    if file.rows < LEAST_ROWS:
        return of.reckon(OpenedFile(objects, file).read_places(spec, places, of.columns))
    try:
        return _read(objects, numbers_path(file, of), of, places)
    except (FileNotFoundError, _NoNumbers):
        made = _reckon(objects, spec, file, of)
    with contextlib.suppress(OSError):  # without them the next run reckons, too
        objects.put_scratch(numbers_path(file, of), _encode(made))
    return made[places]


def make_numbers(objects: Objects, spec: Table, file: DataFile, of: Reckoned) -> None:
    """Keep what is reckoned of the rows of a data file, where it is large."""
    if file.rows >= LEAST_ROWS:
        made = _encode(_reckon(objects, spec, file, of))
        objects.put_scratch(numbers_path(file, of), made)


def _reckon(objects: Objects, spec: Table, file: DataFile, of: Reckoned) -> Words:
    rows = OpenedFile(objects, file).read_places(spec, np.arange(file.rows), of.columns)
    return np.concatenate([of.reckon(piece) for piece in rows.iter_slices(_PIECE_ROWS)])


def _encode(numbers: Words) -> bytes:
    """The rows of numbers, each behind its sum."""
    made = np.empty((len(numbers), numbers.shape[1] + 1), "<u4")
    made[:, 0], made[:, 1:] = _sum(numbers, np.arange(len(numbers))), numbers
    return made.tobytes()


def _sum(numbers: Words, places: Places) -> Words:
    # of zeros at the first place, too, it is not zero
    at = (places + 1).astype(np.uint32)
    return sum_words(np.column_stack([at, numbers]))


def _read(objects: Objects, path: str, of: Reckoned, places: Places) -> Words:
    raw = read_records(objects, path, 0, (of.words + 1) * _WORD, places)
    if len(raw) < len(places):
        raise _NoNumbers(path)
    found = raw.view("<u4")
    if not np.array_equal(_sum(found[:, 1:], places), found[:, 0]):
        raise _NoNumbers(path)
    return found[:, 1:]

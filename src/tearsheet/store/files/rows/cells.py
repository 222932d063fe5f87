"""Columns as cells of rows, byte by byte, and back: a cell has a value, or how many bytes of the
row's tail the value takes.

Forms of columns, by what their values are:

number   a number, a day or a time, as it lies in memory
truth    one byte: no, yes
code     one byte: which of the few texts that the column has (`words`)
hex      the bytes that an id or a hash writes in hexadecimal digits
text     UTF-8 in the tail
pressed  UTF-8 in the tail, compressed by itself
hashes   numbers of 64 bits in the tail
json     any other value, as JSON in the tail

What a null has in its cell and tail is of no meaning: rows say apart which cells are null.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.hashes import Places
from transforms.arrow import as_series

Bytes = NDArray[np.uint8]
#: Texts that have a code: so many, of so many bytes together, since a store's texts are read whole.
#: judged
_MOST_CODES, _MOST_CODE_BYTES = 255, 8_192
#: Texts of so many bytes on average are compressed, each by itself. judged
_PRESSED_BYTES = 256
#: Bytes of how long a value in the tail is.
_LENGTH = np.dtype("<u4")
_DIGITS = np.frombuffer(b"".join(b"%02x" % n for n in range(256)), np.uint16)
#: The forms of which a cell has the length alone.
IN_TAIL = frozenset(("text", "pressed", "hashes", "json"))


class Form(NamedTuple):
    """How the values of a column stand in rows: `width` bytes of a cell; `words` are the texts that
    have codes.
    """

    column: str
    kind: str
    width: int
    words: tuple[str, ...] = ()

    @property
    def is_in_tail(self) -> bool:
        """Whether the cell has the length of the value alone."""
        return self.kind in IN_TAIL


def choose_form(values: pl.Series) -> Form:
    """The form of a column.

    >>> [choose_form(pl.Series("c", v)).kind for v in ([1, None], ["0a", "b1"] * 300, [["x"]])]
    ['number', 'code', 'json']
    >>> choose_form(pl.Series("c", [f"{n:04x}" for n in range(300)]))
    Form(column='c', kind='hex', width=2, words=())
    """
    name, kind, width = values.name, values.dtype, _LENGTH.itemsize
    if kind == pl.Boolean:
        return Form(name, "truth", 1)
    if kind.is_numeric() or kind.is_temporal():
        return Form(name, "number", _physical_type(kind).itemsize)
    if kind == pl.List(pl.UInt64):
        return Form(name, "hashes", width)
    if kind != pl.String:
        return Form(name, "json", width)
    known = values.drop_nulls()
    if known.n_unique() <= _MOST_CODES:
        words = tuple(known.unique().sort())
        if sum(map(len, words)) <= _MOST_CODE_BYTES:
            return Form(name, "code", 1, words)
    sizes = known.str.len_bytes()
    least, most = sizes.min(), sizes.max()
    is_even = least == most and isinstance(most, int) and most % 2 == 0 < most
    if is_even and known.str.contains(r"\A[0-9a-f]+\z").all():
        return Form(name, "hex", int(sizes[0]) // 2)
    is_long = int(sizes.sum()) > _PRESSED_BYTES * len(known)
    return Form(name, "pressed" if is_long else "text", width)


def write_cells(form: Form, values: pl.Series) -> Bytes:
    """The cells of a column in a row each, (rows, width); none is in the tail."""
    if form.kind == "code":
        words = pl.Series(form.words, dtype=pl.String)
        return words.search_sorted(values.fill_null("")).to_numpy().astype(np.uint8).reshape(-1, 1)
    if form.kind == "hex":
        raw = values.fill_null("00" * form.width).str.decode("hex").to_arrow()
        data, _ = _buffers(raw)
        return data.reshape(-1, form.width)
    plain = values.cast(pl.UInt8) if form.kind == "truth" else values.to_physical()
    numbers = np.ascontiguousarray(plain.fill_null(0).to_numpy())
    return numbers.view(np.uint8).reshape(-1, form.width)


def read_cells(form: Form, cells: Bytes, is_null: NDArray[np.bool_], kind: Any) -> pl.Series:
    """The column of cells that `write_cells` made; `kind` is its type."""
    if is_null.all():
        return pl.Series(form.column, [None] * len(cells), dtype=kind)
    if form.kind == "code":
        codes = np.where(is_null, np.uint32(len(form.words)), cells[:, 0])
        return _list_words(form.column, form.words)[codes]
    if form.kind == "hex":
        letters = _DIGITS[cells].view(np.uint8).ravel()
        ends = np.arange(len(cells) + 1, dtype=np.int64) * 2 * form.width
        return _texts(form.column, letters, ends, is_null)
    if form.kind == "truth":
        values = pl.Series(form.column, cells[:, 0] == 1)
    else:
        numbers = np.ascontiguousarray(cells).view(_physical_type(kind))[:, 0]
        values = pl.Series(form.column, numbers)
    return _with_nulls(values, is_null).cast(kind)


def write_tail(form: Form, values: pl.Series) -> tuple[Bytes, Places]:
    """(the bytes of a column's values end to end, how many each has)."""
    if form.kind == "text":
        plain = values.fill_null("").to_arrow(compat_level=pl.CompatLevel.oldest())
        data, ends = _buffers(plain)
        return data, np.diff(ends)
    if form.kind == "hashes":
        sizes = values.list.len().fill_null(0).to_numpy().astype(np.int64)
        flat = values.filter(values.list.len() > 0).explode().to_numpy()
        return np.ascontiguousarray(flat, np.uint64).view(np.uint8), 8 * sizes
    if form.kind == "pressed":
        import zstandard

        press = zstandard.ZstdCompressor(level=3).compress
        parts = [press((text or "").encode()) for text in values.to_list()]
    else:
        parts = [orjson.dumps(value) for value in values.to_list()]
    return np.frombuffer(b"".join(parts), np.uint8), np.array([*map(len, parts)], np.int64)


def read_tail(
    form: Form, data: Bytes, sizes: Places, is_null: NDArray[np.bool_], kind: Any
) -> pl.Series:
    """The column of the values whose bytes stand end to end, so many of each."""
    ends = np.append(0, np.cumsum(sizes))
    if form.kind == "text":
        return _texts(form.column, data, ends, is_null)
    if form.kind == "hashes":
        return _with_nulls(_hash_lists(form.column, data, ends), is_null)
    raw, spans = data.tobytes(), zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    if form.kind == "pressed":
        import zstandard

        open_ = zstandard.ZstdDecompressor().decompress
        parts = [open_(raw[first:stop]) for first, stop in spans]
        ends = np.append(0, np.cumsum([*map(len, parts)]))
        return _texts(form.column, np.frombuffer(b"".join(parts), np.uint8), ends, is_null)
    found = [orjson.loads(raw[first:stop]) for first, stop in spans]
    return _with_nulls(pl.Series(form.column, found, dtype=kind), is_null)


@lru_cache(512)
def _list_words(column: str, words: tuple[str, ...]) -> pl.Series:
    """The texts that have codes, and null behind them."""
    return pl.Series(column, [*words, None], dtype=pl.String)


@cache
def _physical_type(kind: Any) -> np.dtype[Any]:
    """The type of a number, a day or a time as it lies in memory."""
    physical: np.dtype[Any] = pl.Series([], dtype=kind).to_physical().to_numpy().dtype
    return physical


def _buffers(array: Any) -> tuple[Bytes, Places]:
    """The bytes of texts end to end, and where each begins and the last ends."""
    _, places, letters = array.buffers()
    wide = np.frombuffer(places, np.int64)[array.offset :][: len(array) + 1]
    data = np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
    return data[int(wide[0]) : int(wide[-1])], wide - wide[0]


def _texts(name: str, data: Bytes, ends: Places, is_null: NDArray[np.bool_]) -> pl.Series:
    import pyarrow as pa

    known = np.packbits(~is_null, bitorder="little").tobytes() if is_null.any() else None
    parts = (None if known is None else pa.py_buffer(known), pa.py_buffer(ends), pa.py_buffer(data))
    return as_series(name, pa.LargeStringArray.from_buffers(len(ends) - 1, *parts[1:], parts[0]))


def _hash_lists(name: str, data: Bytes, ends: Places) -> pl.Series:
    """Lists of hashes. They are made of buffers: pyarrow imports pandas, where it is installed, for
    an array of numpy's, a quarter of a second in each process.
    """
    import pyarrow as pa

    kind, places = pa.uint64(), pa.py_buffer(np.ascontiguousarray(ends // 8))
    hashes = pa.Array.from_buffers(kind, data.size // 8, [None, pa.py_buffer(data)])
    return as_series(
        name,
        pa.Array.from_buffers(
            pa.large_list(kind), len(ends) - 1, [None, places], children=[hashes]
        ),
    )


def _with_nulls(values: pl.Series, is_null: NDArray[np.bool_]) -> pl.Series:
    return values.set(pl.Series(is_null), None) if is_null.any() else values

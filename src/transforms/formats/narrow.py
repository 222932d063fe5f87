"""UTF-16 files as UTF-8, so that lines and quotes in them are single bytes; both ways lossless,
lone surrogates included.
"""

from __future__ import annotations

import codecs

from transforms.formats.streams import Failure, Source

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def wide_codec(head: bytes) -> str | None:
    """The encoding of a file that begins with a mark of UTF-16, else None: `b"\\xff\\xfeR\\0"`
    gives `'utf-16-le'`.
    """
    return None if head.startswith(codecs.BOM_UTF32_LE) else _MARKS.get(head[:2])


def narrow(data: bytes, codec: str) -> bytes:
    """UTF-16 text as UTF-8: `narrow(b"R\\0", "utf-16-le")` is `b"R"`. A cut last character is left
    out.
    """
    return (
        codecs.getincrementaldecoder(codec)("surrogatepass")
        .decode(data)
        .encode("utf-8", "surrogatepass")
    )


def wide_length(text: bytes) -> int:
    """How many bytes these of `narrow` are in UTF-16."""
    return (
        len(text) * 2
        if text.isascii()
        else len(text.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass"))
    )


class NarrowSource:
    """What is left of the member of a UTF-16 source, after `begun`, as one UTF-8 member."""

    def __init__(self, source: Source, begun: bytes, codec: str) -> None:
        self._source, self._begun, self._opened = source, begun, False
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
        self.start = self.end = 0

    @property
    def failed(self) -> bool:
        return self._source.failed

    @property
    def reason(self) -> str | None:
        return self._source.reason

    def open_next(self) -> bool:
        first, self._opened = not self._opened, True
        return first

    def chunk(self) -> bytes:
        """The next bytes; b"" at the end, a half character left over there being dropped."""
        while True:
            data, self._begun = self._begun or self._source.chunk(), b""
            text = self._decoder.decode(data)
            if text or not data:
                return text.encode("utf-8", "surrogatepass")

    def take_failure(self) -> Failure | None:
        return self._source.take_failure()

"""Links and pictures of Markdown, as converters of pages write them, in the lines of a text."""

from __future__ import annotations

import re

#: What stands in every link and picture.
LINK_SIGN = "]("
_PART = r"[^()\s]{0,2000}"
_TARGET = (
    rf"\((?:<[^<>\n]{{0,2000}}>|{_PART}(?:\({_PART}\){_PART})?)"
    r"(?:\s+[\"'][^\"'\n]{0,300}[\"'])?\)"
)
_PICTURE = re.compile(rf"!\[[^\[\]]{{0,500}}\]{_TARGET}")
_LINK = re.compile(rf"(?<!!)\[([^\[\]]{{0,500}})\](?=\((?:<|https?:|/|#|mailto:)){_TARGET}")


def without_links(text: str) -> str:
    """The line as its readers saw it: `See [the report](https://a.example/1).` is `See the
    report.`; of a picture nothing is left.
    """
    if LINK_SIGN not in text:
        return text
    return _LINK.sub(r"\1", _PICTURE.sub("", text)).strip()

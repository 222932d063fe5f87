"""What ends a sentence, in the scripts of the world.

The sets differ on purpose and stand side by side: two of them are behind stored columns and trained
models, which would change with them.
"""

from __future__ import annotations

import re

#: Marks that end a sentence. Lines of text captures, teasers and the trained models go by these.
TERMINALS = frozenset(".!?。！？．｡؟۔।॥։።…‽՞༎၊။៖។")
#: What may stand behind such a mark: quotes, brackets and marks of direction.
CLOSERS = "\"'”’»«›„“」』】）)]*}\u200f\u200e"
#: A line of a text that ends a sentence, for the regular expressions of Polars: behind the column
#: `terminal_line_share` of the contract.
TERMINAL_LINE = r"(?m)[.!?…。｡！？؟۔।։።᙮][\"'”’»›」』】）\])]*$"
#: A paragraph of a web page that ends a sentence: fewer marks, since anything may stand on a page.
PARAGRAPH_END = re.compile(r"[.!?。！？।؟…][\"'”’»）)\]]*\s*$")
#: Where in a line one sentence ends and another begins: no credit of a picture goes on there.
SENTENCE_BREAK = re.compile(r"[.!?。！？]\s+\S")


def is_terminated(text: str) -> bool:
    """Whether a line ends as sentences do, inside quotes and brackets or not: `"He left."` and
    `他走了。」` do.
    """
    core = text.rstrip(CLOSERS) or text
    return core[-1:] in TERMINALS


def is_cut(text: str) -> bool:
    """Whether a teaser stops before its sentence does: without terminal punctuation, or with an
    ellipsis.
    """
    core = text.rstrip(CLOSERS) or text
    return not is_terminated(text) or core.endswith(("…", ".."))

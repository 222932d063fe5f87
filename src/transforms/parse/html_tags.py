"""What is known of HTML's tags: which break lines, which hold nothing, which end others by opening."""

from __future__ import annotations

_TAGS = """
    div p li h1 h2 h3 h4 h5 h6 td th blockquote figcaption pre dt dd section article main aside nav footer header figure form table ul ol dl
    tr tbody body address details summary dialog center fieldset
"""
#: Block-level tags by code; every other is OTHER. The order is part of the trained model.
TAGS = tuple(_TAGS.split())
OTHER = len(TAGS)
_INLINE_TAGS = """
    a span b i em strong u s small big sub sup font abbr cite code q mark time label kbd samp var ins del bdi bdo dfn data tt acronym strike
    nobr ruby rb rt rp rtc picture
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_EMPTY_TAGS = "img source wbr input area link meta param track embed col base basefont bgsound keygen frame head"
#: Tags that hold nothing and break no line; `head` only groups such tags.
_EMPTY = frozenset(_EMPTY_TAGS.split())
#: Kinds of tags: code + 1 for those of block level, then these; an end tag's kind is negative, that of empty tags 0.
RULE, BREAK, LINK, STRONG, INLINE = range(OTHER + 2, OTHER + 7)
#: End tags that do not simply end the innermost open element of their kind.
BODY = TAGS.index("body") + 1
SEARCHED_ENDS = (-(OTHER + 1), -BODY)

HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
_CLOSES_P_TAGS = """
    address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header hgroup hr main menu nav
    ol p pre section summary table ul li dd dt
"""
#: Start tags that end an open paragraph.
CLOSES_P = frozenset(_CLOSES_P_TAGS.split()) | HEADINGS
_TABLE = frozenset(["table", "html"])
#: Beyond these an end tag of a block ends nothing.
CELLS = frozenset(["td", "th", "caption", "table", "html"])
_PARTS = frozenset(["tbody", "thead", "tfoot"])
#: Beyond these an end tag of an unknown name ends nothing.
SPECIAL = (CLOSES_P | CELLS | _PARTS | {"tr", "body"}) - {"p"}
_LISTS = SPECIAL - {"li", "dd", "dt", "address", "div"}
#: Start tag -> the open elements it ends, and those beyond which it ends nothing.
IMPLIES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(["li"]), _LISTS),
    "dd": (frozenset(["dd", "dt"]), _LISTS),
    "dt": (frozenset(["dd", "dt"]), _LISTS),
    "td": (frozenset(["td", "th"]), _TABLE | {"tr"}),
    "th": (frozenset(["td", "th"]), _TABLE | {"tr"}),
    "tr": (frozenset(["tr"]), _TABLE | _PARTS),
    **dict.fromkeys(_PARTS, (_PARTS, _TABLE)),
}
#: Kinds of start tags that end more than a paragraph.
IMPLYING = frozenset(TAGS.index(tag) + 1 for tag in (*IMPLIES, *HEADINGS) if tag in TAGS)
#: Kinds of start tags that end a paragraph and no more.
CLOSES_P_KINDS = frozenset(TAGS.index(tag) + 1 for tag in CLOSES_P if tag in TAGS) - IMPLYING | {RULE}
#: Kinds of elements in which a paragraph may be open that such a start tag ends: itself, or one of an unknown name.
MAY_HOLD_P = (TAGS.index("p") + 1, OTHER + 1)
IGNORED_ENDS = frozenset(["body", "html"])
#: End tag -> the open elements beyond which it ends nothing, where these are not CELLS.
SCOPES = {"li": CELLS | {"ul", "ol"}, **dict.fromkeys(("td", "th", "tr", "caption", *_PARTS), _TABLE), "table": frozenset(["html"])}
_KINDS_KEPT = 4_000


class _Kinds(dict[str, int]):
    """Name in lower case -> kind, filled as names occur, up to a bound."""

    def __missing__(self, name: str) -> int:
        bare = name.lstrip("/")
        kind = _kind(bare) * (-1 if name[:1] == "/" else 1)
        if bare == "br":
            kind = BREAK  # `</br>` is one too
        if len(self) < _KINDS_KEPT:
            self[name] = kind
        return kind


def _kind(name: str) -> int:
    if name in _EMPTY:
        return 0
    if name in ("br", "hr"):
        return BREAK if name == "br" else RULE
    if name in _INLINE:
        return LINK if name == "a" else STRONG if name in ("b", "strong") else INLINE
    return TAGS.index(name) + 1 if name in TAGS else OTHER + 1


KINDS = _Kinds()

"""What is known of HTML's tags: which break lines, which hold nothing, which end others by
opening.
"""

from __future__ import annotations

_TAGS = """
    div p li h1 h2 h3 h4 h5 h6 td th blockquote figcaption pre dt dd section article main aside
    nav footer header figure form table ul ol dl tr tbody body address details summary dialog
    center fieldset
"""
#: Block-level tags by code; every other is OTHER. The order is part of the trained model.
TAGS = tuple(_TAGS.split())
OTHER = len(TAGS)
_INLINE_TAGS = """
    a span b i em strong u s small big sub sup font abbr cite code q mark time label kbd samp
    var ins del bdi bdo dfn data tt acronym strike nobr ruby rb rt rp rtc picture
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_EMPTY_TAGS = """
    img source wbr input area link meta param track embed col base basefont bgsound keygen frame
    head
"""
#: Tags that hold nothing and break no line; `head` only groups such tags.
_EMPTY = frozenset(_EMPTY_TAGS.split())
#: Kinds of tags: code + 1 for those of block level, then these; an end tag's kind is negative, that
#: of empty tags 0.
RULE, BREAK, LINK, STRONG, INLINE = range(OTHER + 2, OTHER + 7)
BODY = TAGS.index("body") + 1

HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
_CLOSES_P_TAGS = """
    address article aside blockquote center details dialog dir div dl fieldset figcaption figure
    footer form header hgroup hr main menu nav ol p pre section summary table ul li dd dt
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
IGNORED_ENDS = frozenset(["body", "html"])
#: End tag -> the open elements beyond which it ends nothing, where these are not CELLS.
SCOPES = {
    "li": CELLS | {"ul", "ol"},
    **dict.fromkeys(("td", "th", "tr", "caption", *_PARTS), _TABLE),
    "table": frozenset(["html"]),
}
#: What a tag does to the open elements: nothing, end the innermost, or something that has to be
#: searched.
NOTHING, ENDS_TOP, SEARCHED = range(3)
_BY_KIND = ("", *TAGS, "", "hr")


def _effect(top: int, kind: int) -> int:
    """What a tag of block level does where the innermost open element is of kind `top`; an unknown
    name has to be looked at.
    """
    unknown = OTHER + 1
    if kind in (0, unknown, -unknown, BODY):
        return SEARCHED
    if kind < 0:
        return NOTHING if kind == -BODY else ENDS_TOP if kind == -top else SEARCHED
    name, last = _BY_KIND[kind], _BY_KIND[top]
    closed, beyond = IMPLIES.get(name, (frozenset(), frozenset([last])))
    if last in closed or last not in beyond:
        return SEARCHED
    if name in CLOSES_P and (last == "p" or (last in HEADINGS and name in HEADINGS)):
        return ENDS_TOP
    return SEARCHED if name in CLOSES_P and last not in SPECIAL else NOTHING


#: By the kind of the innermost open element, then by the kind of the tag, where negative ones count
#: from the end.
EFFECTS = tuple(
    tuple(_effect(top, kind) for kind in (*range(RULE + 1), *range(-RULE, 0)))
    for top in range(RULE)
)
#: So many kinds of tags, and so many spellings of their names, are remembered. judged
_KINDS_KEPT = 4_000


class _Names(dict[str, str]):
    """Name as written -> in lower case, one text for all tags of it, filled up to a bound."""

    def __missing__(self, written: str) -> str:
        name = written.lower()
        if len(self) < _KINDS_KEPT:
            name = self[written] = self.setdefault(name, name)
        return name


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


NAMES, KINDS = _Names(), _Kinds()

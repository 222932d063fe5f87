"""What the class, id, role and itemprop of an element say of its content, as bits; the words are
data.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS: dict[str, str] = {
    "body": """
        articlebody body content contenu inhalt text texte texto testo copy story storybody post postcontent entry entrycontent richtext rich
        paragraph paragraphs para prose wysiwyg detail details maincontent bodytext articletext articlecontent storycontent contents freetext
        cms markup longform read reading html inner
    """,
    "article": "article artikel articulo articolo artigo news newsarticle main hentry single page blog beitrag noticia nota",
    "lead": "lead lede intro standfirst summary excerpt abstract teasertext subtitle subheadline dek deck chapo chapeau kicker subhead sub entradilla",
    "comment": "comment comments disqus discussion reply replies respond response feedback kommentar kommentare commentaires comentarios reactions forum",
    "related": """
        related more recommend recommended recommendation recommendations recirc readmore seealso also next previous prev similar popular
        mostread trending latest recent linked links link outbrain taboola morefrom most read-more carousel slider swiper river feed list
        listing grid card cards tile tiles teaser teasers promo promos item items widget widgets rail collection stream archive upnext
        suggested series
    """,
    "share": "share sharing social socials facebook twitter whatsapp follow bookmark tools toolbar print email actions button buttons btn like likes",
    "ad": "ad ads adv advert advertisement advertising adslot dfp gpt sponsor sponsored sponsors banner anzeige werbung pub publicidad partner commercial",
    "nav": """
        nav navigation navbar menu menus breadcrumb breadcrumbs topbar header masthead dropdown hamburger pagination pager tabs tab toc skip
        search sitemap submenu
    """,
    "footer": "footer foot bottom copyright legal imprint impressum colophon",
    "side": "sidebar side aside secondary complementary rightcol right left supplementary",
    "meta": """
        meta metadata byline author authors bio date time timestamp dateline published updated credit credits source info infos tag tags
        topic topics category categories label labels keyword keywords section eyebrow reporter contributor profile name position
    """,
    "caption": "caption captions figcaption wp-caption image images img photo photos picture pictures media gallery video figure thumbnail thumb slideshow credit player audio legend",
    "signup": """
        newsletter newsletters signup subscribe subscription subscriptions paywall premium register registration login signin account
        offer donate donation membership member support cta abo abonnement form app download
    """,
    "notice": "cookie cookies consent gdpr privacy disclaimer notice popup modal overlay dialog alert message messages banner toast tooltip correction corrections note notes",
    "hidden": "hidden hide sr visually-hidden visuallyhidden screen offscreen collapse none noprint print-only invisible",
    "title": "title headline heading titel titre titulo titolo hed h1 hl",
    "box": "box infobox factbox quote pullquote blockquote embed embedded tweet instagram callout aside-box inline inset poll quiz survey chart graphic map data table",
}
#: Category -> its bit; the order is part of the trained model.
CATEGORIES = tuple(_WORDS)
_BITS: dict[str, int] = {}
for _bit, _words in enumerate(_WORDS.values()):
    for _word in _words.split():
        _BITS[_word] = _BITS.get(_word, 0) | 1 << _bit
#: The bit behind the categories: the element says that it is the article's body.
ARTICLE_BODY = 1 << len(CATEGORIES)
_HIDDEN = 1 << CATEGORIES.index("hidden")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_RUN = re.compile(r"[A-Za-z]+")
#: Every ASCII character has its entry: those that a table lacks cost the most.
_NO_DIGITS = str.maketrans({chr(n): None if chr(n).isdigit() else chr(n) for n in range(128)})
_KNOWN = frozenset(_BITS)
_LONGEST_VALUE = 300
_LONGEST_KEPT, _MOST_KEPT = 400, 50_000
#: The first letter stands alone, so that the others are passed over quickly.
_NAMED = re.compile(
    r"([cirdCIRD](?<![^\s\"'/].)(?i:(?<=c)lass|(?<=i)d|(?<=r)ole|(?<=i)temprop|(?<=d)ata-component))"
    r"\s*=\s*(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))"
)
_UNSEEN = re.compile(
    r"(?<![^\s\"'/])(?:hidden(?![\w-])(?!\s*=\s*[\"']?until)|aria-hidden\s*=\s*[\"']?true|style\s*=\s*(?:\"[^\"]*|'[^']*)display:\s*none)",
    re.IGNORECASE,
)


def attribute_bits(attributes: str) -> tuple[int, str]:
    """The categories whose words stand in a tag's class, id and role, as bits, and its class
    without figures.

    ` class="article-body n12"` has the bits of article and body, and is of the class `article-body
    n`.
    """
    bits, kind = 0, ""
    for name, a, b, c in _NAMED.findall(attributes):
        value = a or b or c
        if len(value) > _LONGEST_VALUE:
            bits |= ARTICLE_BODY if "articleBody" in value else 0
            continue
        bits |= _value_bits(value)
        if name in ("class", "CLASS") and not kind:
            kind = value.translate(_NO_DIGITS)
    if "hidden" in attributes or "display:" in attributes:
        bits |= _HIDDEN if _UNSEEN.search(attributes) else 0
    return bits, kind


class KnownBits(dict[str, tuple[int, str]]):
    """`attribute_bits` remembered by attributes, up to a bound: sites repeat theirs."""

    def __missing__(self, attributes: str) -> tuple[int, str]:
        found = attribute_bits(attributes)
        if len(attributes) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[attributes] = found
        return found


@lru_cache(maxsize=65_536)
def _value_bits(value: str) -> int:
    bits = ARTICLE_BODY if "articleBody" in value else 0
    words = set(_RUN.findall(value))
    if not value.islower():
        words |= {word.lower() for word in (*words, *_PART.findall(value))}
    for word in words & _KNOWN:
        bits |= _BITS[word]
    return bits

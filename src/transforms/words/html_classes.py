"""Words of the class, id, role and itemprop of elements, by what they say of the content."""

from __future__ import annotations

import re

from transforms.words.patterns import HintedPattern

_WORDS: dict[str, str] = {
    "body": """
        articlebody body content contenu inhalt text texte texto testo copy story storybody post
        postcontent entry entrycontent richtext rich paragraph paragraphs para prose wysiwyg
        detail details maincontent bodytext articletext articlecontent storycontent contents
        freetext cms markup longform read reading html inner
    """,
    "article": """
        article artikel articulo articolo artigo news newsarticle main hentry single page blog
        beitrag noticia nota
    """,
    "lead": """
        lead lede intro standfirst summary excerpt abstract teasertext subtitle subheadline dek
        deck chapo chapeau kicker subhead sub entradilla
    """,
    "comment": """
        comment comments disqus discussion reply replies respond response feedback kommentar
        kommentare commentaires comentarios reactions forum
    """,
    "related": """
        related more recommend recommended recommendation recommendations recirc readmore
        seealso also next previous prev similar popular mostread trending latest recent linked
        links link outbrain taboola morefrom most read-more carousel slider swiper river feed
        list listing grid card cards tile tiles teaser teasers promo promos item items widget
        widgets rail collection stream archive upnext suggested series
    """,
    "share": """
        share sharing social socials facebook twitter whatsapp follow bookmark tools toolbar
        print email actions button buttons btn like likes
    """,
    "ad": """
        ad ads adv advert advertisement advertising adslot dfp gpt sponsor sponsored sponsors
        banner anzeige werbung pub publicidad partner commercial
    """,
    "nav": """
        nav navigation navbar menu menus breadcrumb breadcrumbs topbar header masthead dropdown
        hamburger pagination pager tabs tab toc skip search sitemap submenu
    """,
    "footer": "footer foot bottom copyright legal imprint impressum colophon",
    "side": "sidebar side aside secondary complementary rightcol right left supplementary",
    "meta": """
        meta metadata byline author authors bio date time timestamp dateline published updated
        credit credits source info infos tag tags topic topics category categories label labels
        keyword keywords section eyebrow reporter contributor profile name position
    """,
    "caption": """
        caption captions figcaption wp-caption image images img photo photos picture pictures
        media gallery video figure thumbnail thumb slideshow credit player audio legend
    """,
    "signup": """
        newsletter newsletters signup subscribe subscription subscriptions paywall premium
        register registration login signin account offer donate donation membership member
        support cta abo abonnement form app download
    """,
    "notice": """
        cookie cookies consent gdpr privacy disclaimer notice popup modal overlay dialog alert
        message messages banner toast tooltip correction corrections note notes
    """,
    "hidden": """
        hidden hide sr visually-hidden visuallyhidden screen offscreen collapse none noprint
        print-only invisible
    """,
    "title": "title headline heading titel titre titulo titolo hed h1 hl",
    "box": """
        box infobox factbox quote pullquote blockquote embed embedded tweet instagram callout
        aside-box inline inset poll quiz survey chart graphic map data table
    """,
}
#: Category -> its bit; the order is part of the trained model.
CATEGORIES = tuple(_WORDS)
#: Word -> the bits of its categories.
CLASS_BITS: dict[str, int] = {}
for _bit, _words in enumerate(_WORDS.values()):
    for _word in _words.split():
        CLASS_BITS[_word] = CLASS_BITS.get(_word, 0) | 1 << _bit


def bits_of(*categories: str) -> int:
    """The bits of some categories as one number: `bits_of("body", "lead")` is `0b101`."""
    return sum(1 << CATEGORIES.index(name) for name in categories)


#: Classes of what holds a date; in an article's header those of what may hold one.
DATE_CLASS = re.compile("date|Date")
HEADER_DATE_CLASS = re.compile("date|Date|time|publish|meta|info")
#: Classes of what holds a byline, and what stands in the attributes of every such element.
BYLINE_CLASS = re.compile(
    r"author|Author|byline|Byline|by-line|autor|auteur|(?<![a-z])(?:writer|reporter|journalist"
    r"|submitted|redakteur|contributor|writtenby|written-by|vcard|posted-by|post-by)"
)
BYLINE_MARKS = (
    *("uthor", "yline", "y-line", "autor", "auteur", "writer", "reporter", "journalist"),
    *("submitted", "redakteur", "contributor", "writtenby", "written-by", "vcard", "posted-by"),
    "post-by",
)
#: Classes of what prints a headline, and what stands in the attributes of every such element.
TITLE_CLASS = HintedPattern(
    r"(?:entry|post|article|story|news|page|single|content|detail|blog|artikel|beitrag|main)"
    r"[-_]{0,3}(?:title|headline|heading|titel|hed)(?![a-z])"
    r"|(?<![a-z])title[-_]{1,2}(?:detail|news|post|article|entry|content)(?![a-z])"
    r"|(?<![a-z])(?:headline|titel|title|hed|hl|h1|tit|titulo|titular|titolo|titre|judul|baslik"
    r"|otsikko|tytul|rubrik)(?![a-z_-])",
    (
        *("title", "headline", "heading", "titel", "hed", "hl", "h1", "tit", "judul", "baslik"),
        *("otsikko", "tytul", "rubrik"),
    ),
)
HEADLINE_MARKS = (
    *("eadline", "eading", "itle", "itel", "hed", "hl", "h1", "tit", "judul", "aslik", "tsikko"),
    *("ytul", "ubrik"),
)
#: Classes of what stands in a heading over or under the headline.
KICKER_CLASS = re.compile(
    r"(?<![a-z])(?:kicker|overline|dachzeile|roof-?line|top-?line|eyebrow|spitzmarke|oberzeile"
    r"|pre-?(?:headline|title)|super-?title|sub-?(?:headline|title|line)|untertitel)(?![a-z])",
    re.IGNORECASE,
)
#: Classes of links drawn as buttons: they say what to do, in few words.
BUTTON_CLASS = re.compile(r"(?:^|\s)(?:btn|button)(?:\s|$)")
BUTTON_MARKS = ("btn", "button")
#: What stands in the attributes of elements that state a day of publication, and a licence.
PUBLISHED_MARKS = ("datePublished", "pubdate")
DATE_MARKS = ("date", "Date")
LICENCE_MARKS = ("icense", "icence", "creativecommons.org", "opendata")
AUTHOR_MARK, PUBLISHED_MARK = "author", "published"
_MARKS = (*DATE_MARKS, *PUBLISHED_MARKS, *LICENCE_MARKS, AUTHOR_MARK, PUBLISHED_MARK)
#: All words by which tags are looked for.
MARKS = tuple(dict.fromkeys((*BYLINE_MARKS, *HEADLINE_MARKS, *_MARKS)))

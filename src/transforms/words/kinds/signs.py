"""Words of classes, addresses and types by the kind of page that they tell: names that software for
shops, forums, manuals and papers gives its parts, whatever the language of the page.
"""

from __future__ import annotations

import re

#: Parts of the class names of a page's elements, counted as they stand.
SIGNS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "shop": "add-to-cart cart basket checkout price sku product wishlist quantity shipping",
        "forum": "thread topic forum reply avatar signature message upvote vote karma member "
        "username",
        "docs": "highlight language- toctree docs sphinx prism toc",
        "service": "hero cta testimonial pricing feature contact faq accordion service btn slider",
        "news": "entry-content post-content article-body byline author hentry comment published "
        "share blog",
        "list": "pagination pager page-numbers card grid filter sort facet result archive",
    }.items()
}
#: Parts of the addresses of a page's links, counted in the same way.
LINK_SIGNS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "people": "/user /u/ /member /profile /author /people",
        "parts": "#comment #post #reply /tag /category /product /docs /reference /guide",
        "offers": "/pricing /contact /demo /careers /services /solutions /case-stud /quote /book "
        "/login /signup /register /cart",
    }.items()
}
#: Types of schema.org by the kind of page that states them.
TYPES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "news": "NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle",
        "blog": "BlogPosting Article SocialMediaPosting",
        "product": "Product ProductGroup IndividualProduct Offer AggregateOffer Car Vehicle Book",
        "list": "ItemList CollectionPage SearchResultsPage OfferCatalog Blog",
        "forum": "DiscussionForumPosting QAPage Question Answer",
        "faq": "FAQPage",
        "docs": "TechArticle APIReference SoftwareSourceCode HowTo Course",
        "service": "Service LocalBusiness ProfessionalService Organization Corporation Restaurant "
        "Hotel SoftwareApplication Event JobPosting AboutPage ContactPage",
    }.items()
}
OPEN_GRAPH = ("article", "product", "website")
#: Types of schema.org that only the page of one kind states, where it names no article.
ONLY_TYPES: dict[str, frozenset[str]] = {
    "product": frozenset(["Product", "ProductGroup"]),
    "forum": frozenset(["DiscussionForumPosting", "QAPage"]),
}
#: What makes pages of one kind alone, as `<meta name=generator>` names it.
GENERATORS: dict[str, frozenset[str]] = {
    "forum": frozenset(["discourse", "vbulletin", "phpbb", "mybb", "xenforo", "smf", "flarum"]),
    "documentation": frozenset(
        ["sphinx", "docutils", "rustdoc", "docusaurus", "gitbook", "bookdown", "doxygen", "javadoc"]
    ),
}
#: Whole segments and words of addresses.
PATHS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "forum": "forum forums thread threads topic viewtopic showthread community discussion "
        "questions comments",
        "product": "product products shop store item itm dp buy catalog",
        "docs": "docs doc documentation api reference manual help wiki kb support developer "
        "developers",
        "list": "category categories tag tags collection collections archive archives search "
        "topics",
        "service": "service services about pricing features solutions contact company platform",
        "news": "blog news article articles story stories post posts magazine opinion press",
    }.items()
}
#: A sum of money: a sign or the short name of a currency beside a figure.
MONEY_SIGNS, MONEY_WORDS = "$€£¥₹₽₩฿₫₴₦₺₪", ("zł", "kč", "kr", "usd", "eur")
#: What either form begins with stands first, so that a text is searched quickly.
PRICE = re.compile(
    rf"[{MONEY_SIGNS}\d](?:(?<=[{MONEY_SIGNS}])\s?\d"
    rf"|(?<=\d)\s?(?:[{MONEY_SIGNS}]|(?i:{'|'.join(MONEY_WORDS)})\b))"
)

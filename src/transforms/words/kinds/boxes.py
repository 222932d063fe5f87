"""Words of classes and addresses that tell what stands in an article's place, in the languages in
which sites name their parts: a request to pay, an error, a request for consent, a test for robots.
"""

from __future__ import annotations

import re

from transforms.words.patterns import HintedPattern


def _word(*parts: str, hints: str) -> HintedPattern:
    """One of these as a whole word of a class name: `paywall` in `c-paywall__box`, not in
    `paywalled`; in each of them stands one of the hints.
    """
    found = rf"(?<![a-z])(?:{'|'.join(parts)})(?![a-z])"
    return HintedPattern(found, tuple(hints.split()))


#: Boxes that ask for a subscription. `[a-z]{0,12}wall` are paywall, regwall, loginwall.
PAYWALL_BOX = _word(
    r"[a-z]{0,12}wall",
    r"premium(?:[a-z]{0,12})",
    r"paid(?:[a-z]{0,12})",
    r"subscri(?:be|ber|bers|ption|ptions)",
    r"abo",
    r"abonn?[a-z]{2,10}",
    r"metered|locked|unlock|gated|barrier|restricted",
    r"members?[-_]?only",
    r"betaalmuur|bezahl[a-z]{2,12}|betalvegg|betalmur|betalings?mur|maksumuuri",
    r"prenumer[a-z]{2,10}|suscri[a-z]{2,10}|assinant[a-z]{1,4}|abbonament[a-z]|predplat[a-z]{1,6}",
    r"kaiin|yuuryou|yuryo",
    hints="wall premium paid subscri abo metered lock gated barrier restricted member betaalmuur"
    " bezahl betal maksumuuri prenumer suscri assinant abbonament predplat kaiin yuuryou yuryo",
)
#: The same words where they speak of something else.
NOT_PAYWALL = _word(
    r"newsletters?[a-z]{0,8}",
    r"comments?",
    r"firewall",
    r"wallpapers?",
    r"social",
    r"jetpack",
    r"blog[-_]subscription",
    hints="newsletter comment firewall wallpaper social jetpack subscription",
)
#: Addresses where subscriptions are sold.
SUBSCRIPTION_ADDRESS = re.compile(
    r"/[a-z-]{0,20}?(?:subscri|abonn?[ie]|abo(?:s|shop)?(?:[/?]|$)|premium|paywall|prenumer|suscri"
    r"|assin(?:e|a)|abbona|predplat|tilaa|digital-?pass|membership)",
    re.IGNORECASE,
)
#: Boxes around a message that something is missing or failed; of a whole page only the first.
MISSING_BOX = _word(
    r"(?:error|page|status|http|e)[-_]?(?:404|410)",
    r"404",
    r"(?:page|item|content)?[-_]?not[-_]?found(?:[-_]?page)?",
    r"missing[-_]?page",
    hints="404 410 found missing",
)
ERROR_BOX = _word(
    r"errors?(?:[-_]?(?:page|code|message|content|container|wrapper|box|block|text|title))?",
    r"fehler(?:seite)?|erreur|errore|oshibka|blad|hata|fel",
    hints="error fehler erreur oshibka blad hata fel",
)
FAILED_BOX = _word(
    r"(?:error|status|http|e)[-_]?(?:40[0135-9]|429|451|5\d\d)",
    hints="error status http e4 e-4 e_4 e5 e-5 e_5",
)
_CONSENT_HINTS = (
    "cookie consent gdpr dsgvo rgpd avg lgpd cmp didomi onetrust sourcepoint message usercentrics"
    " quantcast truste privacy"
)
CONSENT_BOX = _word(
    r"cookies?(?:[-_]?(?:wall|banner|consent|notice|dialog))?",
    r"consent[a-z]{0,8}",
    r"gdpr|dsgvo|rgpd|avg|lgpd",
    r"cmp|didomi|onetrust|sourcepoint|sp[-_]message|usercentrics|quantcast|cookiebot|truste",
    r"privacy[-_]?(?:wall|gate|notice|banner|message)?",
    hints=_CONSENT_HINTS,
)
CONSENT_ADDRESS = re.compile(
    r"^(?:[a-z+]+://)?(?:consent|cmp|privacy|myprivacy|cookiewall)\.|/consent(?:[/?]|$)"
)
CAPTCHA_BOX = _word(
    r"[a-z]{0,3}[-_]?captcha(?:[-_]?[a-z]{0,12})",
    r"cf[-_]challenge(?:[-_][a-z]{1,12})?|challenge[-_](?:form|running|stage|error)[a-z]{0,12}",
    r"ddos|bot[-_]?(?:check|wall|detect[a-z]{0,4})|robot[-_]?check|human[-_]?check",
    hints="captcha challenge ddos bot human",
)
#: Boxes of texts that are written as things happen.
LIVE_BOX = _word(
    r"live[-_]?(?:blog|ticker|feed|update|updates|post|posts|entry|entries|event|stream|text)s?",
    r"minuto[-_]a[-_]minuto|direct[-_]live|ticker[-_]?(?:entry|item|post)s?",
    hints="live minuto ticker",
)
#: Boxes beside an article's text, by what stands in them.
APART = {
    "comments": _word(
        r"(?:user|reader|post|article)?[-_]?comments?(?:[-_]?(?:s|box|list|area|section|wrapper"
        r"|title|thread|form|container|body|text|poster|count))?",
        r"disqus(?:[-_]?thread)?|respond|kommentare?|commentaires?|comentarios?|commenti|reacties",
        hints="comment disqus respond komment comentario reacties",
    ),
    "consent": HintedPattern(
        rf"{CONSENT_BOX.source}|(?<![a-z])cookie[a-z]{{3,12}}(?![a-z])",
        CONSENT_BOX.hints,
    ),
    "newsletter": _word(
        r"newsletters?(?:[-_]?[a-z]{2,12})?|sign[-_]?up(?:[-_]?[a-z]{2,10})?|mailchimp|opt[-_]?in",
        hints="newsletter sign mailchimp opt",
    ),
    "author_note": _word(
        r"authors?[-_]?(?:bio|box|info|card|about|profile|desc(?:ription)?|details|note|block)s?",
        r"about[-_]?(?:the[-_]?)?authors?|bio(?:graphy)?",
        hints="author bio",
    ),
    "appeal": _word(
        r"donat(?:e|ion|ions)(?:[-_]?[a-z]{2,12})?|support[-_]?us|spenden?",
        hints="donat support spende",
    ),
    "dialog": _word(
        r"modals?(?:[-_]?[a-z]{2,12})?|pop[-_]?ups?(?:[-_]?[a-z]{2,12})?|overlays?",
        hints="modal pop overlay",
    ),
    "related": _word(
        r"(?:related|recommended|suggested|similar|popular|trending)[-_]{0,2}(?:posts?|articles?"
        r"|stor(?:y|ies)|news|contents?|reading|links?|items?|coverage)(?:[-_]{0,2}[a-z]{2,12})?",
        r"(?:jp|wp|rp)[-_]?related[a-z]{0,8}|more[-_]{0,2}(?:stories|articles|news|posts)",
        r"you[-_]?(?:may|might)[-_]?(?:also[-_]?)?like|read[-_]?(?:next|also)|yarpp[a-z-]{0,16}",
        r"outbrain|taboola|recirc[a-z]{0,12}|promoted[-_]?content",
        hints="related recommended suggested similar popular trending more you read yarpp outbrain"
        " taboola recirc promoted",
    ),
    "sharing": _word(
        r"sharedaddy|sd[-_]sharing|(?:social[-_]{0,2})?shar(?:e|ing)[-_]{0,2}(?:buttons?|bar|links?"
        r"|tools?|icons?|this|box|list|widget)(?:[-_]{0,2}[a-z]{2,12})?",
        r"social[-_]{0,2}(?:shar(?:e|ing)|links|icons|buttons|bar)|addtoany|addthis[a-z_-]{0,16}",
        hints="shar social addt",
    ),
}
#: A quotation drawn out of the text beside it.
PULL_QUOTE = _word(r"(?:pull|tear)[-_]?quotes?(?:[-_]{1,2}[a-z]{2,12})?", hints="quote")

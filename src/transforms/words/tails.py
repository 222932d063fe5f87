"""What stands behind an article or interrupts it: marks of its end, rights, addresses, appeals."""

from __future__ import annotations

import re

from transforms.words.patterns import HintedPattern, any_form, either

_FLAGS = re.IGNORECASE | re.DOTALL
#: A line that only says that the text goes on behind an advertisement.
CONTINUED = any_form(
    {
        "en": (
            r"(?:the )?(?:article|story|text|content) continues (?:below|after|under)\b.{0,40}",
            r"(?:scroll (?:down )?|keep scrolling )to (?:continue|keep)\b.{0,30}",
            r"continue reading (?:the main story|below|after).{0,30}",
        ),
        "de": (
            r"(?:der )?(?:artikel|text|beitrag) (?:geht|wird) (?:nach|unter|hinter) der (?:anzeige|"
            r"werbung) (?:weiter|fortgesetzt)",
            r"nach der (?:anzeige|werbung) (?:geht es|weiterlesen).{0,20}",
        ),
        "fr": (r"la suite (?:après|de l'article après) (?:cette|la) publicité",),
        "es": (
            r"(?:el )?artículo continúa (?:debajo|después|tras).{0,30}",
            r"sigue leyendo (?:debajo|después).{0,30}",
        ),
        "pt": (r"continua (?:depois|após) (?:da|a) publicidade",),
        "it": (r"(?:l')?articolo continua (?:dopo|sotto).{0,30}",),
        "nl": (r"(?:het )?artikel gaat verder onder (?:de )?advertentie",),
        "sv no": (r"artikk?el(?:n|en) fort(?:sätter|setter) under (?:annonsen|bildet).{0,10}",),
        "da": (r"artiklen fortsætter (?:efter|under) annoncen",),
        "pl": (
            r"(?:dalszy ciąg|ciąg dalszy|dalsza część) (?:artykułu |tekstu )?"
            r"(?:pod|poniżej).{0,30}",
            r"(?:poniżej )?dalsz[ay] (?:część|ciąg) (?:artykułu|tekstu)(?: pod.{0,30})?",
        ),
        "cs": (r"(?:článek|text) pokračuje pod (?:reklamou|videem|obrázkem).{0,20}",),
        "hu": (r"a cikk (?:a hirdetés után|az ajánló után|lejjebb) folytatódik",),
        "fi": (r"(?:juttu|artikkeli) jatkuu (?:mainoksen|kuvan|videon) (?:jälkeen|alla)",),
        "el": (r"(?:το άρθρο )?συνεχίζεται (?:μετά τη διαφήμιση|παρακάτω)",),
        "ro": (r"articolul continu[ăa] (?:după|mai jos).{0,20}",),
        "uk": (r"продовження (?:статті )?(?:нижче|після реклами)",),
        "ko": (r"(?:기사는 )?광고 (?:뒤|아래)에 계속됩니다",),
        "ru": (r"продолжение (?:статьи )?(?:ниже|после рекламы)",),
        "tr": (r"haberin devamı (?:aşağıda|reklamdan sonra).{0,10}",),
        "ja": (r"(?:記事は)?広告の(?:後|下)に続(?:く|きます)",),
    },
    _FLAGS,
)
#: A line that only says that the text is over, or who answers for it.
END_MARK = any_form(
    {
        "any": (
            r"[-–—#*(\[]{1,3} ?(?:end|ends|enditem|fin|ende|0|30) ?[-–—#*)\]]{1,3}",
            r"[(（【]?(?:完|終わり|おわり|끝)[)）】]?",
            r"[#*]{3,}",
        ),
        "zh": (
            r"[(（【\[]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|审核|来源)[:：]?.{0,40}",
            r"(?:版权声明|版權聲明|免责声明|免責聲明).{0,300}",
        ),
        "ko": (r".{0,80}무단\s?(?:전재|복제|배포).{0,60}",),
        "ja": (r".{0,60}無断(?:転載|複製).{0,30}",),
        "en": (
            r"(?:this site is )?best viewed (?:with|in|at|on) .{0,80}",
            r".{0,60}all rights reserved\.?.{0,120}",
            r"(?:copyright|©|\(c\)) ?(?:19|20)\d\d.{0,160}",
        ),
    },
    _FLAGS,
)
#: A short line with the address of whoever wrote it.
CONTACT = re.compile(r"(?:[^@\n]{0,40}[\s(<:/|])?[\w.+-]{1,40}@[\w.-]{1,40}\.\w{2,10}[)>]?\.?")
#: Requests for money, in an outlet's own voice.
APPEAL = HintedPattern(
    "(?s:"
    + either(
        {
            "en": (
                r"\b(?:support|fund|help) (?:us|our (?:work|journalism|reporting|newsroom))\b",
                r"\bsupport (?:independent|quality|local|nonprofit)"
                r" (?:journalism|media|news|report)",
                r"\b(?:make|give|consider) (?:us )?(?:a |an )?(?:tax-deductible |small |monthly )?"
                r"(?:donation|contribution) (?:to us|to help|to support|today|now)\b",
                r"\bdonate (?:now|today|here) (?:to|and|so)\b",
                r"\bbecome a (?:paid |paying )?(?:member|supporter|subscriber|patron)\b",
            ),
            "de": (
                r"unterstützen sie (?:uns|unsere)\b",
                r"\b(?:uns|unsere arbeit) (?:bitte )?mit (?:einer|ihrer) (?:kleinen )?spende\b",
                r"\b(?:ihre|eine|einer|deine) spende (?:hilft|an) uns\b",
            ),
            "fr": (r"soutenez(?:-nous| notre)", r"faites un don\b"),
            "es": (
                r"apóyanos\b",
                r"haz (?:un donativo|una donación|tu donación)",
                r"hazte soci[oa]",
            ),
            "it": (r"sostieni(?:ci| il nostro)", r"fai una donazione"),
            "pt": (r"apoie (?:o nosso|nosso|-nos)", r"faça uma doação"),
            "nl": (r"steun ons\b", r"word (?:lid|donateur)\b"),
            "ru": (r"поддержите (?:нас|редакцию|нашу)",),
            "pl": (r"wesprzyj(?:cie)? nas",),
        }
    )
    + ")",
    (
        *("support", "fund", "help", "donation", "contribution", "donate", "become a"),
        *("unterstützen", "spende", "soutenez", "un don", "apóyanos", "haz", "sostieni"),
        *("donazione", "apoie", "doação", "steun ons", "word lid", "word donateur"),
        *("поддержите", "wesprzyj"),
    ),
)

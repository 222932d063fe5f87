"""What datelines and bylines name: news agencies, and words that open a sentence where a dateline
would name its place.
"""

from __future__ import annotations

from transforms.words.patterns import phrase_set, word_set

NOT_PLACES = word_set(
    {
        "en": """
            on in at by from since until after before monday tuesday wednesday thursday friday
            saturday sunday the this last next updated published posted
        """,
        "de": "am im vom seit montag",
        "fr": "le la les du en lundi",
        "es": "el los",
        "it": "il lunes",
    }
)
_AGENCIES = """
    AP|Associated Press|The Associated Press|Reuters|Thomson Reuters|AFP|Agence France-Presse|dpa
    Deutsche Presse-Agentur|dpa-infocom|dpa-AFX|UPI|United Press International|PA|PA Media
    Press Association|EFE|Agencia EFE|Europa Press|ANSA|Adnkronos|AGI|LaPresse|TASS|ТАСС|RIA Novosti
    РИА Новости|Interfax|Интерфакс|UNIAN|УНІАН|Ukrinform|Укрінформ|Xinhua|新华社|新華社|中新社
    中新网
    中央社|Kyodo|Kyodo News|共同|共同通信|時事|時事通信|Jiji|Yonhap|연합뉴스|뉴시스|뉴스1|PTI
    Press Trust of India|IANS|ANI|Antara|Bernama|VNA|TTXVN|AAP|Australian Associated Press
    Canadian Press|The Canadian Press|La Presse canadienne|Bloomberg|Bloomberg News|APA|sda|SDA
    Keystone-SDA|ATS|KNA|epd|SID|sid|Belga|ANP|NTB|TT|Ritzau|STT|BNS|PAP|ČTK|CTK|MTI|Agerpres
    Mediafax|Tanjug|Hina|STA|BTA|Anadolu|Anadolu Agency|AA|DHA|İHA|IHA|IRNA|ISNA|Fars|SPA|WAM|MENA
    Lusa|Agência Brasil|Estadão Conteúdo|Folhapress|Télam|Notimex|Prensa Latina|CNA|Newsroom
    Tribune News Service|TNS|McClatchy|Zuma|Getty|IPS|Inter Press Service|kathpress|idw|ots|CNN
    KCNA|조선중앙통신|朝鮮中央通信|БЕЛТА|BelTA|Montsame|KUNA|QNA|BNA|SANA|PNA|SRNA|FENA|ANGOP
    Inforpress|AZERTAC|Kazinform|УНН|Tasnim|أ ش أ|كونا|سانا|وكالات|ایرنا|ایسنا
    CNN Wire|Kaiser Health News|KFF Health News|The Conversation|StateNet|Agencies
"""
#: News agencies, as datelines and bylines name them, folded.
AGENCIES = frozenset(name.casefold() for name in phrase_set({"any": _AGENCIES}))

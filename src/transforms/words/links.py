"""What links say and where they lead when they lead to no article: buttons, lists, services."""

from __future__ import annotations

import re

from transforms.words.patterns import HintedPattern, any_form, either, phrase_set, word_set

#: What a link says, folded, that reads on where its card says what.
READ_ON = phrase_set(
    {
        "en": """
            more|read more|read on|read article|read the article|read story|read the story
            read full story|read the full story|full story|continue reading
        """,
        "de": "weiterlesen|mehr lesen|mehr|zum artikel|artikel lesen",
        "fr": "lire la suite|lire l'article|lire plus",
        "es": "leer más|seguir leyendo",
        "pt": "leia mais|ler mais",
        "it": "leggi tutto|leggi|continua a leggere",
        "nl": "lees meer|lees verder",
        "sv": "läs mer",
        "no": "les mer",
        "da": "læs mere",
        "fi": "lue lisää",
        "pl": "czytaj więcej|czytaj dalej",
        "cs": "číst dál",
        "ru": "читать далее|подробнее",
        "uk": "читати далі",
        "ko": "더보기",
        "ja": "続きを読む",
    }
)
_CALLS = {
    "en": (
        r"subscribe to",
        r"sign up (?:for|to)",
        r"update your",
        r"(?:browse|see|view|show) all",
        r"all (?:news|articles|posts)",
        r"(?:log|sign) ?(?:in|on|up|out)\b",
        r"create (?:an|a|your) (?:\w+ )?account",
        r"register (?:now|here|today|free|for (?:free|our|the newsletter))",
        r"(?:donate|subscribe|join|shop|buy|order|book|apply|vote|enter) (?:now|today|here|online)",
        r"become an? (?:\w+ ){0,2}(?:member|subscriber|supporter|patron|sponsor)",
        r"(?:enter|take) (?:our|this|the) (?:\w+ )?(?:competition|survey|poll|quiz|draw|contest)",
        r"(?:get|download|try|install) (?:our|the|your) (?:\w+ )?(?:app|newsletter|e-?paper)",
        r"listen to (?:our|the|this) (?:\w+ )?(?:podcast|episode|radio|article)",
        r"(?:follow|like|find|join) us\b",
        r"manage (?:your|my|cookie)",
        r"(?:save|get) (?:up to )?[$£€]?\d+ ?(?:% \w+|percent|off)",
        r"(?:skip|back|return) to (?:the )?(?:content|main|top|home)",
        r"(?:view|read|see|show|leave|post|write|add) (?:(?:a|the|your|all|\d+) ){0,2}comments?\b",
        r"advertise with",
        r"(?:e-?mail|print|share|save|bookmark|report) this (?:\w+ )?"
        r"(?:article|story|page|post|item|ad)",
        r"(?:send|submit) (?:us )?(?:a|your|an) (?:\w+ )?(?:tip|letter|photo|story|correction)",
    ),
    "de": (
        r"alle (?:news|artikel|meldungen|nachrichten|beiträge)",
        r"zur übersicht",
        r"jetzt (?:\w+ ){0,3}(?:abonnieren|testen|registrieren|anmelden|bestellen|kaufen|spenden)",
        r"(?:hier |zum |zur )(?:newsletter|shop|e-?paper|anmeldung|abo|gewinnspiel)",
    ),
    "fr": (
        r"tous les articles",
        r"(?:s.abonner|je m.abonne|abonnez-vous|se connecter|connectez-vous|créer un compte)",
        r"inscrivez-vous",
    ),
    "es": (
        r"todas las noticias",
        r"ver todas",
        r"(?:suscríbe|regístra|únete)(?:te)?\b",
        r"iniciar? sesión",
        r"crear (?:una )?cuenta",
    ),
    "pt": (r"assine\b", r"inscreva-se", r"cadastre-se", r"faça (?:o )?login"),
    "it": (r"abbonati\b", r"accedi\b", r"registrati\b", r"iscriviti\b"),
    "nl": (r"(?:abonneer|registreer|meld) (?:je|u)\b", r"neem een abonnement"),
}
#: How a link begins that asks the reader to do something, or leads to a list.
CALL = re.compile(rf"(?:{either(_CALLS)})\b", re.IGNORECASE | re.DOTALL)
_NOTES = {
    "en": (
        r"(?:this )?(?:link )?opens? (?:in|as) (?:an? )?(?:new|another|external) (?:\w+ )?"
        r"(?:window|tab|page|site|website)",
        r"external (?:link|site)",
        r"(?:a )?\d{1,3} ?-?(?:min(?:ute)?s?)\.? read",
    ),
    "de": (
        r"(?:wird )?(?:öffnet|geöffnet) (?:sich )?in (?:einem )?neue[mns] (?:fenster|tab)",
        r"(?:wird )?in (?:einem )?neue[mn] (?:fenster|tab) geöffnet",
        r"externer link",
        r"\d{1,3} ?min\.? (?:lesezeit|lesedauer)",
    ),
    "fr": (
        r"(?:s.)?ouvr(?:e|ir) dans (?:une nouvelle fenêtre|un nouvel onglet)",
        r"(?:dans une )?nouvelle fenêtre",
        r"lien externe",
    ),
    "es": (r"(?:se )?abre en (?:una )?(?:nueva|otra) (?:ventana|pestaña)", r"enlace externo"),
    "pt": (r"abre (?:em|num|numa) (?:uma )?nov[ao] (?:janela|aba|separador)",),
    "it": (r"(?:si )?apre in (?:una )?nuova (?:finestra|scheda)",),
    "nl": (r"(?:wordt )?(?:ge)?opent? in (?:een )?nieuw (?:venster|tabblad)",),
    "sv": (r"öppnas i (?:ett )?nytt fönster",),
    "da no": (r"åpnes? i (?:et )?nytt vindu", r"åbner i (?:et )?nyt vindue"),
    "ja": (r"新しい(?:ウィンドウ|タブ)で開(?:く|きます)",),
    "ko": (r"새 ?창(?:에서)? ?(?:열림|열기)",),
}
#: A note to the reader at either end of what a link says.
LINK_NOTE = HintedPattern(
    rf"(?<!\s)\s*+[(\[]\s?(?:{either(_NOTES)})[.,]?\s?[)\]]\s*+\Z"
    rf"|(?<![\s|·•,–-])[\s|·•,–-]++(?:{either(_NOTES)})\.?\Z"
    rf"|\A[(\[](?:{either(_NOTES)})[)\]]\s*+",
    (
        *("open", "extern", "read", "ffnet", "neue", "lese", "ouvr", "nouvelle", "abre", "apre"),
        *("öppnas", "åpne", "åbner", "新しい", "새"),
    ),
)
_CUTS = {
    "any": (r"…", r"\.\.\.", r"\[\.\.\.\]", r"\[…\]", r"»", r"→", r">>"),
    "en": (
        r"read more\W*",
        r"continue reading\b.{0,120}",
    ),
}
#: What a system puts behind the content of each entry of its feed, cut or whole.
FEED_NOTE = any_form(
    {
        "en": (r"the post .{1,300} (?:appeared|was) first (?:on|published on) .{1,100}",),
        "de": (r"der beitrag .{1,300} erschien zuerst auf .{1,100}",),
        "fr": (r"(?:l['’]article|cet article) .{1,300} est apparu en premier sur .{1,100}",),
        "es": (r"la entrada .{1,300} (?:se publicó primero|aparece primero) en .{1,100}",),
        "pt": (r"o post .{1,300} apareceu primeiro em .{1,100}",),
        "it": (r"l['’]articolo .{1,300} (?:proviene da|sembra essere il primo su) .{1,100}",),
        "nl": (r"het (?:bericht|artikel) .{1,300} verscheen eerst op .{1,100}",),
        "sv": (r"inlägget .{1,300} dök först upp på .{1,100}",),
        "da no": (r"in(?:d|n)legget .{1,300} (?:blev|ble|dukket) først .{1,100}",),
        "pl": (r"artykuł .{1,300} pochodzi z serwisu .{1,100}",),
        "cs": (r"příspěvek .{1,300} (?:pochází z|se nejdříve objevil na) .{1,100}",),
        "ro": (r"articolul .{1,300} apare prima dată în .{1,100}",),
        "ru": (r"сообщение .{1,300} появил(?:ось|ись) сначала на .{1,100}",),
        "uk": (r"запис .{1,300} спершу з['’]явився на .{1,100}",),
        "tr": (r".{1,300} yazısı ilk önce .{1,100} üzerinde ortaya çıktı\.?",),
        "id": (r"artikel .{1,300} pertama kali tampil pada .{1,100}",),
        "ja": (r"(?:投稿 ?)?.{1,300}は ?.{1,100}に最初に表示されました。?",),
        "zh": (r".{1,300}最先出[现現]在.{1,100}",),
    }
)
#: How the content of a feed's entry ends that the feed has cut.
CUT = re.compile(rf"(?:{either(_CUTS)})\s*$", re.IGNORECASE)

#: First path segments of what a site links to and is no article.
NOT_ARTICLES = word_set(
    {
        "en": """
            about about-us account advertise author authors contact contact-us cookies donate faq
            feedback help jobs careers legal login logout newsletter newsletters people policies
            privacy privacy-policy profile register rss search shop signin sign-in signup sitemap
            subscribe subscription subscriptions support tag tags terms terms-of-service
            terms-of-use topic topics user users
        """,
        "de": """
            autor autoren datenschutz impressum kontakt abo abonnement suche thema themen hilfe
            profil
        """,
        "fr": "mentions-legales cgu",
    }
)
#: Segments anywhere in a path that list articles.
LISTS = word_set(
    {
        "en": "category categories tag tags topic topics",
        "de": "kategorie kategorien",
        "es it": "categoria categorie",
    }
)
#: Names of files that list articles.
LIST_FILES = word_set(
    {
        "en": "index news home archive all comment comments latest overview",
        "de": "archiv uebersicht",
    }
)
#: Hosts of a site that hold no articles, by their first label, besides NOT_ARTICLES.
OTHER_HOSTS = word_set({"en": "forum forums community email mail store tickets static cdn apps"})

#: Path segments behind which a site lists articles by a word, a writer or a search.
LISTING_SEGMENT = any_form(
    {
        "en": (
            r"tags?",
            r"categor(?:y|ies)",
            r"topics?",
            r"authors?",
            r"labels?",
            r"search",
            r"archives?",
            r"feeds?",
            r"rss",
        ),
        "de": (
            r"autor(?:en)?",
            r"thema",
            r"themen",
            r"schlagwort",
            r"kategorie",
            r"rubrik(?:en)?",
            r"suche",
        ),
        "fr": (r"auteurs?", r"rubriques?", r"recherche"),
        "es pt": (
            r"autores",
            r"categorias?",
            r"secci(?:on|ones)",
            r"etiquetas?",
            r"temas?",
            r"buscar",
        ),
        "it": (r"autore", r"sezione", r"argomento"),
    },
    re.NOFLAG,
)
#: Pages about the site itself.
SERVICE_SEGMENT = any_form(
    {
        "en": (
            r"about(?:-?us)?",
            r"contact(?:-?us)?",
            r"terms(?:-?(?:and|of)-?\w++)*+",
            r"privacy(?:-\w+)?",
            r"cookies?(?:-\w+)?",
            r"imprint",
            r"faq",
            r"help",
            r"subscriptions?",
            r"newsletters?",
        ),
        "de": (r"impressum", r"datenschutz(?:erklaerung)?", r"agb", r"kontakt"),
        "fr": (r"mentions-legales",),
        "es": (r"aviso-legal",),
    },
    re.NOFLAG,
)
#: Path segments behind which a site keeps films, sound and series of pictures. Slide shows and
#: picture essays are mostly told in words, too: they are articles.
MEDIA_SEGMENT = any_form(
    {
        "en": (
            r"videos?",
            r"watch",
            r"av",
            r"audio",
            r"(?:photo-?|picture-?|image-?)?galler(?:y|ies)",
            r"photos?",
            r"(?:in-)?pictures",
            r"livestreams?",
        ),
        "de": (r"fotostrecken?", r"bilder(?:strecken?|galerien?)?", r"(?:foto)?galerien?"),
        "fr": (r"diaporamas?", r"(?:galeries?-)?photos?", r"en-images"),
        "es pt it": (r"v[ií]deos?", r"(?:foto-?)?galer[ií]as?", r"fotos", r"fotogallery"),
        "nl sv da no pl": (r"fotoserie", r"bildspel", r"galleri(?:er)?", r"galeria", r"wideo"),
    },
    re.NOFLAG,
)
_SERVICE_HOSTS = {
    "en": (
        r"account",
        r"accounts",
        r"coupons?",
        r"deals",
        r"offers?",
        r"vouchers?",
        r"podcasts?",
        r"radio",
        r"tv",
        r"games",
        r"forms",
        r"surveys?",
        r"careers",
        r"signin",
        r"id",
        r"sso",
        r"my",
        r"auth",
        r"epaper",
        r"jobs",
        r"email",
        r"login",
        r"newsletters?",
        r"shop",
        r"store",
        r"subscribe",
        r"tickets",
    ),
    "de fr": (r"abo", r"abos", r"abonnement", r"gutscheine?", r"anzeigen"),
    "es": (r"suscripciones",),
}
#: The first label of hosts on which sites sell, sign up or serve.
SERVICE_HOST = re.compile(rf"(?:{either(_SERVICE_HOSTS)})\.[^.]+\.")

_AUTHOR_FOLDERS = {
    "en": (
        r"by|authors?|profiles?|people|team|staff",
        r"contributors?|reporters?|writers?|users?|experts?",
    ),
    "de": (r"autor(?:en|in)?", r"redaktion", r"redakteure?"),
    "fr": (r"auteurs?", r"journalistes?"),
    "es pt it": (r"autore?s?", r"firmas?", r"colunistas?"),
    "nl": (r"auteurs?",),
}
#: Addresses of the pages of authors.
AUTHOR_PATH = re.compile(rf"/(?:{either(_AUTHOR_FOLDERS)})/", re.IGNORECASE)

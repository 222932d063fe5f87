"""What opens and closes a byline, and what joins its names."""

from __future__ import annotations

import re

from transforms.words.patterns import either, phrase_set, word_set

#: What opens a line that is a byline, before a name.
_OPENINGS = {
    "en": (
        r"(?:(?:written|reported|posted|words|text|story|article|report|photos?|opinion|analysis)"
        r" )?by:?",
        r"author:?",
        r"reporter:?",
    ),
    "de": (r"von:?", r"autor(?:in)?:?", r"redaktion:?", r"text:"),
    "fr": (r"par:?", r"auteur:?", r"texte:?"),
    "es pt": (r"por:?", r"texto:"),
    "it": (r"di", r"da", r"autore:?"),
    "nl": (r"door:?",),
    "da": (r"af",),
    "sv no": (r"av",),
    "ru": (r"автор:?", r"текст:"),
    "pl": (r"tekst:",),
    "cs": (r"napsal:?",),
    "sq": (r"autori:", r"shkruar nga"),
    "tr": (r"yazan:",),
    "ur fa": (r"کاتب:",),
    "ar": (r"بقلم:?", r"كتب:?", r"كتبت:?"),
    "he": (r"מאת:?",),
    "zh ja": (
        r"文[/／:：|]",
        r"作者[:：]?",
        r"记者[:：]?",
        r"記者[:：]?",
        r"撰文[:：]",
        r"责任编辑[:：]",
    ),
    "ko": (r"글[:=/]", r"기자[:=]"),
    "th": (r"โดย\s(?=\S{2,30}\s\S{2,30}$)",),
}
BYLINE = re.compile(rf"(?:{either(_OPENINGS)})\s*(?P<name>\S.{{1,99}})", re.IGNORECASE | re.DOTALL)
_OFFICES = {"ko": (r"기자", r"특파원"), "zh ja": (r"記者", r"记者", r"特派员")}
#: A line that is a byline in languages that put the office behind the name.
BYLINE_TAIL = re.compile(
    rf"[\w·.\s/()\[\]-]{{2,30}}(?:{either(_OFFICES)})(?:\s*+[=:]?+\s*+[\w.+-]++@[\w.-]++)?"
)

#: Words that markup leaves in an author's name.
_BY = {
    "en": (r"by", r"written by", r"posted by"),
    "de": (r"von", r"vom", r"text:"),
    "fr": (r"par",),
    "es pt": (r"por",),
    "it": (r"di", r"da"),
    "nl": (r"door",),
    "sv no": (r"av",),
    "da": (r"af",),
    "pl cs": (r"od",),
    "ru": (r"автор:?", r"текст:?"),
}
BY = re.compile(
    rf"^(?:(?:{either(_BY)})\s+|(?:author|autor(?:in)?|auteur)\s+(?=\S+\s+\S))", re.IGNORECASE
)
_AND = {
    "en": (r"and",),
    "de": (r"und",),
    "fr": (r"et",),
    "sv": (r"och",),
    "da no": (r"og",),
    "ru": (r"(?-i:и)",),
    "uk": (r"та",),
    "fi": (r"ja",),
    "hu": (r"és",),
    "tr": (r"ve",),
    "el": (r"και",),
    "ro": (r"și",),
    # a letter is an `and` before two words or more: `Costa e Silva` is one name
    "it pt pl cs es nl": (r"(?-i:(?:e|i|a|y|en)(?=\s+\w+\s+\w))",),
}
_WITH = {
    "en": (r"with",),
    "de": (r"mit",),
    "fr es it pt": (r"avec|con|com",),
    "nl sv no da": (r"met|med",),
}
#: What stands between two names, a comma before an `and` too; the first character by itself.
NAME_JOINT = re.compile(
    rf"[\s,;|、，；](?:(?<=\s)(?<!\s\s)\s*+(?:[,;|&/·•+]|{either(_AND)}|{either(_WITH)})\s++"
    rf"|(?<=[,;|])\s++(?:(?:&|{either(_AND)}|{either(_WITH)})\s++)?|(?<=[、，；])\s*+)",
    re.IGNORECASE,
)

#: What opens a byline: the labels of lines, and the words before a name.
OPENING = re.compile(
    rf"(?:{either(_OPENINGS)}|{either(_BY)})(?:\s+|(?<=[:：/=|]))",
    re.IGNORECASE,
)
#: Words that only open a byline, wherever on a page they stand.
_LABELS = {
    "en": (
        r"(?:(?:an?|this (?:post|article|story|guide) (?:was|is)) )?"
        r"(?:written|reported|posted|published|submitted|authored|contributed|words|story"
        r"|article|report|guide|recipe|review|feature|column|opinion|essay|interview|post|text"
        r"|analysis|reporting)\s+by:?",
    ),
    "en_label": (
        r"by:?(?=\s+[^\W\d_])",
        r"(?:authors?|reporters?|writers?|contributors?|interview)\s?:",
    ),
    "de": (
        r"von:?(?=\s+[^\W\d_])",
        r"autor(?:in|en)?(?:/autor(?:in|en)?:?|\s?:)|autor(?:in|en)?/(?:in|autor(?:in|en)?)\b:?",
        r"text(?:e)?(?: (?:und|&) (?:fotos?|bilder))?:",
        r"(?:ein )?(?:verfasst|geschrieben|veröffentlicht|eingetragen|erstellt|beitrag|artikel"
        r"|interview) von:?",
    ),
    "fr": (r"par:?(?=\s+[^\W\d_])", r"auteure?s?\s?:", r"texte:", r"écrit par:?", r"publié par:?"),
    "es pt": (r"(?:escrito |publicado )?por:?(?=\s+[^\W\d_])", r"autora?\s?:", r"texto:"),
    "it": (r"di:?(?=\s+[^\W\d_])", r"autore:", r"scritto da:?", r"pubblicato da:?"),
    "nl": (r"door:?(?=\s+[^\W\d_])", r"geschreven door:?", r"auteur:"),
    "sv no da": (
        r"av:?(?=\s+[^\W\d_])",
        r"af:?(?=\s+[^\W\d_])",
        r"skrevet av:?",
        r"skrivet av:?",
        r"te(?:ks|x)t(?: (?:og|och|&) (?:foto|bilder?))?:",
    ),
    "pl cs": (r"autor(?:ka)?\s?:", r"tekst:", r"opracowa[lł]a?:", r"napsal[a]?:?"),
    "ru uk": (r"автор:?", r"текст:", r"автори:"),
    "tr": (r"yazan:?", r"yazar:", r"haber:", r"muhabir:"),
    "ar fa ur": (
        r"بقلم\s?[:/]?",
        r"كتب[تة]?\s?[:/-]?",
        r"(?:الكاتب|إعداد|تقرير)\s?:",
        r"نویسنده:?",
        r"کاتب:",
    ),
    "he": (r"מאת:?",),
    "hi": (r"लेखक:?", r"द्वारा:", r"रिपोर्ट:"),
    "fi et": (r"(?:kirjoittaja|teksti|toimittaja)\s?:", r"teksti(?=\s+[^\W\d_]+\s+[^\W\d_])"),
    "ca": (r"(?-i:per)(?=\s+(?-i:[A-ZÀ-Ý])\w+\s+(?-i:[A-ZÀ-Ý]))", r"redacció:"),
    "ro": (r"(?-i:de)(?=\s+(?-i:[A-ZĂ-Ț])\w+\s+(?-i:[A-ZĂ-Ț]))",),
    "lv lt": (r"autor[sė]\s?:", r"autorius\s?:"),
    "hu": (r"szerző\s?:", r"írta\s?:"),
    "el": (r"(?:συντάκτ\w+|κείμενο|γράφει)\s?:|γράφει\s[οη]\s", r"(?:του|της)(?=\s+[Α-ΩΆ-Ώ])"),
    "hr sl sr": (r"piše\s?:", r"avtor\s?:", r"аутор\s?:", r"пише\s?:"),
    "id ms": (r"oleh\s?:", r"oleh(?=\s+[A-Z])", r"(?:penulis|wartawan)\s?:"),
    "zh ja": (
        r"作者\s?[:：]",
        r"文\s?[/／:：|｜]",
        r"(?:本[报報]|特[约約])?[记記]者\s?[:：]",
        r"(?:本[报報]|特[约約]|新[华華]社)[记記]者\s|[〔【（]?[记記]者\s?(?=[^\W\d_]{2,4}\s?[／/])",
        r"撰文\s?[:：]?",
        r"撰稿\s?[:：]?",
        r"執筆\s?[:：]?",
        r"筆者\s?[:：]",
        r"文責\s?[:：]?",
        r"著者\s?[:：]?",
    ),
    "ko": (r"글\s?[:=/]", r"기자\s?[:=]", r"기자명|본사기자\s", r"(?:글쓴이|작성자)\s?[:=]?"),
    "th vi": (r"โดย\s?[:：]?", r"ผู้เขียน\s?[:：]?", r"tác giả:?", r"bài viết:"),
}
LABEL = re.compile(rf"(?:{either(_LABELS)})\s*", re.IGNORECASE)

#: What a link to an author's page says around the name, and instead of one.
_ALL_BY = {
    "en": (
        r"(?:(?:view|see|show|read|browse)\s+)?(?:all|more)\s+(?:(?:the\s+)?(?:posts?|articles?|stories|entries)"
        r"\s+)?(?:by|of|from)",
        r"(?:posts?|articles?|stories)\s+by",
        r"about\s+the\s+author:?",
        r"about",
    ),
    "de": (
        r"(?:zeigen?\s+)?(?:sie\s+)?alle\s+(?:beiträge|artikel|texte|posts)\s+(?:von|ansehen\s+von)",
        r"mehr\s+(?:artikel\s+)?von",
        r"(?:beiträge|artikel)\s+von",
        r"profil\s+von",
    ),
    "fr": (r"(?:voir\s+)?tous\s+les\s+(?:articles|billets)\s+(?:de|par)", r"plus\s+de"),
    "es pt": (
        r"(?:ver\s+)?tod[ao]s\s+(?:las|los|os|as)\s+(?:entradas|artículos|artigos|posts|publicaciones)\s+(?:de|por)",
        r"más\s+de",
    ),
    "it": (r"(?:vedi\s+)?tutti\s+gli\s+articoli\s+d[ia]", r"altri\s+articoli\s+di"),
    "nl": (r"(?:bekijk\s+)?alle\s+(?:berichten|artikelen)\s+van", r"meer\s+van"),
    "sv no da": (r"(?:visa|vis)\s+all[ea]\s+(?:inlägg|innlegg|indlæg)\s+a[vf]",),
    "pl cs": (
        r"(?:zobacz\s+)?wszystkie\s+(?:wpisy|artykuły)\s+(?:autora)?",
        r"všechny\s+příspěvky\s+od",
    ),
    "ru": (r"(?:все|посмотреть\s+все)\s+(?:записи|статьи)\s+автора",),
}
ALL_BY = re.compile(rf"^(?:{either(_ALL_BY)})\s+", re.IGNORECASE)
_NO_NAMES = """
    the author|author|authors|about the author|view profile|profile|see profile|view bio|full bio
    see full bio|bio|read more|more|next|previous|follow|follow us|contact|website|email
    e-mail|share
    view all posts|all posts|all articles|show all articles|see all articles|more articles|posts
    twitter|facebook|instagram|linkedin|youtube|link|comments|no comments|guest|anonymous|unknown
    profil ansehen|profil anzeigen|zum profil|profil|archiv anzeigen|alle artikel|alle beiträge
    weitere artikel|weiter|zur person|autor|autorin|autoren|kontakt|mehr|über den autor|der autor
    die autorin|von|voir le profil|voir tous les articles|auteur|l'auteur|suivre|ver perfil|perfil
    ver más|autora|el autor|seguir|vedi profilo|autore|l'autore|profiel|meer artikelen|автор|профиль
    learn more|editorial process|editorial guidelines|our process|why trust us|reviewer|x|name
    updated|published|view|edit|pinterest|rss|share this|print|save|subscribe|sign up|log in
    작성자|기자|作者|記者|记者|著者|by|written by|posted by
"""
#: What is said in a byline's place and names nobody.
NO_NAMES = frozenset(
    p.strip() for line in _NO_NAMES.splitlines() for p in line.split("|") if p.strip()
)
#: Accounts of systems, and desks: nobody in person.
_ACCOUNTS = """
    admin administrator root webmaster superuser super-user sysadmin wpadmin editor editors user
    user1
    staff newsroom newsdesk redaktion redaction redaccion redacción redação redazione redactie
    redakcja redakce redaksjonen редакция editorial webdesk online news team author autor press
    reporter reporters moderator wordpress wordpressadmin siteadmin contributor contributors
    correspondent correspondents agencies agency desk
"""
ACCOUNTS = frozenset(_ACCOUNTS.split())
#: Words beside a site's name that make its desk of it: `Gazette Staff`.
_DESK_WORDS = (
    "staff writers writer team editors editor editorial board newsroom news desk newsdesk "
    "redaktion online web digital reporter reporters contributor contributors agencies die the "
    "rédaction la de sponsored service services"
)
DESK_WORDS = frozenset(_DESK_WORDS.split())
#: Words around an office that names nobody: `From Our Special Correspondent`, `A Staff Reporter`.
UNNAMED = word_set(
    {
        "en": "a an our own the from special bureau",
        "de": "unser unserem unserer eigener",
        "fr es it pt": "notre nos nuestro nuestra nostro nostra nosso nossa del",
    }
)
#: What stands behind a name and is no name: degrees and offices.
CREDENTIAL = re.compile(
    r"(?:M\.?D\.?|Ph\.?\s?D\.?|RDN?|M\.?S\.?|MBA|MPH|M\.?A\.?|B\.?A\.?|BSc|MSc|RN|LCSW|CPA|CFP®?"
    r"|CFA|Esq\.?|DDS|DMD|DO|FAND|LDN|CSCS|J\.?D\.?|PharmD|PsyD|V?DVM|VMD|DACVB|NP|PA-C|E-RYT 200"
    r"|FACP|FOMA|DABOM|Jr\.?|Sr\.?|I{2,3})\*?"
)
_ROLE_WORDS = """
    editors? writers? reporters? correspondents? columnists? contributors? journalists? experts?
    managers? directors? founders? co-founders? professor analysts? researchers? photographers?
    authors? representative specialists? consultants? producers? redakteur(?:in)?
    korrespondent(?:in)? volontär(?:in)? chefredakteur(?:in)? journaliste? periodista redactora?
    staff coo ceo cto cfo president vp reviewers? coordinator strategist winemaker gardener host
    senior managing contributing former deputy head lead chief content marketing tech executive
    associate assistant hardware freelance guest special principal general
    rédact(?:eur|rice) correspondante? envoyée? redactor corresponsal giornalista inviat[oa]
    repórter jornalista redatora? verslaggever redacteur journalist korrespondent reportér(?:ka)?
    dziennikar(?:z|ka) redaktorka? újságíró muhabir корреспондент журналист(?:ка)? обозреватель
    редактор кореспондент(?:ка)? toimetaja ajakirjanik toimittaja
"""
#: Offices, and the words before them.
ROLE = re.compile(rf"\b(?:{'|'.join(_ROLE_WORDS.split())})\b", re.IGNORECASE)
_LEADING_ROLES = {
    "de": (
        r"(?:[\w-]+-)?(?:expert(?:e|in)|redakteur(?:in)?|korrespondent(?:in)?|reporter(?:in)?"
        r"|autor(?:in)?|kolumnist(?:in)?)",
        r"gastautor(?:in)?",
        r"rechtsanw[aä]lt(?:in)?",
        r"volontär(?:in)?",
    ),
    "nl sv no da": (r"redacteur", r"journalist"),
}
#: An office before a name of two words or more: `Rechtsanwältin Ann Lee`.
LEADING_ROLE = re.compile(rf"^(?:{either(_LEADING_ROLES)})\s+(?=\S+\s+\S)", re.IGNORECASE)
#: What stands behind a name in a byline's line: other people's parts in the article.
OTHERS_PART = (
    r"(?:medically |clinically )?(?:reviewed|edited|fact[- ]?checked|updated|illustrated"
    r"|translated|photographed) by|photos? by|photography by|fact[- ]checker|reviewer:"
)
#: Words of the names of bodies and papers, which are nobody in person. The list is for names that
#: nothing else on a page tells from a person's.
_BODIES = {
    "en": "university institute foundation association council ministry department company group"
    " inc llc ltd corp bank marketing agency studio magazine news gazette post times herald echo"
    " journal tribune chronicle observer press courier voice network media online blog shop store"
    " school college library society center centre club church",
    "de": "stiftung landesanstalt universität hochschule institut verein verband e.v. gmbh ag"
    " magazin zeitung nachrichten anzeiger tagblatt rundschau kurier ministerium pressestelle"
    " welle redaktion verlag bundesverband gesellschaft amt",
    "fr es it pt": "fondation association institut université ministère journal fundación"
    " universidad instituto ministerio periódico diario fondazione università giornale courrier"
    " dépêche gazeta jornal folha correio corriere gazzetta notícias noticias agência agencia",
    "pl nl sv ru": "kurier dziennik dagblad krant courant tidning avisen газета новости",
}
BODIES = word_set(_BODIES)
#: What stands behind a name in a link to its author's page.
BEHIND_NAME = re.compile(
    r"(?<!\s)\s++(?:view|alle artikel|all posts|posts|profile?|bio|stand|follow|website|→)$",
    re.IGNORECASE,
)
#: Another's part in an article: `Editing by Bo Ek`.
OTHERS = re.compile(
    r"(?:additional reporting|edit(?:ed|ing)|compiled|translat(?:ed|ion)|fact[- ]check(?:ed|ing)"
    r"|video|photographs?|illustrations?|graphics?|review(?:ed)?)\s+by\b|editor\s?:"
    r"|(?:valo)?kuvat?\s|fotos?\s|bild(?:er)?\s|zdjęcia\s",
    re.IGNORECASE,
)
#: Where somebody reports from, behind a name: `Ann Lee in Quillby`.
IN_PLACE = re.compile(r"\s(?:in|aus|à|em)\s(?=[^\W\d_]).*")
#: Offices that some languages put behind a name, and what stands behind those.
OFFICE_TAIL = re.compile(
    r"\s?(?:(?:선임|인턴|전문|수습)?기자|특파원|앵커|논설위원|[記记]者|特派[員员])(?:\s?[=／/].*)?$"
    r"|\s?[／/].{0,8}[報报][導导].{0,2}$"
)
#: What opens a photo credit.
PHOTO = re.compile(
    r"(?:photos?|fotos?|images?|bild(?:er|quelle)?|pictures?|pics?|fotograf(?:ie|ia|ía)?|imagen|imagem|immagine"
    r"|afbeelding|illustrations?|graphics?|grafik|фото|zdjęci[ae]|kuva|写真|图片|圖片|사진|صورة|تصویر)"
    r"\s*(?:credits?|courtesy(?:\s+of)?|by|von|de|:|/|：|／)\s*[:：]?\s*",
    re.IGNORECASE,
)

_LATIN_INNER = "by|von|par|por|door|av|af|di|da"
#: What stands between a day and a name: `Posted on 5 March by Ann Lee`.
INNER_LABEL = re.compile(rf"(?:^|\s)(?:{_LATIN_INNER}|автор)\b:?\s+(?=\S)", re.IGNORECASE)
#: The word of such a label, which a day may be joined to: `Posted on 5 March 2026by Ann Lee`.
INNER_WORD = re.compile(rf"(?<![a-z])(?:{_LATIN_INNER})(?![a-z])|автор", re.IGNORECASE)
#: What a card for social networks calls the author: `Written by`, then the name.
WRITTEN_BY = phrase_set(
    {
        "en": "written by|author|by",
        "de": "verfasst von|geschrieben von|autor",
        "fr": "écrit par|auteur",
        "es pt": "escrito por|autor",
        "it": "scritto da",
        "nl": "geschreven door",
        "sv no da": "skriven av|skrevet av|skrevet af",
        "pl": "napisane przez",
        "ru": "написано автором|автор",
    }
)
_OURS = {
    "en fr": (r"our|notre|nos",),
    "de nl": (r"unser(?:e[mnr]?)?|onze?",),
    "es pt it": (r"nuestr[oa]s?|noss[oa]s?|(?:dal )?nostr[oaie]",),
    "sv no da": (r"vår(?:e|a|t)?|vores",),
    "pl cs": (r"nasz(?:a|ego|ej)?|náš|naše",),
}
#: What a paper calls its writer before the name: `Door onze verslaggever`, `von unserem Redakteur`.
OUR_OFFICE = re.compile(
    rf"^(?i:{either(_OURS)})\s+(?:(?i:[^\W\d_]{{3,24}}(?:-[^\W\d_]{{3,24}})?)\s+){{1,2}}?(?=[A-ZÀ-Þ])"
)

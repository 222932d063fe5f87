"""Lines of page furniture: buttons, labels and notices of a site, and what closes an article."""

from __future__ import annotations

import re

from transforms.words.patterns import any_form, either, phrase_set

_FLAGS = re.IGNORECASE | re.DOTALL

#: Lines, folded, that are buttons and labels of pages and never prose.
CHROME_LINES = phrase_set(
    {
        "en": """
            share|share this|share this article|share this story|share article|share on facebook
            share on twitter|tweet|print|email|copy link|link copied|comment|comments
            leave a comment|post a comment|add a comment|no comments|view comments|show comments
            subscribe|subscribe now|sign in|sign up|log in|login|register|logout|log out
            my account|menu|search|home|close|skip to content|skip to main content|back to top|top
            next|previous|prev|load more|show more|see more|view more|read more|continue
            click here|advertisement|advertisment|ad|ads|sponsored|promoted|newsletter|newsletters
            follow|follow us|contact|contact us|about|about us|terms|terms of use|terms of service
            privacy|privacy policy|cookie policy|cookies|sitemap|site map|rss|facebook|twitter
            instagram|youtube|linkedin|pinterest|reddit|whatsapp|telegram|tumblr|x|loading
            loading...|image|image source|photo|video|gallery|tags|topics|support us|donate|accept
            accept all|decline|ok|yes|no|cancel|submit|send|save|listen|watch live|live|reply
            report|like|skip advertisement|share full article|gift this article|enlarge image
        """,
        "de": """
            anzeige|werbung|teilen|drucken|kommentare|kommentar schreiben|anmelden|abmelden
            einloggen|registrieren|suche|menü|startseite|schliessen|mehr|merken|impressum
            datenschutz|zur startseite|abonnieren|beitrag teilen|diesen artikel teilen
            artikel teilen|link kopiert!|link kopiert|antworten|passwort vergessen|mehr anzeigen
            zum anhören|zum kommentar-bereich|externer inhalt nicht verfügbar
            empfohlener redaktioneller inhalt|bild vergrössern|artikel anhören|vorlesen lassen
            zum inhalt springen|zum inhalt
        """,
        "fr": """
            publicité|partager|imprimer|commentaires|s'abonner|se connecter|accueil|rechercher
            fermer|mentions légales|répondre|écouter l'article|offrir l'article|lire plus tard
        """,
        "es": """
            publicidad|compartir|imprimir|comentarios|suscríbete|iniciar sesión|inicio|buscar
            cerrar|responder|enviar por e-mail|enviar por correo|escuchar
        """,
        "pt": "publicidade|compartilhar|comentários|assine|entrar|ouvir|imprimir|responder",
        "it": "pubblicità|condividi|stampa|commenti|abbonati|accedi",
        "nl": "advertentie|delen",
        "ru": "реклама|поделиться|комментарии|войти|поиск|подписаться|главная|ответить",
        "uk": "реклама|поділитися|коментарі|увійти|пошук|підписатися|головна|відповісти",
        "tr": "reklam|paylaş|yazdır|yorumlar|yorum yap|abone ol|giriş yap|kapat|bağlantıyı kopyala",
        "vi": "quảng cáo|chia sẻ|bình luận|đăng nhập|tìm kiếm|trang chủ|sao chép liên kết",
        "id": "iklan|bagikan|komentar|masuk|cari|beranda|salin tautan",
        "fa": "تبلیغات|اشتراک گذاری|چاپ|نظرات|ورود|جستجو|کپی لینک",
        "pl": "reklama|udostępnij|komentarze",
        "sv": "annons|dela",
        "no": "annonse|del",
        "ko": "광고|공유|인쇄|댓글|로그인|구독|검색|기사공유",
        "ja": "広告|共有|ログイン|検索|印刷|シェア|シェアする|保存",
        "zh": "广告|分享|打印|登录|注册|搜索|首页|评论|分享到|分享至|举报|登入|搜尋|首頁",
        "ar": "إعلان|مشاركة|طباعة|تعليقات|تسجيل الدخول|بحث|الرئيسية|شارك|حفظ|نسخ الرابط",
    }
)
#: Sentences that sites say of themselves: cookies, rights, subscriptions, comments. Searched in
#: folded lines.
CHROME_SENTENCE = any_form(
    {
        "any": (r"©", r"\(c\) ?(?:19|20)\d\d"),
        "en": (
            r"\bcopyright\b.{0,40}(?:19|20)\d\d",
            r"all rights reserved",
            r"\b(?:use|uses|using|accept|our|these|all|of) cookies\b",
            r"\bcookie (?:policy|settings|preferences|notice)",
            r"privacy (?:policy|notice)",
            r"terms (?:of|and|&) (?:use|service|conditions)",
            r"(?:sign up|subscribe|register) (?:for|to|now|today|here)\b"
            r".{0,60}(?:newsletter|email|e-mail|alerts|updates|access|inbox|unlimited)",
            r"(?:daily|weekly|our|free) (?:email )?newsletter",
            r"please enable javascript",
            r"your browser (?:does not|is)",
            r"javascript (?:is|must be)",
            r"\bad ?blocker",
            r"already (?:a subscriber|have an account|registered)",
            r"^listen to (?:this |the )?(?:article|story)\b.{0,40}$",
            r"log in to",
            r"sign in to",
            r"create an account",
            r"forgot (?:your )?password",
            r"reset your password",
            r"unsubscribe",
            r"follow us on",
            r"like us on facebook",
            r"download (?:the|our) app",
            r"click here to",
            r"share this (?:article|story)",
            r"this (?:site|website) uses",
            r"affiliate (?:links|commission)",
            r"mail address will not be published",
            r"required fields are marked",
            r"comments? (?:are|is) (?:closed|moderated|disabled)",
            r"cookies? (?:is|are) (?:used|set|placed|installed|necessary|essential)",
            r"check your (?:junk|spam|inbox)",
            r"provide a valid e-?mail",
            r"welcome e-?mail is on",
            r"issue signing you up",
            r"by signing up,? you",
            r"soon be in your inbox",
            r"(?:enable|turn on|allow) notifications",
        ),
        "de": (
            r"alle rechte vorbehalten",
            r"^artikel (?:zum hören|anhören)\b.{0,20}$",
            r"cookies? (?:zu|verwenden|akzeptieren)",
            r"datenschutzerklärung",
            r"privatsphäre-einstellungen",
            r"newsletter (?:abonnieren|anmelden|bestellen)",
            r"externe[nr]? inhalte?\b",
            r"kommentarfunktion",
            r"probeabo",
            r"(?:digital|online)-abo\b",
            r"jetzt (?:abonnieren|abo)",
        ),
        "fr": (
            r"tous droits réservés",
            r"cookies? (?:pour|et )",
            r"politique de confidentialité",
            r"cet article est réservé",
            r"réservé aux abonnés",
        ),
        "es pt": (
            r"todos los derechos",
            r"todos os direitos",
            r"cookies? para",
            r"política de (?:privacidad|privacidade|cookies)",
            r"tu suscripción se está usando",
        ),
        "it": (r"tutti i diritti",),
        "ru": (r"все права защищены",),
        "zh": (r"版权所有", r"版權所有"),
        "ja": (r"無断転載",),
        "ko": (r"무단\s?전재",),
        "ar": (r"جميع الحقوق",),
    },
    _FLAGS,
)
#: Each of these sentences has one of these in it, so that most lines need not be searched for any.
#: The dotless letter counts as an `i` where letter case is ignored.
CHROME_STEMS = phrase_set(
    {
        "any": "©|(c)|ı|cookies|cookie |newsletter",
        "en": """
            copyright|rights reserved|privacy policy|privacy notice|terms of |terms and |terms &
            sign up |subscribe |register |enable javascript|your browser |javascript is
            javascript must|blocker|already a sub|already have an acc|already regis|log in to
            sign in to|create an account|forgot password|forgot your pass|reset your password
            unsubscribe|follow us on|us on facebook|download the app|download our app
            click here to|share this |this site uses|this website uses
            affiliate links|affiliate comm|mail address will not
            required fields|comments are|comment are|comments is|comment is
            check your |provide a valid|mail is on|issue signing you|by signing up
            soon be in your|notifications|listen to
        """,
        "de": """
            rechte vorbehalten|datenschutzerklärung|privatsphäre-einstellungen|externe
            kommentarfunktion|probeabo|-abo|jetzt abo|artikel zum|artikel anh
        """,
        "fr": "tous droits|confidentialité|réservé",
        "es pt": "los derechos|os direitos|política de |tu suscripción",
        "it": "tutti i diritti",
        "ru": "все права",
        "zh ja": "版权所有|版權所有|無断転載",
        "ko": "전재",
        "ar": "جميع الحقوق",
    }
)
_COMMENTS = {
    "en": (r"(?:reader |user |your )?comments?",),
    "de": (r"kommentare?", r"ergänzungen"),
    "fr": (r"commentaires?",),
    "es": (r"comentarios",),
    "pt": (r"comentários",),
    "it": (r"commenti",),
    "nl": (r"reacties",),
    "ru": (r"комментарии",),
    "pl": (r"komentarze",),
    "ko": (r"댓글",),
    "ja": (r"コメント",),
    "zh": (r"评论", r"評論"),
    "ar": (r"تعليقات",),
}
_SUBJECTS = {
    "en": (
        r"tags?",
        r"topics",
        r"filed under",
        r"categor(?:y|ies)",
        r"related tags",
        r"keywords",
    ),
    "de": (
        r"schlagw[oö]rter?.{0,25}",
        r"schlagworte",
        r"stichworte",
        r"themen",
        r"kategorien?",
    ),
    "fr": (r"mots-clés", r"sujets"),
    "es pt": (r"etiquetas", r"temas", r"palavras-chave"),
    "ru": (r"теги", r"метки"),
    "pl": (r"tagi",),
    "ko": (r"태그",),
    "zh": (r"标签",),
    "ja": (r"タグ",),
}
#: Behind these the article is over: subjects, sharing, the author's life, and readers' words.
END_OF_ARTICLE = any_form(
    {
        "any": (
            rf"(?:\d+ )?(?:{either(_COMMENTS)})(?: ?\(?\d+\)?)?:?",
            rf"(?:{either(_SUBJECTS)})(?:: ?.{{0,200}})?",
        ),
        "en": (
            r"(?:leave|post|add|write) a (?:comment|reply)",
            r"leave your comment",
            r"join the (?:conversation|discussion)",
            r"about (?:the author|this author|the authors?)",
        ),
        "de": (
            r"schreiben sie einen kommentar",
            r"über (?:den|die) autor(?:in|:in|\*in)?s?",
            r"inhaltlichen fehler melden",
            r"fehler melden",
            r"dieses thema im programm",
            r"artikel verschenken",
            r"kommentar melden",
        ),
        "fr": (r"laisser un commentaire",),
        "es": (r"deja (?:un|tu) comentario",),
    },
    _FLAGS,
)

#: What stands in menus, addresses, forms and thanks, and in few headlines.
NOT_IN_HEADLINES = any_form(
    {
        "any": (r"@", r"https?:", r"www\.", r" / ", r"[:*]$", r"©"),
        "en": (
            r"e-?mail",
            r"newsletter",
            r"app store",
            r"\b(?:reporting|editing|additional|photos?) by\b",
            r"^(?:follow|subscribe|sign up)\b",
        ),
    }
)

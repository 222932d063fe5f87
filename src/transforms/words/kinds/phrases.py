"""Phrases that tell what a page is where no article is: not found, an error, consent, a paywall;
and what a live blog calls itself.
"""

from __future__ import annotations

import re

from transforms.words.patterns import any_form

#: Titles and headings of pages that stand where an article was asked for.
NOT_FOUND = any_form(
    {
        "any": (r"^\W*(?:error\W*)?404\b",),
        "en": (
            r"^\W*not found\W*$",
            r"\b(?:page|article|story|content)\W+"
            r"(?:could(?: not|n['’]t) be|can(?:no|['’])t be|was not|is not|not)"
            r" (?:found|available)",
            r"can(?:no|['’])t (?:seem to )?find (?:that|the|this|your) (?:page|article|story)",
            r"\bpage (?:does not|doesn['’]t|no longer) exist",
            r"\bnothing (?:was )?found\b",
        ),
        "de": (r"\b(?:seite|artikel) (?:wurde )?nicht (?:gefunden|verfügbar)",),
        "fr": (r"page introuvable",),
        "es pt": (r"p[áa]gina no (?:encontrada|existe)",),
        "it": (r"pagina non trovata",),
        "ru": (r"страница не найдена",),
        "zh": (r"页面不存在", r"找不到页面"),
        "ja": (r"お探しのページ",),
        "ko": (r"페이지를 찾을 수 없",),
        "nl": (r"pagina (?:is )?niet gevonden",),
        "sv": (
            r"sidan (?:kunde inte hittas|finns inte|hittades inte)",
            r"hittar inte sidan",
        ),
        "nb da": (
            r"(?:siden|artikkelen|artiklen) (?:ble |blev )?(?:ikke funnet|finnes ikke"
            r"|findes ikke|ikke fundet|eksisterer ikke)",
            r"(?:fant ikke|finner ikke|kan ikke finde) siden",
        ),
        "fi": (
            r"sivua ei löydy",
            r"sivua ei löytynyt",
        ),
        "pl": (
            r"nie znaleziono (?:strony|artykułu)",
            r"strona nie (?:istnieje|została znaleziona)",
        ),
        "cs sk": (
            r"stránk[au] (?:nebyla nalezena|nenalezena|neexistuje|sa nenašla|nebola nájdená)",
        ),
        "hu": (r"az? (?:oldal|keresett oldal) nem található",),
        "ro": (r"pagina nu (?:a fost găsită|există)",),
        "tr": (
            r"sayfa bulunamadı",
            r"aradığınız sayfa",
        ),
        "el": (r"η σελίδα δεν (?:βρέθηκε|υπάρχει)",),
        "uk": (r"сторінк[ау] не (?:знайдено|існує)",),
        "ar": (
            r"الصفحة غير موجودة",
            r"الصفحة المطلوبة غير",
            r"لم يتم العثور على الصفحة",
        ),
        "fa": (r"صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد",),
        "he": (r"(?:העמוד|הדף) (?:לא נמצא|המבוקש)",),
        "hi": (
            r"पृष्ठ नहीं मिला",
            r"पेज नहीं मिला",
        ),
        "id": (r"halaman tidak ditemukan",),
        "vi": (
            r"không tìm thấy trang",
            r"trang không tồn tại",
        ),
        "th": (r"ไม่พบหน้า",),
    }
)
ERROR = any_form(
    {
        "any": (
            r"^\W*(?:error\W*)?(?:40[0135-9]|429|5\d\d)\b\W*"
            r"(?:$|[a-z]+ (?:error|denied|unavailable|gateway|timeout|request|forbidden))",
            r"^\W*(?:error\W*)?451\b\W*(?:$|unavailable)",
        ),
        "en": (
            r"^\W*access denied",
            r"^(?:\d{3} )?forbidden\W*$",
            r"\b(?:502 )?bad gateway\b",
            r"^\W*(?:503 )?service (?:temporarily )?unavailable",
            r"gateway time-?out",
            r"internal server error",
            r"too many requests",
            r"^\W*just a moment\W*$",
            r"^\W*attention required",
            r"are you (?:a )?(?:human|robot)",
            r"^\W*security check",
            r"checking your browser",
            r"request unsuccessful",
            r"\bverify(?:ing)? (?:that )?you(?: are|['’]re) (?:a )?human",
            r"^\W*unavailable (?:due to|for) legal reasons",
            r"^\W*security verification",
            r"\benable javascript\b",
            r"^\W*(?:checking|verifying) (?:if|that) the (?:site|connection)\b",
            r"\breview the security of your connection\b",
            r"^\W*pardon our interruption",
            r"^\W*sorry, you have been blocked",
            r"^\W*(?:site |we['’]?re )?(?:(?:is )?(?:down|under) (?:for )?)?maintenance\W*$",
            r"^\W*we['’]?ll be back (?:soon|shortly)\b",
            r"\bperforming (?:some )?(?:scheduled )?maintenance\b",
            r"\bddos protection by\b",
        ),
        "de": (r"^\W*zugriff verweigert", r"^\W*wartungs(?:arbeiten|modus)\W*$"),
        "fr": (r"^\W*acc[eè]s refus[ée]", r"^\W*(?:site )?en maintenance\W*$"),
        "es pt": (r"^\W*(?:sitio|site) (?:web )?em? (?:mantenimiento|manutenção)\W*$",),
        "ru uk": (r"^\W*(?:на сайте )?(?:ведутся|проводятся) технические работы",),
        "zh ja": (r"^\W*(?:网站|網站|系统|系統)?(?:正在)?维[护護]中?\W*$", r"^\W*メンテナンス中"),
    }
)
CONSENT = any_form(
    {
        "en": (
            r"before you continue",
            r"we value your privacy",
            r"your privacy (?:choices|matters)",
            r"consent to (?:the use|our)",
            r"(?:accept|manage|use of|uses?) (?:all )?cookies",
            r"cookie (?:consent|wall|settings)",
        ),
        "nl": (r"cookie-?instellingen",),
        "sv": (r"\bsamtycke",),
        "de": (
            r"\bihre zustimmung\b",
            r"^\W*zustimmung\W*$",
            r"mit werbung (?:weiter)?lesen",
        ),
        "fr": (r"accepter (?:et|les cookies)", r"votre vie priv[ée]e"),
        "es": (r"aceptar? (?:las )?cookie",),
    }
)
#: Beginnings of words of which a text about consent is full.
CONSENT_WORDS = any_form(
    {
        "en": (r"cookie", r"consent", r"privacy", r"partner", r"data\b"),
        "de": (r"zustimm", r"einwillig", r"daten"),
        "fr": (r"vie privée", r"traceur"),
        "it": (r"consenti",),
    }
)
PAYWALL = any_form(
    {
        "en": (
            r"(?:subscribe|sign in|log in|register) (?:now )?"
            r"(?:to|and) (?:continue|keep|read|unlock)",
            r"(?:for|to) (?:our )?subscribers only",
            r"subscriber[- ]only",
            r"already a subscriber",
            r"this (?:article|content|story) is (?:only |reserved |exclusively )?(?:available )?"
            r"(?:for|to) (?:our )?(?:subscribers|members)",
        ),
        "de": (
            r"(?:weiterlesen|lesen sie weiter) mit",
            r"jetzt (?:abonnieren|weiterlesen)",
            r"(?:nur|exklusiv) für abonnent",
            r"(?:bereits|schon) abonnent",
            r"(?:diesen artikel|den ganzen artikel) (?:weiter)?lesen",
        ),
        "fr": (
            r"r[ée]serv[ée]e? (?:aux|à nos) abonn[ée]s",
            r"il vous reste [\d.,]+ ?% de cet article",
            r"abonnez-vous pour (?:lire|continuer|accéder)",
            r"déjà abonn[ée]",
        ),
        "es": (
            r"(?:contenido )?exclusivo (?:para|de) (?:nuestros )?suscriptores",
            r"s[oó]lo para suscriptores",
            r"suscr[ií]bete para (?:seguir|continuar|leer)",
            r"ya eres suscriptor",
        ),
        "it": (
            r"riservat[oa] (?:agli|ai nostri) abbonati",
            r"solo per (?:gli )?abbonati",
            r"abbonati per (?:continuare|leggere|proseguire)",
            r"sei già abbonato",
        ),
        "pt": (
            r"(?:exclusivo|só|apenas|somente) para assinantes",
            r"assine para (?:continuar|ler)",
            r"já (?:é|sou) assinante",
        ),
        "ca": (r"(?:exclusi[uv]|només) per a(?:ls)? subscriptors",),
        "ro": (r"(?:doar|numai|rezervat) (?:pentru )?abona[tțţ]i",),
        "ru": (
            r"только для подписчиков",
            r"доступ(?:ен|на|но|ны)? (?:только )?по подписке",
            r"оформите подписку,? чтобы",
        ),
        "uk": (r"(?:лише|тільки) для (?:передплатників|підписників)",),
        "bg": (r"само за абонати",),
        "hr sr bs": (r"samo za pretplatnike", r"само за претплатнике"),
        "el": (r"μόνο για συνδρομητές",),
        "nl": (
            r"(?:alleen|exclusief) voor abonnees",
            r"log in om verder te lezen",
            r"lees verder met",
            r"al abonnee\?",
        ),
        "nb da sv": (
            r"(?:kun |bare |bara |endast )?for abonnenter",
            r"för (?:våra )?prenumeranter",
            r"(?:bli|bliv) abonnent (?:for å|og|for at)",
            r"allerede abonnent",
            r"redan prenumerant",
        ),
        "fi": (r"vain tilaajille", r"tilaa ja lue", r"oletko jo tilaaja"),
        "et": (r"ainult tellijatele",),
        "pl": (
            r"(?:tylko |wyłącznie )?dla (?:naszych )?(?:prenumeratorów|subskrybentów)",
            r"dalsza część (?:artykułu|tekstu) (?:jest )?dostępna",
            r"(?:wykup|kup) (?:dostęp|prenumeratę|subskrypcję)",
        ),
        "cs sk": (
            r"(?:pouze|jen) pro předplatitele",
            r"(?:iba|len) pre predplatiteľov",
        ),
        "hu": (r"(?:csak|kizárólag) előfizetők", r"előfizetőink számára"),
        "tr": (
            r"aboneler(?:imiz)? için",
            r"abonelere özel",
            r"devamını okumak için",
        ),
        "ar": (r"للمشتركين فقط", r"اشترك (?:لقراءة|لمتابعة القراءة|للقراءة)"),
        "fa": (r"ویژه[ٔ‌ ]*مشترک(?:ین|ان)",),
        "he": (r"למנויים בלבד",),
        "hi": (r"(?:केवल|सिर्फ़?) (?:सब्सक्राइबर|सदस्य)",),
        "id ms": (r"khusus (?:untuk )?pelanggan", r"berlangganan untuk (?:membaca|melanjutkan)"),
        "vi": (r"dành (?:riêng )?cho (?:độc giả trả phí|thuê bao)", r"đăng ký để đọc tiếp"),
        "th": (r"เฉพาะสมาชิก", r"สมัครสมาชิกเพื่ออ่าน"),
        "ja": (
            r"(?:有料)?会員限定",
            r"続きをお読み",
            r"続きを読むには",
            r"この記事は有料",
            r"残り\s?[\d,]+\s?文字",
        ),
        "ko": (
            r"유료 ?(?:회원|구독)",
            r"구독자 ?전용",
            r"(?:구독|로그인) ?(?:하시면|후) .{0,12}(?:읽|보실)",
        ),
        "zh": (
            r"付费(?:阅读|订阅|内容)",
            r"付費(?:閱讀|訂閱|內容)",
            r"订阅(?:后|以)",
            r"訂閱(?:後|以)",
            r"(?:仅限|僅限)(?:订阅|訂閱|会员|會員)",
            r"(?:会员|會員)(?:专享|專享)",
        ),
    }
)
#: Titles of texts that are written as things happen.
LIVE = any_form(
    {
        "en": (
            r"\blive(?:[- ]?(?:blog|ticker|updates?|coverage))\b",
            r"\b(?:news|live)(?:blog|ticker)\b",
            r"^\W*live\b\W",
            r"\blive:",
            r"[:|–-] live\W*$",
            r"as it happened",
        ),
        "fr": (r"\ben direct\b",),
        "es": (r"minuto a minuto", r"\ben (?:vivo|directo)\b"),
        "pt": (r"\bao vivo\b",),
        "it": (r"\bin diretta\b",),
        "ru": (r"онлайн-трансляция",),
        "ko": (r"직접 중계", r"실시간"),
        "zh": (r"直播",),
        "ja": (r"ライブ速報",),
    }
)
#: The same in addresses.
LIVE_PATH = any_form(
    {
        "any": (
            r"/live/",
            r"live-?blog",
            r"live-?ticker",
            r"live-?updates",
            r"newsblog",
            r"-live(?:-|$)",
        )
    }
)

#: Whole texts, folded, that servers send instead of a page.
NOT_FOUND_TEXT = any_form(
    {
        "en": (
            r"(?:error ?:? ?)?404\b.{0,120}",
            r"not found",
            r"410 gone.{0,80}",
            r".{0,60}\b(?:page|file|article|object|document|url) "
            r"(?:was |is |could |can )?(?:not |cannot be |could not be )(?:be )?found\b.{0,120}",
        ),
        "de": (r".{0,40}seite (?:wurde )?(?:leider )?nicht gefunden.{0,80}",),
        "fr es": (r".{0,40}page (?:introuvable|non trouvée|no encontrada).{0,80}",),
        "es": (r"página no (?:encontrada|existe).{0,80}",),
        "ru": (r".{0,40}страница не (?:найдена|существует).{0,80}",),
        "ko zh ja": (
            r".{0,30}"
            r"(?:페이지를 찾을 수 없습니다|页面不存在|ページが見つかりません).{0,40}",
        ),
    },
    re.IGNORECASE | re.DOTALL,
)
ERROR_TEXT = any_form(
    {
        "en": (
            r"(?:error ?:? ?|http ?)?(?:400|401|403|405|408|429|50[0-4]|52\d)"
            r"(?:\W+(?:error|bad|forbidden|service|internal|server|gateway|request|too"
            r"|unauthorized|method|access|timeout|web|http)\b.{0,200})?",
            r"(?:internal server error|bad gateway|service (?:temporarily )?unavailable"
            r"|gateway time-?out|access denied|forbidden|too many requests|bad request"
            r"|unauthorized|request timeout"
            r"|(?:the )?(?:service|server) is (?:temporarily )?(?:unavailable|unable).{0,80}"
            r"|error establishing a database connection)\b.{0,300}",
            r"(?:.{0,60} )?(?:just a moment\b|checking your browser"
            r"|checking if the site connection is secure"
            r"|verify(?:ing)? (?:that )?you are (?:a )?human|we'll be back (?:soon|shortly)"
            r"|performing (?:some )?(?:scheduled )?maintenance)\b.{0,340}",
        ),
    },
    re.IGNORECASE | re.DOTALL,
)

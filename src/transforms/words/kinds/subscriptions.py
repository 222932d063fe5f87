"""How a page asks its reader to pay before it shows the rest: a word about subscribing beside one
about reading on. Papers word the request anew, but hardly one does without these two.
"""

from __future__ import annotations

import re

#: Beginnings of words about subscriptions and accounts, and of words about reading on or the rest.
_ASKS: dict[str, tuple[str, str]] = {
    "en": (r"subscri|sign in|log in|regist", r"(?:keep|continue) reading|full (?:story|article)"),
    "de": (
        r"abonn|\babo\b|anmelden",
        r"weiterles|weiter zu lesen|(?:ganzen?|vollen?) (?:artikel|text)",
    ),
    "fr": (
        r"abonn|connect|inscri",
        r"lire la suite|poursuivre|(?:suite|intégralité) de (?:l.|cet )article",
    ),
    "es": (
        r"suscr[ií]|reg[ií]str|iniciar? sesión",
        r"seguir leyendo|sigue leyendo|continuar leyendo"
        r"|leer (?:el|la|este) (?:artículo|nota|contenido) complet",
    ),
    "ca gl": (r"subscri|suscr[ií]|inicia", r"continua[r]? lle|seguir lendo|segueix llegint|llegir"),
    "pt": (
        r"assin|cadastr|fa[çz]a? login",
        r"continuar? (?:lendo|a ler|a leitura)|leia (?:na íntegra|a íntegra)|ler o artigo completo",
    ),
    "it": (
        r"abbon|registr|acced",
        r"continu(?:are|a) a leggere|prosegui|leggere tutto|articolo completo",
    ),
    "ro": (r"abon|autentific", r"citi(?:ți|ti|rea|ți mai departe)|continu"),
    "nl": (r"abonn|inlog|log in", r"verder (?:te )?lezen|lees verder|hele artikel"),
    "sv": (r"prenumer|logga in|abonn", r"läsa? (?:vidare|mer|hela|artikeln)|fortsätt(?:a)? läs"),
    "da": (r"abonn|log ind|prøv ", r"læse? (?:videre|hele|artiklen|resten)"),
    "no": (r"abonn|logg inn", r"lese? (?:videre|hele|saken|resten)"),
    "is": (r"áskri[fp]", r"lesa (?:áfram|meira|alla|greinina)|þessi grein"),
    "fi": (
        r"tila(?:a|aja|us|amalla)|kirjaudu",
        r"jatka(?:a)? luke|lukeminen|koko (?:juttu|artikkeli)|tilaajien sisältö",
    ),
    "et": (r"telli|logi sisse", r"edasi luge|lugemi(?:se|ne)|artikli? luge"),
    "lv": (r"abon", r"turpin[āa]t[^.]{0,8} las|lasi? tālāk|raksts"),
    "lt": (r"prenumer", r"skait(?:yti|ykite)|straipsn"),
    "pl": (
        r"prenumer|subskryb|zaloguj|abonam",
        r"czyta[jćc]|(?:cały|pełn\w{1,4}) (?:artykuł|tekst)|dostęp do",
    ),
    "cs sk": (
        r"předplat|predplat|přihl[aá]s|prihl[aá]s",
        r"(?:po)?kračov|pokračova|číst dál|dočíst|čítať ďalej|dočítať|celý článek|celý článok",
    ),
    "hu": (r"előfizet|bejelentkez", r"tovább|teljes (?:cikk|tartalom)"),
    "sl hr sr bs": (
        r"naročn|pretpla[tć]|претпла[тћ]|prijavite se",
        r"naprej|nadaljevanje|nastav(?:ak|iti|ite)|наставак|čitanj|člana?k|чланак|vsebin|sadržaj",
    ),
    "mk bg": (
        r"абон|претплат|претплаќ",
        r"прочете|четене|читањ|цел(?:ия|иот) текст|статия|статија",
    ),
    "ru": (
        r"подпи(?:с|ш)|войдите",
        r"(?:про)?читать (?:дальше|полност|целиком)|продолж|полный текст",
    ),
    "uk be": (
        r"передплат|підпис|підпиш|падпі[сш]|увійд",
        r"(?:про)?чита[тйц]\w{0,3} (?:далі|далей|повніст)|продовж|працяг|повний текст",
    ),
    "el": (r"συνδρομ|συνδεθ", r"συνέχεια|διαβάσ|ολόκληρο το"),
    "tr": (r"abone|üye (?:ol|giriş)|giriş yap", r"devam|okuma|tamamını"),
    "az": (r"abunə|daxil ol", r"davam|oxu"),
    "ka": (r"გამოიწერ|გამოწერ|გაიარეთ ავტორიზაცია", r"გასაგრძელებ|წაკითხ|სრულად"),
    "hy": (r"բաժանորդ", r"շարունակ|կարդա"),
    "ar": (r"اشترك|اشتراك|مشترك|سجل الدخول|تسجيل الدخول", r"قراءة|المقال كامل|متابعة|بقية"),
    "fa": (r"مشترک|اشتراک|وارد شوید", r"ادامه|خواندن|مطالعه|متن کامل"),
    "ur": (r"سبسکرا|رکنیت|لاگ ان", r"پڑھنے|مکمل|جاری"),
    "he": (r"מנוי|הירש|התחבר", r"להמשיך לקרוא|המשך קריאה|הכתבה המלאה|לקריאת"),
    "hi mr ne": (r"सब्सक्रा|सदस्यता|सदस्य ब|वर्गणी|ग्राहक ब|लॉग ?इन", r"पढ़|पढ़|पूर[ाी]|वाच|पढ्न"),
    "bn": (r"সাবস্ক্রা|গ্রাহক হ|লগ ?ইন", r"পড়তে|পড়তে|সম্পূর্ণ|পুরো"),
    "ta": (r"சந்தா", r"படிக்|தொடர்ந்து|முழு"),
    "te": (r"సబ్‌?స్క్రై|చందా", r"చదవ|పూర్తి"),
    "ml": (r"വരിക്കാ|സബ്സ്ക്രൈ", r"വായിക്ക|തുടർ"),
    "kn": (r"ಚಂದಾ|ಸಬ್‌?ಸ್ಕ್ರೈ", r"ಓದ|ಪೂರ್ಣ"),
    "th": (r"สมาชิก|เข้าสู่ระบบ", r"อ่าน(?:ต่อ|ฉบับเต็ม|เนื้อหา|บทความ)"),
    "vi": (r"đăng ký|đăng nhập|thuê bao|trả phí", r"đọc (?:tiếp|toàn|bài|nội dung)"),
    "id ms": (
        r"langgan|daftar|log masuk|masuk",
        r"(?:mem)?baca(?:an)? (?:selengkap|penuh|seterus|artikel|lanjut)|melanjutkan|meneruskan",
    ),
    "tl": (r"mag-?subscribe", r"magpatuloy|pagbabasa|buong"),
    "sw": (r"jisajili|ingia", r"kuendelea kusoma|makala (?:yote|kamili)"),
    "ja": (r"会員|購読|ログイン|登録", r"続き|全文|読(?:む|め)"),
    "ko": (r"구독|로그인|회원", r"(?:계속|전체|전문|이어서|더) ?(?:읽|보)|읽을 수|보실 수"),
    "zh": (
        r"订阅|訂閱|会员|會員|登录|登入|付费|付費",
        r"(?:继续|繼續)(?:阅读|閱讀)|全文|剩余|剩餘|完整",
    ),
}
#: The two stand in one request: so many characters lie between them. judged
_APART = 80


def _in_one_line(subscribing: str, reading: str) -> str:
    between = rf"[\s\S]{{0,{_APART}}}?"
    return rf"(?:{subscribing}){between}(?:{reading})|(?:{reading}){between}(?:{subscribing})"


ASKS_TO_SUBSCRIBE = re.compile(
    "|".join(f"(?:{_in_one_line(*stems)})" for stems in _ASKS.values()), re.IGNORECASE
)

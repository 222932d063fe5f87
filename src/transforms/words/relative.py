"""Days told from another day: `3 hours ago`, `yesterday`, `on December 4 last year`."""

from __future__ import annotations

import re

from transforms.words.patterns import either, word_set

#: Units of time in seconds; of months and years the longest. source: the calendar
SECOND, MINUTE, HOUR, DAY, WEEK = 1, 60, 3_600, 86_400, 604_800
MONTH, YEAR = 31 * DAY, 366 * DAY
#: Beginnings of words for units of time; the longest that fits counts.
_UNITS = {
    "en": {SECOND: "s sec", MINUTE: "m min", HOUR: "h hr hour", DAY: "d day", WEEK: "w week"}
    | {MONTH: "month", YEAR: "y year"},
    "de": {SECOND: "sek", HOUR: "stunde std", DAY: "tag", WEEK: "woche", MONTH: "monat"}
    | {YEAR: "jahr"},
    "fr": {HOUR: "heure", DAY: "jour", WEEK: "semaine", MONTH: "mois", YEAR: "an ann"},
    "es": {SECOND: "seg", HOUR: "hora", DAY: "día", WEEK: "semana", MONTH: "mes", YEAR: "año"},
    "pt": {DAY: "dia", MONTH: "mês", YEAR: "ano"},
    "it": {HOUR: "or", DAY: "giorn", WEEK: "settiman", MONTH: "mese"},
    "ru": {SECOND: "сек", MINUTE: "мин", HOUR: "час", DAY: "дн ден день", WEEK: "недел"}
    | {MONTH: "месяц", YEAR: "год лет"},
    "uk": {MINUTE: "хвилин", HOUR: "годин", DAY: "дні день", WEEK: "тижн"},
    "nl": {SECOND: "sec", MINUTE: "min", HOUR: "uur uren", DAY: "dag", WEEK: "week weken"}
    | {MONTH: "maand", YEAR: "jaar jaren"},
    "sv da no": {MINUTE: "minut", HOUR: "timm time", DAY: "dag døgn dygn", WEEK: "veck uke uge"}
    | {MONTH: "månad måned", YEAR: "år"},
    "fi": {MINUTE: "minuut", HOUR: "tunti tuntia", DAY: "päivä", WEEK: "viikko viikkoa"},
    "pl cs": {MINUTE: "minut", HOUR: "godzin hodin", DAY: "dni dzień den dny", WEEK: "tydz tyg týd"}
    | {MONTH: "miesi měsí", YEAR: "rok lat"},
    "tr": {MINUTE: "dakika dk", HOUR: "saat sa", DAY: "gün", WEEK: "hafta", MONTH: "ay"}
    | {YEAR: "yıl"},
    "hu": {MINUTE: "perc", HOUR: "órá", DAY: "nap", WEEK: "het hete", MONTH: "hónap"},
    "el": {MINUTE: "λεπτ", HOUR: "ώρ ωρ", DAY: "ημέρ μέρ", WEEK: "εβδομάδ"},
    "id ms": {MINUTE: "menit minit", HOUR: "jam", DAY: "hari", WEEK: "minggu", MONTH: "bulan"}
    | {YEAR: "tahun"},
    "vi": {MINUTE: "phút", HOUR: "giờ tiếng", DAY: "ngày", WEEK: "tuần", MONTH: "tháng"},
    "fa": {MINUTE: "دقیقه", HOUR: "ساعت", DAY: "روز", WEEK: "هفته", MONTH: "ماه", YEAR: "سال"},
    "hi": {MINUTE: "मिनट", HOUR: "घंट घण्ट", DAY: "दिन", WEEK: "सप्ताह हफ्त"},
    "zh": {SECOND: "秒", MINUTE: "分", HOUR: "小时 小時", DAY: "天 日", WEEK: "周 週"}
    | {MONTH: "个月 個月", YEAR: "年"},
    "ja": {HOUR: "時間", MONTH: "か月 ヶ月"},
    "ko": {SECOND: "초", MINUTE: "분", HOUR: "시간", DAY: "일", WEEK: "주", MONTH: "개월"}
    | {YEAR: "년"},
    "ar": {SECOND: "ثاني ثوان", MINUTE: "دقيق دقائق", HOUR: "ساع", DAY: "يوم يومين أيام"}
    | {WEEK: "أسبوع أسابيع", MONTH: "شهر أشهر", YEAR: "سنة سنوات"},
    "he": {SECOND: "שני", MINUTE: "דק", HOUR: "שע", DAY: "ימים יום", WEEK: "שבוע"}
    | {MONTH: "חודש", YEAR: "שנ"},
}
#: Beginning of a word -> seconds of its unit.
UNIT_OF: dict[str, int] = {
    word: unit
    for units in _UNITS.values()
    for unit, words in units.items()
    for word in words.split()
}
#: Beginnings of words for reading.
_READ = {
    "en": r"read\b reading",
    "de nl": "lese leestijd lezen",
    "sv da no": "läs læse lesetid",
    "fr es ca pt it ro": "lectur leitura lettura lire lectur citire",
    "ru uk be bg": "чтен чит",
    "pl cs sk": "czytan čten čít",
    "fi et": "luku luge",
    "hu tr az": "olvas oku",
    "el": "ανάγν",
    "id ms vi": "baca đọc",
    "ar fa he": "قراء القراء مطالعه خواندن קריא",
    "hi": "पढ़",
    "zh ja ko": "阅读 閱讀 読 读 읽",
}
_MINUTES = "|".join(word for word, unit in UNIT_OF.items() if unit == MINUTE and word != "m")
_READS = "|".join(word for words in _READ.values() for word in words.split())
#: A line that says how many minutes an article takes to read, by the beginnings of both words.
READING_TIME = re.compile(
    rf"(?=[^\n]{{0,40}}(?<!\w)(?:{_READS}))[^\d\n]{{0,40}}?\d{{1,3}}"
    rf"(?:\s?[-–]\s?\d{{1,3}})?\+?[\s-]?(?:{_MINUTES})[^\d\n]{{0,30}}",
    re.IGNORECASE,
)
_COUNTS = {
    "any": (r"\d{1,2}",),
    "en": (r"an?", r"one"),
    "de": (r"eine[rmn]?", r"einem"),
    "fr": (r"une?",),
    "es it": (r"una",),
    "pt": (r"um", r"uma"),
    "it": (r"un'",),
}
_COUNT = rf"(?P<n>{either(_COUNTS)}|)"
_COUNT_2 = _COUNT.replace("<n>", "<n2>")
#: Whole lines that tell how long ago: `n` of `unit`, or `n2` of `unit2`.
_AGO = {
    "en": (
        r"(?:about |over )?"
        rf"{_COUNT} ?(?P<unit>[a-z]{{1,7}})\.? ago",
    ),
    "de": (rf"vor (?:etwa |rund )?{_COUNT} (?P<unit>[a-zé]{{1,8}})\.?",),
    "fr": (rf"(?:publié )?il y a (?:environ )?{_COUNT} ?(?P<unit>[a-zé]{{1,8}})",),
    "es pt it": (
        rf"(?:hace|há|fa) {_COUNT} (?P<unit>[a-zíêé]{{1,8}})"
        rf"|{_COUNT_2} (?P<unit2>[a-z]{{1,8}}) (?:fa|atrás)",
    ),
    "ru uk": (r"(?P<n>\d{1,2}) (?P<unit>[а-яії]{1,8})\.? (?:назад|тому)",),
    "nl": (r"(?P<n>\d{1,2}) (?P<unit>[a-z]{3,8}) geleden",),
    "sv da no": (
        r"för (?P<n>\d{1,2}) (?P<unit>[a-zåäö]{2,10}) sedan"
        r"|(?:for )?(?P<n2>\d{1,2}) (?P<unit2>[a-zåæø]{2,10}) siden",
    ),
    "fi": (r"(?P<n>\d{1,2}) (?P<unit>[a-zä]{3,10}) sitten",),
    "pl cs": (
        r"(?P<n>\d{1,2}) (?P<unit>[a-zęąńź]{2,8})\.? temu"
        r"|před (?P<n2>\d{1,2}) (?P<unit2>[a-zěýíá]{2,8})",
    ),
    "tr": (r"(?P<n>\d{1,2}) (?P<unit>[a-zıü]{2,8}) önce",),
    "hu": (r"(?P<n>\d{1,2}) (?P<unit>[a-záéó]{3,8})[aejv]{0,3}l ezelőtt",),
    "el": (r"πριν (?:από )?(?P<n>\d{1,2}) (?P<unit>[α-ωάέήίόύώ]{2,10})",),
    "id ms": (r"(?P<n>\d{1,2}) (?P<unit>[a-z]{3,6}) (?:yang )?lalu",),
    "vi": (r"(?P<n>\d{1,2}) (?P<unit>[^\W\d_]{3,6}) trước",),
    "fa": (r"(?P<n>\d{1,2}) (?P<unit>[ء-یى]{2,6}) (?:پیش|قبل)",),
    "hi": (r"(?P<n>\d{1,2}) (?P<unit>[\u0900-\u097f]{2,8}) पहले",),
    "zh ja ko": (
        r"(?P<n>\d{1,2}) ?(?P<unit>[^\d\s]{1,3}?)(?:之)?前"
        r"|(?P<n2>\d{1,2}) ?(?P<unit2>[가-힣]{1,2}) ?전",
    ),
    "ar he": (
        r"(?:منذ|قبل) (?:(?P<n>\d{1,2}) )?(?P<unit>[ء-ي]{3,7})"
        r"|לפני (?:(?P<n2>\d{1,2}) )?(?P<unit2>[א-ת]{3,7})",
    ),
}
AGO = tuple(re.compile(form) for forms in _AGO.values() for form in forms)
#: Each of these lines has one of these in it.
AGO_WORDS = (
    *("ago", "vor ", "il y a", "hace ", "há ", "fa ", " fa", "atrás", "назад", "тому", "geleden"),
    *("sedan", "siden", "sitten", "temu", "před", "önce", "ezelőtt", "πριν", "lalu", "trước"),
    *("پیش", "قبل", "पहले", "前", "전", "منذ", "לפני"),
)
#: Phrases for today, yesterday and the day before that, parted by bars.
_DAYS = {
    "en": ("today", "yesterday"),
    "de": ("heute", "gestern", "vorgestern"),
    "fr": ("aujourd'hui", "hier", "avant-hier"),
    "es": ("hoy", "ayer", "anteayer|antier"),
    "it": ("oggi", "ieri", "l'altro ieri"),
    "pt": ("hoje", "ontem", "anteontem"),
    "ca": ("avui", "ahir", "abans-d'ahir"),
    "ro": ("astăzi|azi", "ieri", "alaltăieri"),
    "nl": ("vandaag", "gisteren", "eergisteren"),
    "sv": ("idag|i dag", "igår|i går", "i förrgår|förrgår"),
    "da no": ("i dag", "i går", "i forgårs"),
    "is": ("í dag", "í gær"),
    "fi": ("tänään", "eilen", "toissapäivänä"),
    "et": ("täna", "eile", "üleeile"),
    "lv": ("šodien", "vakar"),
    "lt": ("šiandien", "vakar"),
    "ru": ("сегодня", "вчера", "позавчера"),
    "uk": ("сьогодні", "вчора|учора", "позавчора"),
    "bg": ("днес", "вчера"),
    "sr hr bs": ("danas|данас", "jučer|juče|јуче"),
    "sl": ("danes", "včeraj"),
    "pl": ("dzisiaj|dziś", "wczoraj", "przedwczoraj"),
    "cs": ("dnes", "včera", "předevčírem"),
    "sk": ("dnes", "včera"),
    "hu": ("ma", "tegnap", "tegnapelőtt"),
    "tr": ("bugün", "dün", "evvelsi gün"),
    "el": ("σήμερα", "χθες|χτες", "προχθές"),
    "ar": ("اليوم", "أمس|امس", "أول أمس"),
    "fa": ("امروز", "دیروز", "پریروز"),
    "he": ("היום", "אתמול", "שלשום"),
    "hi": ("आज",),
    "th": ("วันนี้", "เมื่อวาน|เมื่อวานนี้"),
    "vi": ("hôm nay", "hôm qua", "hôm kia"),
    "id ms": ("hari ini", "kemarin|semalam"),
    "zh": ("今天|今日", "昨天|昨日", "前天"),
    "ja": ("今日|本日", "昨日", "一昨日|おととい"),
    "ko": ("오늘", "어제", "그저께|그제"),
}
#: Phrase -> days before the reader's own.
DAYS_BACK: dict[str, int] = {
    phrase: back
    for days in _DAYS.values()
    for back, phrases in enumerate(days)
    for phrase in phrases.split("|")
}
_AT = {
    "en": (r"at",),
    "de": (r"um",),
    "fr": (r"à",),
    "es": (r"a las",),
    "it": (r"alle",),
    "pt": (r"às",),
    "nl": (r"om",),
    "sv da no fi": (r"kl\.?", r"klo"),
    "ru": (r"в",),
    "pl": (r"o",),
    "ar": (r"المساعة", r"في"),
}
_HALVES = {"ko": (r"오전", r"오후"), "zh": (r"上午", r"下午"), "ja": (r"午前", r"午後")}
#: The time of day behind such a word.
CLOCK_TAIL = re.compile(
    rf"(?<![\s,|·-])[\s,|·-]*+(?:{either(_AT)})?+\s*+(?:{either(_HALVES)})?+\s*+"
    r"\d{1,2}(?:[:.h時时点시]\s*+(?:\d{2})?+\s*+[分분]?+)(?::\d{2})?+\s*+"
    r"(?:[ap]\.?m\.?|uhr|h|[a-z]{2,4})?"
)

_MONTH_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
#: By language the words without which a day of last year cannot stand, and how it is said.
_LAST_YEAR = {
    "en": (
        ("last year",),
        (
            rf"\b{_MONTH_WORD} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?:of )?last year\b",
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH_WORD},? (?:of )?last year\b",
        ),
    ),
    "de": (
        ("jahres",),
        (rf"\b(?P<day>\d{{1,2}})\. {_MONTH_WORD} (?:letzten|vergangenen|vorigen) Jahres\b",),
    ),
    "fr": (
        ("dernier", "dernière"),
        (rf"\b(?P<day>\d{{1,2}})(?:er)? {_MONTH_WORD} (?:de l'année dernière|dernier)\b",),
    ),
    "es pt": (
        ("año pasado", "ano passado"),
        (rf"\b(?P<day>\d{{1,2}}) de {_MONTH_WORD} (?:del año pasado|do ano passado)\b",),
    ),
    "ru it": (
        ("прошлого года", "scorso"),
        (
            rf"\b(?P<day>\d{{1,2}}) {_MONTH_WORD}"
            r" (?:прошлого года|dell'anno scorso|dello scorso anno)",
        ),
    ),
    "ko zh ja": (
        ("지난해", "작년", "去年", "昨年"),
        (
            r"(?:지난해|작년|去年|昨年)"
            r"\s?(?P<number>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[日일]",
        ),
    ),
}
#: A day of last year: hints, and the expression with its month (or its number) and day.
LAST_YEAR = tuple(
    (hints, re.compile(form, re.IGNORECASE))
    for hints, forms in _LAST_YEAR.values()
    for form in forms
)
_YESTERDAY = {
    "en": "yesterday",
    "de": "gestern",
    "es": "ayer",
    "it": "ieri",
    "pt": "ontem",
    "ru": "вчера",
    "uk": "вчора",
    "pl": "wczoraj",
}
#: The same in scripts that part no words.
_YESTERDAY_DENSE = {"ko": "어제", "zh": "昨天", "ja": "昨日"}
YESTERDAY_WORDS = word_set(_YESTERDAY | _YESTERDAY_DENSE)
YESTERDAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(_YESTERDAY.values())})(?!\w)|{'|'.join(_YESTERDAY_DENSE.values())}",
    re.IGNORECASE,
)
#: What stands before a weekday, and the weekdays from Monday on as they are spelled behind it.
_WEEKDAYS = {
    "en": ("on", "monday tuesday wednesday thursday friday saturday sunday"),
    "de": ("am", "montag dienstag mittwoch donnerstag freitag samstag sonntag"),
    "fr": ("ce", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "es": ("el", "lunes martes miércoles jueves viernes sábado domingo"),
    "ru": ("в|во", "понедельник вторник среду четверг пятницу субботу воскресенье"),
}
WEEKDAY_OF: dict[str, int] = {
    name: n for _, names in _WEEKDAYS.values() for n, name in enumerate(names.split())
}
#: A weekday without a date behind it.
ON_WEEKDAY = re.compile(
    rf"\b(?:{'|'.join(on for on, _ in _WEEKDAYS.values())}) (?P<name>{'|'.join(WEEKDAY_OF)})\b"
    r"(?!,? (?:\d|the \d|den \d|[^\W\d_]+\.? \d))",
    re.IGNORECASE,
)

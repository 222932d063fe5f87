"""Words that stand around a printed date, as data: labels, particles, zones, and month and weekday
names by language.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from transforms.words.cldr import names as cldr
from transforms.words.date_labels import PUBLISHED_LABELS, UPDATE_LABELS
from transforms.words.patterns import word_set

#: Languages newspapers are printed in, as CLDR locales; countries where month names differ within a
#: language.
_LOCALES = """
    en de fr es pt it nl ru uk be pl cs sk hr sr sr_Latn bs sl bg mk ro hu tr az el da sv nb nn fi
    et lv lt is ga cy ca gl eu sq mt ar ar_LB ar_DZ ar_MA fa he hi bn ur ta te ml mr gu pa ne si
    kn or as ps sd
    th lo km my id ms sw fil ka hy kk uz ky tg af zu am
"""
LOCALES = tuple(_LOCALES.split())

ENGLISH_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

#: What stands around a date and is none of its parts: labels, particles, the words before a time.
LABELS = (
    UPDATE_LABELS
    | PUBLISHED_LABELS
    | word_set(
        {
            "any": "juche 주체",
            "en": """
                last date dated added on at time on-line online am pm a.m p.m the of st nd rd th
                and since edition print local o'clock
            """,
            "de": "stand zuerst uhr datum um den vom ab der und am",
            "fr": "le à du mise en heure h d' d et ère er ème eme a heures h",
            "es": "el a las los hora horas de del y em es º ª última última hs fecha día",
            "pt": "hrs em às o e as hora última data",
            "it": "di il alle ore data ultima ultimo o",
            "ca": "a les el hores del data última",
            "ro": "la ora data în",
            "nl": "om op uur datum",
            "ru": "дата от в г года год го с время последнее",
            "uk": "р року дата о час",
            "bg mk sr": "г в на дата во",
            "pl": "dnia godz go data o godzina r ostatnia",
            "cs sk": "dne v datum hod o čas poslední",
            "hr bs sl": "u ob h sati datum god dana dne zadnje",
            "sv": "kl klockan den senast",
            "da": "kl d den sidst",
            "no": "kl den sist",
            "fi": "klo viimeksi",
            "et lv lt": "m gada d kell plkst val",
            "hu": "utoljára dátum",
            "tr az": "tarihi tarih saat son",
            "el": "στις ώρα ημερομηνία τελευταία πμ μμ π.μ μ.μ",
            "eu": "ko",
            "uz sq": "yil é më ora",
            "kk ky": "жылғы жылы жыл жылдын жылдың",
            "ja": "午前 午後 日時 最終",
            "zh": "時間 时间 日期 来源 上午 下午 晚上 凌晨 西元 公元",
            "ko": "오전 오후 최종 기사 날짜",
            "ar": "في تاريخ الساعة م ص بتاريخ يوم الموافق من آخر مساء مساءً صباحا صباحاً",
            "fa": "ساعت در تاریخ سال ماه روز",
            "ur": "بجے تاریخ",
            "he": "בשעה ב תאריך ה",
            "hi mr ne": "पूर्वाह्न अपराह्न को बजे दिनांक तारीख तिथि समय",
            "bn": "সময় তারিখ ই শে লা রা ঠা",
            "th": "น เวลา วันที่ เมื่อ พ.ศ พ ศ",
            "lo km my": "ວັນທີ ເດືອນ ປີ ថ្ងៃទី ថ្ងៃ ទី ខែ ឆ្នាំ ខုနှစ် ခုနှစ်၊ နှစ် ရက် ရက်နေ့",
            "vi": "ngày năm tháng lúc nhật",
            "id ms": "pada pukul tanggal jam hari tarikh pg ptg pagi petang tengahari malam",
        }
    )
)
PM_WORDS = word_set({"en": "pm p.m", "zh": "下午 晚上", "ja": "午後", "ko": "오후", "el": "μμ μ.μ"})
AM_WORDS = word_set({"en": "am a.m", "zh": "上午", "ja": "午前", "ko": "오전"})
#: Months in Roman figures, as Polish, Hungarian, Czech and Italian papers write them.
_ROMAN_FIGURES = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
ROMAN_MONTHS = {name: no for no, name in enumerate(_ROMAN_FIGURES, start=1)}

#: Names of the calendar that counts years from 1912 as 1.
JUCHE_NAMES = ("juche", "주체", "чучхе", "主体", "主體", "チュチェ")
#: Era -> the year before its first.
ERA_STARTS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "中華民國": 1911,
    "中华民国": 1911,
    "中華民国": 1911,
    "民國": 1911,
    "民国": 1911,
}
#: The first letter of a Japanese era before its year and two figures: `R8.3.6`.
ERA_LETTERS = {"r": 2018, "h": 1988, "s": 1925}

#: Hours east of UTC of the zone names that mean one thing; names that mean several (CST, IST, ET)
#: give no instant.
ZONES: dict[str, float | None] = {
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "bst": 1,
    "wet": 0,
    "west": 1,
    "cet": 1,
    "cest": 2,
    "mez": 1,
    "mesz": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "мск": 3,
    "est": -5,
    "edt": -4,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "akst": -9,
    "akdt": -8,
    "kst": 9,
    "jst": 9,
    "hkt": 8,
    "sgt": 8,
    "aest": 10,
    "aedt": 11,
    "awst": 8,
    "nzst": 12,
    "nzdt": 13,
    "sast": 2,
    "wib": 7,
    "pkt": 5,
    "npt": 5.75,
    "et": None,
    "pt": None,
    "ct": None,
    "mt": None,
    "cst": None,
    "ist": None,
    "ast": None,
}


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """A word as the tables key it: `fold("Març.")` is `"març"`, `fold("d’abril")` is `"abril"`."""
    if word.isascii():
        word = word.lower().strip(".'")
    else:
        word = unicodedata.normalize("NFKC", word).casefold()
        word = word.replace("’", "'").replace("\u0307", "").strip(".'")
    for particle in ("de ", "d'", "da "):
        word = word.removeprefix(particle)
    return word


#: Latvian dates have the months in a case that CLDR has not: `2026. gada 5. martā`.
_LATVIAN = """
    janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī
"""


#: Basque dates have them in the genitive: `2026ko martxoaren 5a`.
_BASQUE = """
    urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren
    irailaren urriaren azaroaren abenduaren
"""


#: Short forms that feeds and papers print and CLDR has not, from January on.
_MORE_MONTHS = """
    jän ינו январи janairu|fév פבר फरवरी феврали fabrairu|mrz már марти maris maarso|אפר кві апрели
    |тра μαϊ μαι майи maayo|יונ чер июни juun|יול июли luuliyo|aoû agt ags agust сер אוג августи
    |szep sett ספט सितम्बर сентябри satumba|жов אוק अक्तूबर октябри|noi nop лис נוב नवम्बर ноябри
    |гру דצמ दिसम्बर декабри disamba
"""


@cache
def month_names() -> tuple[dict[str, int], dict[str, int]]:
    """Month names of all languages: (written out, written out or abbreviated). 0 where languages
    disagree; English wins.

    Example: `listopada` is November in Polish and October in Croatian, so it maps to 0.
    """
    wide = _numbered(cldr.MONTHS, 1) | dict.fromkeys(_names(cldr.OPEN_MONTHS), 0)
    short = _numbered(cldr.SHORT_MONTHS, 1) | dict.fromkeys(_names(cldr.OPEN_SHORT_MONTHS), 0)
    every = wide | short
    for forms in (_LATVIAN, _BASQUE):
        for number, name in enumerate(forms.split(), start=1):
            _add_month(wide, name, number)
            _add_month(every, name, number)
    for number, names in enumerate(_MORE_MONTHS.split("|"), start=1):
        for name in names.split():
            _add_month(every, name, number)
    for table in (wide, every):
        table.update(ENGLISH_MONTHS)
    return wide, every


@cache
def first_words() -> frozenset[str]:
    """The words with which a month's name of several begins, and particles before one."""
    several = (name.split(" ", 1)[0] for name in month_names()[1] if " " in name)
    return frozenset(("de", "da", *several))


def _add_month(names: dict[str, int], name: str, number: int) -> None:
    for form in month_forms(name):
        names[form] = number if names.get(form, number) == number else 0


def month_forms(name: str) -> list[str]:
    """The spellings under which a month's name stands in texts; none for one that is a figure."""
    key = fold(name)
    if any(c.isdigit() for c in key) or len(key) < 2:
        return []
    if "\u0590" <= key[0] <= "\u05ff":  # Hebrew joins its preposition to the name
        return [key, f"ב{key}"]
    if "\u1000" <= key[0] <= "\u109f":  # Burmese joins its word for month
        return [key, f"{key}လ"]
    return [key]


def _names(text: str) -> list[str]:
    return [name for name in text.replace("\n", "|").split("|") if name]


def _numbered(tables: tuple[str, ...], first: int) -> dict[str, int]:
    """The names of each number, counted from the first."""
    return {name: no for no, text in enumerate(tables, start=first) for name in _names(text)}


#: Names that CLDR has not, from Monday on.
_MORE_WEEKDAYS = {
    "ja": (
        "月曜日 月 月曜",
        "火曜日 火 火曜",
        "水曜日 水 水曜",
        "木曜日 木 木曜",
        "金曜日 金 金曜",
        "土曜日 土 土曜",
        "日曜日 日 日曜",
    ),
    "zh": (
        "星期一 周一 週一 一",
        "星期二 周二 週二 二",
        "星期三 周三 週三 三",
        "星期四 周四 週四 四",
        "星期五 周五 週五 五",
        "星期六 周六 週六 六",
        "星期日 星期天 周日 週日",
    ),
    "ko": (
        "월요일 월",
        "화요일 화",
        "수요일 수",
        "목요일 목",
        "금요일 금",
        "토요일 토",
        "일요일 일",
    ),
    "en": ("", "tues", "weds", "thur thurs", "", "", ""),
    "th": (
        "วันจันทร์ วันจันทร์ที่",
        "วันอังคาร วันอังคารที่",
        "วันพุธ วันพุธที่",
        "วันพฤหัสบดี วันพฤหัสบดีที่ วันพฤหัส",
        "วันศุกร์ วันศุกร์ที่",
        "วันเสาร์ วันเสาร์ที่",
        "วันอาทิตย์ วันอาทิตย์ที่",
    ),
    "fa": (
        "دوشنبه",
        "سه‌شنبه سهشنبه",
        "چهارشنبه",
        "پنجشنبه پنج‌شنبه",
        "جمعه",
        "شنبه",
        "یکشنبه یک‌شنبه",
    ),
}


@cache
def weekday_numbers() -> dict[str, int | None]:
    """Weekday names of all languages, written out and abbreviated -> 0 for Monday to 6; None where
    a name, or a part of one, is several days'.
    """
    names = [
        (name, number)
        for days in _MORE_WEEKDAYS.values()
        for number, forms in enumerate(days)
        for name in forms.split()
    ]
    found: dict[str, int | None] = {}
    found |= _numbered(cldr.WEEKDAYS, 0)
    found |= dict.fromkeys(_names(cldr.OPEN_WEEKDAYS))
    for name, number in names:
        found[name] = number if found.get(name, number) == number else None
    for number, english in enumerate(_ENGLISH_WEEKDAYS):
        found |= dict.fromkeys(english.split(), number)
    return found


@cache
def weekday_names() -> frozenset[str]:
    """Weekday names of all languages, written out and abbreviated."""
    return frozenset(weekday_numbers())


_ENGLISH_WEEKDAYS = (
    "monday mon",
    "tuesday tue tues",
    "wednesday wed weds",
    "thursday thu thur thurs",
    "friday fri",
    "saturday sat",
    "sunday sun",
)
ENGLISH_WEEKDAYS = frozenset(" ".join(_ENGLISH_WEEKDAYS).split())
_VIETNAMESE = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")
#: The second word of a weekday of Vietnamese -> the English name.
WEEKDAYS_IN_TWO = {w: d.split()[0] for w, d in zip(_VIETNAMESE, _ENGLISH_WEEKDAYS, strict=True)}

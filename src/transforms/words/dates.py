"""Words that stand around a printed date, as data: labels, particles, zones, and month and weekday
names by language.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale
from babel.dates import get_day_names, get_month_names

from transforms.words.patterns import any_form, word_set

#: Languages newspapers are printed in, as CLDR locales; countries where month names differ within a
#: language.
_LOCALES = """
    en de fr es pt it nl ru uk be pl cs sk hr sr sr_Latn bs sl bg mk ro hu tr az el da sv nb nn fi
    et lv lt is ga cy ca gl eu sq mt ar ar_LB ar_DZ ar_MA fa he hi bn ur ta te ml mr gu pa ne si
    th id ms sw fil ka hy kk uz ky tg af zu am
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

#: Labels of the day a text last changed: such a day only bounds the publication from above.
UPDATE_LABELS = word_set(
    {
        "en": "updated update modified revised edited",
        "de": "aktualisiert aktualisierung geändert",
        "es": "actualizado actualizada actualización",
        "fr": "actualisé mis jour",
        "it": "aggiornato aggiornamento",
        "pt": "atualizado atualizada",
        "nl": "bijgewerkt gewijzigd",
        "ru": "обновлено изменено",
        "uk": "оновлено",
        "pl": "zaktualizowano aktualizacja",
        "cs": "aktualizováno",
        "sv": "uppdaterad",
        "da": "opdateret",
        "no": "oppdatert",
        "fi": "päivitetty",
        "hu": "frissítve",
        "tr": "güncelleme güncellendi",
        "el": "ενημέρωση",
        "zh ja": "更新 修改",
        "ko": "수정 업데이트",
        "ar": "تحديث",
    }
)
LABELS = UPDATE_LABELS | word_set(
    {
        "any": "juche 주체 pub",
        "en": """
            published publish posted post first last date dated issued released created added on at
            time on-line online am pm a.m p.m the of st nd rd th and since edition print local
        """,
        "de": "veröffentlicht erschienen stand zuerst uhr datum um den vom ab der und",
        "fr": "publié publiée parution le à du mise en ligne créé heure h d' d et ère er ème eme",
        "es": """
            publicado publicada publicación el a las los hora horas de del y em es º ª
        """,
        "pt": "hrs em às o e",
        "it": "di pubblicato pubblicata il alle ore data",
        "nl": "gepubliceerd geplaatst om op uur",
        "ru": "опубликовано дата публикации от в г года год го с",
        "uk": "р року",
        "pl": "opublikowano dnia godz go",
        "cs": "zveřejněno vydáno",
        "sv": "publicerad kl klockan",
        "da": "publiceret",
        "no": "publisert",
        "fi": "klo julkaistu",
        "hu": "megjelent közzétéve",
        "tr": "yayınlanma tarihi tarih",
        "el": "δημοσίευση",
        "lv": "m gada",
        "eu sq": "yil é",
        "ja": "発行 発表 公開 配信 掲載 午前 午後",
        "zh": "发布 发表 時間 时间 日期 發布 發表 来源 上午 下午",
        "ko": "입력 등록 승인 기사입력 작성 송고 오전 오후",
        "ar": "نشر في تاريخ النشر الساعة م ص",
        "he": "פורסם עדכון",
        "vi": "ngày năm tháng",
    }
)
#: Beginnings of the words that say in markup or text that a time is an update's.
UPDATE_STEMS = any_form(
    {
        "en": (r"updat", r"modif", r"revis", r"edited"),
        "de": (r"aktualis",),
        "es": (r"actuali",),
        "it": (r"aggiorn",),
        "no": (r"oppdater",),
        "sv": (r"uppdater",),
        "zh ja": (r"更新", r"修改"),
        "ko": (r"수정",),
        "ru": (r"обновл",),
    }
)
PM_WORDS = word_set({"en": "pm p.m", "zh": "下午", "ja": "午後", "ko": "오후"})
AM_WORDS = word_set({"en": "am a.m", "zh": "上午", "ja": "午前", "ko": "오전"})

#: Names of the calendar that counts years from 1912 as 1.
JUCHE_NAMES = ("juche", "주체", "чучхе", "主体", "主體", "チュチェ")
#: Era -> the year before its first.
ERA_STARTS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}

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


def fold(word: str) -> str:
    """A word as the tables key it: `fold("Març.")` is `"març"`, `fold("d’abril")` is `"abril"`."""
    word = (
        unicodedata.normalize("NFKC", word)
        .casefold()
        .replace("’", "'")
        .replace("\u0307", "")
        .strip(".'")
    )
    for particle in ("de ", "d'", "da "):
        word = word.removeprefix(particle)
    return word


@cache
def month_names() -> tuple[dict[str, int], dict[str, int]]:
    """Month names of all languages: (written out, written out or abbreviated). 0 where languages
    disagree; English wins.

    Example: `listopada` is November in Polish and October in Croatian, so it maps to 0.
    """
    wide: dict[str, int] = {}
    every: dict[str, int] = {}
    for locale in LOCALES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, Locale.parse(locale)).items():
                    _add_month(every, name, number)
                    if width == "wide":
                        _add_month(wide, name, number)
    for names in (wide, every):
        names.update(ENGLISH_MONTHS)
    return wide, every


def _add_month(names: dict[str, int], name: str, number: int) -> None:
    key = fold(name)
    if any(c.isdigit() for c in key) or len(key) < 2:
        return
    for form in (
        (key, f"ב{key}") if "\u0590" <= key[0] <= "\u05ff" else (key,)
    ):  # Hebrew joins its preposition to the name
        names[form] = number if names.get(form, number) == number else 0


_MORE_WEEKDAYS = word_set(
    {
        "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日",
        "zh": """
            星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天
            周一 周二 周三 周四 周五 周六 周日
        """,
        "ko": "월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일",
        "en": "tues thur thurs weds",
    }
)


@cache
def weekday_names() -> frozenset[str]:
    """Weekday names of all languages, written out and abbreviated."""
    return (
        frozenset(
            part
            for locale in LOCALES
            for width in ("wide", "abbreviated")
            for name in get_day_names(width, "format", Locale.parse(locale)).values()
            for part in fold(name).replace("-", " ").split()
        )
        | _MORE_WEEKDAYS
    )


ENGLISH_WEEKDAYS = word_set(
    {
        "en": """
            monday tuesday wednesday thursday friday saturday sunday
            mon tue tues wed weds thu thur thurs fri sat sun
        """
    }
)

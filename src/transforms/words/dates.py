"""Words that stand around a printed date, as data: labels, particles, zones, and month and weekday
names by language.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale
from babel.dates import get_day_names, get_month_names

#: Languages newspapers are printed in, as CLDR locales; countries where month names differ within a
#: language.
_LOCALES = """
    en de fr es pt it nl ru uk be pl cs sk hr sr sr_Latn bs sl bg mk ro hu tr az el da sv nb nn fi et lv lt is ga cy ca gl eu sq
    mt ar ar_LB ar_DZ ar_MA fa he hi bn ur ta te ml mr gu pa ne si th id ms sw fil ka hy kk uz ky tg af zu am
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
_UPDATE_LABELS = """
    updated update modified revised edited aktualisiert aktualisierung geändert actualizado actualizada actualización actualisé
    mis jour aggiornato aggiornamento atualizado atualizada bijgewerkt gewijzigd обновлено изменено оновлено zaktualizowano
    aktualizacja aktualizováno uppdaterad opdateret oppdatert päivitetty frissítve güncelleme güncellendi ενημέρωση 更新 修改 수정 업데이트
    تحديث
"""
UPDATE_LABELS = frozenset(_UPDATE_LABELS.split())
_LABELS = """
    published publish posted post first last date dated issued released created added on at time on-line online pub am um den vom
    ab der the of veröffentlicht erschienen stand zuerst uhr datum publié publiée parution le à du mise en ligne créé heure h
    publicado publicada publicación el a las los hora horas hrs em às de del di d' d pubblicato pubblicata il alle ore data
    gepubliceerd geplaatst om op uur опубликовано дата публикации от в г года год р року opublikowano dnia godz zveřejněno vydáno
    publicerad publiceret publisert kl klo klockan julkaistu megjelent közzétéve yayınlanma tarihi tarih δημοσίευση m gada yil and
    é es et und y e o st nd rd th er ère º ª go го ème eme 発行 発表 公開 配信 掲載 发布 发表 時間 时间 日期 發布 發表 来源 입력 등록 승인 기사입력 작성 송고 نشر في تاريخ
    النشر الساعة م ص פורסם עדכון ngày năm tháng 上午 下午 午前 午後 오전 오후 pm a.m p.m juche 주체 с since edition print local
"""
LABELS = UPDATE_LABELS | frozenset(_LABELS.split())
PM_WORDS = ("pm", "p.m", "下午", "午後", "오후")
AM_WORDS = ("am", "a.m", "上午", "午前", "오전")

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


_MORE_WEEKDAYS = """
    月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天
    周一 周二 周三 周四 周五 周六 周日 월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일 tues thur thurs weds
"""


@cache
def weekday_names() -> frozenset[str]:
    """Weekday names of all languages, written out and abbreviated."""
    return frozenset(
        part
        for locale in LOCALES
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, "format", Locale.parse(locale)).values()
        for part in fold(name).replace("-", " ").split()
    ) | frozenset(_MORE_WEEKDAYS.split())


_ENGLISH_WEEKDAYS = """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
"""
ENGLISH_WEEKDAYS = frozenset(_ENGLISH_WEEKDAYS.split())

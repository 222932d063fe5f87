"""Dates told from another day: `3 hours ago` in a header, `on December 4 last year` in a sentence.
They give bounds and never a day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from transforms.words.dates import ENGLISH_MONTHS, fold, month_names

_SECOND, _MINUTE, _HOUR, _DAY, _WEEK, _MONTH, _YEAR = (
    1,
    60,
    3_600,
    86_400,
    604_800,
    31 * 86_400,
    366 * 86_400,
)
#: Beginnings of words for units of time; the longest that fits counts.
_UNITS = {
    _SECOND: "s sec sek seg сек 秒 초 ثاني ثوان שני",
    _MINUTE: "m min мин хвилин 分 분 دقيق دقائق דק",
    _HOUR: "h hr hour stunde std heure hora or час годин 小时 小時 時間 시간 ساع שע",
    _DAY: "d day tag jour día dia giorn дн ден день 天 日 일 يوم يومين أيام ימים יום",
    _WEEK: "w week woche semaine semana settiman недел 周 週 주 أسبوع أسابيع שבוע",
    _MONTH: "month monat mois mes mês mese месяц 个月 個月 か月 ヶ月 개월 شهر أشهر חודש",
    _YEAR: "y year jahr an año ano ann год лет 年 년 سنة سنوات שנ",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_BY_LENGTH = sorted(_UNIT_OF, key=len, reverse=True)
_COUNT = r"(?P<n>\d{1,2}|an?|one|eine[rmn]?|einem|une?|una|um|uma|un'|)"
_AGO = tuple(
    re.compile(p)
    for p in (
        rf"(?:updated |published |posted )?(?:about |over )?{_COUNT} ?(?P<unit>[a-z]{{1,7}})\.? ago",
        rf"vor (?:etwa |rund )?{_COUNT} (?P<unit>[a-zé]{{1,8}})\.?",
        rf"(?:publié )?il y a (?:environ )?{_COUNT} ?(?P<unit>[a-zé]{{1,8}})",
        rf"(?:hace|há|fa) {_COUNT} (?P<unit>[a-zíêé]{{1,8}})|{_COUNT.replace('<n>', '<n2>')} (?P<unit2>[a-z]{{1,8}}) (?:fa|atrás)",
        r"(?P<n>\d{1,2}) (?P<unit>[а-я]{1,8})\.? (?:назад|тому)",
        r"(?P<n>\d{1,2}) ?(?P<unit>[^\d\s]{1,3}?)(?:之)?前|(?P<n2>\d{1,2}) ?(?P<unit2>[가-힣]{1,2}) ?전",
        r"(?:منذ|قبل) (?:(?P<n>\d{1,2}) )?(?P<unit>[ء-ي]{3,7})|לפני (?:(?P<n2>\d{1,2}) )?(?P<unit2>[א-ת]{3,7})",
    )
)
_DAYS_BACK = {
    word: back
    for back, words in enumerate(
        (
            "today heute aujourd'hui hoy oggi hoje vandaag idag i_dag сегодня сьогодні dzisiaj dziś dnes ma bugün σήμερα اليوم היום 今天 今日 오늘",
            "yesterday gestern hier ayer ieri ontem gisteren igår i_går вчера вчора wczoraj včera tegnap dün χθες أمس אתמול 昨天 昨日 어제",
            "vorgestern avant-hier anteayer eergisteren позавчера 前天 一昨日 그저께",
        )
    )
    for word in words.replace("_", " ").split()
}
_CLOCK_TAIL = re.compile(
    r"[\s,|·-]*(?:at|um|à|a las|alle|às|om|kl\.?|в|o|المساعة|في)?\s*(?:오전|오후|上午|下午|午前|午後)?\s*"
    r"\d{1,2}(?:[:.h時时点시]\s*(?:\d{2})?\s*[分분]?)(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h|[a-z]{2,4})?"
)


def relative_span(line: str) -> tuple[float, float] | None:
    """How long before the reader's now a line puts its day, in seconds, least and most; None for a
    line that says more or less.

    `3 hours ago` gives (10800, 14400), `Yesterday, 10:30` (86400, 86400).
    """
    low = " ".join(line.casefold().replace("’", "'").split()).strip(" .")
    if len(low) > 40:
        return None
    clock = _CLOCK_TAIL.search(low)
    bare = (
        low[: clock.start()].strip(" ,|·-")
        if clock and clock.end() == len(low) and clock.start()
        else low
    )
    if bare in _DAYS_BACK:
        back = float(_DAYS_BACK[bare] * _DAY)
        return back, back
    for pattern in _AGO:
        if found := pattern.fullmatch(low) or pattern.fullmatch(bare):
            groups = found.groupdict()
            unit = _unit(groups.get("unit") or groups.get("unit2") or "")
            number = groups.get("n") or groups.get("n2") or "1"
            count = int(number) if number.isdecimal() else 1
            return (float(count * unit), float((count + 1) * unit)) if unit else None
    return None


def _unit(word: str) -> int | None:
    return next(
        (
            _UNIT_OF[head]
            for head in _BY_LENGTH
            if (word == head if len(head) == 1 and head.isascii() else word.startswith(head))
        ),
        None,
    )


def bounds_before(line: str, captured_at: datetime) -> tuple[date, date] | None:
    """The first and last day that such a line can mean on a page captured then; a zone's day is
    left on either side.
    """
    span = relative_span(line)
    if span is None:
        return None
    least, most = (captured_at - timedelta(seconds=s) for s in span)
    day = timedelta(days=1)
    return (most - day).date(), min((least + day).date(), (captured_at + day).date())


_MONTH_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
#: A day of last year by language, each behind the words without which it cannot stand.
_LAST_YEAR = tuple(
    (hints.split("|"), re.compile(pattern, re.IGNORECASE))
    for hints, pattern in (
        ("last year", rf"\b{_MONTH_WORD} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?:of )?last year\b"),
        (
            "last year",
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH_WORD},? (?:of )?last year\b",
        ),
        (
            "jahres",
            rf"\b(?P<day>\d{{1,2}})\. {_MONTH_WORD} (?:letzten|vergangenen|vorigen) Jahres\b",
        ),
        (
            "dernier|dernière",
            rf"\b(?P<day>\d{{1,2}})(?:er)? {_MONTH_WORD} (?:de l'année dernière|dernier)\b",
        ),
        (
            "año pasado|ano passado",
            rf"\b(?P<day>\d{{1,2}}) de {_MONTH_WORD} (?:del año pasado|do ano passado)\b",
        ),
        (
            "прошлого года|scorso",
            rf"\b(?P<day>\d{{1,2}}) {_MONTH_WORD} (?:прошлого года|dell'anno scorso|dello scorso anno)",
        ),
        (
            "지난해|작년|去年|昨年",
            r"(?:지난해|작년|去年|昨年)\s?(?P<number>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[일日]",
        ),
    )
)
_YESTERDAY_WORDS = (
    "yesterday",
    "gestern",
    "ayer",
    "ieri",
    "ontem",
    "вчера",
    "вчора",
    "wczoraj",
    "어제",
    "昨天",
    "昨日",
)
_YESTERDAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(_YESTERDAY_WORDS[:8])})(?!\w)|{'|'.join(_YESTERDAY_WORDS[8:])}",
    re.IGNORECASE,
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "понедельник вторник среду четверг пятницу субботу воскресенье",
)
_WEEKDAY_OF = {name: n for names in _WEEKDAYS for n, name in enumerate(names.split())}
_ON_WEEKDAY = re.compile(
    rf"\b(?:on|am|ce|el|в|во) (?P<name>{'|'.join(_WEEKDAY_OF)})\b(?!,? (?:\d|the \d|den \d|[^\W\d_]+\.? \d))",
    re.IGNORECASE,
)


def find_phrases(text: str, most: int) -> list[str]:
    """The first relative dates of a paragraph, in its order: `["December 4 last year", "on
    Monday"]`.
    """
    low = text.lower()
    patterns = [p for hints, p in _LAST_YEAR if any(h in low for h in hints)]
    patterns += [_YESTERDAY] if any(h in low for h in _YESTERDAY_WORDS) else []
    patterns += [_ON_WEEKDAY] if any(h in low for h in _WEEKDAY_OF) else []
    found = [m for p in patterns for m in p.finditer(text)]
    return [
        m[0]
        for m in sorted(found, key=lambda m: m.start())
        if event_bounds(m[0], date(2000, 6, 15), is_exact=True)
    ][:most]


def event_bounds(
    phrase: str, day: date, *, is_exact: bool
) -> tuple[date | None, date | None] | None:
    """What a phrase says of its event where the article is of this day, or (not `is_exact`) of this
    day or an earlier one.

    `December 4 last year` in an article of 2026-03-08 is 2025-12-04; where that is only the day of
    the capture it is 2025-12-04 or earlier. A weekday lies within seven days on either side.
    """
    for _, pattern in _LAST_YEAR:
        if found := pattern.search(phrase):
            event = _in_year(found.groupdict(), day.year - 1)
            return (event if is_exact else None, event) if event else None
    if found := _ON_WEEKDAY.search(phrase):
        ahead = (_WEEKDAY_OF[found["name"].casefold()] - day.weekday()) % 7
        following = day + timedelta(days=ahead)
        return (following - timedelta(days=7) if is_exact else None, following)
    if _YESTERDAY.search(phrase):
        before = day - timedelta(days=1)
        return (before if is_exact else None, before)
    return None


def _in_year(groups: dict[str, str | None], year: int) -> date | None:
    number, name = groups.get("number"), groups.get("month") or ""
    month = (
        int(number)
        if number
        else ENGLISH_MONTHS.get(name.casefold()) or month_names()[1].get(fold(name), 0)
    )
    try:
        return date(year, month or 0, int(groups["day"] or 0))
    except ValueError:
        return None

"""Dates as they are printed, in bylines and datelines, and the choice among candidates.

printed      a line that is a date, or holds one -> the day of publication, that of an update
reading      a line -> all the dates in it, and the words that belong to none
figures      dates written in figures
orders       the order in which a language writes the figures of a day
month_names  dates with the name of a month
foreign      days of the Persian and Hijri calendars, eras and Han numerals, as Gregorian figures
named_calendars  days of the calendars of Nepal, Ethiopia and the Jews, as Gregorian figures
other_calendars  the arithmetic of these calendars
value        a printed date as a value: a day, bounds, or a month and day alone
datelines    the dateline of a report: `LONDON, Feb 3 (Reuters) - `
relative     dates told from another day: `3 hours ago`
zones        the outlet's own day of a stamp in UTC
choose       the choice among the candidates of one article
"""

"""Dates as they are printed, in bylines and datelines, and the choice among candidates.

printed      a line that is a date, or holds one -> the date
figures      dates written in figures
month_names  dates with the name of a month
value        a printed date as a value: a day, bounds, or a month and day alone
datelines    the dateline of a report: `LONDON, Feb 3 (Reuters) - `
relative     dates told from another day: `3 hours ago`
choose       the choice among the candidates of one article
"""

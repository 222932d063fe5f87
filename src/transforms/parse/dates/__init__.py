"""Dates as they are printed, in bylines and datelines, and the choice among candidates.

printed      a line that is a date, a date inside a byline
datelines    the dateline of a report
relative     days told from another day, as bounds
choose       the written rule that chooses among candidates
"""

"""What CLDR says of languages, written down by a program.

names    names of months and weekdays
"""

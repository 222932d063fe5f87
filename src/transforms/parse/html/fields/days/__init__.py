"""Where an HTML page says its article's day, outside what it states for machines.

region      the header of the article: its heading, and the short lines around it
lines       the days that those lines print
times       `<time>`, `abbr.published` and microdata, and whose each is
addresses   the day in an address
candidates  a stated value as evidence, and how far each source is to be trusted
order       whether the page writes the day or the month first
"""

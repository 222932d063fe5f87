"""Where an HTML page says its article's day, outside what it states for machines.

region      the header of the article: its heading, and the short lines around it
lines       the days that those lines print
labels      a line with the label before it, and whether it is short as headers are
tail        the day that stands behind the text, or in the month of the address
state       the day that the data of the page's own scripts names
times       `<time>`, `abbr.published` and microdata, and whose each is
addresses   the day in an address
candidates  a stated value as evidence, and how far each source is to be trusted
order       whether the page writes the day or the month first
"""

"""Pure transforms from captured bytes to archive tables: no I/O, clock, logger, environment or
randomness.

learn         what an outlet's captures repeat: lines around bodies, affixes of headlines
captures      what a landing says of each capture: outlet, time, kind, revisits
parse         captured bytes -> blocks, articles, date candidates, listings
formats       the bytes of a file -> records, what was skipped, what is damaged
clean         text repaired, language named, quality measured
dedup         articles, versions, listings, relations, stories
text          what every reader of text needs: encodings, scripts, times, folds
words         words of languages, as data
views         one DuckDB view or macro a file
schemas       one schema a table and a frame
page          what a parser says of one capture
outlets       one spelling for a newspaper's heading, host and folder, and whose word counts
carriers      addresses at which somebody else shows a page, and the page's own
values        classes of values
urls          one key for the spellings of an address
ids           ids that come from content
partitions    the pairs of outlet and month by which tables are divided
article_diff  articles that come, go and change between two states, and how
table_diff    rows that leave a table and rows that join it
arrow         arrays of pyarrow as columns of Polars
distinct      functions of single values, applied to columns
"""

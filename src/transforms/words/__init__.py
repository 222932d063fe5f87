"""Words of languages, one file a topic, languages as keys; the parsers hold the rules.

bylines       what opens and closes a byline, and what joins its names
datelines     words that open a sentence where a dateline would name its place
dates         months, weekdays, labels and zones around a printed date
folders       words of folder names that say what is in a folder and not who printed it
furniture     buttons, labels and notices of a site, and what closes an article
headings      headings over lists of other articles, and the outlets that they name
html_classes  words of the class, id, role and itemprop of elements
links         what links say and where they lead when they lead to no article
pages         what tells that a page is an error, a consent wall, a paywall or a live blog
patterns      tables of words -> sets and regular expressions
relative      days told from another day: `3 hours ago`, `yesterday`, `on December 4 last year`
share_credit  share prompts and photo credits among an article's paragraphs

To add a language:
1. `dates`: its CLDR locale in LOCALES gives months and weekdays; then its labels.
2. `furniture` and `headings`: its buttons and list headings, from five sites' own pages.
3. `bylines`, `datelines`, `relative`, `links`, `pages`, `share_credit`: a key in each table.
4. Where a table has no key for the language the pages are read without it; nothing fails.
5. A test with a literal line for each table; then `benchmarks/metadata.py` before and after.
"""

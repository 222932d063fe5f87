"""Words of languages, one file a topic, languages as keys: to add a language, read this folder.

patterns      tables of words -> sets and regular expressions
dates         months, weekdays, labels, eras and zones around a printed date
cldr          what CLDR says of languages, written down by a program
date_labels   what a label makes of a date: published, updated, another day
calendars     months of the calendars that papers print beside the common one
relative      days told from another day: `3 hours ago`, `yesterday`, `last year`
datelines     news agencies, and words that open a sentence where a place would be
bylines       what opens and closes a byline, and what joins its names
headings      headings over lists of other articles, and the outlets that they name
furniture     buttons, labels and notices of a site, and what closes an article
tails         what ends or interrupts an article: marks, rights, addresses, appeals
share_credit  share prompts and photo credits among an article's paragraphs
links         what links say and where they lead when they lead to no article
kinds         what tells that a page is an error, consent, a paywall, a forum, a shop
offers        where links lead to offers, forms and accounts
html_classes  words of the class, id, role and itemprop of elements
platforms     hosts at which many people have sites of their own
folders       words of folder names that say what is in a folder, not who printed it

To add a language:
1. `dates`: its CLDR locale in LOCALES gives months and weekdays, which
   `benchmarks/training/calendar_names.py` writes down; `date_labels`: its labels.
2. `furniture` and `headings`: its buttons and list headings, from pages of several sites.
3. `bylines`, `datelines`, `relative`, `links`, `share_credit`, `kinds/phrases`: a key in each.
4. A table without a key for a language reads its pages without that rule; nothing fails.
5. A test with a literal line for each table; `benchmarks/quality/metadata.py` before and after.
"""

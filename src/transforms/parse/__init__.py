"""Captured bytes -> labelled blocks, article fields, date candidates and listings.

capture         a capture of any type -> its page: the one door to what follows
html            HTML pages
plain           text without markup
xml             feeds, sitemaps, newswire
dates           dates as they are printed, and the choice among candidates
model           the trained block and line classifiers
text            a text capture, with the fields that lines of it state
heads           those lines: front matter, labels, the exports of databases of the press
markdown        links and pictures of Markdown in lines
record          one JSON object with the fields of an article
saved           a saved page: what is inside the file, and what the file says of it
frames          parsed pages -> the frames of the parse stage
block_rows      their blocks as columns
furniture       photo credits and share prompts among paragraphs
link_addresses  which addresses may be articles'
prose           how much a line is prose
char_counts     characters by class, for many ranges at once
together        captures in steps, and questions that are answered for many at once
runs            the stretch of blocks or lines whose scores add up to most
wires           the agency and the reporters that a dateline names
"""

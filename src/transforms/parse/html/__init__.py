"""An HTML page -> blocks, articles, date candidates, listings.

page         a capture -> its blocks, article, dates and listings
guard        refuses in milliseconds what would hold a parser for minutes
document     HTML text -> tags and nested elements, without a tree
tags         which tags break lines, hold nothing, end others
attributes   attributes of a tag, and what their words tell
blocks       document -> its blocks of text
features     blocks -> one row of features each
body         the blocks of the main text
articles     a page that prints several whole articles
kind         article, list, or what a crawler gets in an article's place
metadata     section, address, site, language
titles       the headline
bylines      the authors
dates        evidence for the article's date
json_ld      the node of JSON-LD that describes the article
teasers      the other articles that a page names
"""

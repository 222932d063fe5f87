"""An HTML page -> blocks, articles, date candidates, listings.

markup        HTML text -> tags, nested elements and blocks of text
fields        what the page states: headline, authors, days, address
text          the blocks of the main text
parts         what is read of a page before its kind is known
page          a capture -> its blocks, article, dates and listings
kind          article, list, or what a crawler gets in an article's place
teasers       the other articles that a page names
teaser_days   the day of the card that names another article
teaser_names  what a link calls an article, without furniture around it
"""

"""What a page is: an article, a list, a forum, a shop's page, or what a crawler gets in its place.

classify     the kind, how sure that is, and the rule that said so
notices      pages that say something about themselves: not found, errors, captchas, consent
stubs        the beginning of an article behind a paywall
lives        texts that are written as things happen
fronts       front pages and lists by their headline links
features     a page as one row of numbers for the trained model of kinds
markup       of these what its tags, classes and links tell
layout       and what its blocks of text tell
siblings     what is repeated on it: cards, posts, rows
statements   and what it states of itself, and its address
boxes        the elements of some class, and the words inside them
"""

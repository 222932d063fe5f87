"""Which blocks of a page are its article's text.

features     blocks -> one row of features each
body         the blocks of the main text
articles     a page that prints several whole articles
"""

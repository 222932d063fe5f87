"""Which blocks of a page are its article's text.

places         the list item, row, quote or caption that a block stands in
unseen         blocks that the page hides
apart          blocks in boxes that stand apart by their names
features       blocks -> one row of features each
list_features  those of them that tell a text's lists and tables from others
choice         the chances of blocks -> those that are the text
second         the main text as other extractors find it
script_data    the data that a page's scripts hold
embedded       the text of pages that scripts build
body           the blocks of the main text
anchors        the links of its paragraphs
left_out       what the page shows beside its text
ends           lines at a body's ends that are not of it
articles       a page that prints several whole articles
"""

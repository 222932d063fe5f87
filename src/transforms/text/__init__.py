"""What every reader of text needs: encodings, scripts, times, folds, language tags.

encoding       payload bytes -> text, with the evidence for its encoding
charsets       charset labels of the web -> Python codecs
record_fields  the fields of an article record, under whatever names they carry
timestamps     machine timestamps -> date as written, and instant
folds          spellings under which texts are compared
line_keys      keys by which a line is found again on other pages
separators     what parts a headline from a name, a dateline from its report
word_counts    how many words a text has, whatever its script
"""

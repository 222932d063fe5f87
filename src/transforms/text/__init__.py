"""What every reader of text needs: encodings, scripts, sentences, folds, times, language tags.

encoding        payload bytes -> text, with the evidence for its encoding
charsets        charset labels as the web uses them -> Python codecs
scripts         which characters are of which kind of script
sentences       what ends a sentence
unspaced        words of scripts that set no space between them
word_counts     how many words a text has, whatever its script
folds           spellings under which names, lines and texts are compared
repair          text as it was meant to read: mojibake, entities, invisible characters
language        language tags -> the code of the language
separators      what parts a headline from a name beside it
entities        character references -> characters
sections        sections between two marks, such as comments
line_keys       keys by which a line is found again on other pages
timestamps      machine timestamps -> dates and instants
calendars       days of other calendars -> days of the Gregorian one
records         records of articles: the fields of one JSON object
"""

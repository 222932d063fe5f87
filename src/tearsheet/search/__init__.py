"""Words of articles: what is indexed of them, what a search asks, and what it finds.

archive     an archive that can be searched
words       text -> the words that are indexed, folded and as they are written
question    what is asked in a search box -> a tree
terms       such a tree -> a query of the index
filters     outlet, days, language, kind and story of what is found
columns     columns of what is known of articles, as numbers
sources     which rows of a snapshot are to be indexed, and what is known of each
generation  one generation of the index: a folder that never changes
build       an index brought to a snapshot
place       where the index lies: in the archive's folder, or in a cache with a copy in the bucket
finder      the articles of a snapshot that a search finds
ranking     the order in which it is shown, of as much of it as is asked for
snippet     the piece of a text that is shown of a hit
answer      hits with their texts, how many there are, and of how much
citations   evidence that can be found again: citations, and whether they still hold
match       is this text in the archive? copies, wholes, parts and siblings of it
report      what was found, for a person to read
"""

"""The pages of the explorer, one file each.

overview  what the archive holds
search    articles found by their words
outlets   all outlets, and the alarms of their days
outlet    one outlet, and its articles
outlet_parts  what is counted of an outlet over all of the archive
article   one article
changes   silent edits, headlines and what disappeared, each graded
missing   what pages name and the archive does not hold
quarantine  what was refused, why, and its bytes
runs      runs, and the inputs of one
snapshots  snapshots, and how two of them differ
diff      two versions of an article, word by word
story     copies in time, and their texts against the lead's
capture   how a capture was read, its blocks, and its raw bytes
sql       a guarded SELECT, and its rows
"""

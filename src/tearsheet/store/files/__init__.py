"""Data files: what a manifest states of each, how rows are cut into them, which are merged.

data_file   one immutable Parquet file with the rows of it that count no more; a table's change
layout      rows -> pieces of files, sorted, with folder and statistics
merging     which small files become larger ones
overlaps    which large files hold the same outlets, and how they are sorted apart
finding     rows by their keys, of whose files little else is read
difference  the rows of a table that a change replaces, and those that it brings
"""

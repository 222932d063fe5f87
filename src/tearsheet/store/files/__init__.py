"""Data files: what a manifest states of each, how rows are cut into them, which are merged.

data_file   one immutable Parquet file with the rows of it that count no more; a table's change
layout      rows -> pieces of files, sorted, with folder and statistics
merging     which small files become larger ones
overlaps    which large files hold the same outlets, and how they are sorted apart
finding     rows by their keys, of whose files little else is read
opened      a data file of which parts are read
footer      what the end of a data file says of its row groups
hashes      values of columns as hashes, and where hashes stand among the rows of a file
key_index   where the keys of a large file stand, so that few are found without reading a column
posting_index  which rows carry which hash: of a common one a few, and the others apart
sums        what the rows of a large file come to, counted once and kept beside it
numbers     what is reckoned of each row of a large file, kept beside it
rows        rows of a large file once more beside it, each found by its place
spans       ranges of bytes of an object, close ones read in one call
kept        what a process keeps of files that it has read
staged      what changes of tables, as one process of a run hands it to another
difference  the rows of a table that a change replaces, and those that it brings
"""

"""Reading the archive: SQL, one article, two versions, the state of the whole.

archive    one snapshot as a Python object; the only user of DuckDB
reading    which files a query reads
guard      ad-hoc SQL -> one harmless SELECT, or a reason why not
calls      functions of our own that stand in FROM
functions  the functions that such a SELECT may call
limits     what a query may take, and what it is told where it takes more
memory     the most memory that the process of a query may take
watchdog   a process for one query, and the one that watches it
show       an article, and the state of the archive, for a person
alignment  two texts laid side by side: what stayed, went and came
diff       what changed between two versions of an article, word by word
result     the rows of a query as values of Python
session    questions of our own, several on one connection
standing   the same for questions that come again and again: their tables are made once
contract   what there is to ask, in the words of the data contract
view_scan  a view as a lazy frame of Polars
table      rows as text for a person: a table, or one line a value
source     which snapshot an answer is from
output     rows -> text, CSV, JSON, Parquet or a sheet, printed or in a file
"""

"""Reading the archive: SQL, one article, two versions, the state of the whole.

archive   one snapshot as a Python object; the only user of DuckDB
guard     ad-hoc SQL -> one harmless SELECT, or a reason why not
watchdog  the end of a process whose query does not stop
show      an article, and the state of the archive, for a person
diff      what changed between two versions of an article, word by word
output    rows -> a table, CSV, JSON or Parquet
"""

"""Taking articles along: what is chosen, in which form it leaves, and what is said of it.

job        one export from the choice to the files in their place
selection  a query or ids -> the articles or captures to export, and what was left out of them
presets    the named rules by which texts are left out
rows       the rows of what is chosen, a bounded amount at a time
target     files written beside their place, which they take when all are whole
documents  JSON lines as datatrove and dolma lay them out, in shards
flat       the columns of a query as JSON lines, Parquet, CSV or a sheet
warc       the raw captures as WARC files
wacz       the same as one WACZ file
lakes      Delta and Iceberg tables, by their own libraries
iceberg_files  files of an Iceberg table, called by the places that they will have
feed       the rows of a query as an Atom feed
manifest   what stands beside an export: query, snapshot, files, licences, copies
ledger     the exports of an archive, noted in its root
"""

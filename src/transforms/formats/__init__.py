"""Raw formats: the bytes of a file -> records, what was skipped and what is damaged. No open().

containers      which formats hold many captures, and one way to read them all
record          what a format yields: records, revisits, skipped records, damage
sniff           what bytes are, by their content
web_archives    WARC and ARC
saved           what somebody saved: MHTML, mail, marks of savers, exports of databases
packed          zip and tar -> the files in them
csv_content     tables without known columns, told by what stands in them
csv_rows        CSV and TSV -> one record a row
json_array      JSON documents that hold many records
jsonl           JSON lines -> one record a line
parquet         Parquet -> one record a row
sgml            newswire in SGML
cursor          a reading position in an expanded stream
compression     compressed streams -> their expansion, in bounded steps
gzip_members    gzip files member by member, with resumption after damage
streams         a file as members; plain streams
narrow          UTF-16 files as UTF-8
"""

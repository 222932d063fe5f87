"""Web archives: the files that crawlers write, many captures a file.

warc            WARC 1.0 and 1.1 -> records, with lengths and digests checked
warc_records    the headers and the block of one WARC record -> what it is
arc             ARC, the web archives before WARC -> records
record_starts   where a record begins, its place in the file, and what is damage there
digests         digests as headers state them
http_body       an HTTP response as it is stored -> status, type and body
"""

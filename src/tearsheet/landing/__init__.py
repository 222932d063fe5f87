"""Files as they are given -> immutable raw objects, and shards of records to parse.

sources     files, folders and patterns -> the files they name
remote      objects in buckets, as sources
identify    one file on disk -> what it is, and its bytes
packed      zip, tar and twice compressed files -> the files in them
pack        loose files -> WARC parts
containers  web archives and dumps -> the raw store, and their records
records     a landing object: what it says of its files, and the records that follow
revisits    revisits -> the payloads they refer to
accounts    what became of the records of each input
intake      records, one by one: counted, and what is new taken
shards      rows to parse -> staged shards; counts that add up
land        the whole of a landing
groups      the files of a large run in groups, landed at once
replay      landings again, from the raw store alone
plan        what a landing is told: limits, and what the archive holds
result      what a landing did
refusal     a file, or records of one, that could not be read
rest        what is still to be landed of a run, and what a landing left for the next
file_cache  what came of files, so that an unchanged one is not read again
"""

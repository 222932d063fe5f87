"""Looking after an archive: what is checked, merged, swept, made anew and compared.

verify        every stored byte against its hash, and what heals each finding
surroundings  run records, pins, cache, views.sql, current/; what is no part of an archive
finding       one object that is not as it should be; how broken objects are read
compact       many small files of a table -> few sorted ones
vacuum        snapshots let go, and objects that none lists removed; pins
withdraw      a text withdrawn: its tombstone, and what goes beside the tables
rebuild       what a new archive takes over from another: raw bytes, landings, aliases
rollback      an earlier snapshot published again as a new one
scope         which captures and refusals a backfill takes
spans         spans of days as a user names them
resumption    what a run need not do again that another was ended in the midst of
preview       what a backfill does to articles, as rows and lines, held to a budget
alarms        what a run brought, and whether it is off what was usual
compare       what differs between two snapshots, row by row
export        the logical rows of a snapshot, and one hash of them
"""

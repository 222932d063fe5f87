"""Looking after an archive: what is checked, merged, swept, made anew and compared.

verify   every stored byte against its hash, and what heals each finding
compact  many small files of a table -> few sorted ones
vacuum   snapshots let go, and objects that none lists removed; pins
rebuild  what a new archive takes over from another: raw bytes, landings, aliases
compare  what differs between two snapshots, row by row
export   the logical rows of a snapshot, and one hash of them
"""

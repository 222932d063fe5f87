"""Which files a query reads, of the archive's snapshot and of others.

plan    which conditions a query puts on the columns of each table
prune   which data files can hold a row that a query asks for
past    tables of other snapshots, for what compares two
"""

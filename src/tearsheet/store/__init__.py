"""Where the archive lies: objects on a disk or in a bucket, snapshots, tables, raw payloads, runs.

tables        rows of a snapshot, written as data files; the one door by which one is published
files         data files: what manifests state of them, how rows are cut into them, merging
snapshots     snapshots and manifests as values: what one version of the archive consists of
objects       objects under a root, and those of a folder
bucket        objects of a bucket
roots         which of the two a root is
disk          durable files on a local disk
numbered      objects of JSON named by a number: snapshots, leases, pins
payloads      a capture's bytes back from its raw object
outlets       the registry of outlets as a user declares it
runs          run records, and signs of life of runs under way
inputs        what became of each input of each run
lease         one writer at a time, as a courtesy
process       who this process is, and that it is still there
views         the SQL of tables and views for DuckDB
current       what other tools see of a local archive: views.sql and current/
crash_points  named places at which a test ends this process
"""

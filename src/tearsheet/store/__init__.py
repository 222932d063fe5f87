"""Where the archive lies: objects on a disk or in a bucket, snapshots, tables, raw payloads, runs."""

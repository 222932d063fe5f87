"""ingest -> parse -> clean -> learn -> articles -> stories -> publish: one file each."""

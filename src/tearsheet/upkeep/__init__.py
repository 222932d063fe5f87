"""Looking after an archive: verify, compact, vacuum, rebuild, compare."""

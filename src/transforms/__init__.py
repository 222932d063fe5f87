"""Pure transforms from captured bytes to archive tables: no I/O, clock, logger, environment or
randomness.
"""

"""Texts that are withdrawn: the one exception to snapshots that never change.

tombstones  what was withdrawn and why, kept with the raw bytes
footprint   which rows of the kept snapshots are of a withdrawn article
raw         their raw bytes, blanked where they stand
reissue     every kept snapshot once more, under its number, without those rows
"""

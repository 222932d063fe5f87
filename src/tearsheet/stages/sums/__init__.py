"""What held rows come to: asked instead of the rows, where a count over all of an outlet decides.

kinds   which rows are counted, and how
totals  what the rows of a snapshot come to by these counts
"""

"""Rows of a large file kept once more, one by one, so that a row is read by its place alone.

row_store   the stores of a data file: how they are made, and rows read of them
cells       columns as cells of rows: of each value so many bytes, or how many of its row's tail
"""

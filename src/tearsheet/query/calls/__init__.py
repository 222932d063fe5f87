"""Functions of our own that stand in FROM: their calls are found in a statement, and answered.

search  calls of `search('…')`, answered by a table
"""

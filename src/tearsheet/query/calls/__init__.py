"""What stands in FROM beside the snapshot's tables: found in a statement, and made for it.

notes   the user's own notes on articles, as a table
search  calls of `search('…')`, answered by a table
"""

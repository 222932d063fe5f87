"""What a SELECT can name in FROM beside the tables of the snapshot: such names are found in the
statement, and the rows behind them are made before it runs.

notes   the user's own notes on articles, as a table
search  calls of `search('…')`, answered by a table
"""

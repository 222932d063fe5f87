"""What a batch can change of an outlet, so that nothing else of it is derived again.

choice    of which outlets that is enough
tables    the tables of such outlets, as far as the batch can change them
listings  the articles that listings name, of whole outlets and of what a batch can change
"""

"""What is learned of an outlet across its captures: a function of the set of captures, and of
nothing else.
"""

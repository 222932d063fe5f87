"""The trained classifiers of blocks, lines and pages.

trees        gradient-boosted trees read from a small file, walked for all rows at once
kinds        the classifier of pages: for each kind the probability that a page is of it
"""

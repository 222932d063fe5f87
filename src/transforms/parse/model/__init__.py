"""The trained block and line classifiers.

trees        gradient-boosted trees read from a small file, walked for all rows at once
"""

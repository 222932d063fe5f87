"""The trained block and line classifiers."""

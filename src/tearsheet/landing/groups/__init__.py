"""The files of a large run in groups, which are landed at once, each apart from the others.

listing  sources -> lists of files, a group each
doubles  captures that several groups have taken: one keeps them
gather   what the groups came to, as one landing
"""

"""Sources in buckets -> the objects below them.

bucket_files  an address -> the objects that it names
"""

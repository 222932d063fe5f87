"""The pages of the explorer, one file each.

overview  what the archive holds
sql       a guarded SELECT, and its rows
"""

"""Staged frames of a batch as data files, in parts or at once.

write          the steps of the stage: cut what is to be written, write a part
article_table  what becomes of the table `articles`
"""

"""The data contract as something to ask: what there is, and what a column means.

document   data/README.md -> tables, views and macros with their columns
catalog    `SHOW TABLES` and `DESCRIBE name`, answered from it
"""

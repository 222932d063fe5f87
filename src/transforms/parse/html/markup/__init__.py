"""HTML text -> tags, nested elements and blocks of text, without a tree.

guard        refuses in milliseconds what would hold a parser for minutes
document     HTML text -> tags and nested elements
tags         which tags break lines, hold nothing, end others
attributes   attributes of a tag, and what their words tell
blocks       document -> its blocks of text
"""

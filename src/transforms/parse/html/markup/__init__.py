"""HTML text -> tags, nested elements and blocks of text, without a tree.

guard        refuses in milliseconds what would hold a parser for minutes
document     HTML text -> tags and nested elements
nesting      block-level tags -> the elements that they open
marks        the tags in whose attributes a word stands
tags         which tags break lines, hold nothing, end others
attributes   attributes of a tag, and what their words tell
base         what a page's relative addresses are relative to
blocks       document -> its blocks of text
"""

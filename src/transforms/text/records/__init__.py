"""Records of articles: one JSON object each, under whatever names it calls its fields.

fields   the fields of a record, and whether it is about an article at all
names    the names in common use for each field, and the wrappers around records
values   a field's value as text
content  fields of unknown names, told by what stands in them
"""

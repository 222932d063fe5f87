"""Captures before they are parsed: files and records of containers -> rows of RECORDS.

declaration  what comes from outside the bytes: of a whole landing, and of each landed file
kinds        what a file is by its content: one capture, many, or a file of files
media        media that are no pages: skipped by kind
inputs       what became of the records of each input, refusals by the parser included
refusals     which refusals are alike, and those of before that the code of today would not make
members      which files inside a zip or tar file are captures
unmapped     dumps without a text, and the fields they have
times        when a capture was made: by its record, the user, or the name of a dump
rows         a record, or a loose file -> a row to parse
revisits     a revisit -> the row of its capture, and which stored payload it takes
"""

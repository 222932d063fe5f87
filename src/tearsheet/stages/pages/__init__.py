"""Pages as a child process reads them.

rows     records -> the rows that their pages make
cache    pages of payloads that came before, so that they need no parser
"""

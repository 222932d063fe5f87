"""Evidence that can be found again: citations, and whether they still hold.

citation    what is cited of an article or of a query's rows, with an identifier
references  citations as text, BibTeX, CSL-JSON and RIS
reproduce   a citation held against an archive: equal, or what differs
"""

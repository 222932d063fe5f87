"""What a page states of its article: headline, authors, days, address, site.

metadata      section, address, site, language
headings      the element that prints the headline
titles        the headlines that are stated, the choice, what is taken off
sites         the names that the site goes by
bylines       where the authors stand
byline_lines  lines that may be a byline, and the names in them
people        the people, agencies and credits of a byline
licences      the licence that the page states
dates         evidence for the article's date
days          where the page says its day outside what it states for machines
json_ld       the node of JSON-LD that describes the article
"""

"""Feeds, sitemaps and newswire SGML -> articles and listings.

feed          RSS, RDF, Atom, JSON Feed
feed_text     which contents of entries are articles
sitemap       sitemaps, news sitemaps, sitemap indexes
address_list  sitemaps that are plain text
newswire      records of newswire in SGML
wires         letters by which collections of newswire name its agencies
days          days as these write them
"""

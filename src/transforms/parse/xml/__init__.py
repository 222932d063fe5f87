"""Feeds, sitemaps and newswire SGML -> articles and listings.

feed         RSS, RDF, Atom, JSON Feed
sitemap      sitemaps, news sitemaps, sitemap indexes
newswire     records of newswire in SGML
"""

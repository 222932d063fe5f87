"""Feeds, sitemaps and newswire SGML -> articles and listings."""

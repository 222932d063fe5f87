"""What follows from shared words and addresses: articles, versions, listings, relations, stories.

batch            which captures and refusals of a batch count
articles         which sightings are one article
article_pairs    texts at one address, or under one headline, that are of one article
thin             texts by which no article can be recognised
revisions        the versions of each article
changes          what changed between one version and the next
listings         which article a listing names
dates            the date of an article: its own pages, then the listings that name it
translations     articles of one outlet in several languages
aliases          ids that a late, earlier capture has moved
holders          the versions that hold a text
relations        the relations of versions, from equal and judged texts
relation_update  relations after a batch
stories          which articles hang together, and which of them leads
latest           the latest version of each article, with its story
counts           what a batch came to; that no sighting was lost
"""

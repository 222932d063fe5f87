"""What follows from shared words and addresses: articles, versions, listings, relations, stories."""

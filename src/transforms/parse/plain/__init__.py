"""A text capture without markup -> blocks, an article, teasers with their dates."""

"""The story half of deduplication: which texts to compare, in which portions, and what follows."""

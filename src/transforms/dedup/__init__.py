"""Articles, revisions, stories and resolved listings from the sightings of many captures."""

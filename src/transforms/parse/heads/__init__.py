"""The lines of a text that state fields of its article, apart from the article itself.

stated        which lines of a text state fields, and what: the one door to what follows
front_matter  fields between two fences, as YAML or TOML
exports       the fields that databases of the press print around an article
"""

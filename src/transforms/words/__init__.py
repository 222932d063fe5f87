"""Words of languages, one file a topic: to add a language, read this folder."""

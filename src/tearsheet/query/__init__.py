"""Reading the archive: SQL, one article, two versions, the state of the whole."""

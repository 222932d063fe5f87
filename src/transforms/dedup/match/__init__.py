"""Kernels: do two texts share their words? Texts and arrays in, arrays out; only signatures come in
as a frame (`StoredHashes`), and only verdicts go out as one.

tokens       texts as arrays of word hashes
foreign      characters beyond ASCII as the forms by which words are compared
signatures   what is stored of a text, so that it is matched without being read again
hash_sets    the hashes of signatures as arrays, and sets of them
postings     which text carries which hash, as sorted integers
shares       pairs of texts and how many hashes they share, as sorted integers
candidates   pairs of texts that share enough hashes to be compared
portions     pairs in portions of bounded size
compare      pairs of texts compared word by word
slots        words that differ where two texts otherwise agree
quotes       figures and names that differ, as they are printed
judge        what a compared pair is: copy, excerpt, sibling, near or nothing
pairs        pairs of texts judged, with evidence
similarity   which texts are versions of one article
components   which nodes of a graph hang together
arrays       small kernels over lists that stand one after another
"""

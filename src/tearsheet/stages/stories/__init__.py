"""The story half of deduplication: which texts to compare, in which portions, and what follows.

stage          the steps of the stage: find pairs, judge a portion, derive stories
matching       a batch's texts matched against the signatures of the archive
candidates     candidate pairs after a batch
signatures     stored signatures, read a bounded number at a time
near_signatures  those of texts that share hashes with a small batch
near_digests     what few bits tell of them, so that most pairs are ruled out unread
near_texts     texts that a small batch may pair with, by the order in which they came
postings       which texts carry which hash, in memory or staged
portions       pairs that are judged together, staged with their texts
relations      the relations that a snapshot holds of some versions, each read once
teachers       relations that templates are learned from
update         relations and stories after a batch
limits         how much is worked through at a time
"""

"""Stories: which articles hang together, and which of them leads.

build       every article's story, from the likenesses of the texts that articles print
likenesses  verified likenesses of texts, and those that have yet to be compared
templates   fillings of a template, told from copies
fillings    what a template is learned from, and what two fillings of it differ in
groups      articles that print copies of one text, and the text that stands for them
hubs        copies of a very common text, which relations do not pair
copies      groups of verified copies
sharing     pages that share one article and hold another each, which are no copies
parts       cuts, teasers and frames join one story; texts that hold or fit two join none
leads       the lead of a story, and what every member is to it
update      stories after a batch
"""

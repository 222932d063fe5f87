"""ingest -> parse -> clean -> learn -> articles -> stories -> write -> publish: one file each.

ingest          which landed records are work, by what the newest snapshot holds
parse           records of one shard -> blocks, articles found, dates, listings
pages           pages as a child process reads them
clean           parsed frames of one shard -> normal text, language, measures
learn           facts of the batch's outlets, and held captures that they change
learned_lines   what their lines teach, and off which captures lines are to be taken
batch           which staged captures count against one snapshot, and whom they touch
articles        articles, versions, dates and listings of the batch's outlets
outlet_tables   the tables of a group of outlets while they are derived
neighbourhood   what a batch can change of an outlet, so that nothing else is derived again
sums            what held rows come to, where a count over all of an outlet decides
reparse         held captures read by the parser of today, to compare two versions
stories         relations and stories over every outlet
derived_tables  what is derived, as staged frames: what the steps hand to write
writing         staged frames -> data files that no snapshot lists yet
publish         data files and refusals -> one snapshot
summary         what a run came to, in numbers and in lines for a person
frames          paths of staged frames, by table: what stages exchange
deadly          which row of many has killed its process
faults          which capture of many the program fails on, and what of it is kept
set_aside       a run's captures without those on which deriving fails
"""

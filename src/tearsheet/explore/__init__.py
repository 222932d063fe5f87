"""The archive as pages to look at: a read-only web application over a snapshot.

app        the application: routes, errors, and what holds them together
access     who may ask: hosts, origins, a token; and what an answer allows a browser to do
visit      what a page is, and one request for it: its questions, its links, its citation
question   a page's question: SQL over the contract's views, and the same with its values filled in
answers    answers that are kept, since a snapshot never changes
preparing  what is counted of a new snapshot before anybody asks
readers    child processes that answer: warm, bounded, started again after their end
reading    what runs in them: questions of pages, a guarded SELECT, a search, raw bytes
scratch    a folder of this machine for what is kept as long as the process runs
show       templates, and how values are written on a page
lists      long lists in portions, and choices that are links
charts     pictures drawn here as SVG
diffs      two texts laid side by side, as templates write them
compare    articles that came, went and changed between two snapshots
results    which charts fit the columns of a SELECT
source     raw bytes as they may be looked at
folder     pages as files that open without a server
pages      the pages, one file each
templates  their HTML
static     the style sheets and the script
"""

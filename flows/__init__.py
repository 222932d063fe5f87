"""The Prefect flows: when things run, in what order, with which retries.

archive      flow: what is new in the sources, up to a snapshot
backfill     flow: captures in scope derived again from raw, the difference shown before or after
rebuild      flow: an equal archive in another root, from raw alone
maintain     flow: verify, compact, vacuum
derive       the order of the stages, written once and without Prefect
tasks        the stages as Prefect tasks
plain        the stages as plain calls: for tests, runs that are killed, and benchmarks
runs         recorded runs of each kind, and the report of each
backfills    captures in scope derived again, in portions that are published one by one
withdrawals  an article withdrawn: derived without it, every kept snapshot issued again
parameters   what a form shows of the flows' parameters, and what a server holds runs to
names        what runs and tasks are called on Prefect's pages
progress     how far a long run has come, as an artifact
account      what an archive run came to, in words
automations  what a server tells a person of these runs, and whom
serve        the deployments as one serving process
servers      where runs go: the server of their flows, who may use it, and who works on their tasks
"""

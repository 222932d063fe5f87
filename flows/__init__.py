"""The Prefect flows: when things run, in what order, with which retries.

archive      flow: what is new in the sources, up to a snapshot
backfill     flow: months derived again from raw, the difference shown before or after
rebuild      flow: an equal archive in another root, from raw alone
maintain     flow: verify, compact, vacuum
derive       the order of the stages, written once and without Prefect
tasks        the stages as Prefect tasks
plain        the stages as plain calls: for tests, runs that are killed, and benchmarks
runs         recorded runs of each kind, and the report of each
months       partition months as a user names them
ephemeral    the server that lives as long as a command, and Ctrl-C
serve        the deployments as one serving process
server       Prefect's server for this machine and this account alone
reach        which server a command's flows run on, and with what credentials
access       who may talk to the server of `tearsheet serve`, and where it runs
"""

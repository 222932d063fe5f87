"""Where runs go: the server of their flows, who may use it, and who works on their tasks.

access       who may talk to the server of `tearsheet serve`, and where it runs
reach        which server a command's flows run on, and with what credentials
ephemeral    the server that lives as long as a command, and Ctrl-C
gate         Prefect's server for this machine and this account alone
forms        forms of deployments that take no other parameters than they show
runners      who works on mapped tasks: threads, or a cluster of Dask or Ray
"""

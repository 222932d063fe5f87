"""The Prefect flows: when things run, in what order, with which retries."""

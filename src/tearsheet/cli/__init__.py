"""The command line: one function a verb.

main         the application with all of its verbs
app          what every verb shares: options, errors in a sentence, how a flow is run
ingest       verbs that put captures into an archive
again        verbs that derive captures again, and that go back
ask          verbs that ask an archive
find         verbs that find articles
cite         verbs that make citations and hold them against an archive
export       the verb that takes articles along
feed         the verb that writes a query's rows as a feed
explore      the verb that shows an archive as pages
shell        one question after the other
withdraw     the verb that takes a text out for good
upkeep       verbs that look after an archive
serve        a Prefect server on loopback, and a process that serves the deployments
"""

"""Articles, revisions, stories and resolved listings from the sightings of many captures.

identity     articles, versions, dates, listings, relations, stories: tables in, tables out
neighbours   the keys by which a batch finds what it can change
menus        links that an outlet's pages show all the time
sections     addresses below which others stand
short_addresses  addresses that say too little for an article's
match        do two texts share their words? Arrays in, arrays out
"""

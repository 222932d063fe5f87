"""What is learned of an outlet across its captures: a function of the set of captures, and of
nothing else.

lines        lines that pages repeat around their articles
line_update  the same after a batch, counted of what it can change
affixes      what stands before or behind all headlines
headings     headings that pages print as their headline whatever they tell
days         how an outlet writes dates in figures, its zone, and the days that these settle
furniture    captures without such lines
profiles     both as rows of `profiles`; headlines without their affixes and repeated headings
outlets      names and hosts of outlets, as their captures show them
sums         what rows say of their outlets, counted
placement    captures that the registry puts elsewhere today
"""

"""Charts drawn here as SVG: no script draws them, and the style sheet says what they look like.

chart      a picture with its figures as rows
calendars  how much is held of outlets and months, and of days
bars       how much of each
lines      how much over time
points     two numbers against one another
grid       a number by two columns
times      the copies of a story in time
axes       where values and times stand
svg        elements of a picture
"""

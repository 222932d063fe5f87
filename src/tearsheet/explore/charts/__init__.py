"""Charts drawn here as SVG: no script draws them, and what they look like says the style sheet.

chart      a picture with its figures as rows
calendars  how much is held of outlets and months, and of days
bars       how much of each
times      the copies of a story in time
svg        elements of a picture
"""

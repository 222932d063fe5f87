"""A text capture without markup -> blocks, an article, teasers with their dates.

page           a capture -> labelled blocks with byte offsets, article, dates, teasers
lines          a payload cut into pieces with exact byte ranges
labels         what is known of the pieces so far
teasers        teasers of other articles, by their pattern and the headings above
list_headings  which lines head a list, and the outlet that they name
headline_runs  lists without a heading: headlines in a row
columns        what lines say by themselves, asked of all lines of many pages at once
rules          furniture, credits, headings of lists and days, asked of all lines at once
shapes         what the characters of a line are, and its first and last one
letters        letters, figures and signs of a text, told for all its characters at once
terms          the words by which a line's subject is told, as numbers
features       lines -> one row of features each
grids          pages as tables of a page a row, for sums along many pages
body           the run of lines whose prose outweighs its furniture most
whole          texts that are an article as a whole, and what stands between paragraphs
above          headline, byline and day of a body
"""

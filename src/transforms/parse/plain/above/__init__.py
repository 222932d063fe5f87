"""What says of which article a body is: its headline, its writers, its day.

header    what a line says that stands by an article: its headline, its day, its byline
headline  headline, byline and date above a body, by rules
titles    how likely each line around a body's start is its headline, by a trained model
features  where a line stands to its article, what is next to it, the likeliest of several
days      the day of publication wherever a page prints it, by a trained model
writers   the writers wherever a page names them, by a trained model
"""

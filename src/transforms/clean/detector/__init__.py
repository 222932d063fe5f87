"""The language of many texts at once, by a model of fastText.

model_file    a quantised model, as its file holds it -> arrays
tokens        words of texts -> rows of the model
prediction    texts -> the likeliest label of each, and how likely it is
"""

"""Words that tell what kind of page a page is.

phrases  what pages say that are an error, consent, a paywall or a live blog
subscriptions  words by which pages ask to subscribe before they show the rest
boxes    classes and addresses of what stands in an article's place
signs    classes, types and addresses by the kind of page they tell
"""

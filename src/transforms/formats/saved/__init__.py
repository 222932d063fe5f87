"""Pages that somebody saved: the page inside the file, its address, when it was captured.

marks       what browsers, savers and web archives write into a page that they save
mail        MHTML and mail
mbox        mailboxes of many messages
webarchive  Safari's web archives, which are property lists
documents   texts in which databases of the press have saved many documents
"""

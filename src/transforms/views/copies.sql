-- Articles printed more than once: every member of every story that has at least two, lead first.
CREATE VIEW copies AS
SELECT story_id, article_id, outlet, title, published_on, relation, similarity, is_lead, lead_certain
FROM articles WHERE story_size > 1
ORDER BY story_id, is_lead DESC, published_on, article_id;

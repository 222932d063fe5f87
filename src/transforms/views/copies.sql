-- Articles printed more than once: every member of every story that has at least two, lead first. `first_is_known` says of a member
-- that its lead is dated before it.
CREATE VIEW copies AS
SELECT story_id, article_id, outlet, title, published_on, relation, similarity, is_lead, lead_certain,
       NOT is_lead AND coalesce(max(published_on) FILTER (WHERE is_lead) OVER (PARTITION BY story_id) < published_on, false) AS first_is_known
FROM articles WHERE story_size > 1
ORDER BY story_id, is_lead DESC, published_on, article_id;

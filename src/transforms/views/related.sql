-- Every verified pair of versions with the articles that they belong to, and what decided it.
CREATE VIEW related AS
SELECT r.relation, l.article_id AS left_article_id, t.article_id AS right_article_id, l.outlet AS left_outlet, t.outlet AS right_outlet,
       l.title AS left_title, t.title AS right_title, l.published_on AS left_published_on, t.published_on AS right_published_on,
       coalesce(l.published_on <> t.published_on, false) AS first_is_known,
       CASE WHEN l.published_on < t.published_on THEN l.article_id WHEN l.published_on > t.published_on THEN t.article_id END AS first_article_id,
       r.jaccard, r.containment, r.evidence, r.left_id, r.right_id
FROM relations r
JOIN (SELECT revision_id, article_id, outlet, title, published_on FROM revisions) l ON l.revision_id = r.left_id
JOIN (SELECT revision_id, article_id, outlet, title, published_on FROM revisions) t ON t.revision_id = r.right_id;

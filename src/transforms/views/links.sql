-- What articles link to in their text, each address once an article, and the article held that it leads to: who links to whom.
-- An address that several articles held have shown is `ambiguous`. Links of an article to itself are left out.
CREATE VIEW links AS
WITH said AS (
  SELECT n.article_id, n.outlet, coalesce(n.url_key, n.url) AS address, min(n.url) AS url,
         first(n.text ORDER BY n.source, length(n.text) DESC, n.text) AS text, min(n.source) AS source,
         bool_or(n.revision_id = a.revision_id) AS in_latest
  FROM anchors n JOIN articles a USING (article_id, outlet) GROUP BY ALL),
held AS (
  SELECT url_key AS address, min(article_id) AS linked_id, count(DISTINCT article_id) AS holders
  FROM sightings WHERE url_key IS NOT NULL GROUP BY url_key)
SELECT s.article_id, s.outlet, s.url, s.text, s.source, s.in_latest,
       CASE WHEN h.holders = 1 THEN 'held' WHEN h.holders > 1 THEN 'ambiguous' ELSE 'not_held' END AS status,
       t.article_id AS linked_id, t.outlet AS linked_outlet, t.title AS linked_title
FROM said s LEFT JOIN held h USING (address)
LEFT JOIN articles t ON t.article_id = h.linked_id AND h.holders = 1
WHERE s.article_id IS DISTINCT FROM t.article_id
ORDER BY s.outlet, s.article_id, s.address;

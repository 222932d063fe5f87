-- What articles link to in their text, each address once an article, and the article held that it leads to: who links to whom.
-- An address that several articles held have shown is `ambiguous`. Links of an article to itself are left out. What is held is looked up
-- by the addresses, article by article, so that of one article it is not read what all others have shown.
CREATE VIEW links AS
WITH said AS NOT MATERIALIZED (
  SELECT n.article_id, n.outlet, coalesce(n.url_key, n.url) AS address, min(n.url) AS url,
         first(n.text ORDER BY n.source, length(n.text) DESC, n.text) AS text, min(n.source) AS source,
         bool_or(n.revision_id = a.revision_id) AS in_latest
  FROM anchors n JOIN articles a USING (article_id, outlet) GROUP BY ALL),
named AS NOT MATERIALIZED (
  SELECT DISTINCT article_id, outlet, coalesce(url_key, url) AS address FROM anchors),
shown AS (
  SELECT n.article_id, n.outlet, n.address, min(h.article_id) AS linked_id, count(DISTINCT h.article_id) AS holders
  FROM named n JOIN sightings h ON h.url_key = n.address GROUP BY ALL),
held AS (
  SELECT s.*, t.outlet AS linked_outlet, t.title AS linked_title FROM shown s JOIN articles t ON t.article_id = s.linked_id)
SELECT s.article_id, s.outlet, s.url, s.text, s.source, s.in_latest,
       CASE WHEN h.holders = 1 THEN 'held' WHEN h.holders > 1 THEN 'ambiguous' ELSE 'not_held' END AS status,
       CASE WHEN h.holders = 1 THEN h.linked_id END AS linked_id, CASE WHEN h.holders = 1 THEN h.linked_outlet END AS linked_outlet,
       CASE WHEN h.holders = 1 THEN h.linked_title END AS linked_title
FROM said s LEFT JOIN held h USING (article_id, outlet, address)
WHERE h.holders IS DISTINCT FROM 1 OR s.article_id <> h.linked_id
ORDER BY s.outlet, s.article_id, s.address;

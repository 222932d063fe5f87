-- Per outlet and month of publication: how many articles are its own, agency copy, or printed elsewhere first (or too, where
-- nothing tells who was first). Each article is counted once, as agency copy where it is that.
CREATE VIEW original_share AS
WITH shared AS (
  SELECT story_id FROM articles WHERE story_size > 1 GROUP BY story_id HAVING count(DISTINCT outlet) > 1),
kinds AS (
  SELECT a.outlet, coalesce(strftime(a.published_on, '%Y-%m'), 'unknown') AS month,
         CASE WHEN w.article_id IS NOT NULL THEN 'wire' WHEN s.story_id IS NULL OR f.outlet = a.outlet THEN 'own'
              WHEN f.outlet IS NULL THEN 'open' ELSE 'copied' END AS kind
  FROM articles a LEFT JOIN wire w USING (article_id) LEFT JOIN shared s ON s.story_id = a.story_id
  LEFT JOIN first_to_publish f ON f.story_id = a.story_id)
SELECT outlet, month, count(*) AS articles, count(*) FILTER (kind = 'own') AS own, count(*) FILTER (kind = 'wire') AS wire,
       count(*) FILTER (kind = 'copied') AS copied, count(*) FILTER (kind = 'open') AS open, count(*) FILTER (kind = 'own') / count(*) AS own_share
FROM kinds GROUP BY outlet, month;

-- How far each kind of evidence for a day agrees with the others: over articles that have a day by another kind too. Agreement is
-- no proof: two kinds may be wrong together.
CREATE VIEW date_reliability AS
WITH said AS (
  SELECT DISTINCT article_id, source, value_on FROM dates WHERE article_id IS NOT NULL AND value_on IS NOT NULL AND reason IS NULL),
compared AS (
  SELECT a.source, a.article_id, bool_or(a.value_on = b.value_on) AS agrees, min(abs(a.value_on - b.value_on)) AS days_apart
  FROM said a JOIN said b ON a.article_id = b.article_id AND a.source <> b.source GROUP BY a.source, a.article_id),
chosen AS (
  SELECT source, count(DISTINCT article_id) AS articles, count(DISTINCT article_id) FILTER (is_chosen) AS chosen
  FROM dates WHERE article_id IS NOT NULL AND value_on IS NOT NULL AND reason IS NULL GROUP BY source)
SELECT source, any_value(k.articles) AS articles, any_value(k.chosen) AS chosen, count(c.article_id) AS compared,
       count(*) FILTER (c.agrees) AS agreeing, count(*) FILTER (c.agrees) / nullif(count(c.article_id), 0) AS agreeing_share,
       count(*) FILTER (c.days_apart > 1) AS over_a_day_apart
FROM chosen k LEFT JOIN compared c USING (source) GROUP BY source ORDER BY source;

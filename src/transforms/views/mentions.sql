-- How much is printed about a term: stories, each counted once whoever copies it, and articles, every copy, by a period of
-- publication (`day`, `week`, `month`, `quarter`, `year`), beside all that is held of that period.
CREATE MACRO mentions(term, grain := 'month') AS TABLE
WITH told AS (
  SELECT date_trunc(grain, published_on)::DATE AS period_on, story_id, outlet,
         has_term(coalesce(title, '') || chr(10) || text, term) AS has_it
  FROM articles)
SELECT period_on, count(DISTINCT story_id) FILTER (has_it) AS stories, count(*) FILTER (has_it) AS articles,
       count(DISTINCT outlet) FILTER (has_it) AS outlets, count(DISTINCT story_id) AS all_stories, count(*) AS all_articles,
       count(DISTINCT story_id) FILTER (has_it) / count(DISTINCT story_id) AS story_share
FROM told GROUP BY period_on ORDER BY period_on NULLS LAST;

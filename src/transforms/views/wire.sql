-- Articles that print agency copy, and what says so: their byline, their dateline (`CITY, Feb 3 (Agency) - `), or another
-- copy of the same story that says it. `FROM articles ANTI JOIN wire USING (article_id)` is what remains.
CREATE VIEW wire AS
WITH said AS (
  SELECT article_id, story_id, outlet, published_on, agency,
         nullif(regexp_extract(text, '^\p{Lu}[^\n(]{1,50}\((\p{Lu}[\p{L}\p{N} .&-]{1,24})\) ?[-–—:]', 1), '') AS dateline_agency
  FROM articles),
known AS (
  SELECT story_id, min(coalesce(agency, dateline_agency)) AS story_agency FROM said GROUP BY story_id)
SELECT article_id, story_id, outlet, published_on, coalesce(agency, dateline_agency, story_agency) AS agency,
       CASE WHEN agency IS NOT NULL THEN 'byline' WHEN dateline_agency IS NOT NULL THEN 'dateline' ELSE 'story' END AS said_by
FROM said JOIN known USING (story_id) WHERE story_agency IS NOT NULL;

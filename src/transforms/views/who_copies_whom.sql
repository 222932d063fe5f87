-- Who prints after whom what both print: pairs of outlets, the earlier one first, over the stories of which their own two times,
-- or else days, tell who was earlier. Who was first is no proof of who wrote it: both may print an agency's.
CREATE VIEW who_copies_whom AS
WITH printed AS NOT MATERIALIZED (
  SELECT story_id, outlet, min(published_on) AS first_on, min(published_at) AS first_at,
         bool_and(published_on IS NOT NULL) AS is_dated, bool_and(published_at IS NOT NULL) AS is_timed, max(words) AS words
  FROM articles WHERE story_size > 1 GROUP BY story_id, outlet),
pairs AS (
  SELECT a.outlet AS earlier_outlet, b.outlet AS later_outlet, a.story_id,
         CASE WHEN a.is_timed AND b.is_timed THEN a.first_at < b.first_at WHEN a.is_dated AND b.is_dated THEN a.first_on < b.first_on END AS is_earlier,
         CASE WHEN a.is_timed AND b.is_timed THEN a.first_at = b.first_at WHEN a.is_dated AND b.is_dated THEN a.first_on = b.first_on ELSE true END AS is_open,
         CASE WHEN a.is_timed AND b.is_timed THEN epoch(b.first_at - a.first_at) / 86400 ELSE b.first_on - a.first_on END::DOUBLE AS delay
  FROM printed a JOIN printed b USING (story_id) WHERE a.outlet <> b.outlet)
SELECT earlier_outlet, later_outlet, count(*) FILTER (is_earlier) AS stories, count(*) FILTER (is_open) AS open_stories,
       count(*) AS shared_stories, median(delay) FILTER (is_earlier) AS median_days_behind
FROM pairs GROUP BY earlier_outlet, later_outlet HAVING count(*) FILTER (is_earlier) > 0
ORDER BY stories DESC, earlier_outlet, later_outlet;

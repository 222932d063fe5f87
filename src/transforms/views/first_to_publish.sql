-- Of every story that several outlets print: who was first, where the times or else the days of its copies tell. A copy without a
-- date, or two on the first day without a time, leave it open: then `outlet` is null.
CREATE VIEW first_to_publish AS
WITH printed AS (
  SELECT story_id, outlet, min(published_on) AS first_on, min(published_at) AS first_at,
         bool_and(published_on IS NOT NULL) AS is_dated, bool_and(published_at IS NOT NULL) AS is_timed
  FROM articles WHERE story_size > 1 GROUP BY story_id, outlet),
ranked AS (
  SELECT story_id, count(*)::INTEGER AS outlets, bool_and(is_dated) AS all_dated, bool_and(is_timed) AS all_timed,
         list(outlet ORDER BY first_at NULLS LAST, first_on NULLS LAST, outlet) AS by_time, list(first_at ORDER BY first_at NULLS LAST) AS times,
         list(outlet ORDER BY first_on NULLS LAST, outlet) AS by_day, list(first_on ORDER BY first_on NULLS LAST) AS days_of
  FROM printed GROUP BY story_id HAVING count(*) > 1),
told AS (
  SELECT *, CASE WHEN all_timed AND times[1] < times[2] THEN 'time' WHEN all_dated AND days_of[1] < days_of[2] THEN 'day' END AS told_by
  FROM ranked)
SELECT story_id, CASE told_by WHEN 'time' THEN by_time[1] WHEN 'day' THEN by_day[1] END AS outlet, told_by, outlets,
       days_of[1] AS first_on, CASE told_by WHEN 'time' THEN times[1] END AS first_at,
       CASE WHEN told_by IS NOT NULL THEN days_of[2] - days_of[1] END::INTEGER AS days_ahead,
       CASE told_by WHEN 'time' THEN epoch(times[2] - times[1]) / 3600 END AS hours_ahead
FROM told;

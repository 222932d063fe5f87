-- Per outlet and month of first capture: by what its articles are dated, and how sure that is. A source that comes or goes from one
-- month to the next is a site that was rebuilt, or a parser that no longer reads it.
CREATE VIEW date_sources AS
WITH counted AS (
  SELECT outlet, coalesce(strftime(first_captured_at, '%Y-%m'), 'unknown') AS captured_month, coalesce(published_source, 'none') AS source,
         count(*) AS articles, avg(published_confidence) AS mean_confidence
  FROM articles GROUP BY ALL)
SELECT outlet, captured_month, source, articles, articles / sum(articles) OVER (PARTITION BY outlet, captured_month) AS share, mean_confidence
FROM counted ORDER BY outlet, captured_month, articles DESC, source;

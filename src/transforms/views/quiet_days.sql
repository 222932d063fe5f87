-- Days without an article of an outlet between its first and its last, beside what it has on such a weekday: gaps of capture
-- stand out from days on which a paper does not print.
CREATE VIEW quiet_days AS
WITH per_day AS NOT MATERIALIZED (
  SELECT outlet, published_on, count(*) AS articles FROM articles WHERE published_on IS NOT NULL GROUP BY ALL),
spans AS (
  SELECT outlet, min(published_on) AS first_on, max(published_on) AS last_on FROM per_day GROUP BY outlet),
calendar AS (
  SELECT outlet, unnest(generate_series(first_on, last_on, INTERVAL 1 DAY))::DATE AS day_on FROM spans),
filled AS (
  SELECT outlet, day_on, coalesce(p.articles, 0) AS articles, isodow(day_on) AS weekday
  FROM calendar c LEFT JOIN (SELECT outlet, published_on AS day_on, articles FROM per_day) p USING (outlet, day_on)),
usual AS (
  SELECT *, median(articles) OVER w AS usual_articles, avg(articles) OVER w AS mean_articles FROM filled WINDOW w AS (PARTITION BY outlet, weekday))
SELECT outlet, day_on AS quiet_on, dayname(day_on) AS weekday, usual_articles, mean_articles
FROM usual WHERE articles = 0
ORDER BY outlet, quiet_on;

-- Per outlet, day of first capture and measure: the day beside the 28 days of captures before it, and how far it is off. `alarm` is five of
-- their standard deviations and more, `watch` three; `unknown` where fewer than seven such days came before.
CREATE VIEW drift AS
WITH per_day AS (
  SELECT outlet, first_captured_at::DATE AS captured_on, count(*)::DOUBLE AS articles, median(words)::DOUBLE AS median_words,
         count(*) FILTER (published_on IS NULL) / count(*) AS undated_share,
         count(*) FILTER (published_source = 'listing') / count(*) AS listing_dated_share,
         count(*) FILTER (title IS NULL) / count(*) AS untitled_share
  FROM articles WHERE first_captured_at IS NOT NULL GROUP BY ALL),
pages AS (
  SELECT c.outlet, c.captured_at::DATE AS captured_on, count(*) / count(DISTINCT c.capture_id) AS listings_a_page
  FROM captures c JOIN listings l USING (capture_id, outlet) WHERE c.captured_at IS NOT NULL GROUP BY ALL),
measures AS (
  SELECT outlet, captured_on, unnest([
    {'measure': 'articles', 'value': articles}, {'measure': 'median_words', 'value': median_words},
    {'measure': 'undated_share', 'value': undated_share}, {'measure': 'listing_dated_share', 'value': listing_dated_share},
    {'measure': 'untitled_share', 'value': untitled_share}], recursive := true)
  FROM per_day
  UNION ALL SELECT outlet, captured_on, 'listings_a_page', listings_a_page FROM pages),
past AS (
  SELECT *, avg(value) OVER before_it AS usual, stddev_samp(value) OVER before_it AS spread, count(*) OVER before_it AS past_days
  FROM measures
  WINDOW before_it AS (PARTITION BY outlet, measure ORDER BY captured_on ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)),
graded AS (
  SELECT *, CASE WHEN past_days >= 7 THEN (value - usual) / greatest(spread, 0.05 * abs(usual), 0.01) END AS deviations FROM past)
SELECT outlet, captured_on, measure, value, usual, deviations,
       CASE WHEN deviations IS NULL THEN 'unknown' WHEN abs(deviations) >= 5 THEN 'alarm' WHEN abs(deviations) >= 3 THEN 'watch' ELSE 'steady' END AS grade
FROM graded ORDER BY outlet, captured_on, measure;

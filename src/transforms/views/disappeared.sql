-- What was listed or captured before and is absent from a later capture that could show it, with how strong the evidence is: `gone` (a later
-- capture of its address answers 404 or 410, or says that it was not found), `withdrawn` (the next dump, feed or sitemap of the same source repeats most of the one
-- before, lists older articles and not this one), `not_seen_since` (it fell out of such lists, as old articles do). A page that was merely not
-- captured again is no evidence.
CREATE VIEW disappeared AS
WITH shown AS (
  SELECT c.outlet, regexp_replace(regexp_extract(split_part(c.landed_from, '#', 1), '[^/]+$'), '[0-9]+', '0', 'g') AS source,
         split_part(c.landed_from, '#', 1) AS list, c.captured_at AS seen_at, s.article_id, NULL AS url_key, s.published_on AS day
  FROM captures c JOIN sightings s USING (capture_id, outlet) WHERE c.record_kind = 'article' AND c.captured_at IS NOT NULL
  UNION ALL
  SELECT c.outlet, c.url, c.capture_id, c.captured_at, l.article_id, CASE WHEN l.article_id IS NULL THEN l.url_key END, l.listed_on
  FROM listings l JOIN captures c USING (capture_id, outlet)
  WHERE l.source IN ('feed', 'sitemap') AND c.url IS NOT NULL AND c.captured_at IS NOT NULL AND coalesce(l.article_id, l.url_key) IS NOT NULL),
dated AS (SELECT *, max(seen_at) OVER (PARTITION BY outlet, source, list) AS list_at FROM shown),
items AS (
  SELECT outlet, source, list_at, article_id, url_key, min(day) AS day FROM dated GROUP BY ALL),
placed AS (
  SELECT *, coalesce(min(day) OVER w, CAST(min(list_at) OVER w AS DATE)) AS since, max(list_at) OVER w AS last_at
  FROM items WINDOW w AS (PARTITION BY outlet, source, article_id, url_key)),
lists AS (
  SELECT outlet, source, list_at, count(*) AS listed, quantile_disc(since, 0.25) AS old, count(*) FILTER (WHERE last_at > list_at) AS kept
  FROM placed GROUP BY ALL),
ordered AS (
  SELECT *, lead(list_at) OVER w AS next_at, lead(old) OVER w AS next_old
  FROM lists WINDOW w AS (PARTITION BY outlet, source ORDER BY list_at)),
absent AS (
  SELECT p.outlet, p.article_id, p.url_key, p.source, p.last_at AS last_seen_at, o.next_at AS absent_at,
         CASE WHEN 2 * o.kept >= o.listed AND o.next_old < p.since THEN 'withdrawn' ELSE 'not_seen_since' END AS evidence
  FROM placed p JOIN ordered o ON o.outlet = p.outlet AND o.source = p.source AND o.list_at = p.list_at
  WHERE p.list_at = p.last_at AND o.next_at IS NOT NULL),
addresses AS (
  SELECT s.outlet, s.article_id, s.url FROM sightings s UNION ALL
  SELECT s.outlet, s.article_id, c.url FROM sightings s JOIN captures c USING (capture_id, outlet)),
gone AS (
  SELECT a.outlet, a.article_id, NULL AS url_key, c.url AS source, max(a.last_captured_at) AS last_seen_at, min(c.captured_at) AS absent_at,
         'gone' AS evidence
  FROM articles a JOIN addresses d USING (outlet, article_id) JOIN captures c ON c.url = d.url
  WHERE (c.http_status IN (404, 410) OR c.page_kind = 'not_found') AND c.captured_at > a.last_captured_at GROUP BY ALL),
every AS (SELECT * FROM gone UNION ALL SELECT * FROM absent)
SELECT e.outlet, e.article_id, coalesce(a.url, e.url_key) AS url, a.title, e.last_seen_at, e.absent_at, e.evidence, e.source
FROM every e LEFT JOIN articles a USING (outlet, article_id)
WHERE e.evidence = 'gone' OR a.article_id IS NULL OR a.last_captured_at <= e.last_seen_at
QUALIFY row_number() OVER (PARTITION BY e.outlet, e.article_id, e.url_key ORDER BY
    CASE e.evidence WHEN 'gone' THEN 0 WHEN 'withdrawn' THEN 1 ELSE 2 END, e.absent_at, e.source) = 1;

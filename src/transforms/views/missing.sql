-- Articles that pages, feeds or sitemaps name and the archive does not hold: a lower bound of what is missing.
CREATE VIEW missing AS
SELECT l.outlet, coalesce(l.text, l.url) AS named, min(l.url) AS url, l.listed_on, count(*)::INTEGER AS sightings,
       min(c.captured_at) AS first_seen_at, max(c.captured_at) AS last_seen_at, min(l.capture_id) AS capture_id
FROM listings l JOIN captures c USING (capture_id)
GROUP BY l.outlet, coalesce(l.text, l.url), l.listed_on
HAVING bool_and(l.status = 'missing');

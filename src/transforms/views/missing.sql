-- Articles that pages, feeds or sitemaps name and the archive does not hold: a lower bound of what is missing. Listings with one
-- address name one article, whatever they say of it; those without any are one where their texts are equal or one begins the other.
CREATE VIEW missing AS
WITH named AS (
  SELECT l.outlet, coalesce(l.url_key, '') AS url_key, CASE WHEN l.url_key IS NULL THEN coalesce(l.text, l.url, '') ELSE '' END AS bare,
         first(l.text ORDER BY length(l.text) DESC, l.text) AS named, min(l.url) AS url, min(l.listed_on) AS listed_on,
         count(*)::INTEGER AS sightings, min(c.captured_at) AS first_seen_at, max(c.captured_at) AS last_seen_at,
         min(l.capture_id) AS capture_id, bool_and(l.status = 'missing' AND coalesce(l.match_rule, '') <> 'too_short') AS is_missing
  FROM listings l JOIN captures c USING (capture_id)
  GROUP BY ALL),
said AS (
  SELECT *, lower(regexp_replace(coalesce(named, ''), '[\s.…\[\]()]+$', '')) AS said FROM named)
SELECT outlet, coalesce(named, url) AS named, url, listed_on, sightings, first_seen_at, last_seen_at, capture_id
FROM said
QUALIFY is_missing AND (url_key <> '' OR said = '' OR NOT coalesce(
  starts_with(lead(said) OVER (PARTITION BY outlet ORDER BY said, url_key), said), false));

-- Articles that pages, feeds or sitemaps name and the archive does not hold: a lower bound of what is missing. Listings with one
-- address name one article, whatever they say of it; those without any are one where their texts are equal or one begins the other.
-- Only what is named without an address can begin what else is named, held or not: `said` is made where there is such.
CREATE VIEW missing AS
WITH keyed AS NOT MATERIALIZED (
  SELECT *, coalesce(url_key, '') AS address, CASE WHEN url_key IS NULL THEN coalesce(text, url, '') ELSE '' END AS bare FROM listings),
lacking AS (
  SELECT outlet, address, bare FROM keyed GROUP BY ALL HAVING bool_and(status = 'missing' AND coalesce(match_rule, '') <> 'too_short')),
named AS (
  SELECT k.outlet, k.address, k.bare, arg_min(k.text, (-length(k.text), k.text)) AS named, min(k.url) AS url, min(k.listed_on) AS listed_on,
         count(*)::INTEGER AS sightings, min(c.captured_at) AS first_seen_at, max(c.captured_at) AS last_seen_at, min(k.capture_id) AS capture_id
  FROM keyed k JOIN captures c USING (capture_id, outlet) JOIN lacking USING (outlet, address, bare) GROUP BY ALL),
said AS (
  SELECT outlet, address, bare, lower(regexp_replace(coalesce(arg_min(text, (-length(text), text)), ''), '[\s.…\[\]()]+$', '')) AS said
  FROM keyed JOIN (SELECT DISTINCT outlet FROM lacking WHERE address = '') USING (outlet) GROUP BY ALL),
begun AS (
  SELECT outlet, address, bare FROM said
  QUALIFY address = '' AND said <> '' AND starts_with(lead(said) OVER (PARTITION BY outlet ORDER BY said, address, bare), said))
SELECT outlet, coalesce(named, url) AS named, url, listed_on, sightings, first_seen_at, last_seen_at, capture_id
FROM named LEFT JOIN begun USING (outlet, address, bare) WHERE begun.outlet IS NULL;

-- Every distinct teaser: what a page of the outlet said of an article elsewhere, and whether the archive holds that article.
CREATE VIEW teasers AS
SELECT l.outlet, l.text, l.listed_on AS teaser_date, l.is_cut AS truncated, count(*)::INTEGER AS sightings,
       min(c.captured_at) AS first_seen_at, max(c.captured_at) AS last_seen_at,
       CASE WHEN bool_or(l.status = 'matched') THEN 'matched' WHEN bool_or(l.status = 'ambiguous') THEN 'ambiguous' ELSE min(l.status) END AS status,
       CASE WHEN count(DISTINCT l.article_id) = 1 THEN min(l.article_id) END AS article_id, min(l.url) AS url
FROM listings l JOIN captures c USING (capture_id, outlet)
WHERE l.source = 'teaser'
GROUP BY l.outlet, l.text, l.listed_on, l.is_cut;

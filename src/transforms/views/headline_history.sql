-- Every headline that an article has had, in the order in which they were seen. A new headline over the same body makes no new
-- version (`revisions` are of bodies); this is where it shows.
CREATE VIEW headline_history AS
SELECT article_id, outlet, row_number() OVER (PARTITION BY outlet, article_id ORDER BY min(captured_at) NULLS LAST, title)::INTEGER AS headline_no,
       title, count(*)::INTEGER AS sightings, min(captured_at) AS first_seen_at, max(captured_at) AS last_seen_at
FROM sightings WHERE title IS NOT NULL GROUP BY article_id, outlet, title;

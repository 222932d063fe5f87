-- Edits that nobody stated: a version of other words that is known to be later, after whose first capture the text before it was not
-- seen again, and whose page states no modification since that one was last seen.
CREATE VIEW silent_edits AS
SELECT v.article_id, v.outlet, v.url, v.title, v.published_on, v.version, v.change_kind, v.chars_added, v.chars_removed,
       p.last_captured_at AS last_seen_before_at, v.first_captured_at AS first_seen_at, v.modified_at,
       p.revision_id AS revision_id_before, v.revision_id
FROM revisions v JOIN revisions p ON p.article_id = v.article_id AND p.outlet = v.outlet AND p.version = v.version - 1
WHERE v.change_kind IN ('text', 'names_or_figures') AND v.order_known
  AND p.last_captured_at < v.first_captured_at AND v.thin_because IS NULL AND p.thin_because IS NULL
  AND (v.modified_at IS NULL OR v.modified_at <= p.last_captured_at);

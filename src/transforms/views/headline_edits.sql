-- One row per headline that took the place of another over an article, where captures tell which was seen later.
CREATE VIEW headline_edits AS
WITH pairs AS (
  SELECT article_id, outlet, title AS new_title, first_seen_at AS new_first_seen_at,
         lag(title) OVER (PARTITION BY outlet, article_id ORDER BY headline_no) AS old_title,
         lag(last_seen_at) OVER (PARTITION BY outlet, article_id ORDER BY headline_no) AS old_last_seen_at
  FROM headline_history)
SELECT article_id, outlet, old_title, new_title, old_last_seen_at, new_first_seen_at,
       old_last_seen_at < new_first_seen_at AS is_replaced,
       regexp_replace(lower(old_title), '[^\p{L}\p{N}]+', '', 'g') <> regexp_replace(lower(new_title), '[^\p{L}\p{N}]+', '', 'g') AS words_differ
FROM pairs WHERE old_title IS NOT NULL AND new_first_seen_at IS NOT NULL;

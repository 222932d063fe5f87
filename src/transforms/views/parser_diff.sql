-- What two snapshots say of the same capture and where they differ: what newer code, or what was learned meanwhile, changed. Both
-- arguments are numbers of snapshots. A text is compared by its hash.
CREATE MACRO parser_diff(earlier, later) AS TABLE
WITH kept AS (
  SELECT capture_id, a.outlet, b.page_kind AS kind_before, a.page_kind AS kind_after, b.derived_by AS derived_by_before, a.derived_by AS derived_by_after
  FROM (FROM past_captures WHERE snapshot = earlier) b JOIN (FROM past_captures WHERE snapshot = later) a USING (capture_id)),
seen AS (
  SELECT capture_id, article_no, coalesce(a.article_id, b.article_id) AS article_id, unnest([
    {'field': 'title', 'before': b.title, 'after': a.title},
    {'field': 'byline', 'before': b.byline, 'after': a.byline},
    {'field': 'published_on', 'before': b.published_on::VARCHAR, 'after': a.published_on::VARCHAR},
    {'field': 'text_sha256', 'before': b.text_sha256, 'after': a.text_sha256}], recursive := true)
  FROM (FROM past_sightings WHERE snapshot = earlier) b FULL JOIN (FROM past_sightings WHERE snapshot = later) a USING (capture_id, article_no)),
said AS (
  SELECT capture_id, article_no, article_id, field, before, after FROM seen
  UNION ALL SELECT capture_id, NULL, NULL, 'page_kind', kind_before, kind_after FROM kept)
SELECT capture_id, article_no, article_id, outlet, field, before, after, derived_by_before, derived_by_after
FROM said JOIN kept USING (capture_id) WHERE before IS DISTINCT FROM after
ORDER BY outlet, capture_id, article_no NULLS FIRST, field;

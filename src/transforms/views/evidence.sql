-- Every date candidate with the article it speaks of, chosen ones first.
CREATE VIEW evidence AS
SELECT d.article_id, d.value_on, d.value_at, d.not_before, d.not_after, d.precision, d.source, d.confidence, d.is_chosen,
       d.evidence, d.capture_id, c.outlet, c.url, c.landed_from
FROM dates d JOIN captures c USING (capture_id)
ORDER BY d.article_id, d.is_chosen DESC, d.confidence DESC, d.capture_id, d.date_no;

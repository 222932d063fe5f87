-- Where each article's raw bytes stand: one row a sighting.
CREATE VIEW trace AS
SELECT s.article_id, s.revision_id, s.capture_id, s.article_no, c.captured_at, c.url, c.landed_from, c.raw_sha256, c.raw_bytes,
       c.raw_object, c.raw_offset, c.raw_length, c.raw_coding
FROM sightings s JOIN captures c USING (capture_id);

-- Where a passage was printed: every block of every capture that has it, with the raw bytes that this leads back to.
CREATE MACRO provenance(said) AS TABLE
SELECT s.article_id, b.outlet, c.captured_at, c.url, c.landed_from, b.kind AS block_kind, b.capture_id, b.block_no, b.byte_start, b.byte_end,
       c.raw_sha256, c.raw_object, c.raw_offset, c.raw_length, c.raw_coding
FROM blocks b JOIN captures c USING (capture_id)
LEFT JOIN sightings s ON s.capture_id = b.capture_id AND s.article_no = b.article_no
WHERE contains(b.text, said)
ORDER BY c.captured_at NULLS LAST, b.capture_id, b.block_no;

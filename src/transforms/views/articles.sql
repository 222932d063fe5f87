-- The latest version of every article, with its story and how sure its date is.
CREATE VIEW articles AS
SELECT r.article_id, r.revision_id, r.outlet, r.url, r.title, r.byline, r.section, r.agency, r.photo_credit, r.licence, r.page_kind_confidence, r.language,
       r.language_score,
       r.published_on, r.published_at, r.modified_at, r.published_source, r.published_precision, r.published_confidence,
       r.text, r.text_sha256, r.words, r.chars, r.paragraphs, r.thin_because,
       a.versions, a.sightings, a.first_captured_at, a.last_captured_at,
       s.story_id, s.is_lead, s.lead_certain, s.relation, s.similarity, s.alone_because, r.month
FROM revisions r
JOIN (SELECT article_id, max(version) AS version, count(*)::INTEGER AS versions, sum(sightings)::INTEGER AS sightings,
             min(first_captured_at) AS first_captured_at, max(last_captured_at) AS last_captured_at
      FROM revisions GROUP BY article_id) a USING (article_id, version)
LEFT JOIN stories s USING (article_id);

-- Articles printed more than once: every member of every story that has at least two, lead first.
CREATE VIEW copies AS
SELECT s.story_id, s.article_id, a.outlet, a.title, a.published_on, s.relation, s.similarity, s.is_lead, s.lead_certain
FROM stories s JOIN articles a USING (article_id)
WHERE s.story_id IN (SELECT story_id FROM stories GROUP BY story_id HAVING count(*) > 1)
ORDER BY s.story_id, s.is_lead DESC, a.published_on, s.article_id;

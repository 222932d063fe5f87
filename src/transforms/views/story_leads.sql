-- One article a story, chosen at query time: `SELECT * FROM story_leads('longest')`. `lead` is first_published, first_captured,
-- longest or preferred_outlet; `preferred` is the outlet's slug for the last. Ties go to the earlier, then to the smaller id.
CREATE MACRO story_leads(lead, preferred := NULL) AS TABLE
SELECT story_id, article_id, outlet, title, published_on, first_captured_at, words, lead_certain
FROM articles
WHERE CASE WHEN lead IN ('first_published', 'first_captured', 'longest', 'preferred_outlet') THEN true
           ELSE error('story_leads takes first_published, first_captured, longest or preferred_outlet') END
QUALIFY row_number() OVER (PARTITION BY story_id ORDER BY
    CASE WHEN lead = 'preferred_outlet' AND outlet = preferred THEN 0 ELSE 1 END,
    CASE WHEN lead = 'longest' THEN -words END NULLS LAST,
    CASE WHEN lead = 'first_captured' THEN first_captured_at END NULLS LAST,
    published_on NULLS LAST, first_captured_at NULLS LAST, article_id) = 1;

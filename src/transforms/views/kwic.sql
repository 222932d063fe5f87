-- Every place where articles have a term as whole words, with the characters before and behind it: a concordance.
CREATE MACRO kwic(term, width := 60) AS TABLE
WITH held AS (
  SELECT article_id, story_id, is_lead, outlet, published_on, text,
         regexp_split_to_array(text, '(?i)' || regexp_escape(term)) AS parts,
         regexp_extract_all(text, '(?i)' || regexp_escape(term)) AS hits
  FROM articles WHERE has_term(text, term)),
placed AS (
  SELECT *, unnest(range(1, len(hits) + 1)) AS nth FROM held),
found AS (
  SELECT article_id, story_id, is_lead, outlet, published_on, text, hits[nth] AS keyword,
         (coalesce(list_sum(list_transform(parts[1:nth], lambda part: length(part))), 0)
          + coalesce(list_sum(list_transform(hits[1:nth - 1], lambda hit: length(hit))), 0))::INTEGER AS char_start
  FROM placed)
SELECT article_id, story_id, is_lead, outlet, published_on, char_start,
       right(left(text, char_start), width) AS before, keyword, substr(text, char_start + length(keyword) + 1, width) AS behind
FROM found
WHERE has_term(right(left(text, char_start), 1) || keyword || substr(text, char_start + length(keyword) + 1, 1), term)
ORDER BY article_id, char_start;

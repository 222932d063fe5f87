-- Runs of words that several stories of one outlet and month have: its formulae, and what it repeats. `slug` is an outlet, null for all;
-- `size` words a run; `least` stories that have it; `of_month` a month such as '2026-03', or `unknown`, null for all.
CREATE MACRO stock_phrases(slug := NULL, size := 4, least := 3, of_month := NULL) AS TABLE
WITH said AS (
  SELECT outlet, coalesce(strftime(published_on, '%Y-%m'), 'unknown') AS month, story_id, article_id,
         regexp_extract_all(lower(text), '[\p{L}\p{N}''’]+') AS tokens
  FROM articles
  WHERE (slug IS NULL OR outlet = slug)
    AND (of_month IS NULL OR (of_month = 'unknown' AND published_on IS NULL) OR published_on BETWEEN try_strptime(of_month || '-01', '%Y-%m-%d')::DATE
      AND last_day(try_strptime(of_month || '-01', '%Y-%m-%d')::DATE))),
words AS (
  SELECT outlet, month, story_id, article_id, unnest(tokens) AS word, generate_subscripts(tokens, 1) AS place FROM said),
runs_of_words AS (
  SELECT outlet, month, story_id, string_agg(word, ' ') OVER ahead AS phrase, count(*) OVER ahead AS length FROM words
  WINDOW ahead AS (PARTITION BY outlet, article_id ORDER BY place ROWS BETWEEN CURRENT ROW AND size - 1 FOLLOWING))
SELECT outlet, month, phrase, count(DISTINCT story_id) AS stories
FROM runs_of_words WHERE length = size GROUP BY outlet, month, phrase HAVING count(DISTINCT story_id) >= least
ORDER BY outlet, month, stories DESC, phrase;

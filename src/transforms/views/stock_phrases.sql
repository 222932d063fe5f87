-- Runs of words that several stories of one outlet and month have: its formulae, and what it repeats. `slug` is an outlet, null for all;
-- `size` words a run; `least` stories that have it.
CREATE MACRO stock_phrases(slug := NULL, size := 4, least := 3) AS TABLE
WITH said AS (
  SELECT outlet, coalesce(strftime(published_on, '%Y-%m'), 'unknown') AS month, story_id,
         list_filter(string_split_regex(lower(text), '[^\p{L}\p{N}''’]+'), lambda word: word <> '') AS tokens
  FROM articles WHERE slug IS NULL OR outlet = slug),
runs_of_words AS (
  SELECT DISTINCT outlet, month, story_id,
         unnest(list_transform(range(1, len(tokens) - size + 2), lambda i: array_to_string(tokens[i:i + size - 1], ' '))) AS phrase
  FROM said WHERE len(tokens) >= size)
SELECT outlet, month, phrase, count(*) AS stories
FROM runs_of_words GROUP BY outlet, month, phrase HAVING count(*) >= least
ORDER BY outlet, month, stories DESC, phrase;

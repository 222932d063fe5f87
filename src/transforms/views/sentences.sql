-- Every sentence of the latest version of every article, with the characters at which it begins and ends in `text`. A sentence ends at
-- its sign and a blank, or with its line; an abbreviation before a blank ends one too.
CREATE VIEW sentences AS
WITH split AS (
  SELECT article_id, revision_id, outlet, published_on,
         regexp_extract_all(text, '(?:[^.!?…。！？\n]|[.!?…]+[^\s.!?…"”’»)\]])*(?:[.!?…。！？]+["”’»)\]]*[ \t]*|\n+|$)') AS parts
  FROM articles),
numbered AS (
  SELECT article_id, revision_id, outlet, published_on, unnest(range(1, len(parts) + 1)) AS nth, unnest(parts) AS part FROM split),
placed AS (
  SELECT *, (sum(length(part)) OVER (PARTITION BY revision_id ORDER BY nth) - length(part)
             + length(part) - length(ltrim(part, E' \t\n')))::INTEGER AS char_start
  FROM numbered)
SELECT article_id, revision_id, outlet, published_on,
       (row_number() OVER (PARTITION BY revision_id ORDER BY nth) - 1)::INTEGER AS sentence_no,
       char_start, char_start + length(trim(part, E' \t\n'))::INTEGER AS char_end, trim(part, E' \t\n') AS sentence
FROM placed WHERE trim(part, E' \t\n') <> '';

-- Whether a text has a term as whole words, whatever their case; in scripts that set no space between words, anywhere.
CREATE MACRO has_term(body, term) AS contains(lower(body), lower(term)) AND regexp_matches(body, CASE
  WHEN regexp_matches(term, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]') THEN '(?i)' || regexp_escape(term)
  ELSE '(?i)(^|[^\p{L}\p{N}])' || regexp_escape(term) || '($|[^\p{L}\p{N}])' END);

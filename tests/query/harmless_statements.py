"""Statements that ask for rows in every way that SQL has: none may be refused. A backslash and an n
stand for the end of a line.
"""

STATEMENTS = """
SELECT 1;
;SELECT 1;;
SELECT 1; -- said a reader
SELECT 1 -- said a reader;
-- said a reader;\\nSELECT 1; /* ; */
SELECT ';' /* ; */; -- ;
SELECT 'ü;' || $$ ; $$ || ";" FROM (SELECT ';' AS ";");
SELECT 1 AS a, 2 AS a
SELECT 1 AS result_of_the_query
WITH duckdb_settings_x AS (SELECT 1 AS x)  SELECT * FROM duckdb_settings_x;
; SELECT 'ü '; -- said a reader
FROM listings
FROM main.listings
FROM memory.main.LISTINGS
VALUES (1)
TABLE listings
DESCRIBE listings
SHOW listings
SUMMARIZE listings
SHOW TABLES
SHOW ALL TABLES
FROM (DESCRIBE SELECT * FROM listings)
SELECT count(*) FROM information_schema.tables
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'listings'
WITH a AS (SELECT 1 AS x) SELECT * FROM a
WITH a AS (SELECT 1 AS x), b AS MATERIALIZED (FROM a) FROM A JOIN B USING (x)
WITH listings AS (SELECT * FROM listings) FROM listings
WITH duckdb_settings AS (SELECT 1 AS x) FROM duckdb_settings
WITH "Älter" AS (SELECT 1) FROM "ÄLTER"
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT max(n) FROM t
WITH RECURSIVE t(n, m) USING KEY (n) AS (SELECT 1, 0 UNION SELECT n, m + 1 FROM recurring.t WHERE m < 3) FROM t
FROM (WITH a AS (SELECT 1) FROM a) UNION ALL (WITH a AS (SELECT 2) FROM a)
SELECT * FROM range(3), unnest([1, 2])
SELECT unnest([1, 2]), generate_series(1, 2)
FROM range(3) AS r(n) LEFT JOIN listings ON true
FROM range(3) t(a) ASOF JOIN range(3) u(b) ON a >= b
FROM listings POSITIONAL JOIN captures
FROM listings NATURAL JOIN (SELECT 'herald' AS outlet)
FROM listings l, LATERAL (SELECT l.text AS again)
FROM listings SEMI JOIN captures USING (capture_id)
FROM json_each('{"a": 1}')
SELECT regexp_extract(text, 'fer+y') FROM listings
SELECT log(10), setseed FROM (SELECT 1 AS setseed)
SELECT * EXCLUDE (text) REPLACE (upper(outlet) AS outlet) FROM listings
SELECT COLUMNS('t.*') FROM listings
SELECT max(COLUMNS(* EXCLUDE (text))) FROM listings
SELECT COLUMNS(lambda c: c LIKE 't%') FROM listings
SELECT outlet, count(*) AS n FROM listings GROUP BY ALL HAVING n > 0 ORDER BY ALL LIMIT 10 OFFSET 0
SELECT outlet, month, count(*) FROM listings GROUP BY GROUPING SETS ((outlet), (month), ())
SELECT grouping(outlet), count(DISTINCT text) FROM listings GROUP BY CUBE (outlet)
SELECT DISTINCT ON (outlet) * FROM listings ORDER BY outlet NULLS LAST
SELECT text FROM listings QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY text) = 1
SELECT lag(text) OVER w, sum(1) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM listings WINDOW w AS (ORDER BY text)
SELECT list(text ORDER BY text DESC) FILTER (text <> '') FROM listings
SELECT quantile_cont(x, 0.5), mode(x), arg_max(x, x), string_agg(x, ', ') FROM range(9) t(x)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM range(9) t(x)
FROM listings USING SAMPLE 1 ROWS
FROM listings TABLESAMPLE reservoir(100%)
FROM range(9) LIMIT 50.5%
PIVOT listings ON source IN ('teaser', 'feed') USING count(*) GROUP BY outlet
FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR n IN (a, b))
UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b
(SELECT 1 AS a UNION BY NAME SELECT 2 AS a) EXCEPT SELECT 3 INTERSECT SELECT 3
SELECT CASE outlet WHEN 'herald' THEN 1 ELSE 2 END, if(true, 1, 2), nullif(1, 2), ifnull(1, 2) FROM listings
SELECT coalesce(NULL, 1), greatest(1, 2), least(1, 2), try(1 / 0), try_cast('x' AS INTEGER), '1'::INTEGER
SELECT 1 IN (1, 2), 1 NOT IN (SELECT 2), 1 = ANY (SELECT 1), EXISTS (FROM listings), 1 BETWEEN 0 AND 2
SELECT NOT true AND false OR true, NULL IS NULL, 1 IS DISTINCT FROM 2, 'a' IS NOT NULL, true IS TRUE
SELECT 'a' LIKE 'A', 'a' ILIKE 'A', 'a' NOT LIKE 'b%' ESCAPE '!', 'a' SIMILAR TO '[a-z]', 'a' GLOB '*', 'a' ~ 'a'
SELECT 'a' || 'b', 7 // 2, 7 % 2, 2 ** 3, 2 ^ 3, 1 << 2, 6 & 3, 6 | 1, ~1, -1, +1, @ -1, xor(1, 2), 3!
SELECT [1, 2, 3][1], [1, 2, 3][1:2], {'a': 1}.a, {'a': 1}['a'], MAP {'a': 1}['a'], (1, 'a'), 'abc'[1:2]
SELECT [1] && [2], [1, 2] @> [1], [1] <@ [1, 2], list_contains([1], 1), [x * 2 FOR x IN [1, 2] IF x > 1]
SELECT list_transform([1, 2], lambda x, i: x + i), list_filter([1], lambda x: x > 0), [3, 1].list_sort().list_reverse()
SELECT '{"a": [1]}'::JSON ->> '$.a[0]', '{"a": 1}'::JSON -> 'a', json_extract_string('{"a": 1}', 'a'), to_json([1])
SELECT DATE '2026-03-08' + INTERVAL 1 DAY, date_trunc('month', now()), extract(year FROM today()), age(now())::VARCHAR, current_date
SELECT strftime(now(), '%Y-%m'), strptime('2026', '%Y'), date_diff('day', today(), current_date), now() AT TIME ZONE 'Asia/Seoul'
SELECT position('a' IN 'ba'), substring('abc' FROM 2 FOR 1), trim(BOTH ' ' FROM ' a '), overlay('abc' PLACING 'x' FROM 2)
SELECT string_split('a b', ' '), regexp_replace('a', 'a', 'b', 'g'), levenshtein('a', 'b'), jaccard('a', 'b'), lower('A')
SELECT text[:60], text[-3:], left(text, 3), length(text), md5(text), text COLLATE NOCASE = 'x' FROM listings ORDER BY text COLLATE de
SELECT #1 FROM listings
SELECT 1::DECIMAL(9, 2), NULL::STRUCT(a INTEGER), [1]::INTEGER[1], 'a'::ENUM ('a', 'b'), 'x'::BLOB, 1::HUGEINT
SELECT current_timestamp, current_time, localtime, random() < 2, uuid() IS NOT NULL, typeof(1), version() IS NOT NULL
SELECT resolve_id(capture_id) FROM listings
SELECT count(*) FROM story_leads('longest')
SELECT count(*) FROM story_leads('preferred_outlet', preferred := 'herald')
SELECT (SELECT max(text) FROM listings i WHERE i.outlet = o.outlet) FROM listings o
SELECT a.outlet FROM listings a WHERE a.text = (SELECT max(text) FROM listings)
SELECT 1 FROM listings GROUP BY outlet HAVING count(*) > 0
FROM VALUES (1, 'a'), (2, 'b') t(x, y) SELECT sum(x)
""".strip().splitlines()  # noqa: E501

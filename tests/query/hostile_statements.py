"""Statements that reach for something else than the archive's rows, by family, from literal
templates. `{root}` stands for the archive's folder; `{data}` for one of its data files.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

#: Anything but one SELECT.
OTHER_STATEMENTS = """
COPY listings TO '{root}/x.parquet'
COPY listings TO '/tmp/tearsheet-x.csv'
COPY (SELECT 1) TO '{root}/snapshots/00000001.json'
COPY (SELECT 1) TO '{data}'
COPY listings FROM '{data}'
COPY FROM DATABASE memory TO other
EXPLAIN COPY (SELECT 1) TO '{root}/x.parquet'
EXPLAIN ANALYZE COPY (SELECT 1) TO '{root}/x.parquet'
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT 1
EXPLAIN (FORMAT json) FROM listings
ATTACH '{root}/x.db'
ATTACH '{root}/x.db' (READ_ONLY)
ATTACH ':memory:' AS other
DETACH memory
INSTALL httpfs
FORCE INSTALL httpfs FROM '{root}'
LOAD httpfs
LOAD '{root}/x.duckdb_extension'
UPDATE EXTENSIONS
SET memory_limit = '100GB'
SET threads = 64
SET allowed_paths = ['/etc/passwd']
SET allowed_directories = ['/']
SET temp_directory = '{root}'
SET home_directory = '{root}'
SET enable_external_access = true
SET lock_configuration = false
SET python_enable_replacements = true
SET max_execution_time = 0
SET GLOBAL memory_limit = '100GB'
SET VARIABLE x = 1
SET search_path = 'information_schema'
RESET memory_limit
RESET max_execution_time
PRAGMA database_list
PRAGMA enable_profiling
PRAGMA memory_limit = '100GB'
PRAGMA table_info('listings')
PRAGMA version
PRAGMA import_database('{root}')
PRAGMA json_execute_serialized_sql('{{}}')
CALL pragma_version()
CALL enable_logging()
CALL duckdb_settings()
CALL force_checkpoint()
CREATE TABLE t AS SELECT 1
CREATE OR REPLACE TABLE listings AS SELECT 1
CREATE TEMP TABLE t AS FROM read_text('/etc/passwd')
CREATE VIEW listings AS SELECT 1
CREATE OR REPLACE VIEW listings AS FROM duckdb_settings()
CREATE MACRO f(x) AS x
CREATE OR REPLACE MACRO resolve_id(id) AS getenv('HOME')
CREATE SECRET s (TYPE s3)
CREATE TYPE t AS INTEGER
CREATE SEQUENCE s
CREATE SCHEMA s
CREATE INDEX i ON listings (text)
DROP VIEW listings
DROP VIEW IF EXISTS listings CASCADE
DROP MACRO resolve_id
ALTER VIEW listings RENAME TO l
COMMENT ON VIEW listings IS 'x'
INSERT INTO listings SELECT * FROM listings
INSERT INTO listings BY NAME SELECT 1 AS text RETURNING *
UPDATE listings SET text = 'x'
DELETE FROM listings
DELETE FROM listings RETURNING *
TRUNCATE listings
MERGE INTO listings USING captures ON true WHEN MATCHED THEN DELETE
EXPORT DATABASE '{root}/x'
IMPORT DATABASE '{root}'
PREPARE p AS SELECT 1
EXECUTE p
DEALLOCATE p
BEGIN
COMMIT
ROLLBACK
VACUUM
ANALYZE
CHECKPOINT
FORCE CHECKPOINT
USE memory
PIVOT listings ON source USING count(*)
SELECT 1; SELECT 2
SELECT 1; DROP VIEW listings
SELECT 1; COPY (SELECT 1) TO '{root}/x.parquet'
SELECT 1 /* ; */; PRAGMA version; --
SELECT 1) ; COPY (SELECT 1) TO '{root}/x.parquet'; FROM (SELECT 1
SELECT 1) AS t; SET lock_configuration = false; --
;
--
not sql at all
SELECT 'no end
SELECT 1 /* no end
""".strip().splitlines()

#: What changes something, and where a SELECT takes a statement within.
CHANGES = """
COPY (SELECT 1) TO '{root}/x.parquet'
COPY (SELECT 1) TO '{data}'
COPY listings TO '{root}/views.sql' (FORMAT csv)
INSERT INTO listings (text) VALUES ('x') RETURNING *
DELETE FROM listings RETURNING *
UPDATE listings SET text = 'x' RETURNING *
MERGE INTO listings USING captures ON true WHEN MATCHED THEN DELETE RETURNING *
CREATE TABLE t AS SELECT 1
DROP VIEW listings
ATTACH '{root}/x.db'
SET threads = 64
PRAGMA version
""".strip().splitlines()
WAYS_TO_CHANGE = """
WITH x AS ({change}) SELECT * FROM x
WITH x AS MATERIALIZED ({change}) SELECT 1
SELECT * FROM ({change})
SELECT * FROM listings WHERE text IN (WITH x AS ({change}) FROM x)
WITH a AS (WITH b AS ({change}) FROM b) FROM a
SELECT 1 UNION ALL (WITH x AS ({change}) FROM x)
SELECT (WITH x AS ({change}) SELECT count(*) FROM x)
WITH RECURSIVE x AS ({change}) SELECT 1
EXPLAIN WITH x AS ({change}) SELECT * FROM x
DESCRIBE WITH x AS ({change}) SELECT * FROM x
""".strip().splitlines()

#: Functions in FROM that read files, settings, memory or the catalog, or do something.
REACHING_TABLES = """
read_text('/etc/passwd')
read_text('{root}/../secret.txt')
read_blob('{root}/snapshots/00000001.json')
read_csv('/etc/passwd')
read_csv_auto('{root}/../secret.txt')
read_json('{root}/snapshots/*.json')
read_json_auto('{root}/runs/*.json')
read_json_objects('{root}/snapshots/*.json')
read_ndjson('{root}/runs/*.json')
read_ndjson_objects('{root}/snapshots/*.json')
read_parquet('{root}/tables/listings/**/*.parquet')
read_parquet('{data}')
read_parquet('{data}', filename = true)
read_parquet('s3://bucket/x.parquet')
parquet_scan('{data}')
parquet_metadata('{data}')
parquet_schema('{data}')
parquet_file_metadata('{data}')
parquet_full_metadata('{data}')
parquet_kv_metadata('/tmp/x.parquet')
parquet_bloom_probe('{data}', 'text', 'x')
read_duckdb('{root}/x.db')
sniff_csv('/etc/passwd')
glob('/etc/*')
glob('{root}/**')
arrow_scan(1, 2, 3)
arrow_scan_dumb(1, 2, 3)
pandas_scan(1)
python_map_function(1)
seq_scan('listings')
query('SELECT * FROM read_text(''/etc/passwd'')')
query('FROM duckdb_settings()')
query_table('/etc/passwd')
query_table(['listings', 'duckdb_settings'])
histogram('duckdb_settings', name)
histogram_values(duckdb_settings, name)
json_execute_serialized_sql(json_serialize_sql('FROM duckdb_settings()'))
json_execute_serialized_sql('{{"statements": []}}')
duckdb_settings()
duckdb_secrets()
duckdb_databases()
duckdb_views()
duckdb_tables()
duckdb_columns()
duckdb_functions()
duckdb_extensions()
duckdb_logs()
duckdb_logs_parsed('QueryLog')
duckdb_log_contexts()
duckdb_memory()
duckdb_temporary_files()
duckdb_variables()
duckdb_external_file_cache()
duckdb_prepared_statements()
duckdb_profiling_settings()
duckdb_optimizers()
pragma_version()
pragma_platform()
pragma_user_agent()
pragma_database_size()
pragma_show('listings')
pragma_table_info('listings')
pragma_storage_info('listings')
which_secret('s3://x', 's3')
enable_logging()
enable_profiling()
truncate_duckdb_logs()
checkpoint()
force_checkpoint()
register_external_resource('x')
test_all_types()
icu_calendar_names()
""".strip().splitlines()
WAYS_TO_READ = """
FROM {table}
SELECT * FROM {table} AS t
SELECT (SELECT any_value(t) FROM {table} AS t)
WITH x AS (FROM {table}) SELECT * FROM x
SELECT * FROM listings WHERE EXISTS (FROM {table})
SELECT count(*) FROM listings, LATERAL (FROM {table})
SELECT 1 UNION ALL SELECT 2 FROM {table}
DESCRIBE FROM {table}
SUMMARIZE FROM {table}
FROM (SELECT 1 AS a) SEMI JOIN (FROM {table}) t ON true
SELECT ARRAY(SELECT t FROM {table} AS t)
SELECT 1 ORDER BY (SELECT count(*) FROM {table})
""".strip().splitlines()

#: Views and names in FROM that are not the archive's.
REACHING_NAMES = """
duckdb_settings
duckdb_views
duckdb_databases
duckdb_tables
duckdb_logs
main.duckdb_views
system.main.duckdb_views
"DuckDB_Settings"
information_schema.views
memory.information_schema.views
system.information_schema.tables
information_schema.schemata
information_schema."VIEWS"
pg_catalog.pg_settings
pg_catalog.pg_views
pg_views
pg_class
pragma_database_list
sqlite_master
sqlite_schema
temp.sqlite_temp_master
'/etc/passwd'
'{root}/snapshots/00000001.json'
'{data}'
"{data}"
'{root}/../secret.txt'
'https://localhost/x.csv'
's3://bucket/x.parquet'
python_rows
nowhere
other.main.listings
listings.listings
recurring.listings
""".strip().splitlines()

#: Calls that read a setting, the environment, a file or the catalog, or do something.
REACHING_CALLS = """
current_setting('memory_limit')
current_setting('allowed_paths')
current_setting('temp_directory')
'allowed_paths'.current_setting()
main.current_setting('home_directory')
system.main.current_setting('threads')
"CURRENT_SETTING"('allowed_paths')
getenv('HOME')
getvariable('x')
json_serialize_plan('SELECT current_setting(''allowed_paths'')', optimize := true)
json_serialize_plan('FROM duckdb_settings()', optimize := true)
json_serialize_plan('FROM read_text(''/etc/passwd'')')
json_serialize_sql('SELECT 1')
json_deserialize_sql(json_serialize_sql('SELECT 1'))
json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
current_query()
current_query
current_schemas(true)
current_database()
in_search_path('memory', 'main')
pg_get_viewdef(1)
pg_sleep(100)
sleep_ms(100000)
write_log('x')
setseed(0.5)
nextval('s')
currval('s')
setval('s', 1)
parse_duckdb_log_message('QueryLog', 'x')
read_text('/etc/passwd')
glob('/etc/*')
query('SELECT 1')
error(text)
stats(1)
vector_type(1)
txid_current()
finalize('x'::BLOB)
inet_client_addr()
obj_description(1)
has_table_privilege('listings', 'select')
__internal_compress_string_ubigint('x')
no_such_function(1)
""".strip().splitlines()
WAYS_TO_CALL = """
SELECT {call}
SELECT 1 WHERE {call} IS NOT NULL
SELECT 1 ORDER BY {call}
SELECT count(*) FROM listings GROUP BY {call}
SELECT count(*) FROM listings HAVING max({call}) IS NOT NULL
SELECT list_transform([1], lambda x: {call})
SELECT [{call} FOR x IN [1]]
SELECT (SELECT {call})
WITH a AS (SELECT {call} AS x) FROM a
VALUES ({call})
SELECT CASE WHEN true THEN {call} END
SELECT count(*) FILTER ({call} IS NOT NULL) FROM listings
SELECT row_number() OVER (ORDER BY {call}) FROM listings
SELECT * REPLACE ({call} AS text) FROM listings
FROM listings LIMIT length({call}::VARCHAR)
SELECT 1 UNION SELECT 2 WHERE {call} IS NULL
SELECT {{'a': {call}}}
SELECT try({call})
SELECT try_cast({call} AS INTEGER)
FROM range(length({call}::VARCHAR))
FROM unnest([{call}])
FROM listings l JOIN captures c ON {call} IS NOT NULL
SELECT DISTINCT ON ({call}) 1
SELECT 1 QUALIFY row_number() OVER (PARTITION BY {call}) = 1
FROM (SELECT 1 AS a) PIVOT (max({call}) FOR a IN (1))
DESCRIBE SELECT {call}
SELECT coalesce(NULL, {call})
SELECT {call} BETWEEN 1 AND 2
SELECT 1 IN (1, {call})
SELECT resolve_id({call}::VARCHAR)
FROM listings AT (VERSION => {call})
SELECT ({call}).x
""".strip().splitlines()

#: Names that mean another thing than they seem to.
TRICKS = """
WITH duckdb_settings AS (SELECT 1) SELECT 1 UNION ALL SELECT 2 FROM (FROM duckdb_settings, main.duckdb_settings)
SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT 1), duckdb_settings
WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings
WITH RECURSIVE duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings
WITH a AS (SELECT * FROM duckdb_settings), duckdb_settings AS (SELECT 1) SELECT * FROM a
WITH "duc\u212adb_settings" AS (SELECT 1) SELECT * FROM duckdb_settings
WITH duckdb_settings AS (SELECT 1) FROM (SHOW duckdb_settings)
(WITH duckdb_views AS (SELECT 1) FROM duckdb_views) UNION ALL FROM duckdb_views
WITH "/etc/passwd" AS (SELECT 1) SELECT 1 FROM (SELECT 1), (FROM main."/etc/passwd")
SELECT filename FROM listings
SELECT file_row_number FROM listings
SELECT rowid FROM listings
SELECT listings.filename FROM listings
SELECT columns('filename') FROM listings
SELECT $1
SELECT ?
SELECT $name
SHOW memory_limit
SHOW allowed_paths
SHOW DATABASES
SHOW SCHEMAS
FROM (SHOW DATABASES)
FROM (SHOW duckdb_settings)
DESCRIBE duckdb_settings
SUMMARIZE duckdb_settings
SELECT "current_query"
SELECT CURRENT_SCHEMA
SELECT session_user
SELECT * FROM listings POSITIONAL JOIN duckdb_settings
SELECT * FROM story_leads((SELECT current_setting('allowed_paths')))
SELECT * FROM summary((FROM duckdb_settings))
FROM summary(duckdb_settings)
SELECT 1\0; COPY (SELECT 1) TO '{root}/x.csv'
SELECT list_aggregate(['threads'], 'current_setting')
SELECT '\udcff'
FROM json_each((SELECT json_serialize_plan('SELECT 1')))
FROM repeat(getenv('HOME'), 1)
FROM (VALUES (current_setting('threads')))
""".strip().splitlines()  # noqa: E501


def _filled(ways: list[str], key: str, things: list[str], each: int) -> Iterator[str]:
    """Every thing in so many of the ways, which are taken in turn."""
    way = cycle(ways)
    for thing in things:
        for _ in range(each):
            yield next(way).replace("{" + key + "}", thing)


def statements() -> dict[str, list[str]]:
    """The statements of every family."""
    return {
        "other statements": OTHER_STATEMENTS,
        "changes within": list(_filled(WAYS_TO_CHANGE, "change", CHANGES, 7)),
        "functions in FROM": list(_filled(WAYS_TO_READ, "table", REACHING_TABLES, 2)),
        "names in FROM": list(_filled(WAYS_TO_READ, "table", REACHING_NAMES, 2)),
        "calls": list(_filled(WAYS_TO_CALL, "call", REACHING_CALLS, 3)),
        "tricks": TRICKS,
    }

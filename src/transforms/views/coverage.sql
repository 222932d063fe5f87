-- Per outlet and month: articles held, articles known to be missing, and the share held. The share is an upper bound:
-- what nothing names is not counted as missing. The month is that of the article's or the listing's date,
-- else that in the listing's address, else `unknown`.
CREATE VIEW coverage AS
WITH held AS (
  SELECT outlet, coalesce(strftime(published_on, '%Y-%m'), 'unknown') AS month, count(*) AS articles FROM articles GROUP BY ALL),
absent AS (
  SELECT outlet, coalesce(strftime(listed_on, '%Y-%m'), nullif(regexp_replace(regexp_extract(url,
    '[/.]((19|20)[0-9][0-9][/-](0[1-9]|1[0-2]))[/-]', 1), '/', '-'), ''), 'unknown') AS month, count(*) AS missing FROM missing GROUP BY ALL)
SELECT outlet, month, coalesce(articles, 0)::INTEGER AS articles, coalesce(missing, 0)::INTEGER AS missing,
       coalesce(articles, 0) / (coalesce(articles, 0) + coalesce(missing, 0)) AS share_held
FROM held FULL JOIN absent USING (outlet, month);

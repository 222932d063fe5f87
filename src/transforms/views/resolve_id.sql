-- The id that a once published id of an article or a version stands for today:
-- `SELECT * FROM articles WHERE article_id = resolve_id('…')`. Ids of stories are resolved by `resolve_story`.
CREATE MACRO resolve_id(id) AS coalesce((SELECT max(new_id) FROM aliases WHERE old_id = id AND kind <> 'story'), id);

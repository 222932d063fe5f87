-- The id that a once published id stands for today: `SELECT * FROM articles WHERE article_id = resolve_id('…')`.
CREATE MACRO resolve_id(id) AS coalesce((SELECT max(new_id) FROM aliases WHERE old_id = id), id);

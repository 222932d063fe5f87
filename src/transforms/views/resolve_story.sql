-- The id that a once published id of a story stands for today: `SELECT * FROM stories WHERE story_id = resolve_story('…')`.
CREATE MACRO resolve_story(id) AS coalesce((SELECT max(new_id) FROM aliases WHERE old_id = id AND kind = 'story'), id);

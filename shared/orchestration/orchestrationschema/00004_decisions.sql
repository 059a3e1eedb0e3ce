-- +goose Up
-- decisions are what was decided about the calls of providers in all attempts of the task: a JSON array, NULL is none.
ALTER TABLE task ADD COLUMN decisions TEXT;

-- +goose Down
ALTER TABLE task DROP COLUMN decisions;

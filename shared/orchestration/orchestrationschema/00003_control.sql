-- +goose Up
-- run counts from 1, and is one more after each retry of a video that had ended. A paused video's tasks are not requested.
-- priority orders an owner's own videos, the higher first.
ALTER TABLE video ADD COLUMN run INTEGER NOT NULL DEFAULT 1;
ALTER TABLE video ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE video ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;

-- tries counts the attempts of this run that failed, cost is the share of a step's places that the task takes, held is its
-- video's paused.
ALTER TABLE task ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN cost INTEGER NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;

-- Admission goes from owner to owner, and takes of each what is first in line.
DROP INDEX task_ready;
CREATE INDEX task_ready ON task (step, owner, priority DESC, created_at, video, idx) WHERE state = 'ready' AND held = 0;
DROP INDEX task_requested;
CREATE INDEX task_requested ON task (step, owner, cost) WHERE state = 'requested';

-- In which turn an owner's task was last requested, while several waited for places of the step.
CREATE TABLE turn (
    step   TEXT NOT NULL,
    owner  TEXT NOT NULL,
    served BIGINT NOT NULL,
    PRIMARY KEY (step, owner)
);

-- Whose tasks are not requested: scope is 'all', or 'owner/' and the owner's name.
CREATE TABLE hold (
    scope TEXT PRIMARY KEY,
    since BIGINT NOT NULL
);

-- destination is who did not take the event; replayed_at is when it was last replayed.
ALTER TABLE dead_letter ADD COLUMN destination TEXT NOT NULL DEFAULT '';
ALTER TABLE dead_letter ADD COLUMN replays INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letter ADD COLUMN replayed_at BIGINT;
CREATE INDEX dead_letter_by_arrival ON dead_letter (arrived_at);
CREATE INDEX dead_letter_by_video ON dead_letter (video);

-- +goose Down
DROP INDEX dead_letter_by_video;
DROP INDEX dead_letter_by_arrival;
ALTER TABLE dead_letter DROP COLUMN replayed_at;
ALTER TABLE dead_letter DROP COLUMN replays;
ALTER TABLE dead_letter DROP COLUMN destination;
DROP TABLE hold;
DROP TABLE turn;
DROP INDEX task_requested;
CREATE INDEX task_requested ON task (step, owner) WHERE state = 'requested';
DROP INDEX task_ready;
CREATE INDEX task_ready ON task (step, created_at) WHERE state = 'ready';
ALTER TABLE task DROP COLUMN priority;
ALTER TABLE task DROP COLUMN held;
ALTER TABLE task DROP COLUMN cost;
ALTER TABLE task DROP COLUMN tries;
ALTER TABLE video DROP COLUMN priority;
ALTER TABLE video DROP COLUMN paused;
ALTER TABLE video DROP COLUMN run;

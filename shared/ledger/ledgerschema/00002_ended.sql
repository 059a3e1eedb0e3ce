-- +goose Up
-- For which video, and which of its runs, a key is held.
ALTER TABLE ledger ADD COLUMN video TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ledger_held ON ledger (video) WHERE state = 'held';

-- Up to which run a video has ended: nothing is done for these any more.
CREATE TABLE ledger_ended (
    video TEXT PRIMARY KEY,
    run   INTEGER NOT NULL,
    at    BIGINT NOT NULL
);

-- +goose Down
DROP TABLE ledger_ended;
DROP INDEX ledger_held;
ALTER TABLE ledger DROP COLUMN run;
ALTER TABLE ledger DROP COLUMN video;

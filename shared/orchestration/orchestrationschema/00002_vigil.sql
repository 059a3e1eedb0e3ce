-- +goose Up
-- Who keeps watch while a video is being made: at most one request of one replica. There is at most one row.
CREATE TABLE vigil (
    name       TEXT PRIMARY KEY CHECK (name = 'sweep'),
    -- event is the id of the moneyprinter.sweep.due whose request is held open, owner names that one delivery of it.
    event      TEXT NOT NULL,
    owner      TEXT NOT NULL,
    -- expires_at is when the watch counts as lost unless it was renewed; 0 is over.
    expires_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE vigil;

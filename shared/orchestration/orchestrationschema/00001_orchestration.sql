-- +goose Up
-- Times are milliseconds since 1970; documents are JSON.

-- What the gateway has promised and the workflow has not yet accepted.
CREATE TABLE request (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,
    event      TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE video (
    id          TEXT PRIMARY KEY,
    owner       TEXT NOT NULL,
    source      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'cancelled')),
    params      TEXT NOT NULL,
    -- versions pins the steps' versions: {"script": 1, ...}.
    versions    TEXT NOT NULL,
    seed        BIGINT NOT NULL,
    traceparent TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    failure     TEXT,
    output      TEXT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX video_by_owner ON video (owner, created_at);
CREATE INDEX video_running ON video (id) WHERE state = 'running';

-- A step of a video as a whole: how many tasks it fanned out to, and how many are done. total is NULL until it is known.
CREATE TABLE stage (
    video TEXT NOT NULL REFERENCES video (id),
    step  TEXT NOT NULL,
    total INTEGER,
    done  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (video, step)
);

CREATE TABLE task (
    video        TEXT NOT NULL REFERENCES video (id),
    step         TEXT NOT NULL,
    idx          INTEGER NOT NULL,
    owner        TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('ready', 'requested', 'completed', 'failed', 'cancelled')),
    attempt      INTEGER NOT NULL DEFAULT 1,
    input        TEXT NOT NULL,
    key          TEXT,
    output       TEXT,
    failure      TEXT,
    reused       INTEGER NOT NULL DEFAULT 0,
    uncertain    INTEGER NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL,
    requested_at BIGINT,
    deadline_at  BIGINT,
    started_at   BIGINT,
    finished_at  BIGINT,
    PRIMARY KEY (video, step, idx)
);
-- Admission reads only what is open, however many old videos there are.
CREATE INDEX task_ready ON task (step, created_at) WHERE state = 'ready';
CREATE INDEX task_requested ON task (step, owner) WHERE state = 'requested';
CREATE INDEX task_overdue ON task (deadline_at) WHERE state = 'requested';

-- Events to send. A request's row goes when its result is recorded, another row when the broker has taken the event.
CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    video      TEXT NOT NULL,
    step       TEXT NOT NULL,
    idx        INTEGER NOT NULL,
    event      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- sent_at is 0 where sending failed.
    sent_at    BIGINT NOT NULL
);
CREATE INDEX outbox_by_task ON outbox (video, step, idx);
CREATE INDEX outbox_by_sent ON outbox (sent_at);

-- What happened to a video, numbered from 1 without gaps: what live views show and resume from.
CREATE TABLE history (
    video TEXT NOT NULL REFERENCES video (id),
    seq   BIGINT NOT NULL,
    at    BIGINT NOT NULL,
    kind  TEXT NOT NULL,
    data  TEXT NOT NULL,
    PRIMARY KEY (video, seq)
);

CREATE TABLE dead_letter (
    id         TEXT PRIMARY KEY,
    type       TEXT NOT NULL,
    source     TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    video      TEXT NOT NULL,
    event      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    status     INTEGER NOT NULL,
    arrived_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE dead_letter;
DROP TABLE history;
DROP TABLE outbox;
DROP TABLE task;
DROP TABLE stage;
DROP TABLE video;
DROP TABLE request;

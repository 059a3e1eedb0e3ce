-- +goose Up
-- Times are milliseconds since 1970.
CREATE TABLE ledger (
    key          TEXT PRIMARY KEY,
    owner        TEXT NOT NULL,
    step         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('free', 'held', 'finished')),
    attempt      TEXT NOT NULL,
    instance     TEXT NOT NULL,
    boot         TEXT NOT NULL,
    token        BIGINT NOT NULL,
    heartbeat_at BIGINT NOT NULL,
    result       TEXT,
    finished_at  BIGINT,
    expires_at   BIGINT
);
CREATE TABLE ledger_waiter (
    key         TEXT NOT NULL REFERENCES ledger (key),
    attempt     TEXT NOT NULL,
    traceparent TEXT NOT NULL,
    PRIMARY KEY (key, attempt)
);
CREATE TABLE ledger_call (
    call        TEXT PRIMARY KEY,
    provider    TEXT NOT NULL,
    begun_at    BIGINT NOT NULL,
    begun       INTEGER NOT NULL,
    answered_at BIGINT,
    answer      TEXT
);

-- +goose Down
DROP TABLE ledger_call;
DROP TABLE ledger_waiter;
DROP TABLE ledger;

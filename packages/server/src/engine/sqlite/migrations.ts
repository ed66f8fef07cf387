/**
 * What makes a file of each version out of one of the version before; the first makes one out of nothing. Those that
 * were released never change: a new version is a new entry.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    known_since INTEGER NOT NULL,
    boot TEXT NOT NULL,
    unsynced INTEGER NOT NULL
  );
  -- A channel's row stays when its messages are gone: offsets are never used twice.
  CREATE TABLE channel (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    top INTEGER NOT NULL,
    floor INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    dropped_at INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- Whether rows of the channel may be left in m.
    holds INTEGER NOT NULL
  );
  CREATE INDEX channel_with_messages ON channel (id) WHERE holds = 1;
  -- A row outlives its text, which is then empty, for as long as its id counts.
  CREATE TABLE m (
    channel INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    expires INTEGER,
    id TEXT NOT NULL,
    client TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (channel, offset)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX m_by_id ON m (channel, id);
  CREATE INDEX m_by_expiry ON m (expires) WHERE expires IS NOT NULL;
  `,
  `
  -- When a row was stored, in milliseconds that no setting of the clock moves; and a checksum of its text.
  ALTER TABLE m ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
  UPDATE m SET stored = timestamp;
  ALTER TABLE m ADD COLUMN crc INTEGER;
  ALTER TABLE channel ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
  UPDATE channel SET stored = newest;
  -- Up to which offset the channel is the same in the epoch before.
  ALTER TABLE channel ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE meta ADD COLUMN previous_epoch TEXT;
  CREATE INDEX channel_without_messages ON channel (id) WHERE holds = 0;
  -- The highest offset, and the newest timestamp, of channels whose rows were removed.
  CREATE TABLE removed (one INTEGER PRIMARY KEY CHECK (one = 1), top INTEGER NOT NULL, newest INTEGER NOT NULL);
  INSERT INTO removed (one, top, newest) VALUES (1, 0, 0);
  `,
  `
  -- Events for webhooks: those that wait, in the order of their places, and those that were given up.
  -- last: the highest place that an event of the webhook ever had.
  CREATE TABLE webhook (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE waiting_event (
    webhook INTEGER NOT NULL,
    place INTEGER NOT NULL,
    added INTEGER NOT NULL,
    text TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (webhook, place)
  ) WITHOUT ROWID;
  CREATE TABLE dead_event (
    webhook INTEGER NOT NULL,
    place INTEGER NOT NULL,
    added INTEGER NOT NULL,
    died INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (webhook, place)
  ) WITHOUT ROWID;
  `,
]

/** Marks a file as ours: "HRNW". */
export const applicationId = 0x48_52_4e_57

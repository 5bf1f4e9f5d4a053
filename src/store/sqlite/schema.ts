/** The tables of a store, as numbered migrations. A migration that was released is never edited: a new one follows it. */

/** Marks a SQLite file as a store of ours: "SWEP". */
export const applicationId = 0x53574550

/** Migration n (counted from 1) takes a file from version n − 1 to n. */
export const migrations: ReadonlyArray<string> = [
  `
CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  file TEXT,
  file_hash TEXT,
  metric TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('maximize', 'minimize')),
  spec TEXT NOT NULL,
  declared_trials INTEGER NOT NULL,
  budget_trials INTEGER NOT NULL,
  next_number INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  turn_epoch INTEGER NOT NULL DEFAULT 0,
  turn_until INTEGER,
  turn_runner TEXT,
  turn_host TEXT,
  turn_pid INTEGER,
  turn_process_start TEXT
) STRICT;

CREATE TABLE trials (
  study INTEGER NOT NULL REFERENCES studies (id),
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'complete', 'pruned', 'failed')),
  params TEXT NOT NULL,
  seed INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  value REAL,
  metrics TEXT,
  failure TEXT,
  pruned_because TEXT,
  evidence TEXT,
  lease_until INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  saw_revision INTEGER NOT NULL,
  created_revision INTEGER NOT NULL,
  started_revision INTEGER,
  finished_revision INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (study, number),
  CHECK (value IS NULL OR state = 'complete')
) STRICT;
CREATE INDEX trials_by_state ON trials (study, state, number);
CREATE INDEX trials_by_value ON trials (study, value, number) WHERE value IS NOT NULL;
CREATE INDEX trials_by_revision ON trials (study, revision);

CREATE TRIGGER finished_trials_never_change BEFORE UPDATE ON trials
WHEN OLD.state IN ('complete', 'pruned', 'failed')
BEGIN
  SELECT RAISE(ABORT, 'a finished trial never changes');
END;
CREATE TRIGGER trials_are_never_deleted BEFORE DELETE ON trials
BEGIN
  SELECT RAISE(ABORT, 'a trial is never deleted');
END;

CREATE TABLE attempts (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  runner TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended TEXT CHECK (ended IN ('complete', 'pruned', 'failed', 'retry', 'released', 'lost')),
  reason TEXT,
  failure TEXT,
  started_revision INTEGER NOT NULL,
  ended_revision INTEGER,
  PRIMARY KEY (study, trial, attempt),
  FOREIGN KEY (study, trial) REFERENCES trials (study, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  fold INTEGER NOT NULL DEFAULT -1,
  step INTEGER NOT NULL,
  value REAL,
  metrics TEXT NOT NULL,
  at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (study, trial, attempt, fold, step),
  FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_revision ON reports (study, revision);

CREATE TABLE decisions (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  fold INTEGER NOT NULL DEFAULT -1,
  step INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('Continue', 'Prune', 'Pause')),
  reason TEXT,
  rung INTEGER,
  saw_revision INTEGER NOT NULL,
  PRIMARY KEY (study, trial, attempt, fold, step),
  FOREIGN KEY (study, trial, attempt, fold, step) REFERENCES reports (study, trial, attempt, fold, step)
) STRICT, WITHOUT ROWID;

CREATE VIEW leaderboard AS
SELECT
  s.name AS study,
  CASE WHEN t.value IS NOT NULL THEN row_number() OVER (
    PARTITION BY t.study
    ORDER BY t.value IS NULL, CASE s.direction WHEN 'maximize' THEN -t.value ELSE t.value END, t.number
  ) END AS rank,
  t.number AS trial,
  t.state,
  t.value,
  s.direction || ' ' || s.metric AS objective,
  t.params,
  coalesce(t.pruned_because, json_extract(t.failure, '$.message')) AS reason,
  round((t.finished_at - t.started_at) / 1000.0, 1) AS seconds
FROM trials t JOIN studies s ON s.id = t.study
ORDER BY s.id, t.value IS NULL, CASE s.direction WHEN 'maximize' THEN -t.value ELSE t.value END, t.number;
`,
  `
ALTER TABLE trials ADD COLUMN proposed_by TEXT;
ALTER TABLE trials ADD COLUMN saw_budget INTEGER;

CREATE TABLE runners (
  study INTEGER NOT NULL REFERENCES studies (id),
  runner TEXT NOT NULL,
  sampler TEXT NOT NULL,
  pruner TEXT NOT NULL,
  file_hash TEXT,
  window INTEGER,
  enrolled_at INTEGER NOT NULL,
  PRIMARY KEY (study, runner)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  from_revision INTEGER NOT NULL,
  to_revision INTEGER NOT NULL,
  PRIMARY KEY (study, trial, attempt, from_revision),
  FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt)
) STRICT, WITHOUT ROWID;
`,
  // A trial outside of an outcome constraint has no value, so that no ranking counts it; its metrics say what it was.
  `
ALTER TABLE trials ADD COLUMN infeasible TEXT CHECK (infeasible IS NULL OR (state = 'complete' AND value IS NULL));

DROP VIEW leaderboard;
CREATE VIEW leaderboard AS
SELECT
  s.name AS study,
  CASE WHEN t.value IS NOT NULL THEN row_number() OVER (
    PARTITION BY t.study
    ORDER BY t.value IS NULL, CASE s.direction WHEN 'maximize' THEN -t.value ELSE t.value END, t.number
  ) END AS rank,
  t.number AS trial,
  t.state,
  t.value,
  s.direction || ' ' || s.metric AS objective,
  t.params,
  coalesce(t.pruned_because, t.infeasible, json_extract(t.failure, '$.message')) AS reason,
  round((t.finished_at - t.started_at) / 1000.0, 1) AS seconds
FROM trials t JOIN studies s ON s.id = t.study
ORDER BY s.id, t.value IS NULL, CASE s.direction WHEN 'maximize' THEN -t.value ELSE t.value END, t.number;
`,
  // Looks at sealed metrics. Metrics of trials are never taken out of them: whoever reads the file itself can see them.
  `
CREATE TABLE unsealings (
  study INTEGER NOT NULL,
  number INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  at INTEGER NOT NULL,
  command TEXT NOT NULL,
  metrics TEXT NOT NULL,
  PRIMARY KEY (study, number),
  FOREIGN KEY (study, trial) REFERENCES trials (study, number)
) STRICT, WITHOUT ROWID;
`,
  // SQLite changes no check in place: the table of attempts is made anew, so that one can end as paused.
  `
ALTER TABLE trials ADD COLUMN parent INTEGER;
ALTER TABLE trials ADD COLUMN source_step INTEGER;
ALTER TABLE trials ADD COLUMN paused_step INTEGER;
ALTER TABLE trials ADD COLUMN paused_because TEXT;
ALTER TABLE trials ADD COLUMN continues TEXT;
CREATE INDEX trials_by_parent ON trials (study, parent) WHERE parent IS NOT NULL;

CREATE TABLE attempts_that_pause (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  runner TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended TEXT CHECK (ended IN ('complete', 'pruned', 'paused', 'failed', 'retry', 'released', 'lost')),
  reason TEXT,
  failure TEXT,
  started_revision INTEGER NOT NULL,
  ended_revision INTEGER,
  resumed_because TEXT,
  saw_revision INTEGER,
  could_start INTEGER,
  source_trial INTEGER,
  source_attempt INTEGER,
  source_step INTEGER,
  continues TEXT,
  problems TEXT,
  loaded_revision INTEGER,
  paused_step INTEGER,
  PRIMARY KEY (study, trial, attempt),
  FOREIGN KEY (study, trial) REFERENCES trials (study, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts_that_pause (study, trial, attempt, runner, host, pid, process_start, started_at, ended_at, ended,
  reason, failure, started_revision, ended_revision)
SELECT study, trial, attempt, runner, host, pid, process_start, started_at, ended_at, ended,
  reason, failure, started_revision, ended_revision FROM attempts;
DROP TABLE attempts;
ALTER TABLE attempts_that_pause RENAME TO attempts;

CREATE TABLE checkpoints (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  step INTEGER NOT NULL,
  place TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  random_position INTEGER,
  saved_at INTEGER NOT NULL,
  removed_at INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (study, trial, attempt, place),
  FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkpoints_by_revision ON checkpoints (study, revision);
CREATE INDEX checkpoints_there ON checkpoints (study, trial) WHERE removed_at IS NULL;
`,
  `
ALTER TABLE runners ADD COLUMN provenance TEXT;
`,
  `
ALTER TABLE studies ADD COLUMN stopped TEXT;
ALTER TABLE studies ADD COLUMN stop_from INTEGER NOT NULL DEFAULT 0;
`,
  // What an attempt took of the machine, as JSON.
  `
ALTER TABLE attempts ADD COLUMN usage TEXT;
`,
  // What people ask of runners. Nothing is ever taken out: who has honoured what follows from the trials, and from when a runner began.
  `
CREATE TABLE requests (
  study INTEGER NOT NULL REFERENCES studies (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('stopTrial', 'parallelism', 'stopStudy')),
  trial INTEGER,
  slots INTEGER CHECK (slots > 0),
  runner TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (study, number),
  FOREIGN KEY (study, trial) REFERENCES trials (study, number),
  CHECK ((trial IS NOT NULL) = (kind = 'stopTrial') AND (slots IS NOT NULL) = (kind = 'parallelism'))
) STRICT, WITHOUT ROWID;
`,
  // A verdict lies in the row of its report: a commit of both writes a page less.
  `
ALTER TABLE reports ADD COLUMN verdict TEXT CHECK (verdict IN ('Continue', 'Prune', 'Pause'));
ALTER TABLE reports ADD COLUMN reason TEXT;
ALTER TABLE reports ADD COLUMN rung INTEGER;
ALTER TABLE reports ADD COLUMN saw_revision INTEGER CHECK ((saw_revision IS NULL) = (verdict IS NULL));
UPDATE reports SET (verdict, reason, rung, saw_revision) = (
  SELECT d.verdict, d.reason, d.rung, d.saw_revision FROM decisions d
  WHERE d.study = reports.study AND d.trial = reports.trial AND d.attempt = reports.attempt
    AND d.fold = reports.fold AND d.step = reports.step);
DROP TABLE decisions;
CREATE VIEW decisions AS
SELECT study, trial, attempt, fold, step, verdict, reason, rung, saw_revision FROM reports WHERE verdict IS NOT NULL;
`
]

-- What a learner did, on one page. Times are milliseconds since 1970, UTC.

-- Every answer ever given, as it was given and judged. This is the only truth; rows are
-- added and never touched again, and the two triggers below hold everyone to that.
CREATE TABLE attempts (
    id            TEXT PRIMARY KEY,   -- 32 hex digits, the same in every export; sorts by time
    exercise      TEXT NOT NULL,      -- the authored id
    seed          INTEGER NOT NULL,   -- which variant of it
    lesson        TEXT NOT NULL,      -- '' for endless drills
    course        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    skills        TEXT NOT NULL,      -- a JSON list, as the exercise was tagged then
    answer        TEXT NOT NULL,
    verdict       TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'undecided', 'rated')),
    made          INTEGER NOT NULL,   -- points made …
    of            INTEGER NOT NULL,   -- … out of so many; 0 when there were none to make
    mistake       TEXT NOT NULL,      -- the slug of the named mistake, or ''
    missed        TEXT NOT NULL,      -- a JSON list of the parts or points that were missed
    hints         INTEGER NOT NULL,
    solution_seen INTEGER NOT NULL CHECK (solution_seen IN (0, 1)),
    milliseconds  INTEGER NOT NULL,   -- from prompt to answer
    at            INTEGER NOT NULL,
    content       TEXT NOT NULL,      -- hash of the exercise's text, to notice a change
    device        TEXT NOT NULL       -- which installation it was answered on
) STRICT;
CREATE INDEX attempts_by_exercise ON attempts (exercise, at);
CREATE INDEX attempts_by_time ON attempts (at, id);

CREATE TRIGGER attempts_never_change BEFORE UPDATE ON attempts
BEGIN SELECT raise(ABORT, 'attempts are never changed'); END;
CREATE TRIGGER attempts_never_go BEFORE DELETE ON attempts
BEGIN SELECT raise(ABORT, 'attempts are never deleted'); END;

-- Undoing an answer says so here; the answer itself stays.
CREATE TABLE withdrawals (
    attempt TEXT PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT;

-- The answers that count.
CREATE VIEW answers AS
    SELECT * FROM attempts WHERE id NOT IN (SELECT attempt FROM withdrawals);

-- When each exercise comes back. Computed from its answers and kept only for speed.
CREATE TABLE cards (
    exercise   TEXT PRIMARY KEY,
    lesson     TEXT NOT NULL,
    stability  REAL NOT NULL,      -- days until recall falls to 90 %
    difficulty REAL NOT NULL,      -- 1 to 10
    last       INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    answered   INTEGER NOT NULL,   -- how many answers counted …
    right      INTEGER NOT NULL    -- … and how many of them were right
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_by_due ON cards (due);
CREATE INDEX cards_by_lesson ON cards (lesson, right);

-- What was being typed, where each lesson was left, and what was chosen in the settings.
-- One row a device, so that bringing two machines together loses neither; the newest is shown.
CREATE TABLE drafts (
    exercise TEXT NOT NULL,
    seed     INTEGER NOT NULL,
    device   TEXT NOT NULL,
    text     TEXT NOT NULL,        -- '' once answered
    at       INTEGER NOT NULL,
    PRIMARY KEY (exercise, seed, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
    lesson TEXT NOT NULL,
    device TEXT NOT NULL,
    place  TEXT NOT NULL,          -- an exercise or section of the lesson
    seed   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (lesson, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name   TEXT NOT NULL,
    device TEXT NOT NULL,
    value  TEXT NOT NULL,          -- JSON
    at     INTEGER NOT NULL,
    PRIMARY KEY (name, device)
) STRICT, WITHOUT ROWID;

-- The name this installation gave itself: one row.
CREATE TABLE device (
    id TEXT NOT NULL
) STRICT;
INSERT INTO device VALUES (lower(hex(randomblob(8))));

//! The tables of the house, as one ordered list for both databases. A migration is never edited after a release: add one.
//! Tables of objects are not here: they follow from the schema (`tables`).
use store::Migration;

/// Every migration, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "ground floor",
    sql: "
CREATE TABLE setting (key {text} PRIMARY KEY, value {text} NOT NULL){strict};
CREATE TABLE schema_item (
    object {text} NOT NULL, field {text} NOT NULL, place {int} NOT NULL, definition {text} NOT NULL,
    PRIMARY KEY (object, field)){strict};
CREATE TABLE role (key {text} PRIMARY KEY, definition {text} NOT NULL){strict};

CREATE TABLE event (
    seq {serial_key},
    {tx},
    at {int} NOT NULL, recorded_at {int} NOT NULL,
    actor {int}, cause {text}, batch {int} NOT NULL,
    object {text} NOT NULL, record {int} NOT NULL, verb {text} NOT NULL, changes {text}){strict};
CREATE INDEX event_record ON event (record, at, seq);
CREATE INDEX event_batch ON event (batch, seq);
{postgres}CREATE INDEX event_tx ON event (tx, seq);

CREATE TABLE more (
    record {int} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, value {text} NOT NULL, fold {text} NOT NULL,
    PRIMARY KEY (record, field, pos)){strict};
CREATE INDEX more_value ON more (field, fold);
CREATE TABLE link_many (
    from_id {int} NOT NULL, field {text} NOT NULL, to_id {int} NOT NULL, pos {int} NOT NULL,
    PRIMARY KEY (from_id, field, to_id)){strict};
CREATE INDEX link_many_to ON link_many (to_id, field);
CREATE TABLE external (
    object {text} NOT NULL, source {text} NOT NULL, key {text} NOT NULL, record {int} NOT NULL,
    PRIMARY KEY (object, source, key)){strict};
CREATE INDEX external_record ON external (record);
CREATE TABLE word (word {text} PRIMARY KEY){strict};
CREATE TABLE file (
    id {key}, name {text} NOT NULL, type {text} NOT NULL, size {int} NOT NULL, sha256 {text} NOT NULL,
    created_at {int} NOT NULL, created_by {int}, content {bytes} NOT NULL){strict};

CREATE TABLE account (
    record {key}, password {text}, disabled {int} NOT NULL, changed_at {int} NOT NULL){strict};
CREATE TABLE session (
    hash {text} PRIMARY KEY, record {int} NOT NULL, created_at {int} NOT NULL, seen_at {int} NOT NULL,
    expires_at {int} NOT NULL, agent {text}){strict};
CREATE INDEX session_record ON session (record);
CREATE TABLE token (
    id {key}, hash {text} NOT NULL UNIQUE, record {int} NOT NULL, name {text} NOT NULL, scopes {text} NOT NULL,
    created_at {int} NOT NULL, used_at {int}, revoked_at {int}){strict};
CREATE TABLE throttle (key {text} PRIMARY KEY, count {int} NOT NULL, since {int} NOT NULL){strict};
CREATE TABLE idempotency (
    actor {int} NOT NULL, key {text} NOT NULL, request {text} NOT NULL, status {int}, answer {text},
    created_at {int} NOT NULL, PRIMARY KEY (actor, key)){strict};

CREATE TABLE job (
    id {key}, kind {text} NOT NULL, key {text}, payload {text} NOT NULL, state {text} NOT NULL,
    run_at {int} NOT NULL, attempts {int} NOT NULL, locked_by {int}, locked_until {int},
    error {text}, created_at {int} NOT NULL, finished_at {int}){strict};
CREATE INDEX job_due ON job (run_at) WHERE state = 'ready' OR state = 'running';
CREATE UNIQUE INDEX job_key ON job (kind, key) WHERE state = 'ready' OR state = 'running';
CREATE TABLE follower (
    name {text} PRIMARY KEY, tx {int} NOT NULL, seq {int} NOT NULL, attempts {int} NOT NULL,
    run_at {int} NOT NULL, error {text}, moved_at {int} NOT NULL){strict};
CREATE TABLE import_run (
    id {key}, object {text} NOT NULL, name {text} NOT NULL, fingerprint {text} NOT NULL, mapping {text} NOT NULL,
    state {text} NOT NULL, actor {int}, rows_done {int} NOT NULL, created {int} NOT NULL, updated {int} NOT NULL,
    skipped {int} NOT NULL, failed {int} NOT NULL, total {int}, alive_at {int} NOT NULL, started_at {int} NOT NULL,
    finished_at {int}, report {text}){strict};
CREATE TABLE import_error (
    run {int} NOT NULL, line {int} NOT NULL, reason {text} NOT NULL, cells {text} NOT NULL, PRIMARY KEY (run, line)){strict};
CREATE TABLE import_file (
    run {key}, content {bytes} NOT NULL){strict};
",
}, Migration {
    number: 2,
    name: "saved views",
    sql: "
CREATE TABLE saved_view (
    id {key}, object {text} NOT NULL, name {text} NOT NULL, owner {int} NOT NULL, shared {text} NOT NULL,
    filter {text} NOT NULL, sort {text} NOT NULL, columns {text} NOT NULL, grouped {text} NOT NULL,
    created_at {int} NOT NULL, updated_at {int} NOT NULL, deleted_at {int}){strict};
CREATE INDEX saved_view_object ON saved_view (object, id);
CREATE TABLE saved_view_start (
    person {int} NOT NULL, object {text} NOT NULL, view {int} NOT NULL, PRIMARY KEY (person, object)){strict};
",
}, Migration {
    number: 3,
    name: "invitations",
    sql: "
CREATE TABLE invite (
    hash {text} PRIMARY KEY, record {int} NOT NULL, created_at {int} NOT NULL, created_by {int},
    expires_at {int} NOT NULL){strict};
CREATE INDEX invite_record ON invite (record);
",
}, Migration {
    number: 4,
    name: "followers and attachments",
    sql: "
CREATE TABLE follow (
    person {int} NOT NULL, record {int} NOT NULL, object {text} NOT NULL, since {int} NOT NULL,
    PRIMARY KEY (person, record)){strict};
CREATE INDEX follow_record ON follow (record);
CREATE TABLE attachment (
    record {int} NOT NULL, file {int} NOT NULL, object {text} NOT NULL, added_at {int} NOT NULL, added_by {int},
    removed_at {int}, PRIMARY KEY (record, file)){strict};
CREATE INDEX attachment_file ON attachment (file);
CREATE TABLE thumbnail (
    file {key}, content {bytes} NOT NULL){strict};
",
}, Migration {
    number: 5,
    name: "views are lists, boards and calendars",
    sql: "ALTER TABLE saved_view ADD COLUMN layout {text} NOT NULL DEFAULT 'list';",
}, Migration {
    number: 6,
    name: "notices and presence",
    sql: "
CREATE TABLE notice (
    id {key}, person {int} NOT NULL, kind {text} NOT NULL, object {text} NOT NULL, record {int} NOT NULL,
    source_object {text}, source {int}, seq {int} NOT NULL, batch {int} NOT NULL, actor {int}, count {int} NOT NULL,
    at {int} NOT NULL, read_at {int}){strict};
CREATE INDEX notice_person ON notice (person, read_at, at);
CREATE INDEX notice_at ON notice (at);
INSERT INTO follower (name, tx, seq, attempts, run_at, moved_at)
    SELECT 'notices', tx, seq, 0, 0, 0 FROM event ORDER BY seq DESC LIMIT 1;
CREATE TABLE presence (
    server {int} NOT NULL, feed {int} NOT NULL, place {text} NOT NULL, person {int} NOT NULL, name {text} NOT NULL,
    editing {int} NOT NULL, expires_at {int} NOT NULL, PRIMARY KEY (server, feed)){strict};
CREATE INDEX presence_expires ON presence (expires_at);
",
}, Migration {
    number: 7,
    name: "leads are looked after from now on",
    sql: "
INSERT INTO follower (name, tx, seq, attempts, run_at, moved_at)
    SELECT 'leads', tx, seq, 0, 0, 0 FROM event ORDER BY seq DESC LIMIT 1;
",
}, Migration {
    number: 8,
    name: "series of numbers",
    sql: "CREATE TABLE number_series (name {text} PRIMARY KEY, next {int} NOT NULL){strict};",
}, Migration {
    number: 9,
    name: "reminders from now on, calendars for others to read",
    sql: "
INSERT INTO follower (name, tx, seq, attempts, run_at, moved_at)
    SELECT 'reminders', tx, seq, 0, 0, 0 FROM event ORDER BY seq DESC LIMIT 1;
CREATE TABLE calendar_feed (
    secret {text} PRIMARY KEY, person {int} NOT NULL, team {int}, created_at {int} NOT NULL){strict};
CREATE INDEX calendar_feed_person ON calendar_feed (person);
",
}, Migration {
    number: 10,
    name: "exchange rates",
    // `until` is the last day a rate stands in for days without one; `day_at` and `end_at` say the same two as
    // microseconds, the end being the midnight behind it.
    sql: "
CREATE TABLE rate (
    currency {text} NOT NULL, day {text} NOT NULL, until {text} NOT NULL, day_at {int} NOT NULL, end_at {int} NOT NULL,
    per_euro {int} NOT NULL, source {text} NOT NULL, PRIMARY KEY (currency, day)){strict};
CREATE INDEX rate_at ON rate (currency, day_at);
",
}, Migration {
    number: 11,
    name: "figures of days",
    sql: "
CREATE TABLE kept_figure (
    series {text} NOT NULL, day {text} NOT NULL, key {text} NOT NULL, value {int} NOT NULL, low {int}, high {int},
    unit {text} NOT NULL, PRIMARY KEY (series, day, key)){strict};
",
}, Migration {
    number: 12,
    name: "words know which objects have them",
    // A word without an object may be in any, until the job has looked through the records.
    sql: "
CREATE TABLE word_in (word {text} NOT NULL, object {text} NOT NULL, PRIMARY KEY (word, object)){strict};
INSERT INTO word_in (word, object) SELECT word, '' FROM word;
INSERT INTO job (id, kind, key, payload, state, run_at, attempts, created_at)
    SELECT 12, 'search_words', 'search_words', '{}', 'ready', 0, 0, 0 WHERE EXISTS (SELECT 1 FROM word);
DROP TABLE word;
",
}];

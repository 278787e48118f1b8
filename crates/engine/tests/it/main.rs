//! The engine's promises, each as a story, on SQLite or (with TEST_POSTGRES) on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]
mod accounts;
mod attachments;
mod files;
mod followers;
mod jobs;
mod metrics;
mod past;
mod rates;
mod records;
mod rights;
mod schema;
mod search;
mod world;

//! Rondo through HTTP and through its command line. `app` starts one in this process; every other file is a subject.
//! `TEST_POSTGRES=postgres://user@host/postgres` runs the same on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

mod api_bulk;
mod api_events;
mod api_guards;
mod api_lists;
mod api_records;
mod api_workspace;
mod app;
mod boards;
mod calendars;
mod cli;
mod closure;
mod dashboards;
mod deal_series;
mod deals;
mod forecast;
mod forms;
mod guards;
mod identity;
mod import;
mod languages;
mod leads;
mod lines;
mod lists;
mod live;
mod notices;
mod offers;
mod pages;
mod pages_record;
mod papers_stay;
mod quotes;
mod rates;
mod record_page;
mod settings_access;
mod settings_people;
mod settings_schema;
mod setup;
mod shell;
mod sign_in;
mod subscriptions;
mod tasks;
mod tokens;
mod views;
mod wizard;

//! Schema, kinds, filter, work, log, undo, access, jobs, search. Knows no screen and no business.
pub mod access;
pub mod kind;
pub mod record;
pub mod schema;
pub mod value;

pub use access::{Action, Actor, FieldRight, Level, Reach, Role, Scopes};
pub use kind::{Class, Ctx, Fault, Kind, Manners, Widget};
pub use record::Record;
pub use schema::{Choice, Field, Object, Schema, StageKind};
pub use value::{Address, Labelled, Value};

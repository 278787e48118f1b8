//! THE list of what Rondo consists of. Users and teams are the engine's own and always there.
use engine::Module;

/// Every module, in the order of the sidebar.
pub fn modules() -> Vec<Module> {
    vec![sales::module()]
}

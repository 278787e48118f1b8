//! THE list of what Rondo consists of. Users and teams are the engine's own and always there.
use engine::Module;

/// Every module, in the order of the sidebar.
pub fn modules() -> Vec<Module> {
    let import = Module { name: "import", jobs: records::import::jobs(), ..Module::default() };
    let bulk = Module { name: "bulk", jobs: records::bulk::jobs(), ..Module::default() };
    let sales = sales::module();
    let reports = reports::module(&sales.metrics);
    vec![sales, reports, import, bulk]
}

//! Makes the folder of built assets, so that the crate compiles before `npm run build` ran.
use std::io::Result;
use std::path::Path;

fn main() -> Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist");
    std::fs::create_dir_all(&dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    Ok(())
}

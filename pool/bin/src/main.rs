//! `zs12345-pool`: the district ticket pool as one binary and one folder.

#[cfg(feature = "demo")]
use demo::Commands;
#[cfg(not(feature = "demo"))]
use pool::cli::NoMore as Commands;

fn main() -> std::process::ExitCode {
    pool::cli::main::<Commands>()
}

//! `zs12345-pool`: the district ticket pool as one binary and one folder.

fn main() -> std::process::ExitCode {
    pool::cli::main()
}

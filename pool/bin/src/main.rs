//! `zs12345-pool`: the district ticket pool as one binary and one folder.

#[cfg(feature = "demo")]
use demo::Commands;
#[cfg(not(feature = "demo"))]
use pool::cli::NoMore as Commands;

fn main() -> std::process::ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    give_memory_back();
    pool::cli::main::<Commands>()
}

/// Requests, reads and writes run on threads of their own. glibc gives each thread an arena, and once a large buffer was freed
/// serves the next ones from it and keeps them there: twenty tablets that began anew at once cost 80 MB for good.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "glibc's switch is reached by no safe wrapper, and by the environment only before the program starts"
)]
fn give_memory_back() {
    const ARENAS: i32 = 4;
    const MAPPED: i32 = 256 * 1024;
    // SAFETY: the main thread is the only one yet, and both are documented parameters with values in their range.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, ARENAS);
        libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED);
    }
}

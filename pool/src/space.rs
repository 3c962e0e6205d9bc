//! Whether the pool's disk has room for new uploads: below the reserve of the rule pack it takes none, so that acts at the desk
//! go on.

use crate::Result;
use crate::store::Store;
use model::Code;

/// Refuses new uploads below the reserve; a disk that does not say how full it is passes.
pub fn check(store: &Store) -> Result<()> {
    let reserve = store.district().district.rules.budgets.disk_reserve_mb;
    match fs4::available_space(store.folder()) {
        Ok(free) if free / 1_000_000 < reserve => Err(Code::PoolNoSpace.into()),
        _ => Ok(()),
    }
}

//! How far this device has come in the pool's feed.

use serde::{Deserialize, Serialize};

/// How far this device has come in the pool's feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncCursor {
    pub epoch: u64,
    #[serde(rename = "cursor")]
    pub position: u64,
    /// Tag of the scope the position belongs to.
    pub scope: String,
}

impl SyncCursor {
    /// Whether a pool of this epoch may have lost what it had told this device.
    pub fn is_lost_in(&self, epoch: u64) -> bool {
        self.epoch != 0 && epoch != self.epoch
    }

    /// Whether what this person may see has become another, as it does with the posts.
    pub fn changes_scope(&self, next: &SyncCursor) -> bool {
        !self.scope.is_empty() && self.scope != next.scope
    }
}

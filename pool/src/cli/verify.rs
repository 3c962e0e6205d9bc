//! `verify`.

use super::{Data, Ran};
use clap::Args;

/// 核对
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) fn run(self) -> Ran {
        Err(model::Code::CommandUnknown.into())
    }
}

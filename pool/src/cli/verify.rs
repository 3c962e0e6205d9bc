//! `verify`: exit status 5 when something does not fit.

use super::{Data, Printed, Ran, open};
use crate::Error;
use crate::verify::Report;
use clap::Args;

/// 核对工单、照片和审计记录
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) fn run(self) -> Ran {
        let report = match open(&self.data.data) {
            Ok(pool) => {
                let report = crate::verify::verify(&pool);
                pool.close();
                report
            }
            Err(refused @ Error::Denied(_)) => return Err(refused),
            Err(trouble) => Report::unopened(&trouble),
        };
        if !report.ok {
            eprintln!(
                "发现 {} 处不符，见输出",
                report.findings.len() as u64 + report.more
            );
        }
        let exit = if report.ok { 0 } else { 5 };
        Ok(Printed {
            lines: Vec::new(),
            value: serde_json::to_value(report)?,
            exit,
        })
    }
}

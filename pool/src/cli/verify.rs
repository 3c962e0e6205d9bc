//! `verify`: exit status 5 when something does not fit.

use super::{Data, Printed, Ran, open, read_text, unreadable};
use crate::Error;
use crate::verify::Report;
use clap::Args;
use std::path::{Path, PathBuf};
use sync::AuditHead;

/// 核对工单、照片和审计记录
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
    /// 设备见证过的链尾（zs12345-device heads 的输出），与审计记录核对
    #[arg(long, value_name = "FILE")]
    heads: Option<PathBuf>,
}

/// Ends of the chain from a file: one JSON object or one end a line.
fn brought(file: &Path) -> Result<Vec<AuditHead>, Error> {
    let text = read_text(file)?;
    let mut heads = Vec::new();
    for (i, line) in text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let json = model::json::read(line.as_bytes()).ok();
        let head = json
            .as_ref()
            .and_then(|j| j["head"].as_str())
            .unwrap_or(line);
        let wrong = |_| unreadable(file, format!("第 {} 行不是链尾", i + 1));
        heads.push(head.trim().parse().map_err(wrong)?);
    }
    Ok(heads)
}

impl Verify {
    pub(super) fn run(self) -> Ran {
        let brought = self.heads.as_deref().map(brought).transpose()?;
        let report = match open(&self.data.data) {
            Ok(pool) => {
                let report = crate::verify::verify(&pool, &brought.unwrap_or_default());
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

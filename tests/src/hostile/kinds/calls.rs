//! Kind 2 again, by calls: lists, searches, bodies, exports and lines of notices cost what they are worth.

use super::work::flood;
use crate::hostile::attack::{Attack, attack, measured};
use crate::hostile::crowd::together;
use anyhow::ensure;
use serde_json::json;

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "work/list-page",
            "列表要 4,000,000,000 行、从第 4,000,000,000 行起",
            "4xx 或有限的一页",
            |g| {
                let desk = g.demo("desk_town")?;
                let answer = desk.call(
                    "list_tickets",
                    json!({"limit": u32::MAX, "offset": u32::MAX}),
                )?;
                ensure!(answer.status < 500, "{}", answer.said());
                ensure!(
                    answer.bytes.len() < 1_000_000,
                    "答了 {} 字节",
                    answer.bytes.len()
                );
                Ok(())
            },
        ),
        attack("work/search-text", "检索词 900 KB", "4xx", |g| {
            let desk = g.demo("desk_town")?;
            desk.call("list_tickets", json!({"text": "灯".repeat(300_000)}))?
                .refused(&[])
        }),
        attack(
            "work/call-body",
            "2 MB 的调用",
            "413 `body_too_large`",
            |g| {
                let desk = g.demo("desk_town")?;
                desk.call("list_tickets", json!({"text": "x".repeat(2_000_000)}))?
                    .refused(&["body_too_large"])
            },
        ),
        attack(
            "work/call-depth",
            "调用里嵌套 100,000 层",
            "400 `json_invalid`",
            |g| {
                let desk = g.demo("desk_town")?;
                let body = format!(
                    "{{\"text\":{}{}}}",
                    "[".repeat(100_000),
                    "]".repeat(100_000)
                );
                desk.raw("list_tickets", body)?.refused(&[])
            },
        ),
        measured(
            "work/exports",
            "同一人同时要 40 份导出",
            "轮不到的答 `try_later`；别人至多等 50 毫秒",
            |g| {
                let desk = g.demo("desk_town")?;
                flood(g, move |_| {
                    together(vec![desk; 40], |desk| {
                        let answer =
                            desk.call("export_tickets", json!({"filter": {}, "format": "xlsx"}))?;
                        ensure!(
                            answer.status == 200 || answer.code() == "try_later",
                            "{}",
                            answer.said()
                        );
                        Ok(())
                    })
                })
            },
        ),
        attack(
            "work/notices",
            "同一人开 40 条通知连接",
            "第 9 条起拒绝",
            |g| {
                let (_, desk, _) = g.officer("desk_town", "T01")?;
                let mut lines = Vec::new();
                let mut refused = 0;
                for _ in 0..40 {
                    let line = desk.request("GET", "/api/v1/notices")?.send()?;
                    refused += usize::from(line.status().as_u16() == 429);
                    lines.push(line);
                }
                ensure!(refused >= 30, "只拒了 {refused} 条");
                Ok(())
            },
        ),
    ]
}

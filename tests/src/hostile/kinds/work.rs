//! Kind 2: work is counted before it is done. A frame costs at most 64 MB and 200 ms, and whoever works beside it waits at
//! most 50 ms.

use super::times::push_edit;
use crate::hostile::answer::{Answer, Reply};
use crate::hostile::attack::{Attack, Measured, measured};
use crate::hostile::crowd::together;
use crate::hostile::ground::Ground;
use crate::hostile::meter::{Bounds, within};
use crate::hostile::tablet::{Tablet, ticket_id};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

const CHEAP: &str = "拒绝；内存至多多 64 MB，200 毫秒内答复，别人的一步至多等 50 毫秒";
const WAITS: &str = "别人的一步至多等 50 毫秒，内存至多多 64 MB；多出的答 `retry`，一件不丢";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        measured(
            "work/seen-prefixes",
            "一条改动，`seen` 里 90,000 个哈希前缀（压缩后不到 1 KB），写在别人的工单上",
            CHEAP,
            |g| {
                let refs = vec![json!("0123456789ab"); 90_000];
                seen(g, vec![refs], false)
            },
        ),
        measured(
            "work/seen-prefixes-own",
            "同上，写在自己的工单上",
            CHEAP,
            |g| seen(g, vec![vec![json!("0123456789ab"); 90_000]], true),
        ),
        measured(
            "work/seen-many-edits",
            "40 条改动，各有 40,000 个位置引用",
            CHEAP,
            |g| seen(g, vec![vec![json!(0); 40_000]; 40], true),
        ),
        measured(
            "work/seen-indexes",
            "一条改动，`seen` 里 3,000,000 个位置引用（压缩后约 1 KB）",
            CHEAP,
            |g| seen(g, vec![vec![json!(0); 3_000_000]], true),
        ),
        measured(
            "work/seen-empty",
            "一条改动，`seen` 里 900,000 个空前缀",
            CHEAP,
            |g| seen(g, vec![vec![json!(""); 900_000]], false),
        ),
        measured(
            "work/many-captures",
            "一帧 1,500 件采集（压缩后 27 KB）",
            WAITS,
            |g| {
                let mut tablet = g.tablet()?;
                let tickets = (0..1_500)
                    .map(|_| tablet.captured("一帧很多件").1)
                    .collect();
                let frame = tablet.frame(&tablet.push_of(tickets))?;
                flood(g, move |_| bounded(&tablet.send("push", frame)?))
            },
        ),
        measured(
            "work/empty-tickets",
            "一帧 150,000 件空工单（没有一条改动）",
            CHEAP,
            |g| {
                let tablet = g.tablet()?;
                let ticket = json!({"i": ticket_id(), "e": []});
                one_frame(g, &tablet, &tablet.push_of(vec![ticket; 150_000]))
            },
        ),
        measured(
            "work/many-authors",
            "作者表里 600,000 个名字",
            CHEAP,
            |g| {
                let tablet = g.tablet()?;
                let mut push = tablet.push_of(vec![]);
                push["b"]["u"] = json!(vec!["x_nobody"; 600_000]);
                one_frame(g, &tablet, &push)
            },
        ),
        measured(
            "work/many-openings",
            "开库表里 250,000 个编号",
            CHEAP,
            |g| {
                let tablet = g.tablet()?;
                let mut push = tablet.push_of(vec![]);
                push["b"]["o"] = json!(vec!["ab".repeat(12); 250_000]);
                one_frame(g, &tablet, &push)
            },
        ),
        measured(
            "work/many-sides",
            "一帧 19,000 条反映人附记",
            CHEAP,
            |g| {
                let mut tablet = g.tablet()?;
                let (id, _) = tablet.capture("附记")?;
                let mut push = tablet.push_of(vec![]);
                let side = json!({"n": tablet.edit_id(), "i": id, "t": 1_790_000_000_000_i64, "r": {"kind": "none"}});
                push["s"] = json!(vec![side; 19_000]);
                one_frame(g, &tablet, &push)
            },
        ),
        measured(
            "work/bomb",
            "200 MB 空白压成的一帧，签名是真的",
            "`frame_too_large`；内存至多多 64 MB",
            |g| {
                let tablet = g.tablet()?;
                let frame = tablet.seal(&zstd::encode_all(Blank(200 << 20), 19)?)?;
                within(g, Bounds::FRAME, |_| {
                    tablet.send("push", frame)?.refused(&["frame_too_large"])
                })
                .map(|d| d.1)
            },
        ),
        measured(
            "work/window",
            "声称解压窗口 1 GB 的一帧",
            "`frame_broken`；内存至多多 64 MB",
            |g| {
                let tablet = g.tablet()?;
                // A zstd frame header by hand: no single segment, window descriptor for 2^30, one empty block.
                let body = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00];
                let frame = tablet.seal(&body)?;
                within(g, Bounds::FRAME, |_| {
                    tablet.send("push", frame)?.refused(&["frame_broken"])
                })
                .map(|d| d.1)
            },
        ),
        measured(
            "work/deep",
            "一条改动里嵌套 1,000,000 层方括号",
            "拒绝；工单池不倒",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("深");
                let text = tablet.push_of(vec![ticket]).to_string();
                let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
                let text = text.replacen("\"w\":{", &format!("\"w\":{deep},\"z\":{{"), 1);
                let frame = tablet.frame_of(text.as_bytes())?;
                within(g, Bounds::FRAME, |_| bounded(&tablet.send("push", frame)?)).map(|d| d.1)
            },
        ),
        measured(
            "work/unread",
            "一条读不懂的改动，7 MB",
            CHEAP,
            |g| {
                let mut tablet = g.tablet()?;
                let edit = tablet.edit(json!({"later": "x".repeat(7_000_000)}));
                let push = tablet.push_of(vec![json!({"i": ticket_id(), "e": [edit]})]);
                one_frame(g, &tablet, &push)
            },
        ),
        measured(
            "work/act-lists",
            "一步里列 100,000 个被吹哨单位",
            CHEAP,
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("列表")?;
                let act = json!({"action": "whistle", "payload": {"units": vec!["B01"; 100_000], "matter": "一起办"}});
                let edit = tablet.edit_on(&head, json!({"act": {"round": 0, "act": act}}));
                one_frame(
                    g,
                    &tablet,
                    &tablet.push_of(vec![json!({"i": id, "e": [edit]})]),
                )
            },
        ),
        measured(
            "work/tags",
            "一条改动里 300,000 个标签",
            CHEAP,
            |g| {
                let mut tablet = g.tablet()?;
                let mut write = tablet.opens("标签");
                write["open"]["facts"]["what"]["tags"] = json!(vec!["标签"; 300_000]);
                let edit = tablet.edit(write);
                one_frame(
                    g,
                    &tablet,
                    &tablet.push_of(vec![json!({"i": ticket_id(), "e": [edit]})]),
                )
            },
        ),
        measured(
            "work/frames",
            "一台平板连发 4,500 帧，每帧一件",
            "到限额以后答 `retry` 并说多久，不隔离；别人至多等 50 毫秒",
            |g| {
                let mut tablet = g.tablet()?;
                flood(g, move |_| until_later(&mut tablet, 4_500))
            },
        ),
        measured(
            "work/void-acts",
            "采集员在自己的工单上推 3,000 次签收（没有权）",
            WAITS,
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("没有权的步骤")?;
                let edits: Vec<Value> = (0..3_000)
                    .map(|_| {
                        tablet.edit_on(
                            &head,
                            json!({"act": {"round": 0, "act": {"action": "sign", "payload": {}}}}),
                        )
                    })
                    .collect();
                let frame = tablet.frame(&tablet.push_of(vec![json!({"i": id, "e": edits})]))?;
                flood(g, move |_| bounded(&tablet.send("push", frame)?))
            },
        ),
        measured(
            "work/pulls",
            "20 台平板同时从头同步 10 遍",
            WAITS,
            |g| {
                let tablets = (0..20).map(|_| g.tablet()).collect::<Result<Vec<_>>>()?;
                flood(g, move |_| {
                    together(tablets, |tablet| {
                        for _ in 0..10 {
                            let answer = tablet.pull_answer(&json!({}))?;
                            ensure!(
                                answer.status == 200 || answer.status == 429,
                                "{}",
                                answer.said()
                            );
                        }
                        Ok(())
                    })
                })
            },
        ),
        measured(
            "work/wants",
            "`want` 里 4,000 个编号",
            "4xx 或只答有限的几件；内存和等待有上限",
            |g| {
                let tablet = g.tablet()?;
                let want: Vec<String> = (0..4_000).map(|_| ticket_id()).collect();
                within(g, Bounds::FRAME, |_| {
                    let answer = tablet.pull_answer(&json!({"want": want}))?;
                    ensure!(answer.status < 500, "{}", answer.said());
                    Ok(())
                })
                .map(|d| d.1)
            },
        ),
    ]
}

/// Blanks without end, up to so many.
struct Blank(usize);

impl std::io::Read for Blank {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = buffer.len().min(self.0);
        buffer[..n].fill(b' ');
        self.0 -= n;
        Ok(n)
    }
}

/// Edits with these references, on one's own ticket or on somebody's.
fn seen(g: &mut Ground, refs: Vec<Vec<Value>>, own: bool) -> Result<Measured> {
    let mut tablet = g.tablet()?;
    let (id, _) = if own {
        tablet.capture("引用")?
    } else {
        g.far_tablet()?.capture("引用")?
    };
    let mut ticket = json!({"i": id, "e": []});
    for refs in refs {
        let mut edit = tablet
            .edit(json!({"facts": [{"group": "body", "value": "改过的主要内容，够十个字。"}]}));
        edit["s"] = Value::Array(refs);
        push_edit(&mut ticket, edit);
    }
    let push = tablet.push_of(vec![ticket]);
    one_frame(g, &tablet, &push)
}

/// Sends a frame that may come to nothing, and measures.
fn one_frame(g: &mut Ground, tablet: &Tablet, push: &Value) -> Result<Measured> {
    let frame = tablet.frame(push)?;
    ensure!(
        frame.len() <= 1_000_000,
        "这一帧有 {} 字节，到不了解压",
        frame.len()
    );
    within(g, Bounds::FRAME, |_| {
        refused_or_bounded(&tablet.send("push", frame)?)
    })
    .map(|d| d.1)
}

/// Many things at once, measured against what a flood may cost.
pub(super) fn flood(
    g: &mut Ground,
    work: impl FnOnce(&mut Ground) -> Result<()>,
) -> Result<Measured> {
    within(g, Bounds::FLOOD, work).map(|d| d.1)
}

/// Answered, and not as a fault of the pool's own.
fn bounded(answer: &Answer) -> Result<()> {
    ensure!(answer.status < 500, "{}", answer.said());
    Ok(())
}

/// A frame none of whose edits may be held.
fn refused_or_bounded(answer: &Answer) -> Result<()> {
    if answer.status != 200 {
        return answer.refused(&[]);
    }
    let reply = Reply::read(&answer.bytes)?;
    let (letter, code) = reply.edit(0, 0);
    let edits = reply.0["k"][0]["a"].as_array().map_or(0, Vec::len);
    ensure!(edits == 0 || letter != "r", "收下了：{letter} {code}");
    Ok(())
}

/// Frame after frame until the pool says later; what was said later must be taken again by then, or still be said later.
fn until_later(tablet: &mut Tablet, most: usize) -> Result<()> {
    for _ in 0..most {
        let (_, ticket) = tablet.captured("一帧一件");
        let push = tablet.push_of(vec![ticket]);
        let answer = tablet.send("push", tablet.frame(&push)?)?;
        if answer.status == 429 {
            return answer.refused(&["try_later", "budget_spent"]);
        }
        let (letter, code) = Reply::read(&answer.bytes)?.edit(0, 0);
        match letter.as_str() {
            "r" => {}
            "l" => return Ok(()),
            _ => anyhow::bail!("隔离了好的改动：{letter} {code}"),
        }
    }
    anyhow::bail!("{most} 帧都收下了，没有限额")
}

//! Kind 3: what a client claims is no fact. Cursors, epochs and names are believed only where the pool can know them.

use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use crate::hostile::tablet::Tablet;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

const ALONE: &str = "4xx，或这台平板自己从头来过；别人的纪元不变，不重来";

pub(super) fn attacks() -> Vec<Attack> {
    let pull = |name, sent, forge: fn(&Value) -> Value| {
        attack(name, sent, ALONE, move |g| pull_claims(g, forge))
    };
    vec![
        pull(
            "claims/cursor-ahead",
            "同步时把位置写到未来（当前位置加 1,000,000）",
            |p| {
                let mut forged = p.clone();
                forged["cursor"] = later(&p["cursor"]);
                forged
            },
        ),
        pull(
            "claims/cursor-greatest",
            "同步时把位置写成 2^64−1",
            |p| {
                let mut forged = p.clone();
                forged["cursor"] = json!(u64::MAX);
                forged
            },
        ),
        pull("claims/epoch-ahead", "同步时把纪元加 1", |p| {
            let mut forged = p.clone();
            forged["epoch"] = json!(p["epoch"].as_u64().unwrap_or_default() + 1);
            forged
        }),
        pull(
            "claims/epoch-greatest",
            "同步时把纪元写成 2^64−1",
            |p| {
                let mut forged = p.clone();
                forged["epoch"] = json!(u64::MAX);
                forged
            },
        ),
        pull(
            "claims/cursor-negative",
            "同步时把位置写成 −1、小数、文字、对象",
            |p| {
                let mut forged = p.clone();
                forged["cursor"] = json!({"x": [-1, 0.5, "x"]});
                forged
            },
        ),
        pull("claims/cursor-old", "同步时把位置退回 0", |p| {
            let mut forged = p.clone();
            forged["cursor"] = json!(0);
            forged
        }),
        attack(
            "claims/cursor-foreign",
            "用另一台平板的同步位置来同步",
            ALONE,
            |g| {
                let mut theirs = g.tablet()?;
                theirs.pull_all()?;
                let forged = theirs.position.clone();
                pull_claims(g, move |_| forged.clone())
            },
        ),
        attack(
            "claims/cursor-tampered",
            "同步位置改动一位",
            ALONE,
            |g| {
                pull_claims(g, |p| {
                    let mut forged = p.clone();
                    for part in ["cursor", "epoch"] {
                        forged[part] = tampered(&p[part]);
                    }
                    forged
                })
            },
        ),
        attack(
            "claims/push-position",
            "数据帧里声称见过纪元和位置 2^64−1",
            ALONE,
            |g| {
                let mut tablet = g.tablet()?;
                tablet.pull_all()?;
                let before = epoch(g)?;
                let (_, ticket) = tablet.captured("声称");
                let mut push = tablet.push_of(vec![ticket]);
                push["p"] = json!([u64::MAX, u64::MAX]);
                let answer = tablet.send("push", tablet.frame(&push)?)?;
                ensure!(answer.status < 500, "{}", answer.said());
                same(before, epoch(g)?)
            },
        ),
        attack(
            "claims/scope",
            "同步时写上别人的范围标记",
            "从头来过，来的仍只是自己范围内的",
            |g| {
                let mut mine = g.far_tablet()?;
                let (hidden, _) = g.tablet()?.capture("别镇看不见")?;
                let mut theirs = g.tablet()?;
                theirs.pull_all()?;
                mine.pull_all()?;
                let mut forged = mine.position.clone();
                forged["scope"] = theirs.position["scope"].clone();
                let answer = mine.pull_answer(&forged)?;
                ensure!(answer.status < 500, "{}", answer.said());
                if answer.status == 200 {
                    let page = mine.page(&forged)?.to_string();
                    ensure!(!page.contains(&hidden), "给出了范围以外的工单");
                }
                Ok(())
            },
        ),
        attack(
            "claims/hash",
            "数据帧里声称改动后的哈希是别的",
            "收下，答 `d`（本机副本须重取）；别人不受影响",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, mut ticket) = tablet.captured("哈希");
                ticket["h"] = json!("00000000");
                let reply = tablet.push(&tablet.push_of(vec![ticket]))?;
                reply.held(0, 0)?;
                ensure!(reply.0["k"][0]["d"] == json!(true), "没有答 d");
                Ok(())
            },
        ),
        attack(
            "claims/author",
            "数据帧写成别人的名字，签名是自己的",
            "403 `edit_forged`",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("冒名");
                let mut push = tablet.push_of(vec![ticket]);
                push["u"] = json!("demo_desk_town");
                push["b"]["u"] = json!(["demo_desk_town"]);
                tablet
                    .send("push", tablet.frame(&push)?)?
                    .refused(&["edit_forged"])
            },
        ),
        attack(
            "claims/edit-author",
            "帧是自己的，里面的改动写成别人的",
            "该条 `edit_forged`",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("冒名");
                let mut push = tablet.push_of(vec![ticket]);
                push["b"]["u"] = json!(["demo_desk_town"]);
                tablet.push(&push)?.refused(0, 0, &["edit_forged"])
            },
        ),
        attack(
            "claims/edit-number",
            "改动的编号写成另一台平板的",
            "该条 `edit_forged`",
            |g| {
                let other = g.tablet()?;
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("冒号");
                let mut push = tablet.push_of(vec![ticket]);
                push["b"]["o"] = json!([format!("{}00000001", other.device)]);
                tablet.push(&push)?.refused(0, 0, &["edit_forged"])
            },
        ),
        attack(
            "claims/signature",
            "改动签名、设备号、内容各一位",
            "403 `signature_wrong` 或 400；什么也没有收下",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("签名");
                let frame = tablet.frame(&tablet.push_of(vec![ticket]))?;
                for at in [4, 12, 40, frame.len() - 1] {
                    let mut forged = frame.clone();
                    forged[at] ^= 1;
                    tablet.send("push", forged)?.refused(&["signature_wrong"])?;
                }
                for cut in [0, 3, 4, 11, 75, 76] {
                    tablet
                        .send("push", frame[..cut].to_vec())?
                        .refused(&["frame_broken", "signature_wrong"])?;
                }
                Ok(())
            },
        ),
        attack(
            "claims/pools-own-write",
            "帧里写入工单池自己的裁定：直接结案",
            "该条 `pool_only` 或 `frame_broken`，状态不变",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("自己裁定")?;
                let rule = json!({"rule": {"first": 2, "rulings": [[tablet.edit_id(), {"applied": [{"effect": "status", "value": "closed"}]}]]}});
                let reply = tablet.write(&id, &head, rule)?;
                reply.refused(0, 0, &["pool_only", "frame_broken"])?;
                let shown = g.demo("desk_town")?.ticket(&id)?;
                ensure!(shown["status"] == "pooled", "状态变了：{}", shown["status"]);
                Ok(())
            },
        ),
        attack(
            "claims/pools-own-act",
            "帧里写入只属于工单池的动作：入池、归档、并入",
            "该条被拒，状态不变",
            |g| {
                for action in ["enter_pool", "archive", "submit", "escalate"] {
                    let mut tablet = g.tablet()?;
                    let (id, head) = tablet.capture("系统的动作")?;
                    let act =
                        json!({"act": {"round": 0, "act": {"action": action, "payload": {}}}});
                    tablet.write(&id, &head, act)?.refused(0, 0, &[])?;
                }
                Ok(())
            },
        ),
        attack(
            "claims/named-in-audit",
            "同步时把位置写到未来",
            "审计记录里有一行，写明是哪台设备",
            |g| {
                let mut tablet = g.tablet()?;
                tablet.pull_all()?;
                let mut forged = tablet.position.clone();
                forged["cursor"] = later(&forged["cursor"]);
                tablet.pull_answer(&forged)?;
                let mut lines = g.audit(&tablet.device)?;
                lines.extend(g.audit(&tablet.user)?);
                let named = lines.iter().any(|l| {
                    let what = l["what"].as_str().unwrap_or_default();
                    ["cursor", "epoch", "pull", "position"]
                        .iter()
                        .any(|w| what.contains(w))
                });
                ensure!(named, "没有写明是谁");
                Ok(())
            },
        ),
    ]
}

/// The same position, further on.
fn later(cursor: &Value) -> Value {
    match cursor {
        Value::Number(n) => json!(n.as_u64().unwrap_or_default() + 1_000_000),
        Value::String(text) => json!(format!("9{text}")),
        _ => json!(1_000_000),
    }
}

/// The same token with its last sign changed; a number stays.
fn tampered(token: &Value) -> Value {
    let Some(text) = token.as_str() else {
        return token.clone();
    };
    let mut text = text.to_string();
    let last = text.pop().unwrap_or('0');
    text.push(if last == '0' { '1' } else { '0' });
    json!(text)
}

fn pull_claims(g: &mut Ground, forge: impl Fn(&Value) -> Value) -> Result<()> {
    let mut tablet = g.tablet()?;
    tablet.pull_all()?;
    let before = epoch(g)?;
    let answer = tablet.pull_answer(&forge(&tablet.position))?;
    ensure!(answer.status < 500, "{}", answer.said());
    same(before, epoch(g)?)?;
    // Its own next pull is a good one again, at most from the start.
    tablet.position = json!({});
    tablet.pull_all().map(drop)
}

/// The epoch that an honest tablet hears.
fn epoch(g: &mut Ground) -> Result<Value> {
    let mut honest: Tablet = g.tablet()?;
    Ok(honest.pull()?["e"].clone())
}

fn same(before: Value, after: Value) -> Result<()> {
    ensure!(before == after, "全区的纪元从 {before} 变成 {after}");
    Ok(())
}

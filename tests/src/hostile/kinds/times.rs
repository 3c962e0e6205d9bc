//! Kind 1: times from outside. What cannot be is refused edit by edit; a wrong clock harms nobody.

use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use crate::hostile::tablet::{Tablet, now};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// 1999-12-31T00:00:00Z.
const BEFORE_2000: i64 = 946_598_400_000;
/// 2100-01-02T00:00:00Z.
const AFTER_2100: i64 = 4_102_531_200_000;
const REFUSED: &str = "只拒这一条：`time_implausible`；别人的列表、同步和 `verify` 照常";

pub(super) fn attacks() -> Vec<Attack> {
    let dated = |name, sent, at: i64| attack(name, sent, REFUSED, move |g| capture_dated(g, at));
    vec![
        dated(
            "times/before-the-epoch",
            "采集的时间写成公元前 1200 年（−10^14 毫秒）",
            -100_000_000_000_000,
        ),
        dated(
            "times/after-9999",
            "采集的时间写成公元 14645 年",
            400_000_000_000_000,
        ),
        dated(
            "times/least-number",
            "采集的时间写成 64 位整数的下限",
            i64::MIN,
        ),
        dated(
            "times/greatest-number",
            "采集的时间写成 64 位整数的上限",
            i64::MAX,
        ),
        dated("times/year-1999", "采集的时间写成 1999 年", BEFORE_2000),
        dated("times/year-2100", "采集的时间写成 2100 年", AFTER_2100),
        dated(
            "times/zero",
            "采集的时间写成 1970 年（时钟没有设过的平板）",
            0,
        ),
        attack(
            "times/sum-overflows",
            "数据帧里第一条是上限，第二条再加 1 毫秒",
            "整帧 `frame_broken` 或逐条拒绝，不是 500",
            sum_overflows,
        ),
        attack(
            "times/neighbours",
            "一帧两件：一件的时间不可能，一件好的",
            "好的那件收下，不可能的那件拒绝",
            neighbours,
        ),
        attack(
            "times/facts-on-own-ticket",
            "在自己的工单上改事实，时间写成公元 14645 年",
            "只拒这一条，工单照常能读",
            |g| {
                let mut tablet = g.tablet()?;
                let (ticket, head) = tablet.capture("时间")?;
                let mut push = facts(&mut tablet, &ticket, &head);
                push["b"]["t"] = json!(400_000_000_000_000_i64);
                tablet.push(&push)?.refused(0, 0, &["time_implausible"])?;
                let desk = g.demo("desk_town")?;
                desk.ticket(&ticket).map(drop)
            },
        ),
        attack(
            "times/offline-act",
            "离线签收，时间写成 64 位整数的下限",
            "只拒这一条；这件工单此后照常能办",
            |g| {
                let (ticket, seen) = dispatched(g)?;
                let user = g.person("handler", "B01")?;
                let mut tablet = g.tablet_of(&user)?;
                let edit = tablet.edit_on(
                    &seen,
                    json!({"act": {"round": 1, "act": {"action": "sign", "payload": {}}}}),
                );
                let mut push = tablet.push_of(vec![json!({"i": ticket, "e": [edit]})]);
                push["b"]["t"] = json!(i64::MIN);
                tablet.push(&push)?.refused(0, 0, &["time_implausible"])?;
                let handler = g.demo("handler")?;
                handler.act(&ticket, "sign", json!({}))?.ok().map(drop)
            },
        ),
        attack(
            "times/side-record",
            "反映人附记的时间写成公元 14645 年",
            "附记被拒，工单照常收下",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, ticket) = tablet.captured("附记");
                let mut push = tablet.push_of(vec![ticket]);
                let reporter = json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "consent": true});
                push["s"] = json!([{"n": tablet.edit_id(), "i": id, "t": 400_000_000_000_000_i64, "r": reporter}]);
                let reply = tablet.push(&push)?;
                reply.held(0, 0)?;
                reply.side_refused(0, &["time_implausible"])
            },
        ),
        attack(
            "times/photo-taken",
            "照片的拍摄时间写成 64 位整数的上限",
            "拒绝或不采信；工单在坐席端照常能读",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, mut ticket) = tablet.captured("拍摄时间");
                let photo = json!({"photo": {"sha256": "ab".repeat(32), "kind": "scene", "bytes": 1000, "w": 10, "h": 10, "taken_ms": i64::MAX}});
                push_edit(&mut ticket, tablet.edit(photo));
                tablet.push(&tablet.push_of(vec![ticket]))?;
                let desk = g.demo("desk_town")?;
                desk.ticket(&id).map(drop)
            },
        ),
        attack(
            "times/occurred-at",
            "发生时间写成 64 位整数的上限",
            "只拒这一条：`time_implausible`",
            |g| {
                let mut tablet = g.tablet()?;
                let mut write = tablet.opens("发生时间");
                write["open"]["facts"]["when"] = json!({"occurred_at": i64::MAX});
                let edit = tablet.edit(write);
                let ticket = json!({"i": crate::hostile::tablet::ticket_id(), "e": [edit]});
                tablet
                    .push(&tablet.push_of(vec![ticket]))?
                    .refused(0, 0, &["time_implausible"])
            },
        ),
        attack(
            "times/frame-clock",
            "数据帧自己的时间（用来量时钟偏差）写成上限、下限和 0",
            "不出 500；内容照常按规则收下或拒绝",
            |g| {
                for at in [i64::MAX, i64::MIN, 0, -1] {
                    let mut tablet = g.tablet()?;
                    let (_, ticket) = tablet.captured("帧的时间");
                    let mut push = tablet.push_of(vec![ticket]);
                    push["t"] = json!(at);
                    let answer = tablet.send("push", tablet.frame(&push)?)?;
                    ensure!(answer.status < 500, "{at}：{}", answer.said());
                }
                Ok(())
            },
        ),
        attack(
            "times/fast-clock",
            "时钟快 40 天的平板采集",
            "收下，标记 `clock_off`，入池时间是工单池的",
            |g| clock_off(g, 40 * DAY),
        ),
        attack(
            "times/slow-clock",
            "时钟慢 400 天的平板采集",
            "收下，标记 `clock_off`，入池时间是工单池的",
            |g| clock_off(g, -400 * DAY),
        ),
        attack(
            "times/payload",
            "申请挂账，期限写成 −9999 年和 9999 年",
            "4xx，工单不变",
            |g| {
                let (ticket, _) = dispatched(g)?;
                let leader = g.demo("unit_leader")?;
                leader.act(&ticket, "sign", json!({}))?.ok()?;
                leader
                    .act(
                        &ticket,
                        "respond",
                        json!({"means": "phone", "note": "已联系。"}),
                    )?
                    .ok()?;
                for until in [
                    "-009999-01-01T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "9999-99-99T00:00:00Z",
                ] {
                    let payload = json!({"reason": "other", "plan": "分步处理。", "owner": "演示赵某", "until": until,
                        "next_check": until, "proof": "现场照片"});
                    leader.act(&ticket, "request_hang", payload)?.refused(&[])?;
                }
                let shown = leader.ticket(&ticket)?;
                ensure!(
                    shown["status"] == "handling",
                    "状态变了：{}",
                    shown["status"]
                );
                Ok(())
            },
        ),
        attack(
            "times/filters",
            "列表按公元前和 9999 年以后筛选",
            "4xx 或空列表，不是 500",
            |g| {
                let desk = g.demo("desk_town")?;
                for at in [
                    "-009999-01-01T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "not a time",
                ] {
                    let answer = desk.call("list_tickets", json!({"since": at, "until": at}))?;
                    ensure!(answer.status < 500, "{}", answer.said());
                }
                Ok(())
            },
        ),
        attack(
            "times/leave",
            "代理期间写成 −9999 年到 9999 年",
            "4xx；不出 500，此人照常办事",
            |g| {
                let admin = g.demo("admin")?;
                let leave = json!({"user": "demo_unit_leader", "substitute": "demo_handler",
                    "from": "-009999-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"});
                admin.call("put_leave", leave)?.refused(&[])
            },
        ),
        attack(
            "times/after-a-restart",
            "不可能的时间都发过以后，重启工单池",
            "照常启动，平板从头同步，`verify` 没有对不上的",
            |g| {
                for at in [
                    i64::MIN,
                    -100_000_000_000_000,
                    400_000_000_000_000,
                    i64::MAX,
                ] {
                    capture_dated(g, at)?;
                }
                g.restart();
                g.verifies()?;
                g.tablet()?.pull_all().map(drop)
            },
        )
        .long(),
    ]
}

fn capture_dated(g: &mut Ground, at: i64) -> Result<()> {
    let mut tablet = g.tablet()?;
    let (_, ticket) = tablet.captured("不可能的时间");
    let mut push = tablet.push_of(vec![ticket]);
    push["b"]["t"] = json!(at);
    tablet.push(&push)?.refused(0, 0, &["time_implausible"])
}

fn sum_overflows(g: &mut Ground) -> Result<()> {
    let mut tablet = g.tablet()?;
    let (_, mut ticket) = tablet.captured("越过上限");
    let mut second =
        tablet.edit(json!({"facts": [{"group": "body", "value": "改过的主要内容，够十个字。"}]}));
    second["t"] = json!(1);
    push_edit(&mut ticket, second);
    let mut push = tablet.push_of(vec![ticket]);
    push["b"]["t"] = json!(i64::MAX);
    let answer = tablet.send("push", tablet.frame(&push)?)?;
    match answer.status {
        200 => crate::hostile::answer::Reply::read(&answer.bytes)?.refused(0, 0, &[]),
        _ => answer.refused(&["frame_broken", "time_implausible"]),
    }
}

fn neighbours(g: &mut Ground) -> Result<()> {
    let mut tablet = g.tablet()?;
    let (_, mut bad) = tablet.captured("坏的");
    let (_, mut good) = tablet.captured("好的");
    // Times are differences along the frame: far away and back again.
    bad["e"][0]["t"] = json!(-100_000_000_000_000_i64);
    good["e"][0]["t"] = json!(100_000_000_000_000_i64);
    let reply = tablet.push(&tablet.push_of(vec![bad, good]))?;
    reply.refused(0, 0, &["time_implausible"])?;
    reply.held(1, 0)
}

/// A tablet whose clock is off by so much, and knows it no better.
fn clock_off(g: &mut Ground, by: i64) -> Result<()> {
    let mut tablet = g.tablet()?;
    let (id, ticket) = tablet.captured("时钟不准");
    let mut push = tablet.push_of(vec![ticket]);
    push["t"] = json!(now() + by);
    push["b"]["t"] = json!(now() + by);
    tablet.push(&push)?.held(0, 0)?;
    let shown = g.demo("desk_town")?.ticket(&id)?;
    let flags = shown["flags"].as_array().cloned().unwrap_or_default();
    ensure!(
        flags.contains(&json!("clock_off")),
        "没有标记：{}",
        shown["flags"]
    );
    Ok(())
}

fn facts(tablet: &mut Tablet, ticket: &str, head: &str) -> Value {
    let write = json!({"facts": [{"group": "body", "value": "改过的主要内容，够十个字。"}]});
    let edit = tablet.edit_on(head, write);
    tablet.push_of(vec![json!({"i": ticket, "e": [edit]})])
}

/// A ticket that waits for the unit's 签收, and a head of it.
pub(super) fn dispatched(g: &mut Ground) -> Result<(String, String)> {
    let (ticket, head) = g.tablet()?.capture("等签收")?;
    g.dispatch(&ticket)?;
    Ok((ticket, head))
}

/// Adds an edit to a ticket of a frame.
pub(super) fn push_edit(ticket: &mut Value, edit: Value) {
    if let Some(edits) = ticket["e"].as_array_mut() {
        edits.push(edit);
    }
}

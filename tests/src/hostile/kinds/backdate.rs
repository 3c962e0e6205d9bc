//! Kind 7: back-dating. A claimed time counts no earlier than what the edit has seen and the pool time the device has had.

use super::fill::act;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use crate::hostile::tablet::{Tablet, now};
use anyhow::{Context, Result, ensure};
use serde_json::json;

const HOUR: i64 = 3_600_000;
const UNSIGNED: &str = "拒绝或未生效；工单仍是待签收，文字留在设备上";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "backdate/ex-handler-signs",
            "岗位结束以后派来的工单，按结束以前的时间签收",
            UNSIGNED,
            |g| {
                let mut tablet = ex_handler(g)?;
                let (ticket, seen) = dispatched_now(g)?;
                signed_at(g, &mut tablet, &ticket, &seen, now() - HOUR, now())
            },
        ),
        attack(
            "backdate/sees-less",
            "同上，只说见过工单最初的内容",
            UNSIGNED,
            |g| {
                let mut tablet = ex_handler(g)?;
                let (ticket, first) = g.tablet()?.capture("等签收")?;
                g.dispatch(&ticket)?;
                signed_at(g, &mut tablet, &ticket, &first, now() - HOUR, now())
            },
        ),
        attack(
            "backdate/clock-lie",
            "同上，连设备时钟也一起往回拨 20 天",
            UNSIGNED,
            |g| {
                let mut tablet = ex_handler(g)?;
                let (ticket, seen) = dispatched_now(g)?;
                let back = 20 * 24 * HOUR;
                signed_at(g, &mut tablet, &ticket, &seen, now() - back, now() - back)
            },
        ),
        attack(
            "backdate/thirty-days",
            "同上，时间写成 29 天前",
            UNSIGNED,
            |g| {
                let mut tablet = ex_handler(g)?;
                let (ticket, seen) = dispatched_now(g)?;
                signed_at(
                    g,
                    &mut tablet,
                    &ticket,
                    &seen,
                    now() - 29 * 24 * HOUR,
                    now(),
                )
            },
        ),
        attack(
            "backdate/new-handler",
            "刚任命的经办人，按任命以前的时间签收",
            "按现在的岗位判，或拒绝；不因此得到以前的权",
            |g| {
                let (ticket, seen) = dispatched_now(g)?;
                let user = g.person("handler", "B01")?;
                let mut tablet = g.tablet_of(&user)?;
                let edit = tablet.edit_on(&seen, act(1, "sign", json!({})));
                let mut push = tablet.push_of(vec![json!({"i": ticket, "e": [edit]})]);
                push["b"]["t"] = json!(now() - 29 * 24 * HOUR);
                tablet.push(&push)?;
                let shown = g.demo("desk_district")?.ticket(&ticket)?;
                for event in shown["log"].as_array().into_iter().flatten() {
                    let at = event["ruling"]["at"].as_str().unwrap_or_default();
                    ensure!(at.starts_with("20"), "裁定的时间不是工单池的：{at}");
                }
                Ok(())
            },
        ),
        attack(
            "backdate/ended-post-captures",
            "岗位结束、也同步过以后，按一小时前的时间采集",
            "不当作现任的采集入池：拒绝、未生效，或等人确认",
            |g| {
                let user = g.person("collector", "T01")?;
                let mut tablet = g.tablet_of(&user)?;
                tablet.pull_all()?;
                end_posts(g, &user)?;
                // What the pool signed for it is later than the end.
                tablet.pull()?;
                let (id, ticket) = tablet.captured("岗位结束以后");
                let mut push = tablet.push_of(vec![ticket]);
                push["b"]["t"] = json!(now() - HOUR);
                let answer = tablet.send("push", tablet.frame(&push)?)?;
                if answer.status != 200 {
                    return answer.refused(&[]);
                }
                let (letter, _) = crate::hostile::answer::Reply::read(&answer.bytes)?.edit(0, 0);
                if matches!(letter.as_str(), "x" | "v") {
                    return Ok(());
                }
                let shown = g.demo("desk_town")?.ticket(&id)?;
                let waits = shown.to_string().contains("confirm");
                ensure!(waits, "照常收下：{letter}，状态 {}", shown["status"]);
                Ok(())
            },
        ),
        attack(
            "backdate/proof-kept",
            "岗位结束以后不再同步，拿着以前的时间凭证，签收结束以前派来的工单",
            "不直接生效：等坐席确认，或未生效；文字保留",
            |g| {
                let user = g.person("handler", "B01")?;
                let mut tablet = g.tablet_of(&user)?;
                let (ticket, seen) = dispatched_now(g)?;
                tablet.pull_all()?;
                let at = now();
                end_posts(g, &user)?;
                signed_at(g, &mut tablet, &ticket, &seen, at, now())
            },
        ),
        attack(
            "backdate/proof-foreign",
            "同上，用另一台平板的时间凭证、编造的凭证、改动一位的凭证",
            UNSIGNED,
            |g| {
                let mut other = g.tablet()?;
                other.pull_all()?;
                let mut tablet = ex_handler(g)?;
                let (ticket, seen) = dispatched_now(g)?;
                let own = tablet.told.clone();
                for told in [
                    other.told.clone(),
                    "0".repeat(own.len()),
                    format!("0{own}"),
                    "x".repeat(100_000),
                ] {
                    tablet.told = told;
                    signed_at(g, &mut tablet, &ticket, &seen, now() - HOUR, now())?;
                }
                Ok(())
            },
        ),
        attack(
            "backdate/substitute-after-the-end",
            "代理结束以后，按代理期间的时间签收后来派来的工单",
            UNSIGNED,
            |g| {
                let user = g.person("collector", "T05")?;
                let admin = g.demo("admin")?;
                let from = time(now() - HOUR);
                let asked = leave(&admin, "demo_handler3", &user, &from, &time(now() + HOUR))?;
                g.consent(&asked)?;
                let mut tablet = g.tablet_of(&user)?;
                tablet.pull_all()?;
                let asked = leave(&admin, "demo_handler3", &user, &from, &time(now() - 1_000))?;
                g.consent(&asked)?;
                tablet.pull_answer(&tablet.position)?;
                let (ticket, _) = g.tablet()?.capture("派给丙单位")?;
                let desk = g.demo("desk_district")?;
                desk.act(
                    &ticket,
                    "accept",
                    json!({"category": g.pool.sample("category"), "grade": "normal"}),
                )?
                .ok()?;
                desk.act(&ticket, "dispatch", json!({"lead_unit": "C01"}))?
                    .ok()?;
                let seen = head(g, &ticket)?;
                signed_at(g, &mut tablet, &ticket, &seen, now() - HOUR / 2, now())
            },
        ),
        attack(
            "backdate/disabled",
            "已停用的人，平板推来停用以前的改动",
            "403 `device_revoked`",
            |g| {
                let user = g.person("collector", "T01")?;
                let mut tablet = g.tablet_of(&user)?;
                let (_, ticket) = tablet.captured("停用以前");
                let frame = tablet.frame(&tablet.push_of(vec![ticket]))?;
                let admin = g.demo("admin")?;
                let person =
                    json!({"user": user, "name": "演示·外来", "posts": [], "disabled": true});
                admin.call("save_person", person)?.ok()?;
                tablet
                    .send("push", frame)?
                    .refused(&["device_revoked", "signed_out"])
            },
        ),
        attack(
            "backdate/revoked-device",
            "已停用的设备，推来停用以前的改动",
            "403 `device_revoked`",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, ticket) = tablet.captured("停用以前");
                let frame = tablet.frame(&tablet.push_of(vec![ticket]))?;
                g.command(&["revoke-device", "--device", &tablet.device])?;
                tablet.send("push", frame)?.refused(&["device_revoked"])
            },
        ),
    ]
}

/// A time as calls take it.
fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| String::new(), |t| t.to_string())
}

fn leave(
    admin: &crate::hostile::client::Session,
    user: &str,
    substitute: &str,
    from: &str,
    until: &str,
) -> Result<Answer> {
    admin.call(
        "put_leave",
        json!({"user": user, "substitute": substitute, "from": from, "until": until}),
    )
}

/// All posts of a person end now.
pub(super) fn end_posts(g: &mut Ground, user: &str) -> Result<()> {
    let admin = g.demo("admin")?;
    let person = json!({"user": user, "name": "演示·外来", "posts": []});
    admin.call("save_person", person)?.ok().map(drop)
}

/// The tablet of a handler whose post has ended.
fn ex_handler(g: &mut Ground) -> Result<Tablet> {
    let user = g.person("handler", "B01")?;
    let mut tablet = g.tablet_of(&user)?;
    tablet.pull_all()?;
    end_posts(g, &user)?;
    Ok(tablet)
}

/// A ticket dispatched just now, and its head after that.
fn dispatched_now(g: &mut Ground) -> Result<(String, String)> {
    let (ticket, _) = g.tablet()?.capture("等签收")?;
    g.dispatch(&ticket)?;
    let head = head(g, &ticket)?;
    Ok((ticket, head))
}

/// What a desk sees as the ticket's newest, as a frame names it.
pub(super) fn head(g: &mut Ground, ticket: &str) -> Result<String> {
    let shown = g.demo("desk_district")?.ticket(ticket)?;
    let head = shown["seen"][0].as_str().context("没有 seen")?;
    Ok(head.chars().take(12).collect())
}

/// 签收 with this time, in a frame that says it was sent at that one: it must not count.
fn signed_at(
    g: &mut Ground,
    tablet: &mut Tablet,
    ticket: &str,
    seen: &str,
    at: i64,
    sent: i64,
) -> Result<()> {
    let edit = tablet.edit_on(seen, act(1, "sign", json!({})));
    let mut push = tablet.push_of(vec![json!({"i": ticket, "e": [edit]})]);
    push["t"] = json!(sent);
    push["b"]["t"] = json!(at);
    let answer = tablet.send("push", tablet.frame(&push)?)?;
    ensure!(answer.status < 500, "{}", answer.said());
    let shown = g.demo("desk_district")?.ticket(ticket)?;
    ensure!(
        shown["status"] == "dispatched",
        "状态变成 {}",
        shown["status"]
    );
    Ok(())
}

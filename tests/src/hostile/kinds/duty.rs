//! Kind 9: separation of duty through others. Who acted and in whose name both count for every guard.

use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::ground::Ground;
use crate::hostile::tablet::now;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "duty/substitute-asks-principal-grants",
            "代理人以请假人的名义申请办结，请假人回来自己审核通过",
            "`same_person`，工单不动",
            |g| {
                let (principal, away, _) = g.officer("unit_leader", "B01")?;
                let (substitute, stands, _) = g.officer("unit_leader", "B01")?;
                stand_in(g, &principal, &substitute)?;
                let ticket = handling(g)?;
                stands.act(&ticket, "request_done", done())?.ok()?;
                away.act(&ticket, "pass_done", json!({}))?
                    .refused(&["same_person", "on_leave"])?;
                status(g, &ticket, "done_req")
            },
        ),
        attack(
            "duty/principal-asks-substitute-grants",
            "请假人先申请办结，代理人以其名义审核通过",
            "`same_person`，工单不动",
            |g| {
                let (principal, away, _) = g.officer("unit_leader", "B01")?;
                let (substitute, stands, _) = g.officer("unit_leader", "B01")?;
                let ticket = handling(g)?;
                away.act(&ticket, "request_done", done())?.ok()?;
                stand_in(g, &principal, &substitute)?;
                // The substitute has a post of its own too: it is ended, so that only the name of the other is left.
                let answer = stands.act(&ticket, "pass_done", json!({}))?;
                ensure!(
                    answer.status == 200 || answer.code() == "same_person",
                    "{}",
                    answer.said()
                );
                let shown = g.demo("desk_district")?.ticket(&ticket)?;
                let last = shown["log"]
                    .as_array()
                    .and_then(|l| l.last().cloned())
                    .unwrap_or_default();
                ensure!(
                    answer.status != 200
                        || last["for"].is_null()
                        || last["for"] != json!(principal),
                    "以申请人的名义批准了"
                );
                Ok(())
            },
        ),
        attack(
            "duty/self-pass",
            "同一人申请办结、审核通过",
            "`same_person`",
            |g| {
                let ticket = handling(g)?;
                let leader = g.demo("unit_leader")?;
                leader.act(&ticket, "request_done", done())?.ok()?;
                leader
                    .act(&ticket, "pass_done", json!({}))?
                    .refused(&["same_person"])?;
                status(g, &ticket, "done_req")
            },
        ),
        attack(
            "duty/reassign-to-nobody",
            "转派给不存在的人",
            "`handler_unknown`，工单不动",
            |g| {
                let ticket = handling(g)?;
                let leader = g.demo("unit_leader")?;
                leader
                    .act(&ticket, "reassign", json!({"handler": "nobody_there"}))?
                    .refused(&["handler_unknown"])?;
                status(g, &ticket, "handling")
            },
        ),
        attack(
            "duty/reassign-offline-to-nobody",
            "在平板上离线转派给不存在的人",
            "拒绝或未生效，工单不动",
            |g| {
                let ticket = handling(g)?;
                let user = g.person("unit_leader", "B01")?;
                let mut tablet = g.tablet_of(&user)?;
                let seen = super::backdate::head(g, &ticket)?;
                let act = super::fill::act(1, "reassign", json!({"handler": "nobody_there"}));
                tablet.write(&ticket, &seen, act)?.refused(0, 0, &[])?;
                status(g, &ticket, "handling")
            },
        ),
        attack(
            "duty/reassign-elsewhere",
            "转派给别单位的人、给采集员、给已停用的人",
            "`handler_unknown`，工单不动",
            |g| {
                let ticket = handling(g)?;
                let leader = g.demo("unit_leader")?;
                let gone = g.person("handler", "B01")?;
                let admin = g.demo("admin")?;
                let person =
                    json!({"user": gone, "name": "演示·外来", "posts": [], "disabled": true});
                admin.call("save_person", person)?.ok()?;
                for handler in ["demo_handler2", "demo_collector", gone.as_str()] {
                    leader
                        .act(&ticket, "reassign", json!({"handler": handler}))?
                        .refused(&["handler_unknown"])?;
                }
                status(g, &ticket, "handling")
            },
        ),
        attack(
            "duty/stand-in-goes-on-leave",
            "正在代理别人的人，自己也登记请假交给第三人",
            "拒绝，三人的岗位不变",
            |g| {
                let (first, _, _) = g.officer("unit_leader", "B01")?;
                let (second, _, _) = g.officer("unit_leader", "B01")?;
                let (third, _, _) = g.officer("unit_leader", "B01")?;
                stand_in(g, &first, &second)?;
                let admin = g.demo("admin")?;
                put_leave(&admin, &second, &third)?.refused(&[])
            },
        ),
        attack(
            "duty/away-stands-in",
            "正在请假的人去代理别人",
            "拒绝",
            |g| {
                let (first, _, _) = g.officer("unit_leader", "B01")?;
                let (second, _, _) = g.officer("unit_leader", "B01")?;
                stand_in(g, &first, &second)?;
                let admin = g.demo("admin")?;
                put_leave(&admin, &second, &first)?.refused(&[])?;
                put_leave(&admin, "demo_unit_leader2", &first)?.refused(&[])
            },
        ),
        attack(
            "duty/for-oneself",
            "给自己登记代理；请假人与代理人是同一人；代理给不存在的人",
            "4xx",
            |g| {
                let admin = g.demo("admin")?;
                put_leave(&admin, "demo_admin", "demo_handler")?
                    .refused(&["own_posts", "posts_exclude"])?;
                put_leave(&admin, "demo_handler", "demo_handler")?.refused(&[])?;
                put_leave(&admin, "demo_handler", "nobody_there")?.refused(&[])
            },
        ),
        attack(
            "duty/auditor-stands-in",
            "让审计员、系统管理员代理办件的人",
            "`posts_exclude` 或 `own_posts`",
            |g| {
                let admin = g.demo("admin")?;
                put_leave(&admin, "demo_handler", "demo_auditor")?.refused(&["posts_exclude"])?;
                put_leave(&admin, "demo_handler", "demo_admin")?
                    .refused(&["posts_exclude", "own_posts"])
            },
        ),
        attack(
            "duty/visit-own-work",
            "回访员回访自己办理过的工单",
            "`same_hands` 或 `no_right`",
            |g| {
                let ticket = handling(g)?;
                let leader = g.demo("unit_leader")?;
                g.demo("handler")?
                    .act(&ticket, "request_done", done())?
                    .ok()?;
                leader.act(&ticket, "pass_done", json!({}))?.ok()?;
                let payload = json!({"means": "site_check", "solved": "yes"});
                leader.act(&ticket, "visit_pass", payload)?.refused(&[
                    "same_hands",
                    "no_right",
                    "same_unit",
                    "no_post",
                ])
            },
        ),
        attack(
            "duty/rules-by-one",
            "同一人提出并批准规则包",
            "`same_person` 或 `no_post`",
            |g| {
                let assessor = g.demo("assessor")?;
                let listed = assessor.call("list_rules", json!({}))?.ok()?;
                assessor
                    .call("approve_rules", json!({"id": 1}))?
                    .refused(&["no_post", "same_person"])?;
                assessor
                    .call("apply_rules", json!({"id": 1}))?
                    .refused(&["no_post"])?;
                let again = assessor.call("list_rules", json!({}))?.ok()?;
                ensure!(listed["in_force"] == again["in_force"], "规则变了");
                Ok(())
            },
        ),
    ]
}

fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| String::new(), |t| t.to_string())
}

fn put_leave(
    admin: &Session,
    user: &str,
    substitute: &str,
) -> Result<crate::hostile::answer::Answer> {
    let leave = json!({"user": user, "substitute": substitute, "from": time(now() - HOUR), "until": time(now() + HOUR)});
    admin.call("put_leave", leave)
}

fn stand_in(g: &mut Ground, user: &str, substitute: &str) -> Result<()> {
    let admin = g.demo("admin")?;
    let asked = put_leave(&admin, user, substitute)?;
    g.consent(&asked)
}

fn handling(g: &mut Ground) -> Result<String> {
    let (ticket, _) = g.tablet()?.capture("处置中的")?;
    g.bring_to_handling(&ticket)?;
    Ok(ticket)
}

fn done() -> Value {
    json!({"result": "已修复", "reply": "已告知居民", "measure": "更换灯具"})
}

fn status(g: &mut Ground, ticket: &str, wanted: &str) -> Result<()> {
    let shown = g.demo("desk_district")?.ticket(ticket)?;
    ensure!(shown["status"] == wanted, "状态是 {}", shown["status"]);
    Ok(())
}

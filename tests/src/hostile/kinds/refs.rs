//! Kind 8: references across scope. What the writer does not see is answered like what is not there, and a hash opens nothing.

use super::fill::{act, body, side};
use super::times::push_edit;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use crate::hostile::tablet::{Tablet, ticket_id};
use crate::photo;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const LIKE_NONE: &str = "答复与编号不存在时一样；那件工单不变";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "refs/merge-unseen",
            "镇街坐席把自己的工单并入别镇的工单",
            "`parent_unknown`；那件工单不变，答复里没有它的编号",
            |g| {
                let (mine, _) = g.tablet()?.capture("自己镇的")?;
                let theirs = numbered_elsewhere(g)?;
                let before = elsewhere(g, &theirs)?;
                let desk = g.demo("desk_town")?;
                let answer = desk.act(&mine, "merge", json!({"parent": theirs}))?;
                answer.refused(&["parent_unknown", "not_found"])?;
                let number = before["ticket_no"].as_str().unwrap_or("?");
                ensure!(!answer.said().contains(number), "泄露了编号");
                unchanged(g, &theirs, &before)
            },
        ),
        attack(
            "refs/merge-absent",
            "并入看不见的与并入不存在的，比较答复",
            "一样",
            |g| {
                let (mine, _) = g.tablet()?.capture("自己镇的")?;
                let theirs = numbered_elsewhere(g)?;
                let desk = g.demo("desk_town")?;
                let unseen = desk.act(&mine, "merge", json!({"parent": theirs}))?;
                let absent = desk.act(&mine, "merge", json!({"parent": ticket_id()}))?;
                alike(&unseen, &absent)
            },
        ),
        attack(
            "refs/photo-hash",
            "采集时列上别人照片的哈希，不上传",
            "取不到字节：404；也不显示已送达",
            |g| {
                let (theirs, sha, _) = with_photo(g)?;
                let mut far = g.far_tablet()?;
                let (id, mut ticket) = far.captured("列上别人的照片");
                let bytes = theirs.len();
                push_edit(&mut ticket, far.edit(photo_write(&sha, bytes)));
                far.push(&far.push_of(vec![ticket]))?;
                let answer = far.get(&format!("/api/v1/photos/{sha}"))?;
                answer.refused(&["photo_not_found"])?;
                let shown = g.demo("desk_district")?.ticket(&id)?;
                ensure!(
                    !shown.to_string().contains("\"delivered\":true"),
                    "显示已送达"
                );
                Ok(())
            },
        ),
        attack(
            "refs/photo-hash-held",
            "列上别人照片的哈希，再看同步页里的已送达",
            "页里不说工单池已有它的字节",
            |g| {
                let (theirs, sha, _) = with_photo(g)?;
                let mut far = g.far_tablet()?;
                far.pull_all()?;
                let (_, mut ticket) = far.captured("列上别人的照片");
                push_edit(&mut ticket, far.edit(photo_write(&sha, theirs.len())));
                far.push(&far.push_of(vec![ticket]))?;
                let page = far.pull()?;
                ensure!(!page.to_string().contains(&sha), "同步页里有它");
                Ok(())
            },
        ),
        attack(
            "refs/photo-empty-put",
            "列上别人照片的哈希，上传时只送一个字节",
            "拒绝，不当作已有",
            |g| {
                let (theirs, sha, _) = with_photo(g)?;
                let mut far = g.far_tablet()?;
                let (id, mut ticket) = far.captured("列上别人的照片");
                push_edit(&mut ticket, far.edit(photo_write(&sha, theirs.len())));
                far.push(&far.push_of(vec![ticket]))?;
                far.put_photo(&sha, &id, vec![0])?.refused(&["photo_hash"])
            },
        ),
        attack(
            "refs/photo-for-unseen",
            "给看不见的工单上传照片，与不存在的比较",
            LIKE_NONE,
            |g| {
                let (bytes, sha, theirs) = with_photo(g)?;
                let far = g.far_tablet()?;
                let unseen = far.put_photo(&sha, &theirs, bytes.clone())?;
                let absent = far.put_photo(&sha, &ticket_id(), bytes)?;
                alike(&unseen, &absent)
            },
        ),
        attack(
            "refs/want",
            "同步时要看不见的工单，与不存在的比较",
            LIKE_NONE,
            |g| {
                let (hidden, _) = g.tablet()?.capture("别镇的")?;
                let mut far = g.far_tablet()?;
                far.pull_all()?;
                let mut pages = Vec::new();
                for id in [hidden, ticket_id()] {
                    let mut request = far.position.clone();
                    request["want"] = json!([id]);
                    let page = far.page(&request)?;
                    pages.push(page.to_string().replace(&id, "ID").len());
                    for part in ["k", "r"] {
                        let listed = page[part].as_array().map_or(0, Vec::len);
                        ensure!(listed <= 1, "给出了 {listed} 件");
                    }
                }
                let apart = pages[0].abs_diff(pages[1]);
                ensure!(apart <= 24, "两页相差 {apart} 字");
                Ok(())
            },
        ),
        attack(
            "refs/push-unseen",
            "往看不见的工单推改动，与不存在的比较",
            LIKE_NONE,
            |g| {
                let (hidden, head) = g.tablet()?.capture("别镇的")?;
                let before = elsewhere(g, &hidden)?;
                let mut far = g.far_tablet()?;
                let mut answers = Vec::new();
                for (id, seen) in [(hidden.clone(), head), (ticket_id(), "0123456789ab".into())] {
                    for write in [
                        body("别镇的人来改这件工单的内容。"),
                        act(0, "sign", json!({})),
                    ] {
                        answers.push(far.write(&id, &seen, write)?.edit(0, 0));
                    }
                }
                ensure!(
                    answers[0] == answers[2] && answers[1] == answers[3],
                    "{answers:?}"
                );
                unchanged(g, &hidden, &before)
            },
        ),
        attack(
            "refs/push-unseen-heads",
            "往看不见的工单推改动，`seen` 写得对与写得不对",
            "答复一样：不能拿它来验证哈希",
            |g| {
                let (hidden, head) = g.tablet()?.capture("别镇的")?;
                let mut far = g.far_tablet()?;
                let right = far
                    .write(&hidden, &head, body("别镇的人来改这件工单的内容。"))?
                    .edit(0, 0);
                let wrong = far
                    .write(
                        &hidden,
                        "0123456789ab",
                        body("别镇的人来改这件工单的内容。"),
                    )?
                    .edit(0, 0);
                ensure!(right == wrong, "对的答 {right:?}，错的答 {wrong:?}");
                Ok(())
            },
        ),
        attack(
            "refs/open-again",
            "用别人工单的编号再开一件",
            "拒绝；那件工单不变",
            |g| {
                let (hidden, _) = g.tablet()?.capture("别镇的")?;
                let before = elsewhere(g, &hidden)?;
                let mut far = g.far_tablet()?;
                let write = far.opens("顶替");
                let edit = far.edit(write);
                far.push(&far.push_of(vec![json!({"i": hidden, "e": [edit]})]))?;
                unchanged(g, &hidden, &before)
            },
        ),
        attack(
            "refs/side-for-unseen",
            "给看不见的工单写反映人附记，与不存在的比较",
            LIKE_NONE,
            |g| {
                let (hidden, _) = g.tablet()?.capture("别镇的")?;
                let mut far = g.far_tablet()?;
                let mut answers = Vec::new();
                for id in [hidden, ticket_id()] {
                    let mut push = far.push_of(vec![]);
                    push["s"] = json!([side(&id, far.edit_id())]);
                    answers.push(far.push(&push)?.side(0));
                }
                ensure!(answers[0] == answers[1], "{answers:?}");
                Ok(())
            },
        ),
        attack(
            "refs/side-of-the-future",
            "反映人附记的时间写成 2099 年，坐席随后更正",
            "坐席的更正算数",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, ticket) = tablet.captured("附记");
                let mut push = tablet.push_of(vec![ticket]);
                let mut late = side(&id, tablet.edit_id());
                late["t"] = json!(4_070_908_800_000_i64);
                push["s"] = json!([late]);
                tablet.push(&push)?;
                let desk = g.demo("desk_town")?;
                let right = json!({"kind": "person", "name": "演示更正", "phone": "13000000999", "consent": true});
                desk.call(
                    "edit_facts",
                    json!({"id": id, "facts": {"reporter": right}}),
                )?
                .ok()?;
                let read = desk
                    .call("read_reporter", json!({"id": id, "reason": "核对更正"}))?
                    .ok()?;
                ensure!(read["reporter"]["name"] == "演示更正", "更正没有算数");
                Ok(())
            },
        ),
        attack(
            "refs/calls",
            "对看不见的工单逐个调用，与不存在的比较",
            LIKE_NONE,
            |g| {
                let theirs = numbered_elsewhere(g)?;
                let desk = g.demo("desk_town")?;
                for call in ["read_ticket", "why_due", "find_alike", "suggest_units"] {
                    let unseen = desk.call(call, json!({"id": theirs}))?;
                    let absent = desk.call(call, json!({"id": ticket_id()}))?;
                    alike(&unseen, &absent)?;
                }
                let reason = |id: &str| json!({"id": id, "reason": "想看看"});
                alike(
                    &desk.call("read_reporter", reason(&theirs))?,
                    &desk.call("read_reporter", reason(&ticket_id()))?,
                )?;
                for action in ["accept", "dispatch", "urge", "sign", "visit_pass"] {
                    let unseen = desk.act(&theirs, action, required(action))?;
                    let absent = desk.act(&ticket_id(), action, required(action))?;
                    alike(&unseen, &absent)?;
                }
                Ok(())
            },
        ),
        attack(
            "refs/visit-others",
            "回访时把看不见的工单也列进并案反映人",
            "4xx，两件都不变",
            |g| {
                let theirs = numbered_elsewhere(g)?;
                let (mine, _) = g.tablet()?.capture("自己镇的")?;
                let visitor = g.demo("visitor")?;
                let others = json!([{"ticket": theirs, "call": "answered", "solved": "yes", "satisfied": "yes"}]);
                let payload = json!({"means": "phone", "solved": "yes", "others": others});
                visitor.act(&mine, "visit_pass", payload)?.refused(&[])
            },
        ),
        attack(
            "refs/exports",
            "取别人的导出文件，与不存在的比较",
            "`export_gone`，一样",
            |g| {
                let desk = g.demo("desk_town")?;
                let made = desk
                    .call("export_tickets", json!({"filter": {}, "format": "csv"}))?
                    .ok()?;
                let name = made["name"].as_str().unwrap_or_default().to_string();
                let other = g.demo("unit_leader")?;
                alike(
                    &other.get(&format!("/api/v1/exports/{name}"))?,
                    &other.get("/api/v1/exports/none.csv")?,
                )
            },
        ),
    ]
}

/// What an action asks for, so that the refusal is about the ticket.
fn required(action: &str) -> Value {
    match action {
        "accept" => json!({"category": "010103", "grade": "normal"}),
        "dispatch" => json!({"lead_unit": "B01"}),
        "urge" => json!({"text": "请加紧。"}),
        "visit_pass" => json!({"means": "phone", "solved": "yes"}),
        _ => json!({}),
    }
}

pub(super) fn photo_write(sha: &str, bytes: usize) -> Value {
    json!({"photo": {"sha256": sha, "kind": "scene", "bytes": bytes, "w": 320, "h": 240}})
}

/// A photo, its hash, and the ticket that holds it.
pub(super) fn with_photo(g: &mut Ground) -> Result<(Vec<u8>, String, String)> {
    let seed = u32::from_be_bytes(crate::hostile::tablet::fresh());
    let bytes = photo::jpeg(seed, 320, 240);
    let sha = hex::encode(Sha256::digest(&bytes));
    let mut tablet: Tablet = g.tablet()?;
    let (id, mut ticket) = tablet.captured("有照片的");
    push_edit(&mut ticket, tablet.edit(photo_write(&sha, bytes.len())));
    tablet.push(&tablet.push_of(vec![ticket]))?.held(0, 1)?;
    tablet.put_photo(&sha, &id, bytes.clone())?.ok()?;
    Ok((bytes, sha, id))
}

/// A ticket of another town that has its number.
fn numbered_elsewhere(g: &mut Ground) -> Result<String> {
    let (id, _) = g.far_tablet()?.capture("别镇的")?;
    let desk = g.demo_user("demo_desk_town2")?;
    desk.act(
        &id,
        "accept",
        json!({"category": g.pool.sample("category"), "grade": "normal"}),
    )?
    .ok()?;
    Ok(id)
}

/// A ticket as the district sees it.
fn elsewhere(g: &mut Ground, id: &str) -> Result<Value> {
    g.demo("desk_district")?.ticket(id)
}

fn unchanged(g: &mut Ground, id: &str, before: &Value) -> Result<()> {
    let after = elsewhere(g, id)?;
    for part in ["seen", "status", "facts", "log"] {
        ensure!(after[part] == before[part], "那件工单的 {part} 变了");
    }
    Ok(())
}

/// Two answers that must not be told apart.
fn alike(unseen: &Answer, absent: &Answer) -> Result<()> {
    let same = unseen.status == absent.status && unseen.code() == absent.code();
    ensure!(
        same,
        "看不见的答 {}，不存在的答 {}",
        unseen.said(),
        absent.said()
    );
    absent.refused(&[])
}

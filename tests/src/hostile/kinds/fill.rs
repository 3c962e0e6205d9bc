//! Kind 4: whoever sees may not fill. What has no right never enters a document, every path has the same limits, and room is
//! kept for those who must still act.

use super::times::{dispatched, push_edit};
use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use crate::hostile::tablet::{Tablet, now, ticket_id};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "fill/void-acts-by-a-viewer",
            "看得到工单的人推 300 次无权的签收",
            "一次也不进工单：时间线的行数不变",
            |g| {
                let (id, seen) = dispatched(g)?;
                let before = log(g, &id)?;
                let viewer = g.person("collector", "T01")?;
                let mut tablet = g.tablet_of(&viewer)?;
                let edits: Vec<Value> = (0..300)
                    .map(|_| tablet.edit_on(&seen, act(1, "sign", json!({}))))
                    .collect();
                tablet.push(&tablet.push_of(vec![json!({"i": id, "e": edits})]))?;
                let after = log(g, &id)?;
                ensure!(before == after, "时间线从 {before} 行变成 {after} 行");
                g.demo("handler")?
                    .act(&id, "sign", json!({}))?
                    .ok()
                    .map(drop)
            },
        ),
        attack(
            "fill/room-for-the-desk",
            "采集员把自己的工单改到上限",
            "坐席仍能接单、派单，经办人仍能签收",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("改到上限")?;
                for _ in 0..8 {
                    let text = |n: usize| format!("第 {n} 次改主要内容，没有完没有了。");
                    rewrite(&mut tablet, &id, &head, (0..300).map(text))?;
                }
                still_works(g, &id)
            },
        )
        .long(),
        attack(
            "fill/room-by-size",
            "采集员用一百多次两千字的改动把自己的工单写满",
            "坐席仍能接单、派单，经办人仍能签收",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("写满")?;
                for round in 0..12 {
                    let text = |n: usize| noise(round * 60 + n, 990);
                    rewrite(&mut tablet, &id, &head, (0..60).map(text))?;
                }
                still_works(g, &id)
            },
        )
        .long(),
        attack(
            "fill/late-facts-long",
            "派单以后推来 300,000 字的主要内容",
            "`text_too_long`，一个字也不留",
            |g| {
                let (id, seen, mut tablet) = late(g)?;
                let before = size(g)?;
                tablet
                    .write(&id, &seen, body(&noise(1, 300_000)))?
                    .refused(0, 0, &["text_too_long"])?;
                ensure!(
                    size(g)? < before + 1_000_000,
                    "库从 {before} 字节长到 {}",
                    size(g)?
                );
                Ok(())
            },
        ),
        attack(
            "fill/late-facts-many",
            "派单以后推来 1,500 次两千字的改动",
            "留下的有上限：库至多长 3 MB",
            |g| {
                let (id, seen, mut tablet) = late(g)?;
                let before = size(g)?;
                for round in 0..25 {
                    let edits: Vec<Value> = (0..60)
                        .map(|n| tablet.edit_on(&seen, body(&noise(round * 60 + n, 990))))
                        .collect();
                    let answer = tablet.send(
                        "push",
                        tablet.frame(&tablet.push_of(vec![json!({"i": id, "e": edits})]))?,
                    )?;
                    ensure!(answer.status < 500, "{}", answer.said());
                }
                let after = size(g)?;
                ensure!(after < before + 3_000_000, "库从 {before} 字节长到 {after}");
                Ok(())
            },
        )
        .long(),
        attack(
            "fill/photos",
            "一件采集列 400 张照片",
            "多于上限的 `photo_too_many`",
            |g| {
                let mut tablet = g.tablet()?;
                let (_, mut ticket) = tablet.captured("很多照片");
                for n in 0..400_u32 {
                    let photo = json!({"photo": {"sha256": format!("{n:064x}"), "kind": "scene", "bytes": 1000, "w": 10, "h": 10}});
                    push_edit(&mut ticket, tablet.edit(photo));
                }
                tablet.push(&tablet.push_of(vec![ticket]))?.refused(
                    0,
                    400,
                    &["photo_too_many", "too_many"],
                )
            },
        ),
        attack(
            "fill/sides",
            "给一件工单写 300 条反映人附记",
            "至多留一条；多的拒绝",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, ticket) = tablet.captured("很多附记");
                let mut push = tablet.push_of(vec![ticket]);
                let sides: Vec<Value> = (0..300).map(|_| side(&id, tablet.edit_id())).collect();
                push["s"] = json!(sides);
                let before = size(g)?;
                let answer = tablet.send("push", tablet.frame(&push)?)?;
                ensure!(answer.status < 500, "{}", answer.said());
                let after = size(g)?;
                ensure!(after < before + 400_000, "库从 {before} 字节长到 {after}");
                Ok(())
            },
        ),
        attack(
            "fill/temp-no",
            "临时编号 100,000 字",
            "`text_too_long`",
            |g| {
                let tablet = g.tablet()?;
                let mut write = tablet.opens("编号");
                write["open"]["temp_no"] = json!(noise(2, 100_000));
                opened(g, write, &["text_too_long"])
            },
        ),
        attack("fill/title", "标题 100,000 字", "`text_too_long`", |g| {
            let tablet = g.tablet()?;
            let write = tablet.opens(&noise(3, 100_000));
            opened(g, write, &["text_too_long"])
        }),
        attack(
            "fill/address",
            "地址 100,000 字",
            "`text_too_long`",
            |g| {
                let tablet = g.tablet()?;
                let mut write = tablet.opens("地址");
                write["open"]["facts"]["where"]["address"] = json!(noise(4, 100_000));
                opened(g, write, &["text_too_long"])
            },
        ),
        attack(
            "fill/grid",
            "网格编号 300,000 字",
            "`grid_unknown`，错误里不带回全文",
            |g| {
                let mut tablet = g.tablet()?;
                let mut write = tablet.opens("网格");
                write["open"]["facts"]["where"]["grid"] = json!(noise(5, 300_000));
                let edit = tablet.edit(write);
                let reply =
                    tablet.push(&tablet.push_of(vec![json!({"i": ticket_id(), "e": [edit]})]))?;
                reply.refused(0, 0, &["grid_unknown", "text_too_long"])?;
                ensure!(reply.0.to_string().len() < 2_000, "错误里带回了全文");
                Ok(())
            },
        ),
        attack(
            "fill/caption",
            "照片说明 300,000 字",
            "`text_too_long`",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, head) = tablet.capture("说明")?;
                let photo = json!({"photo": {"sha256": "cd".repeat(32), "kind": "scene", "bytes": 1000, "w": 10, "h": 10,
                "caption": noise(6, 300_000)}});
                tablet
                    .write(&id, &head, photo)?
                    .refused(0, 0, &["text_too_long"])
            },
        ),
        attack(
            "fill/reporter-name",
            "反映人姓名 300,000 字",
            "附记被拒",
            |g| {
                let mut tablet = g.tablet()?;
                let (id, ticket) = tablet.captured("姓名");
                let mut push = tablet.push_of(vec![ticket]);
                let mut side = side(&id, tablet.edit_id());
                side["r"]["name"] = json!(noise(7, 300_000));
                push["s"] = json!([side]);
                tablet.push(&push)?.side_refused(0, &["text_too_long"])
            },
        ),
        attack(
            "fill/unknown-fields",
            "事实里夹带 300,000 字不认识的字段",
            "该条 `frame_broken`，不留下",
            |g| {
                let tablet = g.tablet()?;
                let mut write = tablet.opens("夹带");
                write["open"]["facts"]["what"]["extra"] = json!(noise(8, 300_000));
                opened(g, write, &["frame_broken"])
            },
        ),
        attack(
            "fill/act-note",
            "过程反馈 300,000 字",
            "`text_too_long`，工单不变",
            |g| {
                let (id, _) = dispatched(g)?;
                let handler = g.demo("handler")?;
                handler.act(&id, "sign", json!({}))?.ok()?;
                handler
                    .act(
                        &id,
                        "respond",
                        json!({"means": "phone", "note": "长".repeat(300_000)}),
                    )?
                    .refused(&["text_too_long"])
            },
        ),
        attack(
            "fill/views",
            "一个人存 400 个常用视图",
            "到上限 `too_many`",
            |g| {
                let (_, desk, _) = g.officer("desk_town", "T01")?;
                for n in 0..400 {
                    let answer = desk.call(
                        "save_view",
                        json!({"name": format!("视图 {n}"), "filter": {}}),
                    )?;
                    if answer.status != 200 {
                        return answer.refused(&["too_many"]);
                    }
                }
                anyhow::bail!("存下了 400 个")
            },
        ),
    ]
}

/// The write of an act.
pub(super) fn act(round: u32, action: &str, payload: Value) -> Value {
    json!({"act": {"round": round, "act": {"action": action, "payload": payload}}})
}

pub(super) fn body(text: &str) -> Value {
    json!({"facts": [{"group": "body", "value": text}]})
}

/// A side record about a demo person.
pub(super) fn side(ticket: &str, id: String) -> Value {
    let reporter =
        json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "consent": true});
    json!({"n": id, "i": ticket, "t": now(), "r": reporter})
}

/// Chinese text that does not compress well, another for each number.
fn noise(n: usize, length: usize) -> String {
    let mut draws = testkit::Draws::new(n as u64);
    let mut next = || char::from_u32(0x4e00 + draws.below(20_000) as u32).unwrap_or('文');
    (0..length).map(|_| next()).collect()
}

/// Changes a ticket's text over and over in one frame; answered, and not as a fault of the pool's own.
fn rewrite(
    tablet: &mut Tablet,
    id: &str,
    head: &str,
    texts: impl Iterator<Item = String>,
) -> Result<()> {
    let edits: Vec<Value> = texts
        .map(|text| tablet.edit_on(head, body(&text)))
        .collect();
    let push = tablet.push_of(vec![json!({"i": id, "e": edits})]);
    let answer = tablet.send("push", tablet.frame(&push)?)?;
    ensure!(answer.status < 500, "{}", answer.said());
    Ok(())
}

/// The desk accepts and dispatches, the unit signs.
fn still_works(g: &mut Ground, id: &str) -> Result<()> {
    g.dispatch(id)?;
    let signed = g.demo("handler")?.act(id, "sign", json!({}))?;
    signed.ok().map(drop)
}

/// A ticket that was dispatched, a head, and its collector's tablet.
fn late(g: &mut Ground) -> Result<(String, String, Tablet)> {
    let mut tablet = g.tablet()?;
    let (id, head) = tablet.capture("派单以后")?;
    g.dispatch(&id)?;
    Ok((id, head, tablet))
}

fn opened(g: &mut Ground, write: Value, codes: &[&str]) -> Result<()> {
    let mut tablet = g.tablet()?;
    let edit = tablet.edit(write);
    let reply = tablet.push(&tablet.push_of(vec![json!({"i": ticket_id(), "e": [edit]})]))?;
    reply.refused(0, 0, codes)
}

/// Lines of a ticket's time line.
fn log(g: &mut Ground, id: &str) -> Result<usize> {
    let shown = g.demo("desk_district")?.ticket(id)?;
    Ok(shown["log"].as_array().map_or(0, Vec::len))
}

/// Bytes of the pool's folder.
fn size(g: &Ground) -> Result<u64> {
    let mut all = 0;
    for file in g.pool.files() {
        let log = file
            .extension()
            .is_some_and(|e| e.to_string_lossy().ends_with("wal"));
        // The write-ahead log is of one size whatever is kept.
        let path = file.to_string_lossy();
        if !log && !path.ends_with("-wal") && !path.ends_with("-shm") {
            all += std::fs::metadata(&file)?.len();
        }
    }
    Ok(all)
}

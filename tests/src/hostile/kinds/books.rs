//! Kind 12: the books. Erasure is complete, revocations survive a restore, a rewritten chain is found, refusals leave a line.

use super::fill::side;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::ground::Ground;
use crate::hostile::store::{rewrite, tampered};
use crate::hostile::tablet::{Tablet, ticket_id};
use crate::{Pool, folder};
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::json;
use tempfile::TempDir;

const GONE: &str = "文件夹里一个字节也找不到（库、日志、审计、命令记录）";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "books/erase-capture",
            "坐席代录一件带反映人的工单（带 `command_id`），再 `erase`",
            GONE,
            |g| {
                let (_, desk, _) = g.officer("desk_town", "T01")?;
                let (name, phone) = ("演示慕容某", "13000000771");
                let issue = issue(g, name, phone);
                let shown = desk
                    .call("capture", json!({"issue": issue, "command_id": "erase-1"}))?
                    .ok()?;
                let id = shown["id"].as_str().context("没有编号")?.to_string();
                g.command(&["erase", &id])?;
                nowhere(g, &[name, phone, "慕容", "演*某", "演**某", "130****0771"])
            },
        ),
        attack(
            "books/erase-side",
            "平板推来的反映人，再 `erase`",
            GONE,
            |g| {
                let mut tablet = g.tablet()?;
                let (id, ticket) = tablet.captured("附记");
                let mut push = tablet.push_of(vec![ticket]);
                let mut side = side(&id, tablet.edit_id());
                side["r"]["name"] = json!("演示宇文某");
                side["r"]["phone"] = json!("13000000772");
                push["s"] = json!([side]);
                tablet.push(&push)?.held(0, 0)?;
                g.command(&["erase", &id])?;
                nowhere(g, &["演示宇文某", "13000000772", "宇文"])
            },
        ),
        attack(
            "books/erase-reason",
            "查看反映人时把姓名写进原因，再 `erase`",
            GONE,
            |g| {
                let (_, desk, _) = g.officer("desk_town", "T01")?;
                let shown = desk
                    .call(
                        "capture",
                        json!({"issue": issue(g, "演示诸葛某", "13000000773")}),
                    )?
                    .ok()?;
                let id = shown["id"].as_str().context("没有编号")?.to_string();
                let reason = "诸葛某来电催问，号码 13000000773";
                desk.call("read_reporter", json!({"id": id, "reason": reason}))?
                    .ok()?;
                g.command(&["erase", &id])?;
                nowhere(g, &["诸葛某来电", "13000000773"])
            },
        ),
        attack(
            "books/restore-sessions",
            "备份、退出登录、恢复，用退出以前的会话",
            "`signed_out`",
            |g| {
                let (_, session, _) = g.officer("desk_town", "T01")?;
                let restored = restored(g, |_| Ok(()))?;
                let old = at(&restored, &session)?;
                old.call("today", json!({}))?.refused(&["signed_out"])
            },
        )
        .long(),
        attack(
            "books/restore-revoked",
            "备份、停用一台设备、恢复，用停用的设备同步",
            "拒绝：停用的，或要系统管理员逐台确认的",
            |g| {
                let tablet = g.tablet()?;
                let device = tablet.device.clone();
                let restored = restored(g, move |g| {
                    g.command(&["revoke-device", "--device", &device]).map(drop)
                })?;
                let old = moved(tablet, &restored)?;
                old.pull_answer(&json!({}))?.refused(&[])
            },
        )
        .long(),
        attack(
            "books/restore-disabled",
            "备份、停用一个人、恢复，用那人的口令登录",
            "登录不上",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let gone = user.clone();
                let restored = restored(g, move |g| {
                    let admin = g.demo("admin")?;
                    let person =
                        json!({"user": gone, "name": "演示·外来", "posts": [], "disabled": true});
                    admin.call("save_person", person)?.ok().map(drop)
                })?;
                let nobody = Session::nobody(&restored.url())?;
                nobody
                    .call("sign_in", json!({"user": user, "password": password}))?
                    .refused(&[])
            },
        )
        .long(),
        attack(
            "books/restore-codes",
            "备份、用掉一个登记码、恢复，再用一次",
            "`code_used`、`code_expired` 或 `code_unknown`",
            |g| {
                let user = g.person("collector", "T01")?;
                let code = g.code(&user)?;
                let (used, url, sample) =
                    (code.clone(), g.url.clone(), g.pool.demo["sample"].clone());
                let owner = user.clone();
                let restored = restored(g, move |_| {
                    Tablet::enrol(&url, &owner, &used, sample).map(drop)
                })?;
                let key = ed25519_dalek::SigningKey::from_bytes(&crate::hostile::tablet::fresh());
                let body = crate::hostile::tablet::enrol_body(&code, &key);
                Session::nobody(&restored.url())?
                    .call("enrol", body)?
                    .refused(&["code_used", "code_expired", "code_unknown"])
            },
        )
        .long(),
        attack(
            "books/chain-line",
            "停下工单池，改审计记录里的一行",
            "`verify` 退出码 5",
            |g| {
                tampered(g, |db| {
                    db.execute(
                        "update audit set who = 'nobody' where n = (select max(n) / 2 from audit)",
                        (),
                    )
                })
            },
        )
        .long(),
        attack(
            "books/chain-cut",
            "停下工单池，删去审计记录的末尾三行",
            "`verify` 退出码 5",
            |g| {
                tampered(g, |db| {
                    db.execute(
                        "delete from audit where n > (select max(n) - 3 from audit)",
                        (),
                    )
                })
            },
        )
        .long(),
        attack(
            "books/chain-rewritten",
            "停下工单池，改一行，再把整条链按公开的算法重算",
            "`verify` 退出码 5：链有密钥",
            |g| tampered(g, rewrite),
        )
        .long(),
        attack(
            "books/refusals",
            "七种拒绝各来一次：越权读、越权办、越权改、越权传照片、越权导出、口令错、帧被拒",
            "每一种在审计记录里都有一行，写明是谁",
            |g| {
                let mut far = g.far_tablet()?;
                let (theirs, _) = g.tablet()?.capture("别镇的")?;
                let (user, session, _) = g.officer("unit_leader", "B01")?;
                session.ticket(&theirs).err().context("看得到")?;
                session.act(&theirs, "sign", json!({}))?.refused(&[])?;
                session
                    .call(
                        "edit_facts",
                        json!({"id": theirs, "facts": {"title": "改"}}),
                    )?
                    .refused(&[])?;
                session
                    .call("read_reporter", json!({"id": theirs, "reason": "看看"}))?
                    .refused(&[])?;
                session
                    .call("list_people", json!({}))?
                    .refused(&["no_post"])?;
                session
                    .call(
                        "change_password",
                        json!({"old": "wrong-password-1", "new": "Zhuying-5512"}),
                    )?
                    .refused(&[])?;
                far.put_photo(&"ab".repeat(32), &theirs, vec![1])?
                    .refused(&[])?;
                far.send("push", vec![0; 10])?.refused(&[])?;
                far.write(
                    &theirs,
                    "0123456789ab",
                    super::fill::body("别镇的人来改这件工单的内容。"),
                )?;
                let lines = g.audit(&user)?;
                let kinds = lines
                    .iter()
                    .filter(|l| {
                        l["what"] != json!("sign_in") && l["what"] != json!("password_changed")
                    })
                    .count();
                ensure!(kinds >= 6, "坐席的拒绝只有 {kinds} 行：{lines:?}");
                let mut lines = g.audit(&far.user)?;
                lines.extend(g.audit(&far.device)?);
                let of = |what: &str| {
                    lines
                        .iter()
                        .any(|l| l["what"].as_str().is_some_and(|w| w.contains(what)))
                };
                ensure!(
                    of("photo") && of("frame") && of("push"),
                    "平板的拒绝不全：{lines:?}"
                );
                Ok(())
            },
        ),
        attack(
            "books/no-names",
            "带姓名、电话、地址的请求各被拒一次",
            "审计记录里一个字也没有",
            |g| {
                let (_, desk, _) = g.officer("desk_town", "T01")?;
                let mut bad = issue(g, "演示欧阳某", "13000000774");
                bad["title"] = json!("欧阳某家门口".repeat(30));
                desk.call("capture", json!({"issue": bad}))?.refused(&[])?;
                let nobody = g.nobody()?;
                nobody
                    .call(
                        "sign_in",
                        json!({"user": "13000000774", "password": "欧阳某的口令"}),
                    )?
                    .refused(&[])?;
                let auditor = g.demo("auditor")?;
                let page = auditor
                    .call("read_audit", json!({"limit": 500}))?
                    .ok()?
                    .to_string();
                for word in ["欧阳", "13000000774"] {
                    ensure!(!page.contains(word), "审计记录里有「{word}」");
                }
                Ok(())
            },
        ),
        attack(
            "books/backup-damaged",
            "改动备份里的一个字节、截去一半、换口令",
            "恢复失败，说明原因，不留半个文件夹",
            |g| {
                let dir = TempDir::new()?;
                let file = dir.path().join("copy.zs");
                g.command(&["backup", file.to_str().context("a path")?])?;
                let good = std::fs::read(&file)?;
                let mut flipped = good.clone();
                let middle = flipped.len() / 2;
                flipped[middle] ^= 1;
                for bytes in [
                    flipped,
                    good[..good.len() / 2].to_vec(),
                    good[..40].to_vec(),
                    vec![0xff; 4096],
                ] {
                    std::fs::write(&file, bytes)?;
                    let target = TempDir::new()?;
                    let pool = Pool::over(target, json!({}));
                    let done = pool.command(&["restore", file.to_str().context("a path")?]);
                    ensure!(done.is_err(), "恢复成了");
                }
                Ok(())
            },
        )
        .long(),
    ]
}

/// An issue with a reporter.
fn issue(g: &Ground, name: &str, phone: &str) -> serde_json::Value {
    let s = |field: &str| g.pool.sample(field);
    json!({
        "title": format!("附记 {}", &ticket_id()[..8]), "body": "居民反映东门外情况已持续约两周，希望尽快处理。", "kind": "help",
        "source": "visit", "category": s("category"), "grade": "normal",
        "where": {"lon": s("lon"), "lat": s("lat"), "crs": "wgs84", "address": "东门外", "area_code": s("area_code"), "grid": s("grid")},
        "reporter": {"kind": "person", "name": name, "phone": phone, "consent": true},
    })
}

/// None of these words stands anywhere in the pool's folder.
fn nowhere(g: &mut Ground, words: &[&str]) -> Result<()> {
    g.pool.kill();
    let held = words.iter().find_map(|word| {
        let files = folder::holding(g.pool.folder(), word.as_bytes());
        files
            .into_iter()
            .next()
            .map(|file| (word.to_string(), file))
    });
    g.pool.start();
    match held {
        Some((word, file)) => Err(anyhow!("「{word}」还在 {}", file.display())),
        None => Ok(()),
    }
}

/// A pool restored from a backup that was made before `then` happened.
fn restored(g: &mut Ground, then: impl FnOnce(&mut Ground) -> Result<()>) -> Result<Pool> {
    let dir = TempDir::new()?;
    let file = dir.path().join("copy.zs");
    let path = file.to_str().context("a path")?;
    g.command(&["backup", path])?;
    then(g)?;
    let mut pool = Pool::over(TempDir::new()?, g.pool.demo.clone());
    let done = pool.command(&["restore", path]);
    done.map_err(|(exit, said)| anyhow!("restore：{exit} {said}"))?;
    pool.start();
    Ok(pool)
}

/// The same session at another address.
fn at(pool: &Pool, session: &Session) -> Result<Session> {
    Ok(Session {
        url: pool.url(),
        ..session.clone()
    })
}

fn moved(mut tablet: Tablet, pool: &Pool) -> Result<Tablet> {
    tablet.session = at(pool, &tablet.session)?;
    Ok(tablet)
}

//! Kind 13: devices. A copied token is nothing, a second one is noticed, a PIN cannot be guessed without end.

use crate::device::Device;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::ground::Ground;
use crate::hostile::tablet::{enrol_body, fresh};
use anyhow::{Context, Result, ensure};
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::time::Instant;

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack("devices/token-alone", "只拿到令牌，不签名，逐个走设备的路", "每条都拒绝：`signature_wrong`、`signed_out` 或 `not_enrolled`", |g| {
            let tablet = g.tablet()?;
            let thief = thief(g, &tablet.session)?;
            for way in ["push", "pull", "read_district", "read_ticket", "read_reporter", "act"] {
                thief.raw(way, "{}")?.refused(&["signature_wrong", "signed_out", "not_enrolled"])?;
            }
            for path in ["/api/v1/basemap", &format!("/api/v1/photos/{}", "ab".repeat(32))] {
                thief.get(path)?.refused(&["signature_wrong", "signed_out", "not_enrolled"])?;
            }
            Ok(())
        }),
        attack("devices/token-other-key", "拿到令牌，用自己的钥匙签名", "`signature_wrong`", |g| {
            let mut tablet = g.tablet()?;
            let (_, ticket) = tablet.captured("别人的钥匙");
            let push = tablet.push_of(vec![ticket]);
            tablet.key = SigningKey::from_bytes(&fresh());
            tablet.send("push", tablet.frame(&push)?)?.refused(&["signature_wrong"])?;
            tablet.pull_answer(&json!({}))?.refused(&["signature_wrong"])
        }),
        attack("devices/reporter-by-token", "只凭令牌看反映人", "拒绝，不给原文", |g| {
            let mut tablet = g.tablet()?;
            let (id, ticket) = tablet.captured("附记");
            let mut push = tablet.push_of(vec![ticket]);
            push["s"] = json!([super::fill::side(&id, tablet.edit_id())]);
            tablet.push(&push)?;
            let thief = thief(g, &tablet.session)?;
            let answer = thief.call("read_reporter", json!({"id": id, "reason": "看看"}))?;
            ensure!(!answer.said().contains("13000000123"), "给出了原文");
            answer.refused(&["signature_wrong", "signed_out", "not_enrolled"])
        }),
        attack("devices/replay", "把设备自己签过名的请求原样再发一遍", "不出新的效果：拒绝，或答复与第一遍相同", |g| {
            let mut tablet = g.tablet()?;
            let (id, ticket) = tablet.captured("重放");
            let frame = tablet.frame(&tablet.push_of(vec![ticket]))?;
            tablet.send("push", frame.clone())?.ok().ok();
            let before = g.demo("desk_town")?.ticket(&id)?;
            let again = tablet.send("push", frame)?;
            ensure!(again.status < 500, "{}", again.said());
            let after = g.demo("desk_town")?.ticket(&id)?;
            ensure!(before["seen"] == after["seen"], "多出了内容");
            Ok(())
        }),
        attack("devices/code-twice", "同一个登记码登记第二台", "`code_used`", |g| {
            let user = g.person("collector", "T01")?;
            let code = g.code(&user)?;
            let nobody = g.nobody()?;
            nobody.call("enrol", enrol_body(&code, &SigningKey::from_bytes(&fresh())))?.ok()?;
            nobody.call("enrol", enrol_body(&code, &SigningKey::from_bytes(&fresh())))?.refused(&["code_used", "code_unknown"])
        }),
        attack("devices/code-race", "同一个登记码 20 台同时登记", "只登记上一台", |g| {
            let user = g.person("collector", "T01")?;
            let code = g.code(&user)?;
            let nobody = g.nobody()?;
            let done: Vec<_> = (0..20)
                .map(|_| {
                    let (nobody, code) = (nobody.clone(), code.clone());
                    std::thread::spawn(move || nobody.call("enrol", enrol_body(&code, &SigningKey::from_bytes(&fresh()))))
                })
                .collect();
            let mut good = 0;
            for thread in done {
                let answer: Answer = thread.join().map_err(|_| anyhow::anyhow!("一个线程停了"))??;
                good += usize::from(answer.status == 200);
            }
            ensure!(good == 1, "登记上 {good} 台");
            Ok(())
        }),
        attack("devices/weak-key", "登记时用全零的公钥、低阶点、别人的证明", "4xx，码还能用", |g| {
            let user = g.person("collector", "T01")?;
            let code = g.code(&user)?;
            let nobody = g.nobody()?;
            let honest = SigningKey::from_bytes(&fresh());
            let low = "0100000000000000000000000000000000000000000000000000000000000000";
            for key in ["00".repeat(32), low.to_string(), "ff".repeat(32), "zz".into(), "ab".repeat(2_000)] {
                let mut body = enrol_body(&code, &honest);
                body["public_key"] = json!(key);
                nobody.call("enrol", body)?.refused(&[])?;
            }
            let mut body = enrol_body(&code, &honest);
            body["proof"] = enrol_body("AAAA-BBBB-CCCC", &honest)["proof"].clone();
            nobody.call("enrol", body)?.refused(&["signature_wrong"])?;
            nobody.call("enrol", enrol_body(&code, &honest))?.ok().map(drop)
        }),
        attack("devices/revoked", "已停用的设备走每一条路", "`device_revoked`", |g| {
            let tablet = g.tablet()?;
            g.command(&["revoke-device", "--device", &tablet.device])?;
            tablet.send("push", tablet.frame(&tablet.push_of(vec![]))?)?.refused(&["device_revoked"])?;
            tablet.pull_answer(&json!({}))?.refused(&["device_revoked"])?;
            tablet.call("read_district", json!({}))?.refused(&["device_revoked"])
        }),
        attack("devices/desk-calls", "用设备的令牌做坐席和管理员的调用", "拒绝", |g| {
            let user = g.person("desk_town", "T01")?;
            let tablet = g.tablet_of(&user)?;
            for call in ["list_tickets", "export_tickets", "list_people", "save_person", "read_audit", "change_password", "sign_out", "save_view"] {
                tablet.call(call, json!({}))?.refused(&[])?;
            }
            tablet.get("/api/v1/notices")?.refused(&[])
        }),
        attack("devices/pin-blanks", "PIN 用六个空格、六个相同的字", "退出码 2 `pin_weak`", |g| {
            let user = g.person("collector", "T01")?;
            for pin in ["      ", "\u{3000}\u{3000}\u{3000}\u{3000}\u{3000}\u{3000}", "12345"] {
                let device = Device::blank();
                let code = g.code(&user)?;
                let out = device.run(&["enrol", "--pool", &g.url, "--code", &code, "--pin", pin]);
                ensure!(out.exit == 2, "「{pin}」：{out:?}");
            }
            Ok(())
        }),
        attack("devices/pin-guesses", "对一台平板连猜 12 个 PIN", "越等越久：12 个用时不少于 20 秒，或直接说要等", |g| {
            let user = g.person("collector", "T01")?;
            let device = Device::blank();
            let code = g.code(&user)?;
            device.run(&["enrol", "--pool", &g.url, "--code", &code]).ok();
            let begin = Instant::now();
            for n in 0..12 {
                let out = device.run(&["list", "--pin", &format!("13579{n}")]);
                ensure!(out.exit == 4, "{out:?}");
                if out.said.contains("再试") || out.said.contains("等") {
                    return Ok(());
                }
            }
            ensure!(begin.elapsed().as_secs() >= 20, "12 个 PIN 只用了 {:.1} 秒", begin.elapsed().as_secs_f64());
            Ok(())
        })
        .long(),
        attack("devices/pin-after-guesses", "被猜过以后，本人用对的 PIN", "等过以后照常打开，什么也没有丢", |g| {
            let user = g.person("collector", "T01")?;
            let device = Device::blank();
            let code = g.code(&user)?;
            device.run(&["enrol", "--pool", &g.url, "--code", &code]).ok();
            for n in 0..3 {
                device.run(&["list", "--pin", &format!("24680{n}")]);
            }
            let out = device.run(&["list"]);
            ensure!(out.exit == 0, "{out:?}");
            Ok(())
        })
        .long(),
        attack("devices/folder", "拷走平板的文件夹，逐字节找姓名、电话、标题", "找不到", |g| {
            let device = Device::blank();
            let user = g.person("collector", "T01")?;
            let code = g.code(&user)?;
            device.run(&["enrol", "--pool", &g.url, "--code", &code]).ok();
            let mut issue = crate::device::issue(&g.pool, "尉迟某家门口路灯");
            issue["reporter"] = json!({"kind": "person", "name": "演示尉迟某", "phone": "13000000775", "consent": true});
            device.captured(&issue, &[]);
            for word in ["尉迟", "13000000775", "路灯"] {
                let held = crate::folder::holding(device.folder(), word.as_bytes());
                ensure!(held.is_empty(), "「{word}」在 {held:?}");
            }
            Ok(())
        })
        .long(),
        attack("devices/foreign-pool", "平板连上冒充的工单池（答 200 的网页）", "退出码 3，什么也没有送出、没有丢", |g| {
            let user = g.person("collector", "T01")?;
            let device = Device::blank();
            let code = g.code(&user)?;
            device.run(&["enrol", "--pool", &g.url, "--code", &code]).ok();
            let id = device.captured(&crate::device::issue(&g.pool, "冒充的工单池"), &[]);
            let (url, _held) = impostor()?;
            let out = device.run(&["set-pool", &url]);
            ensure!(out.exit == 3, "{out:?}");
            ensure!(device.show(&id)["status"] == "queued", "状态变了");
            Ok(())
        })
        .long(),
    ]
}

/// Somebody with the token and nothing else.
fn thief(g: &Ground, session: &Session) -> Result<Session> {
    Ok(Session {
        token: Some(session.token.clone().context("没有令牌")?),
        ..g.nobody()?
    })
}

/// An address where every request is answered by a page.
fn impostor() -> Result<(String, std::thread::JoinHandle<()>)> {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let thread = std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>");
        }
    });
    Ok((url, thread))
}

//! Kind 10: one administrator and a puppet. What gives sight of tickets needs a second person.

use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::ground::Ground;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

const WAITS: &str = "要另一人同意以后才算数：此前登录不上，或看不到任何工单";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "admin/puppet",
            "系统管理员新建一个人，给区级派单员的岗位，用一次性口令登录",
            WAITS,
            |g| {
                let reply = puppet(g, "x_puppet_1", "desk_district")?;
                blind(g, "x_puppet_1", &reply)
            },
        ),
        attack(
            "admin/puppet-visitor",
            "系统管理员新建一个回访员（看得到反映人）",
            WAITS,
            |g| {
                let reply = puppet(g, "x_puppet_2", "visitor")?;
                blind(g, "x_puppet_2", &reply)
            },
        ),
        attack(
            "admin/post-for-a-friend",
            "系统管理员给没有岗位的人加上督办员",
            WAITS,
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                super::backdate::end_posts(g, &user)?;
                let admin = g.demo("admin")?;
                let saved = admin.call(
                    "save_person",
                    json!({"user": user, "name": "演示·外来", "posts": [post("supervisor")]}),
                )?;
                ensure!(saved.status < 500, "{}", saved.said());
                sees_nothing(&Session::sign_in(&g.url, &user, &password)?)
            },
        ),
        attack(
            "admin/reset-an-officer",
            "系统管理员给坐席重发一次性口令，用它登录",
            WAITS,
            |g| {
                let (user, _, _) = g.officer("desk_town", "T01")?;
                let admin = g.demo("admin")?;
                let posts = posts_of(&admin, &user)?;
                let person = json!({"user": user, "name": "演示·外来", "posts": posts, "reset_password": true});
                let answer = admin.call("save_person", person)?;
                ensure!(answer.status < 500, "{}", answer.said());
                blind(g, &user, &answer.json())
            },
        ),
        attack(
            "admin/reset-ends-nothing",
            "重发口令还在等人同意时，本人照常办事",
            "本人的会话和口令都还有效",
            |g| {
                let (user, session, _) = g.officer("desk_town", "T01")?;
                let admin = g.demo("admin")?;
                let posts = posts_of(&admin, &user)?;
                let person = json!({"user": user, "name": "演示·外来", "posts": posts, "reset_password": true});
                admin.call("save_person", person)?;
                session.call("today", json!({}))?.ok().map(drop)
            },
        ),
        attack(
            "admin/own-posts",
            "系统管理员给自己加岗位",
            "`own_posts` 或 `posts_exclude`",
            |g| {
                let admin = g.demo("admin")?;
                let person = json!({"user": "demo_admin", "name": "演示·何管理", "posts": [post("desk_district")]});
                admin
                    .call("save_person", person)?
                    .refused(&["own_posts", "posts_exclude"])
            },
        ),
        attack(
            "admin/both",
            "系统管理员兼坐席、审计员兼坐席",
            "`posts_exclude`",
            |g| {
                let admin = g.demo("admin")?;
                for role in ["admin", "auditor"] {
                    let posts = json!([post(role), post("desk_district")]);
                    admin
                        .call(
                            "save_person",
                            json!({"user": "x_both", "name": "演示·兼任", "posts": posts}),
                        )?
                        .refused(&["posts_exclude"])?;
                }
                Ok(())
            },
        ),
        attack(
            "admin/reads-tickets",
            "系统管理员、审计员读工单、导出、看反映人",
            "一件也没有",
            |g| {
                for role in ["admin", "auditor"] {
                    sees_nothing(&g.demo(role)?)?;
                    let session = g.demo(role)?;
                    session
                        .call("export_tickets", json!({"filter": {}, "format": "csv"}))?
                        .refused(&["export_no_right", "no_post"])?;
                }
                Ok(())
            },
        ),
        attack(
            "admin/audit-for-the-admin",
            "系统管理员读审计记录",
            "`no_post`",
            |g| {
                g.demo("admin")?
                    .call("read_audit", json!({}))?
                    .refused(&["no_post"])
            },
        ),
        attack(
            "admin/forged-posts",
            "岗位里自己写 `stands_for`、`below`、将来和过去的期限",
            "4xx 或不采信",
            |g| {
                let admin = g.demo("admin")?;
                let mut forged = post("collector");
                forged["stands_for"] = json!("demo_desk_district");
                forged["below"] = json!(["B01", "B02"]);
                let answer = admin.call(
                    "save_person",
                    json!({"user": "x_forged", "name": "演示·伪造", "posts": [forged]}),
                )?;
                if answer.status == 200 {
                    let person = answer.json()["person"]["posts"].to_string();
                    ensure!(!person.contains("demo_desk_district"), "采信了 stands_for");
                    return Ok(());
                }
                answer.refused(&[])
            },
        ),
    ]
}

fn post(role: &str) -> Value {
    json!({"role": role, "unit": "H01", "area": "990100000000"})
}

fn posts_of(admin: &Session, user: &str) -> Result<Value> {
    let before = user.trim_end_matches(|c: char| c.is_ascii_digit());
    let listed = admin
        .call("list_people", json!({"after": before, "limit": 500}))?
        .ok()?;
    let people = listed["people"].as_array().cloned().unwrap_or_default();
    let line = people.into_iter().find(|p| p["user"] == json!(user));
    Ok(line.map_or(json!([]), |p| p["posts"].clone()))
}

/// A new person of the administrator's own making; what was answered.
fn puppet(g: &mut Ground, user: &str, role: &str) -> Result<Value> {
    let admin = g.demo("admin")?;
    let person = json!({"user": user, "name": "演示·傀儡", "posts": [post(role)]});
    let answer = admin.call("save_person", person)?;
    ensure!(answer.status < 500, "{}", answer.said());
    Ok(answer.json())
}

/// Whatever password was given out opens no ticket.
fn blind(g: &Ground, user: &str, reply: &Value) -> Result<()> {
    let Some(password) = reply["password"].as_str() else {
        return Ok(());
    };
    let answer = g
        .nobody()?
        .call("sign_in", json!({"user": user, "password": password}))?;
    let Some(token) = answer.json()["token"].as_str().map(String::from) else {
        return Ok(());
    };
    let session = Session {
        token: Some(token),
        ..g.nobody()?
    };
    let changed = session.call(
        "change_password",
        json!({"old": password, "new": "Zhuying-5512-kui"}),
    )?;
    ensure!(changed.status < 500, "{}", changed.said());
    sees_nothing(&session)
}

fn sees_nothing(session: &Session) -> Result<()> {
    let answer = session.call("list_tickets", json!({"limit": 5}))?;
    if answer.status != 200 {
        return answer.refused(&[]);
    }
    let total = answer.json()["total"].as_u64().unwrap_or(u64::MAX);
    ensure!(total == 0, "看得到 {total} 件工单");
    Ok(())
}

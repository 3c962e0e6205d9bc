//! The screens of the product, each with the way to it: pictures and the accessibility check walk this one list.

use crate::Device;
use crate::browser::Browser;
use crate::device::issue;
use crate::pool::{Desk, Pool};
use crate::scores;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// One screen.
pub struct Screen {
    /// Its name in file names.
    pub name: &'static str,
    way: Way,
}

/// How one gets there.
enum Way {
    /// In a browser: as whom, which page, and what is pressed there (`|` between names of which one is there, `#2` after
    /// a name for the second of several).
    Page(Who, String, &'static [&'static str]),
    /// The same, and what a printer would see of it.
    Paper(Who, String, &'static [&'static str]),
    /// In the app's window: what is pressed, one after the other.
    Window(&'static [&'static str]),
}

/// Who signs in.
#[derive(Clone)]
enum Who {
    /// The demo person with this role.
    Role(&'static str),
    /// Somebody who signs in for the first time: name and password.
    New(&'static str, &'static str),
}

/// Screens of the browser, on tickets of a pool with the demo district; merges one ticket into another for the visit.
pub fn of_browser(pool: &Pool) -> Vec<Screen> {
    let richest = |role: &str, status: &str| {
        let rows = listed(&pool.sign_in(role), status);
        let best = rows.iter().max_by_key(|t| t["photos"].as_u64());
        best.map(id).unwrap_or_default()
    };
    let page = |name, role, path: String, press| Screen {
        name,
        way: Way::Page(Who::Role(role), path, press),
    };
    let (clash, twin) = clash(pool);
    let (pooled, accepted) = (
        richest("desk_town", "pooled"),
        richest("desk_town", "accepted"),
    );
    let (handling, visiting) = (
        richest("desk_town", "handling"),
        richest("desk_town", "visiting"),
    );
    merge(pool, &visiting, &pooled);
    scores::heard(pool);
    let (month, unit) = (scores::last_month(), scores::led_unit(pool));
    let scored = |view: &str| format!("/score/{month}{view}");
    let signed = richest("handler", "signed");
    let (at_work, led) = (
        richest("handler", "handling"),
        richest("unit_leader", "handling"),
    );
    vec![
        page("pool", "desk_town", "/pool".into(), &[]),
        page("pool-filter", "desk_town", "/pool".into(), &["filter"]),
        page("pool-ticket", "desk_town", format!("/pool/{pooled}"), &[]),
        page(
            "accept",
            "desk_town",
            format!("/pool/{pooled}"),
            &["tool-primary|accept"],
        ),
        page(
            "dispatch",
            "desk_town",
            format!("/pool/{accepted}"),
            &["tool-primary|dispatch"],
        ),
        page("edit", "desk_town", format!("/pool/{pooled}"), &["edit"]),
        page("export", "desk_town", "/pool".into(), &["export"]),
        page(
            "several",
            "desk_town",
            "/pool".into(),
            &[
                "view-accepted",
                "row-pick#1",
                "row-pick#2",
                "row-pick#3",
                "several",
            ],
        ),
        page(
            "categories",
            "collector",
            "/capture".into(),
            &["category-all"],
        ),
        page("visit", "visitor", format!("/mine/{visiting}"), &[]),
        page(
            "visit-form",
            "visitor",
            format!("/mine/{visiting}"),
            &["visit_pass"],
        ),
        page("keys", "desk_town", "/pool".into(), &["keys"]),
        page(
            "press",
            "supervisor",
            format!("/mine/{handling}"),
            &["supervise"],
        ),
        page(
            "hang",
            "unit_leader",
            format!("/mine/{led}"),
            &["more-acts", "request_hang"],
        ),
        page(
            "done",
            "handler",
            format!("/mine/{at_work}"),
            &["request_done"],
        ),
        page(
            "photo",
            "desk_town",
            format!("/pool/{pooled}"),
            &["photo-open"],
        ),
        page("ticket", "desk_town", format!("/mine/{handling}"), &[]),
        page("handle", "handler", format!("/mine/{signed}"), &[]),
        page(
            "why",
            "handler",
            format!("/mine/{signed}"),
            &["why-respond"],
        ),
        page("capture-desk", "collector", "/capture".into(), &[]),
        page("conflict", "collector", format!("/mine/{clash}"), &[]),
        page(
            "compare",
            "desk_town",
            format!("/pool/{twin}"),
            &["alike-compare"],
        ),
        page(
            "merge",
            "desk_town",
            format!("/pool/{twin}"),
            &["alike-merge"],
        ),
        page(
            "palette",
            "desk_town",
            format!("/pool/{pooled}"),
            &["palette-open"],
        ),
        page("visitor-desk", "visitor", "/pool".into(), &[]),
        page(
            "visitor-call",
            "visitor",
            format!("/pool/{visiting}"),
            &["visit_pass"],
        ),
        page("supervisor-desk", "supervisor", "/pool".into(), &[]),
        page("score", "assessor", scored("~bureau"), &[]),
        page(
            "score-unit",
            "assessor",
            scored(&format!("~u~{unit}~bad")),
            &[],
        ),
        page(
            "score-own",
            "unit_leader",
            scored(&format!("~u~{unit}~bad")),
            &[],
        ),
        page(
            "score-appeal",
            "unit_leader",
            scored(&format!("~u~{unit}~bad")),
            &["line-appeal"],
        ),
        page("score-appeals", "task_force", scored("~appeals"), &[]),
        page(
            "score-decide",
            "task_force",
            scored("~appeals"),
            &["decide"],
        ),
        page("score-quality", "assessor", scored("~quality"), &[]),
        Screen {
            name: "score-print",
            way: Way::Paper(Who::Role("unit_leader"), scored(&format!("~u~{unit}")), &[]),
        },
        Screen {
            name: "print",
            way: Way::Paper(
                Who::Role("desk_town"),
                format!("/pool/{handling}"),
                &["print"],
            ),
        },
        Screen {
            name: "password",
            way: Way::Page(newcomer(pool), "/".into(), &[]),
        },
    ]
}

/// What somebody sees in a state.
fn listed(person: &Desk, status: &str) -> Vec<Value> {
    let ask = json!({"status": status, "limit": 200});
    let page = person.call("list_tickets", ask).expect("a page");
    page["tickets"].as_array().cloned().unwrap_or_default()
}

fn id(ticket: &Value) -> String {
    ticket["id"].as_str().unwrap_or_default().to_string()
}

/// Merges a ticket with a reporter into this one, but not `spared`: whoever calls back has two people to ask.
fn merge(pool: &Pool, into: &str, spared: &str) {
    let desk = pool.sign_in("desk_district");
    let [pooled, accepted] = ["pooled", "accepted"].map(|status| listed(&desk, status));
    let child = pooled.iter().chain(&accepted).map(id).find(|child| {
        let shown = desk.call("read_ticket", json!({ "id": child }));
        child != spared && shown.is_ok_and(|t| t["reporter"].is_object())
    });
    let child = child.expect("a ticket with a reporter");
    desk.act(
        &child,
        "merge",
        json!({"parent": into, "note": "同一处的同一件事"}),
    );
}

/// Two tickets of one matter, in the first of which collector and desk have written different texts.
fn clash(pool: &Pool) -> (String, String) {
    let device = Device::enrolled(pool, "collector");
    let [first, twin] = ["东门外路灯不亮", "东门外三盏路灯不亮"]
        .map(|title| device.captured(&issue(pool, title), &[]));
    device.sync();
    let text = json!({"body": "东门外共有六盏路灯不亮，已设警示。"});
    device.edit(&first, &text).ok();
    let facts = json!({"body": "居民来电：东门外有五盏路灯不亮。"});
    let desk = pool.sign_in("desk_town");
    desk.call("edit_facts", json!({"id": first, "facts": facts}))
        .expect("an edit");
    device.sync();
    (first, twin)
}

/// Somebody who was given a first password.
fn newcomer(pool: &Pool) -> Who {
    let (user, password) = ("demo_newcomer", "Xinlai-2024");
    let [unit, area] = ["unit", "area_code"].map(|field| pool.sample(field));
    let table = format!(
        "user,name,role,unit,area,grid,password\n{user},新来的（演示）,handler,{},{},,{password}\n",
        unit.as_str().unwrap_or_default(),
        area.as_str().unwrap_or_default()
    );
    let file = pool.folder().join("newcomer.csv");
    std::fs::write(&file, table).expect("a file is written");
    pool.command(&["users", "import", file.to_str().expect("a path")])
        .expect("people are imported");
    Who::New(user, password)
}

/// Screens of the app's own window, once it is unlocked.
pub fn of_window() -> Vec<Screen> {
    let window = |name, press| Screen {
        name,
        way: Way::Window(press),
    };
    vec![
        window("today", &["nav-today"]),
        window("capture", &["nav-capture"]),
        window("mine", &["nav-mine"]),
        window("mine-ticket", &["nav-mine", "ticket-card"]),
        window("notes", &["nav-notes"]),
        window("note", &["nav-notes", "note-new"]),
        window("nearby", &["nav-nearby"]),
        window("outbox", &["nav-outbox"]),
        window("settings", &["nav-settings"]),
    ]
}

impl Screen {
    /// Brings the screen up and waits until it stands still.
    pub async fn show(&self, browser: &Browser, pool: &Pool) -> Result<()> {
        match &self.way {
            Way::Page(who, path, press) | Way::Paper(who, path, press) => {
                browser.as_printed(false).await?;
                be(browser, pool, who).await.context("signing in")?;
                browser.page.goto(format!("{}{path}", pool.url())).await?;
                browser.quiet().await?;
                for name in *press {
                    // On a phone the same act stands at the foot of the ticket instead.
                    let names: Vec<&str> = name.split('|').collect();
                    browser.tap_one(&names).await?;
                }
            }
            Way::Window(press) => {
                for name in *press {
                    browser.quiet().await?;
                    browser.tap(name).await?;
                }
            }
        }
        browser.quiet().await?;
        if let Way::Paper(..) = self.way {
            browser.as_printed(true).await?;
        }
        Ok(())
    }
}

/// Makes the page's session theirs, by the page's own call.
async fn be(browser: &Browser, pool: &Pool, who: &Who) -> Result<()> {
    match who {
        Who::Role(role) => {
            let password = pool.demo["password"].as_str().unwrap_or_default();
            sign_in(browser, &pool.user(role), password).await
        }
        Who::New(user, password) => sign_in(browser, user, password).await,
    }
}

/// Fills in the form that asks who is there, as a demo person does.
pub async fn enter(browser: &Browser, pool: &Pool, role: &str) -> Result<()> {
    let password = pool.demo["password"].as_str().unwrap_or_default();
    browser.fill("sign-in-user", &pool.user(role)).await?;
    browser.fill("sign-in-password", password).await?;
    browser.click("sign-in").await
}

/// Makes the page's session that of this person, by the page's own call; what is open has to be opened again.
pub async fn sign_in(browser: &Browser, user: &str, password: &str) -> Result<()> {
    let me = call(browser, "me", json!({})).await?;
    if me["body"]["user"] == json!(user) {
        return Ok(());
    }
    let body = json!({"user": user, "password": password});
    let answer = call(browser, "sign_in", body).await?;
    ensure!(answer["status"] == 200, "sign_in answered {answer}");
    Ok(())
}

async fn call(browser: &Browser, name: &str, body: Value) -> Result<Value> {
    let script = "const done = arguments[2]; fetch('/api/v1/' + arguments[0], {method: 'POST', headers: {'content-type': 'application/json', 'x-zs12345': '1'}, body: arguments[1]}) \
        .then(async r => done({status: r.status, body: await r.json().catch(() => null)})).catch(e => done({status: 0, body: String(e)}));";
    let args = vec![json!(name), json!(body.to_string())];
    Ok(browser
        .page
        .execute_async(script, args)
        .await?
        .json()
        .clone())
}

//! Every door is gone through in each home where it stands: links, buttons and acts of the pages that officers, units and
//! visitors use, in the app's window and in a browser. What the sources name and nobody comes to is named by the test.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::screens::sign_in;
use tests::{Device, Pool, photo, scores};

/// What stands behind a door.
#[derive(Debug, Deserialize)]
struct Behind {
    /// A door on the way that was not there any more.
    lost: Option<String>,
    /// The address, ids left out.
    path: String,
    /// 没有这个页面.
    nowhere: bool,
    /// Locked, or signed out.
    gate: bool,
    /// Nothing at all.
    empty: bool,
    /// The dialog that stands open.
    place: String,
    doors: Vec<String>,
    names: Vec<String>,
}

/// What a walk has seen.
#[derive(Default)]
struct Walked {
    paths: BTreeSet<String>,
    names: BTreeSet<String>,
    gone: BTreeSet<(String, String)>,
    faults: Vec<String>,
}

/// Doors that end the walk; what is behind them has journeys of its own.
const LAST: &[&str] = &["button leave"];
/// How long one door may take.
/// Less than the driver's client waits for an answer, so that a page that hangs is told from a window that is gone.
const PATIENCE: Duration = Duration::from_secs(90);
/// Doors behind one another on a page: its buttons, and those of the dialogs and forms that they open.
const DEEP: usize = 2;

impl Walked {
    /// Goes through every door of these pages and of those that they lead to.
    async fn walk(&mut self, browser: &Browser, starts: &[String]) -> Result<()> {
        let mut queue: VecDeque<(String, Vec<String>)> = starts
            .iter()
            .map(|path| (path.clone(), Vec::new()))
            .collect();
        while let Some((path, trail)) = queue.pop_front() {
            let behind = look(browser, &path, &trail).await?;
            if behind.lost.is_some() {
                continue;
            }
            self.paths.insert(behind.path.clone());
            self.names.extend(behind.names.iter().cloned());
            for door in &behind.doors {
                let is_last = LAST.contains(&door.as_str());
                // The same door of the same page, by whatever way one comes to it.
                let here = format!("{} {}", behind.path, behind.place);
                if is_last || !self.gone.insert((here, door.clone())) {
                    continue;
                }
                let mut way = trail.clone();
                way.push(door.clone());
                let next = look(browser, &path, &way).await?;
                self.names.extend(next.names.iter().cloned());
                self.paths.insert(next.path.clone());
                if next.nowhere || next.gate || next.empty {
                    self.faults.push(format!("{path} {way:?}: {next:?}"));
                    continue;
                }
                if next.path == behind.path && way.len() < DEEP {
                    queue.push_back((path.clone(), way));
                }
            }
        }
        Ok(())
    }
}

async fn look(browser: &Browser, path: &str, trail: &[String]) -> Result<Behind> {
    let script = include_str!("doors.js");
    let way = format!("{path} {trail:?}");
    // A door may ask the system for the place, and wait as long as that is patient.
    browser.page.set_script_timeout(PATIENCE).await?;
    let answer = browser
        .page
        .execute_async(script, vec![json!(path), json!(trail)])
        .await
        .with_context(|| format!("the page was loaded again, hangs or is gone by {way}"))?;
    let behind: Behind = answer.convert().with_context(|| way.clone())?;
    let same = browser.run("return window.walked === true").await?;
    ensure!(same == json!(true), "the page was loaded again by {way}");
    Ok(behind)
}

/// Names that the sources of these pages give to what stands on them.
fn registered(files: &[&str]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        for mark in ["data-test=\"", " test=\""] {
            let found = file.split(mark).skip(1);
            names.extend(
                found
                    .filter_map(|rest| rest.split_once('"'))
                    .map(|(n, _)| n.to_string()),
            );
        }
    }
    names
}

macro_rules! sources {
    ($($file:literal),+ $(,)?) => { &[$(include_str!(concat!("../../../frontend/src/", $file))),+] };
}

/// The pages' addresses, as the table of pages in `frontend/src/app.rs` names them.
fn addresses() -> BTreeSet<String> {
    let table = include_str!("../../../frontend/src/app.rs");
    let rows = table.lines().filter(|line| line.contains("=> Page::"));
    rows.filter_map(|line| {
        line.trim()
            .strip_prefix("(\"")?
            .split_once('"')
            .map(|(room, _)| room)
    })
    .filter(|room| !room.is_empty())
    .map(|room| format!("/{room}"))
    .collect()
}

fn missing<'a>(
    names: &'a BTreeSet<String>,
    seen: &BTreeSet<String>,
    except: &[&str],
) -> Vec<&'a String> {
    let missing = names.iter().filter(|name| !seen.contains(*name));
    missing
        .filter(|name| !except.contains(&name.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_of_the_window_leads_somewhere() -> Result<()> {
    let (mut pool, device, ids) = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let shot = device.bytes("a.jpg", &photo::jpeg(8, 800, 600));
        let [back, clash] = ["门牌号没有写", "路灯两个说法"]
            .map(|title| device.captured(&issue(&pool, title), std::slice::from_ref(&shot)));
        device.sync();
        let desk = pool.sign_in("desk_town");
        desk.act(&back, "ask_fix", json!({"missing": "请写明门牌号"}));
        device
            .edit(&clash, &json!({"body": "共有六盏路灯不亮，已设警示。"}))
            .ok();
        let facts = json!({"body": "居民来电：有五盏路灯不亮。"});
        desk.call("edit_facts", json!({"id": clash, "facts": facts}))
            .expect("an edit");
        device.sync();
        // Something waits, too, until the pool is there again.
        device.captured(&issue(&pool, "还没有送达的一件"), &[shot]);
        pool.kill();
        (pool, device, [back, clash])
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    // A note, which becomes a ticket by a door that no browser has.
    window.click("nav-notes").await?;
    window.click("note-new").await?;
    window.fill("note-text", "井盖松动，晚上再来看。").await?;
    window.says("已存本机").await?;
    let note = window.run("return location.pathname").await?;
    let note = note.as_str().context("a path")?.to_string();
    window.click("note-to-ticket").await?;
    window.find("submit").await?;
    let body = window.value("body").await?;
    ensure!(body.contains("井盖松动"), "{body}");
    let mut walked = Walked::default();
    let waiting = look(&window, "/today", &[]).await?;
    walked.names.extend(waiting.names);
    pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    let rooms = [
        "/today",
        "/capture",
        "/mine",
        "/notes",
        "/nearby",
        "/outbox",
        "/settings",
    ];
    let mut starts: Vec<String> = rooms.map(String::from).to_vec();
    starts.push(note);
    starts.extend(ids.iter().map(|id| format!("/mine/{id}")));
    walked.walk(&window, &starts).await?;
    window.close().await?;
    drop(pool);
    ensure!(walked.faults.is_empty(), "{}", walked.faults.join("\n"));
    let rooms = addresses();
    let paths = &walked.paths;
    let reached = |room: &String| {
        paths
            .iter()
            .any(|p| p == room || p.starts_with(&format!("{room}/")))
    };
    // The desk's page and the scores are a browser's; the start is left for a person's first page.
    let unreached: Vec<_> = rooms.iter().filter(|room| !reached(room)).collect();
    ensure!(
        unreached == ["/pool", "/score"],
        "{unreached:?} of {rooms:?}"
    );
    let names = registered(sources![
        "screens/today.rs",
        "screens/outbox.rs",
        "screens/settings.rs",
        "screens/mine.rs",
        "screens/notes/mod.rs",
        "screens/notes/page.rs",
        "screens/nearby/mod.rs",
        "screens/capture/mod.rs",
        "screens/capture/fields.rs",
        "screens/capture/place.rs",
        "screens/capture/photos.rs",
        "screens/capture/reporter.rs",
        "screens/ticket/mod.rs",
        "screens/ticket/act.rs",
        "screens/ticket/photos.rs",
        "screens/ticket/conflicts.rs",
        "screens/ticket/edit.rs",
        "screens/ticket/turn.rs",
        "parts/rooms.rs",
        "parts/waits.rs",
        "parts/leave.rs",
        "parts/photo_taker.rs",
    ]);
    let except = [ELSEWHERE, HERE_NOT].concat();
    let unseen = missing(&names, &walked.names, &except);
    ensure!(unseen.is_empty(), "nobody came to {unseen:?}");
    Ok(())
}

/// Come up only when something was taken, went wrong or is under way; journeys of their own and tests of their view models
/// look at them.
const ELSEWHERE: &[&str] = &[
    "act-error",
    "basemap-fetch",
    "capture-error",
    "draft",
    "drafts",
    "locating",
    "no-photo-reason",
    "note-ticket",
    "outbox-aside",
    "outbox-photo",
    "outbox-ticket",
    "photo",
    "photo-count",
    "photo-draw",
    "photo-none-came",
    "photo-remove",
    "poor",
    "proposed",
    "remark",
    "reporter-org",
    "ticket-error",
    "today-fetching",
    "use-other",
];
/// Not before a collector in the window: a browser's, a unit's, a desk's or a phone's own.
const HERE_NOT: &[&str] = &[
    "act-offline",
    // Asked where somebody signs out with something unsent: journey `leaving`.
    "leave-anyway",
    "leave-asks",
    "leave-send",
    "leave-stay",
    "leave-what",
    "may-above",
    "mine-back",
    "more-acts",
    "nav-score",
    // A window has a PIN and no password.
    "password-open",
    "password-sheet",
    "photo-pair",
    "photos-resend",
    "ticket-waits",
    "waits-undo",
];

/// Of 考核表: what other hands find there, what stands there before the draft or for a longer list than the demo's, and what a
/// refusal says, which comes when the pool has answered.
const OTHER_HANDS: &[&str] = &[
    "line-amend",
    "score-error",
    "score-more",
    "score-trouble",
    "window-from",
    "window-until",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_of_a_browser_leads_somewhere() -> Result<()> {
    let pool = tokio::task::spawn_blocking(|| {
        let pool = Pool::rich();
        scores::heard(&pool);
        pool
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"]
        .as_str()
        .unwrap_or_default()
        .to_string();
    let mut walked = Walked::default();
    for role in ["collector", "handler", "unit_leader", "visitor"] {
        sign_in(&browser, &pool.user(role), &password).await?;
        browser.page.goto(format!("{}/today", pool.url())).await?;
        browser.find("today").await?;
        // Doors are told apart for each role: the same page offers other acts.
        walked.gone.clear();
        let starts = ["/today", "/capture", "/mine", "/nearby", "/settings"];
        let mut rooms: Vec<String> = starts.map(String::from).to_vec();
        if role == "unit_leader" {
            rooms.push("/score".into());
            // What stands behind another page's door is walked from that page.
            let (month, unit) = (scores::last_month(), scores::led_unit(&pool));
            rooms.push(format!("/score/{month}~u~{unit}~bad"));
        }
        walked.walk(&browser, &rooms).await.context(role)?;
    }
    browser.close().await?;
    ensure!(walked.faults.is_empty(), "{}", walked.faults.join("\n"));
    let names = registered(sources![
        "screens/score/mod.rs",
        "screens/score/head.rs",
        "screens/score/table.rs",
        "screens/score/sheet.rs",
        "screens/score/lines.rs",
        "screens/score/appeals.rs",
        "screens/score/quality.rs",
        "screens/score/form.rs",
    ]);
    let unseen = missing(&names, &walked.names, OTHER_HANDS);
    ensure!(unseen.is_empty(), "nobody came to {unseen:?}");
    Ok(())
}

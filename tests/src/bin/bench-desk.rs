//! Measures the desk on 1,000,000 tickets (docs/goals.md P7, P12) over HTTP against a pool process. Prints JSON.

use anyhow::Result;
use serde_json::{Value, json};
use testkit::Draws;
use tests::desk::{SEED, Served, Watch, folder};

const TICKETS: usize = 1_000_000;

fn main() -> Result<()> {
    // Fewer, to look at the program itself.
    let tickets = std::env::var("ZS12345_BENCH_TICKETS").ok();
    let tickets = tickets.map_or(Ok(TICKETS), |n| n.parse())?;
    let folder = folder(tickets)?;
    let size = std::fs::metadata(folder.join(pool::store::DATABASE))?.len();
    let served = Served::start(&folder)?;
    let mut watch = Watch::new(&served, Draws::new(SEED))?;
    let open = watch.open()?;
    lists(&mut watch)?;
    searches(&mut watch)?;
    boards(&mut watch)?;
    one_ticket(&mut watch)?;
    println!(
        "{}",
        json!({"tickets": tickets, "open": open, "store_mb": size / 1_000_000, "seed": SEED, "measured": watch.report()})
    );
    Ok(())
}

fn lists(watch: &mut Watch) -> Result<()> {
    const GOAL: &str = "p99 ≤ 20";
    watch.warm("list_tickets")?;
    watch.measure("列表：一个条件", GOAL, 500, |w| {
        let ask = w.filter(1);
        ("demo_desk_district", "list_tickets", ask)
    })?;
    watch.measure("列表：两个条件", GOAL, 500, |w| {
        let ask = w.filter(2);
        ("demo_desk_district", "list_tickets", ask)
    })?;
    watch.measure("列表：镇街派单员", GOAL, 300, |w| {
        let ask = w.filter(1);
        ("demo_desk_town", "list_tickets", ask)
    })?;
    watch.measure("列表：单位负责人", GOAL, 300, |w| {
        let ask = w.filter(1);
        ("demo_unit_leader", "list_tickets", ask)
    })
}

fn searches(watch: &mut Watch) -> Result<()> {
    const GOAL: &str = "p99 ≤ 50";
    for (what, chars) in [("检索：2 字", 2), ("检索：3 字", 3), ("检索：4 字", 4)] {
        watch.measure(what, GOAL, 300, |w| {
            let text = w.words(chars);
            let ask = json!({"text": text, "sort": w.sort()});
            ("demo_desk_district", "list_tickets", ask)
        })?;
    }
    watch.measure("检索：2 字和一个条件", GOAL, 300, |w| {
        let mut ask = w.filter(1);
        ask["text"] = w.words(2).into();
        ("demo_desk_district", "list_tickets", ask)
    })
}

fn boards(watch: &mut Watch) -> Result<()> {
    for (who, user) in [
        ("区", "demo_desk_district"),
        ("镇街", "demo_desk_town"),
        ("单位", "demo_unit_leader"),
        ("督办", "demo_supervisor"),
    ] {
        for (what, call) in [("计数", "count_tickets"), ("看板", "read_boards")] {
            watch.measure(&format!("{what}：{who}"), "≤ 100", 40, |_| {
                (user, call, json!({}))
            })?;
        }
    }
    watch.measure("约谈：一个月", "≤ 100", 60, |w| {
        let month = w.month();
        ("demo_assessor", "list_talks", json!({"month": month}))
    })
}

fn one_ticket(watch: &mut Watch) -> Result<()> {
    watch.measure("为什么", "≤ 50", 300, |w| {
        let ask: Value = w.running();
        ("demo_desk_district", "why_due", ask)
    })?;
    watch.measure("相似工单", "≤ 50", 300, |w| {
        let id = w.any();
        ("demo_desk_district", "find_alike", json!({"id": id}))
    })?;
    watch.measure("建议单位", "≤ 50", 300, |w| {
        let id = w.any();
        ("demo_desk_district", "suggest_units", json!({"id": id}))
    })
}

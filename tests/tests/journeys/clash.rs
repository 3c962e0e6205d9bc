//! Two people wrote the same thing while apart: both values are seen, one tap settles it.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::{Device, Pool};

#[tokio::test(flavor = "multi_thread")]
async fn both_values_are_seen_and_one_is_chosen() -> Result<()> {
    let (pool, device, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "两个人都改过的路灯问题"), &[]);
        device.sync();
        // The officer, without network, and the desk write the text of the same ticket.
        device
            .edit(
                &id,
                &json!({"body": "采集员写的：六盏路灯不亮，已设警示。"}),
            )
            .ok();
        let desk = pool.sign_in("desk_town");
        let facts = json!({"body": "坐席写的：来电说是五盏路灯不亮。"});
        desk.call("edit_facts", json!({"id": id, "facts": facts}))
            .expect("an edit");
        device.sync();
        (pool, device, id)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.click("nav-mine").await?;
    window.fill("mine-search", "两个人都改过").await?;
    window.click("ticket-card").await?;
    window.find("conflicts").await?;
    window.says("采集员写的：六盏").await?;
    window.says("坐席写的：来电说").await?;
    shoot(&window, "clash.png").await?;
    let claims = window.page.find_all(thirtyfour::By::Css(".claim")).await?;
    let mut chosen = false;
    for claim in claims {
        if claim.text().await?.contains("采集员写的") {
            claim
                .find(thirtyfour::By::Css("[data-test=\"use-this\"]"))
                .await?
                .click()
                .await?;
            chosen = true;
            break;
        }
    }
    assert!(chosen, "the officer's value can be chosen");
    window.gone("conflicts").await?;
    window.close().await?;

    let shown = tokio::task::spawn_blocking(move || {
        device.sync();
        let desk = pool.sign_in("desk_town");
        desk.call("read_ticket", json!({ "id": id }))
            .expect("the ticket")
    })
    .await?;
    assert_eq!(
        shown["facts"]["body"],
        "采集员写的：六盏路灯不亮，已设警示。"
    );
    assert_eq!(shown["conflicts"], json!({}));
    Ok(())
}

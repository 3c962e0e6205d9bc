//! The moving picture of the README, made from the real screens: an issue captured in the app's window while the pool is
//! away, delivered by itself when it comes back, and seen at the desk. Writes the animated PNG named, 800 pixels wide.

use anyhow::{Context, Result};
use image::imageops::FilterType;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use tests::browser::Browser;
use tests::device::PIN;
use tests::screens::sign_in;
use tests::{Device, Pool, photo};

/// The screens, and the picture made of them.
const SCREEN: (u32, u32) = (1120, 700);
const PICTURE: (u32, u32) = (800, 500);

#[tokio::main]
async fn main() -> Result<()> {
    let file = PathBuf::from(std::env::args().nth(1).context("a file for the picture")?);
    let shots = tempfile::TempDir::new()?;
    let frames = play(shots.path()).await?;
    let size = write(&file, &frames)?;
    println!("{} 帧，{size} 字节：{}", frames.len(), file.display());
    Ok(())
}

/// What happens, each moment as a picture and how many tenths of a second it stays.
async fn play(dir: &Path) -> Result<Vec<(PathBuf, u16)>> {
    let mut frames = Vec::new();
    let mut next = |tenths: u16| {
        let file = dir.join(format!("{}.png", frames.len()));
        frames.push((file.clone(), tenths));
        file
    };
    let (mut pool, device, shot) = tokio::task::spawn_blocking(|| {
        let pool = Pool::rich();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        let shot = device.bytes("lamp.jpg", &photo::jpeg(8, 1600, 1200));
        (pool, device, shot)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.size(SCREEN.0, SCREEN.1).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("today").await?;
    tokio::task::block_in_place(|| pool.kill());
    window.click("nav-capture").await?;
    window.choose("photo-input", &[shot]).await?;
    window.find("photo").await?;
    window.fill("category-search", "路灯").await?;
    window.css(".category .chip").await?.click().await?;
    window.unfold().await?;
    window.fill("lon", &pool.sample("lon").to_string()).await?;
    window.fill("lat", &pool.sample("lat").to_string()).await?;
    window.fill("address", "柳湖苑 3 号院东门外").await?;
    window.fill("title", "东门外四盏路灯不亮").await?;
    window
        .fill("body", "居民反映四盏路灯三天不亮，夜间看不清台阶。")
        .await?;
    window.quiet().await?;
    window.picture(&next(25)).await?;
    window.click("submit").await?;
    window.says("待上传").await?;
    window.quiet().await?;
    window.picture(&next(25)).await?;
    window.click("nav-outbox").await?;
    window.find("outbox-ticket").await?;
    window.quiet().await?;
    window.picture(&next(22)).await?;
    tokio::task::block_in_place(|| pool.start());
    window.says("没有等待上传的内容").await?;
    window.quiet().await?;
    window.picture(&next(25)).await?;
    window.close().await?;

    let desk = Browser::chromium(&pool.url(), SCREEN.0, SCREEN.1).await?;
    desk.size(SCREEN.0, SCREEN.1).await?;
    desk.find("sign-in-user").await?;
    let password = pool.demo["password"]
        .as_str()
        .unwrap_or_default()
        .to_string();
    sign_in(&desk, &pool.user("desk_town"), &password).await?;
    let row = tokio::task::block_in_place(|| {
        let found = pool.sign_in("desk_town").call(
            "list_tickets",
            serde_json::json!({"text": "东门外四盏路灯"}),
        );
        found.map(|page| {
            page["tickets"][0]["id"]
                .as_str()
                .unwrap_or_default()
                .to_string()
        })
    });
    let row = row.map_err(|(status, why)| anyhow::anyhow!("{status} {why}"))?;
    desk.page.goto(format!("{}/pool/{row}", pool.url())).await?;
    desk.says("东门外四盏路灯不亮").await?;
    desk.quiet().await?;
    desk.picture(&next(35)).await?;
    desk.close().await?;
    Ok(frames)
}

/// An animated PNG of these pictures; how many bytes it has.
fn write(file: &Path, frames: &[(PathBuf, u16)]) -> Result<u64> {
    let out = BufWriter::new(std::fs::File::create(file)?);
    let mut encoder = png::Encoder::new(out, PICTURE.0, PICTURE.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_animated(u32::try_from(frames.len())?, 0)?;
    let mut writer = encoder.write_header()?;
    for (picture, tenths) in frames {
        let picture = image::open(picture)?;
        let picture = picture.resize_exact(PICTURE.0, PICTURE.1, FilterType::Lanczos3);
        writer.set_frame_delay(*tenths, 10)?;
        writer.write_image_data(&picture.into_rgb8())?;
    }
    writer.finish()?;
    Ok(std::fs::metadata(file)?.len())
}

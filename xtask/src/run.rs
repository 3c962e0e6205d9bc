//! `./x run`: a pool with the demo district, a window or an address to open, and an address to try the tablet at.

mod tablet;

use crate::cargo::{host, root, target};
use crate::frontend;
use crate::signals::{Stop, end};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The demo collector's PIN, for the demo district only.
const DEMO_PIN: &str = "246810";
/// A pool on a slow disk with a large folder may take its time to open.
const READY_WITHIN: Duration = Duration::from_secs(60);

#[derive(clap::Args)]
pub struct Args {
    /// 不开窗口，只提供浏览器端
    #[arg(long)]
    headless: bool,
    /// 工单池监听的地址
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:12345")]
    listen: SocketAddr,
    /// 数据放在哪个文件夹（默认 target/demo）
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Builds, starts, and stays until the window closes or a signal comes.
pub fn run(args: &Args) -> Result<()> {
    let window = !args.headless && has_display();
    frontend::build(false)?;
    let stop = Stop::listen()?;
    println!("编译程序");
    let mut build = host();
    build.args([
        "build",
        "--locked",
        "--package",
        "zs12345-pool",
        "--package",
        "device",
    ]);
    if window {
        build.args(["--package", "app"]);
    }
    stop.run(&mut build)?;

    let data = data_folder(args.data.as_deref());
    fs::create_dir_all(&data).with_context(|| format!("建不了文件夹 {}", data.display()))?;
    let demo = demo_district(&data)?;
    let url = format!("http://{}", args.listen);
    let mut pool = serve(&data, args.listen)?;
    let result = with_pool(&stop, &mut pool, &data, &demo, &url, args.listen, window);
    let ended = end(&mut pool)?;
    println!("工单池已停（{ended}）");
    result
}

fn with_pool(
    stop: &Stop,
    pool: &mut Child,
    data: &Path,
    demo: &Value,
    url: &str,
    listen: SocketAddr,
    window: bool,
) -> Result<()> {
    if !ready(stop, pool, listen)? {
        return Ok(());
    }
    announce(url, demo);
    tablet::announce(listen, &enrol_code(data, demo)?)?;
    if !window {
        println!("没有打开窗口；用浏览器打开 {url}。按 Ctrl+C 结束。");
        return match stop.wait_any(&mut [pool])? {
            Some(_) => bail!("工单池自己停了，原因见上面的输出"),
            None => Ok(()),
        };
    }
    let device = data.join("device");
    enrol(data, &device, demo, url)?;
    println!(
        "窗口已为演示采集员登记并解锁（PIN {DEMO_PIN}，仅演示用）。关掉窗口或按 Ctrl+C 结束。"
    );
    let mut app = program("zs12345")
        .arg("--data")
        .arg(&device)
        .env("ZS12345_PIN", DEMO_PIN)
        .spawn()
        .context("打不开窗口程序 zs12345")?;
    let first = stop.wait_any(&mut [&mut app, pool]);
    let status = end(&mut app)?;
    match first? {
        Some(0) if !status.success() => bail!("窗口程序出错退出：{status}"),
        Some(1) => bail!("工单池自己停了，原因见上面的输出"),
        _ => Ok(()),
    }
}

/// `./x` works in the root; a relative folder is meant from where the person stood.
fn data_folder(given: Option<&Path>) -> PathBuf {
    let stood = env::var_os("ZS12345_CALLED_FROM").map_or_else(root, PathBuf::from);
    given.map_or_else(|| target().join("demo"), |folder| stood.join(folder))
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// One of our binaries, as cargo left it.
fn program(name: &str) -> Command {
    let mut command = Command::new(target().join("debug").join(name));
    command.stdin(Stdio::null());
    command
}

/// Loads the demo district once and remembers what it said, so a second start can say it again.
fn demo_district(data: &Path) -> Result<Value> {
    let said = data.join("demo.json");
    if let Ok(text) = fs::read(&said) {
        return serde_json::from_slice(&text).context("demo.json 读不懂；换一个 --data 文件夹");
    }
    println!("装入演示区");
    let object = answer(
        program("zs12345-pool")
            .arg("demo")
            .arg("--data")
            .arg(data.join("pool")),
    )?;
    fs::write(said, serde_json::to_vec_pretty(&object)?)?;
    Ok(object)
}

fn serve(data: &Path, listen: SocketAddr) -> Result<Child> {
    program("zs12345-pool")
        .arg("serve")
        .arg("--data")
        .arg(data.join("pool"))
        .args(["--listen", &listen.to_string()])
        .arg("--frontend")
        .arg(root().join("frontend/dist"))
        .spawn()
        .context("启动不了 zs12345-pool")
}

/// True once `/healthz` answers 200; false when a signal came first.
fn ready(stop: &Stop, pool: &mut Child, listen: SocketAddr) -> Result<bool> {
    let since = Instant::now();
    while since.elapsed() < READY_WITHIN {
        if stop.asked() {
            return Ok(false);
        }
        if let Some(status) = pool.try_wait()? {
            bail!("工单池没有起来（{status}）；{listen} 是不是已被占用？");
        }
        if healthy(listen) {
            return Ok(true);
        }
        sleep(Duration::from_millis(100));
    }
    bail!("工单池 {} 秒内没有就绪", READY_WITHIN.as_secs())
}

fn healthy(listen: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&listen, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /healthz HTTP/1.0\r\nHost: {listen}\r\n\r\n")?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(String::from_utf8_lossy(&start).into_owned())
    };
    ask().is_ok_and(|line| line.ends_with(" 200"))
}

fn announce(url: &str, demo: &Value) {
    println!("\n掌上12345政府端（演示区）：{url}");
    println!(
        "密码（每个演示账号都一样）：{}",
        demo["password"].as_str().unwrap_or("?")
    );
    for (role, name) in demo["users"].as_object().unwrap_or(&Map::new()) {
        println!("  {role:<14}{}", name.as_str().unwrap_or("?"));
    }
    println!();
}

fn collector(demo: &Value) -> Result<&str> {
    let name = demo["users"]["collector"].as_str();
    name.context("演示区没有采集员")
}

/// A fresh code for the demo collector.
fn enrol_code(data: &Path, demo: &Value) -> Result<String> {
    let mut ask = program("zs12345-pool");
    ask.arg("enrol-code")
        .arg("--data")
        .arg(data.join("pool"))
        .args(["--user", collector(demo)?]);
    let code = answer(&mut ask)?;
    Ok(code["code"].as_str().context("没有拿到登记码")?.to_string())
}

/// Enrols the window's store as the demo collector, the first time only.
fn enrol(data: &Path, device: &Path, demo: &Value, url: &str) -> Result<()> {
    let done = data.join("enrolled");
    if done.exists() {
        return answer(
            program("zs12345-device")
                .arg("set-pool")
                .arg(url)
                .arg("--data")
                .arg(device)
                .env("ZS12345_PIN", DEMO_PIN),
        )
        .map(drop)
        .context("登记过的窗口接不上工单池");
    }
    let code = enrol_code(data, demo)?;
    let mut enrol = program("zs12345-device");
    enrol
        .arg("enrol")
        .arg("--data")
        .arg(device)
        .args(["--pool", url, "--code", &code, "--pin", DEMO_PIN]);
    answer(&mut enrol).context("窗口登记不了")?;
    fs::write(done, collector(demo)?)?;
    Ok(())
}

/// Runs a program that prints one JSON object.
fn answer(command: &mut Command) -> Result<Value> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("启动不了 {name}"))?;
    if !output.status.success() {
        bail!("{name} 失败：{}", output.status);
    }
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} 的回答不是 JSON"))
}

//! Commands, fields and exit codes of docs/automation.md; everything else is `device`.

mod input;
mod rescue;
mod tickets;

use clap::{Parser, Subcommand};
use device::{App, Error, System};
use model::{Class, Clock, Code, Denial, TicketId};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// The command line.
#[derive(Parser)]
#[command(
    name = "zs12345-device",
    about = "掌上12345政府端：没有窗口的平板",
    version
)]
pub struct Args {
    /// 本机数据所在的文件夹
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// 本机 PIN，也可放在环境变量 ZS12345_PIN 里
    #[arg(long, global = true, env = "ZS12345_PIN", hide_env_values = true)]
    pin: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 用一次性登记码登记这台设备
    Enrol {
        /// 工单池地址，https://…；http:// 只能用于本机
        #[arg(long)]
        pool: String,
        /// 登记码
        #[arg(long)]
        code: String,
        /// 本区自己的证书机构（PEM 文件）
        #[arg(long)]
        ca: Option<PathBuf>,
    },
    /// 换到同一工单池的另一个地址
    SetPool {
        /// 新地址
        url: String,
    },
    /// 采集一件问题；文件里每行一件时逐件采集
    Capture {
        /// ISSUE.json
        #[arg(long)]
        file: PathBuf,
        /// 现场照片：JPEG、PNG 或 WebP
        #[arg(long)]
        photo: Vec<PathBuf>,
    },
    /// 修改事实
    Edit {
        /// 工单编号（UUID）
        id: String,
        /// FACTS.json
        #[arg(long)]
        file: PathBuf,
    },
    /// 在工单上办理一步；另有 add_photo 和 choose_fact
    Act {
        /// 工单编号（UUID）
        id: String,
        /// 动作，如 sign、respond、progress、request_done
        action: String,
        /// PAYLOAD.json
        #[arg(long)]
        file: Option<PathBuf>,
        /// add_photo 的照片
        #[arg(long)]
        photo: Option<PathBuf>,
        /// add_photo 的照片类型：scene、before、during、after
        #[arg(long)]
        kind: Option<String>,
    },
    /// 与工单池同步
    Sync,
    /// 列出本机的工单
    List {
        /// 状态，如 queued、pooled
        #[arg(long)]
        status: Option<String>,
        /// 标题、内容、地址或编号里的字
        #[arg(long)]
        text: Option<String>,
    },
    /// 一件工单的全部内容
    Show {
        /// 工单编号（UUID）
        id: String,
    },
    /// 今日：临期超时、紧急、退回
    Today,
    /// 最近几次同步带来的变化，每次一行，最近的在前
    News,
    /// 记事本，每条一行，最近的在前
    Notes,
    /// 本机见证过的审计链尾，每行一个，交给 zs12345-pool verify --heads 核对
    Heads,
    /// 底图状态；可下载，断点续传
    Basemap {
        /// 下载工单池发布的底图
        #[arg(long)]
        fetch: bool,
    },
    /// 一个时限是怎么来的
    Why {
        /// 工单编号（UUID）
        id: String,
        /// 时限，如 sign、done；不写就是最近到期的一个
        #[arg(long)]
        clock: Option<String>,
    },
    /// 联动单位值班电话，不用联网
    Duty,
    /// 救援包：没有送达的内容，封成只有工单池打得开的文件
    #[command(subcommand)]
    Rescue(rescue::Rescue),
}

/// Runs one command.
pub fn run(args: Args) -> Result<(), Denial> {
    dispatch(args).map_err(Error::denial)
}

fn missing(field: &str) -> Error {
    Denial::new(Code::FieldMissing).with("field", field).into()
}

fn dispatch(args: Args) -> Result<(), Error> {
    let dir = args.data.ok_or_else(|| missing("--data"))?;
    let app = App::open_with(&dir, Box::new(System));
    let pin = args.pin;
    let open = || -> Result<&App, Error> {
        if !app.is_enrolled() && !app.is_wiped() {
            return Err(Code::NotEnrolled.into());
        }
        app.unlock(pin.as_deref().ok_or_else(|| missing("--pin"))?)?;
        Ok(&app)
    };
    match args.command {
        Command::Enrol { pool, code, ca } => {
            let pin = pin.as_deref().ok_or_else(|| missing("--pin"))?;
            let ca = ca.as_deref().map(input::text).transpose()?;
            app.wait(app.enrol(&pool, &code, pin, ca.as_deref()))?;
            let profile = app.profile();
            if !profile.keyring {
                eprintln!("这台设备没有系统钥匙串，只有 PIN 守着本机数据；PIN 越长越好");
            }
            print(&serde_json::json!({
                "device": app.device()?, "user": profile.user, "name": profile.name, "posts": profile.posts, "district": profile.district,
            }))
        }
        Command::SetPool { url } => {
            let reached = app.wait(open()?.set_pool(&url))?;
            if !reached {
                eprintln!("新地址现在连不上，已记下；下次同步时使用");
            }
            print(&serde_json::json!({ "pool": url, "reached": reached }))
        }
        Command::Capture { file, photo } => tickets::capture(open()?, &file, &photo),
        Command::Edit { id, file } => tickets::edit(open()?, &id, &file),
        Command::Act {
            id,
            action,
            file,
            photo,
            kind,
        } => tickets::act(
            open()?,
            &id,
            &action,
            file.as_deref(),
            photo.as_deref(),
            kind.as_deref(),
        ),
        Command::Sync => {
            let done = app.wait(open()?.sync());
            let away = |e: &Error| e.code().is_some_and(|c| c.class() == Class::Network);
            if done.as_ref().is_err_and(away) {
                eprintln!("没有上传的内容都在本机，联网后再同步");
            }
            print(&done?)
        }
        Command::List { status, text } => tickets::list(open()?, status.as_deref(), text),
        Command::Show { id } => tickets::show(open()?, &id),
        Command::Today => print(&open()?.today()?),
        Command::News => open()?.news()?.news.iter().try_for_each(print),
        Command::Notes => open()?.notes()?.notes.iter().try_for_each(print),
        Command::Heads => {
            let heads = open()?.audit_heads()?;
            heads
                .iter()
                .try_for_each(|head| print(&serde_json::json!({ "head": head })))
        }
        Command::Basemap { fetch: true } => print(&app.wait(open()?.fetch_basemap())?),
        Command::Basemap { fetch: false } => print(&app.wait(open()?.basemap())?),
        Command::Why { id, clock } => {
            let clock = clock.map(|c| c.parse::<Clock>()).transpose()?;
            let id = TicketId::new(id.to_lowercase())?;
            print(&open()?.why_due(&api::WhyDue { id, clock })?)
        }
        Command::Duty => print(&open()?.duty()?),
        Command::Rescue(what) => rescue::run(&app, pin.as_deref(), open, what),
    }
}

/// One JSON object on one line, out before anything else happens.
fn print(value: &impl Serialize) -> Result<(), Error> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    let mut out = std::io::stdout().lock();
    match out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
        // Whoever read has heard enough; the work itself is done.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

//! The command line (docs/automation.md): one JSON object on stdout, sentences for people on stderr.

mod backup;
mod basemap;
mod consent;
mod devices;
mod draw;
mod erase;
mod init;
mod lists;
mod qr;
mod rescue;
mod rules;
mod score;
mod serve;
mod users;
mod verify;

pub use crate::brought::unreadable;
use crate::store::{self, Store};
use crate::table::{FAULTS_MAX, Fault};
use crate::{Error, brought, table};
use clap::{Parser, Subcommand};
use model::{Code, Denial};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Greatest file that is read.
const FILE_MAX: u64 = 64 * 1024 * 1024;

/// 掌上12345政府端的区工单池
#[derive(Parser)]
#[command(name = "zs12345-pool", version, about, disable_help_subcommand = true)]
struct Cli<M: Subcommand> {
    #[command(subcommand)]
    command: Command<M>,
}

/// The pool's folder.
#[derive(clap::Args)]
pub struct Data {
    /// 工单池的文件夹
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

/// Commands that a program adds to the pool's own.
pub trait More: Subcommand {
    /// Runs the command; what it prints.
    fn run(self) -> Result<Value, Error>;
}

/// None.
#[derive(Subcommand)]
pub enum NoMore {}

impl More for NoMore {
    fn run(self) -> Result<Value, Error> {
        match self {}
    }
}

#[derive(Subcommand)]
enum Command<M: Subcommand> {
    /// 启动工单池
    Serve(serve::Serve),
    /// 用区域文件建一个新的工单池
    Init(init::Init),
    /// 人员
    #[command(subcommand)]
    Users(users::Users),
    /// 规则包
    #[command(subcommand)]
    Rules(rules::Rules),
    /// 一个月的考核表，与 read_sheet 相同
    Score(score::Score),
    /// 抽取
    #[command(subcommand)]
    Draw(draw::Draw),
    #[command(flatten)]
    More(M),
    /// 为一台设备生成一次性登记码
    EnrolCode(devices::EnrolCode),
    /// 列出设备，或确认等待的设备
    Devices(devices::Devices),
    /// 停用一台设备
    RevokeDevice(devices::RevokeDevice),
    /// 底图
    #[command(subcommand)]
    Basemap(basemap::Basemap),
    /// 备份到一个用口令封存的文件，可在运行中进行
    Backup(backup::Backup),
    /// 从备份文件恢复到一个空文件夹
    Restore(backup::Restore),
    /// 救援包
    #[command(subcommand)]
    Rescue(rescue::Rescue),
    /// 删除一件工单的个人信息
    Erase(erase::Erase),
    /// 核对工单、照片和审计记录
    Verify(verify::Verify),
}

/// What a command came to: what to print, and the exit status.
pub(crate) struct Printed {
    value: Value,
    exit: u8,
    /// Objects before it, one a line.
    lines: Vec<Value>,
}

impl From<Value> for Printed {
    fn from(value: Value) -> Self {
        Printed {
            value,
            exit: 0,
            lines: Vec::new(),
        }
    }
}

type Ran = Result<Printed, Error>;

/// Runs the command line.
pub fn main<M: More>() -> ExitCode {
    let cli = match Cli::<M>::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    let ran = match cli.command {
        Command::Serve(c) => c.run(),
        Command::Init(c) => c.run(),
        Command::Users(c) => c.run(),
        Command::Rules(c) => c.run(),
        Command::Score(c) => c.run(),
        Command::Draw(c) => c.run(),
        Command::More(c) => c.run().map(Printed::from),
        Command::EnrolCode(c) => c.run(),
        Command::Devices(c) => c.run(),
        Command::RevokeDevice(c) => c.run(),
        Command::Basemap(c) => c.run(),
        Command::Backup(c) => c.run(),
        Command::Restore(c) => c.run(),
        Command::Rescue(c) => c.run(),
        Command::Erase(c) => c.run(),
        Command::Verify(c) => c.run(),
    };
    match ran {
        Ok(printed) => {
            for line in &printed.lines {
                println!("{line}");
            }
            if !printed.value.is_null() {
                println!("{}", printed.value);
            }
            ExitCode::from(printed.exit)
        }
        Err(trouble) => {
            let denial = trouble.denial();
            eprintln!("{}", denial.sentence());
            if !matches!(trouble, Error::Denied(_)) {
                eprintln!("（{trouble}）");
            }
            ExitCode::from(u8::try_from(api::error::exit_status(denial.code)).unwrap_or(5))
        }
    }
}

/// Every fault, for people and for scripts.
fn refused(faults: &[Fault]) -> Printed {
    for fault in faults {
        eprintln!("{}", fault.sentence());
    }
    let of = |file: &Option<String>| faults.iter().filter(|f| f.file == *file).count();
    let cut = faults.iter().any(|f| of(&f.file) >= FAULTS_MAX);
    let least = if cut { "至少 " } else { "" };
    let count = format!("{least}{}", faults.len());
    let all = Denial::new(Code::TableFaults).with("count", count);
    eprintln!("{}", all.sentence());
    let lines = faults.iter().map(|fault| json!(fault));
    Printed {
        value: Value::Null,
        exit: 2,
        lines: lines.collect(),
    }
}

/// Opens the folder's pool; a sentence when there is none.
fn open(folder: &Path) -> Result<Arc<Store>, Error> {
    if !store::exists(folder) {
        let detail = "这个文件夹里还没有工单池，请先运行 init 或 demo";
        return Err(unreadable(folder, detail));
    }
    Store::open(folder)
}

/// Reads a text file people wrote.
fn read_text(path: &Path) -> Result<String, Error> {
    Ok(table::decode(&read_bytes(path)?)?)
}

/// Reads a file people wrote.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    brought::read(path, FILE_MAX)
}

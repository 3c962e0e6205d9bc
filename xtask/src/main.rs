//! The workspace's own tool: it checks rooms, builds the frontend, and starts our programs.
//!
//! Knows the binaries only by name and command line; depends on none of our crates. `./x` sets the
//! machine up and hands over to this.

mod bench;
mod cargo;
mod check;
mod documented;
mod frontend;
mod fuzz;
mod hostile;
mod map;
mod pictures;
mod references;
mod rooms;
mod run;
mod signals;
mod sources;
mod stamp;
mod test;
mod wasm;
mod worker;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "工作区自己的工具；平时用 ./x")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 构建并启动演示区，有显示器时打开窗口
    Run(run::Args),
    /// 跑全部测试，最后一行是 N passed, N failed
    Test,
    /// 格式、lint、房间、wasm 检查、单元测试
    Check,
    /// 性能对比，结果写到 target/bench/NAME.json
    Bench { name: Option<String> },
    /// 对运行中的工单池逐项攻击；最后一行是 N passed, N failed
    Hostile(hostile::Args),
    /// 外来字节的解析器，随机变异若干分钟
    Fuzz(fuzz::Args),
    /// 各界面的截图；给了名字就只截这些
    Pictures { screens: Vec<String> },
    /// 谁能依赖谁：crate 之间、crate 里面的模块之间
    Rooms,
    /// 文档和注释里的引用都找得到，公开的名字都有说明
    References,
    /// 构建前端到 frontend/dist
    Frontend {
        /// 少优化、快构建
        #[arg(long)]
        dev: bool,
    },
    /// model、api、frontend 能否编到 wasm32
    WasmCheck,
}

fn main() -> ExitCode {
    match dispatch(Args::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("出错：{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Run(args) => run::run(&args)?,
        Command::Test => return test::test(),
        Command::Check => check::check()?,
        Command::Bench { name } => return bench::bench(name.as_deref()),
        Command::Hostile(args) => return hostile::hostile(&args),
        Command::Fuzz(args) => return fuzz::fuzz(&args),
        Command::Pictures { screens } => pictures::pictures(&screens)?,
        Command::Rooms => {
            rooms::check_workspace()?;
            sources::check()?;
        }
        Command::References => check::prose()?,
        Command::Frontend { dev } => frontend::build(dev)?,
        Command::WasmCheck => check::wasm()?,
    }
    Ok(ExitCode::SUCCESS)
}

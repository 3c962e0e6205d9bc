//! `zs12345-device`: the tablet without a window, as docs/automation.md describes it.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(cli::Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(denial) => {
            match denial.params.get("line") {
                Some(line) => eprintln!("第 {line} 行：{}", denial.sentence()),
                None => eprintln!("{}", denial.sentence()),
            }
            let code = api::error::exit_status(denial.code);
            if let Ok(text) = serde_json::to_string(&api::ApiError::from(denial)) {
                eprintln!("{text}");
            }
            ExitCode::from(u8::try_from(code).unwrap_or(5))
        }
    }
}

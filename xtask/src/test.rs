//! Runs every test and counts them from cargo's own summary lines.

use crate::cargo::{host, run};
use crate::{check, frontend};
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};

/// Everything that runs on the host; the pages themselves are compiled for the browser.
const ALL: &[&str] = &["--workspace", "--exclude", "frontend", "--locked"];

/// What comes before the tests: a name and the work.
type Step = (&'static str, fn() -> Result<()>);

/// What is looked at, builds, tests. The last line printed is `N passed, N failed`.
pub fn test() -> Result<ExitCode> {
    let mut sum = Sum::default();
    let before: [Step; 7] = [
        ("格式", check::format),
        ("房间", check::walls),
        ("文字", check::prose),
        ("依赖", check::supply),
        ("lint", check::lint),
        // The inner rooms are compiled for the browser with it.
        ("前端", frontend::build_within_limit),
        // The journeys start the programs, so these have to lie in the target directory first.
        ("程序", || run(host().arg("build").args(ALL))),
    ];
    for (name, step) in before {
        if let Err(error) = step() {
            eprintln!("{name}：{error:#}");
            sum.failed += 1;
            sum.names.push(format!("{name}：{error:#}"));
        }
    }
    // What pages compute without a browser is compiled for the host in a run of its own, so that its features stay apart.
    let pages = cargo_test(&mut sum, &["--package", "frontend", "--lib", "--locked"])?;
    let good = cargo_test(&mut sum, ALL)? && pages;
    if !good && sum.failed == 0 {
        sum.failed = 1; // it did not compile, or a test binary died before its summary
    }
    if sum.passed == 0 {
        eprintln!("一个测试也没有跑成");
    }
    // The last lines say what to look at, however long the rest is.
    for name in &sum.names {
        println!("没有通过：{name}");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed == 0 && sum.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn cargo_test(sum: &mut Sum, which: &[&str]) -> Result<bool> {
    let mut child = host()
        .arg("test")
        .args(which)
        .arg("--no-fail-fast")
        .stdout(Stdio::piped())
        .spawn()
        .context("启动不了 cargo test")?;
    for line in BufReader::new(child.stdout.take().context("stdout")?).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        sum.add(&line);
    }
    Ok(child.wait()?.success())
}

/// Passed and failed over all test binaries.
#[derive(Default, Debug, PartialEq)]
struct Sum {
    passed: u64,
    failed: u64,
    /// What failed.
    names: Vec<String>,
}

impl Sum {
    /// Adds a line like `test result: ok. 3 passed; 0 failed; …` or `test name ... FAILED`; any other line is nothing.
    fn add(&mut self, line: &str) {
        let ended = line.strip_prefix("test ");
        if let Some(name) = ended.and_then(|l| l.strip_suffix(" ... FAILED")) {
            self.names.push(name.to_string());
        }
        let Some(rest) = line.trim_start().strip_prefix("test result:") else {
            return;
        };
        for part in rest.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                Some((count, "failed")) => self.failed += count.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn summary_lines_add_up() {
        let mut sum = Sum::default();
        sum.add("running 3 tests");
        sum.add("test here::goes_well ... ok");
        sum.add("test here::goes_ill ... FAILED");
        sum.add("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        sum.add("test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s");
        assert_eq!(
            sum,
            Sum {
                passed: 13,
                failed: 2,
                names: vec!["here::goes_ill".into()]
            }
        );
    }
}

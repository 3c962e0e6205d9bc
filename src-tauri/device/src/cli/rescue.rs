//! `rescue export` and `rescue import`.

use super::{input, missing, print};
use clap::Subcommand;
use device::{App, Error};
use model::{Code, Denial};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// 救援包：存下没有送达的内容，或者代同事带一份
#[derive(Subcommand)]
pub enum Rescue {
    /// 把没有送达的内容存成救援包；一个文件装不下时，后面的在文件名后加 .2、.3……
    Export {
        /// 写到哪个文件，不能已经存在
        file: PathBuf,
        /// 从打不开、已另存的旧数据里读，能读多少存多少；PIN 是旧的
        #[arg(long)]
        aside: bool,
        /// 本机数据谁也打不开时（钥匙串没了、忘了 PIN），取当时封好的一份；不用 PIN
        #[arg(long, conflicts_with = "aside")]
        sealed: bool,
    },
    /// 代同事带一个救援包，下次同步时交给工单池；本机读不出里面的内容
    Import {
        /// 同事的设备存出来的救援包
        file: PathBuf,
    },
}

/// Runs one of them. `open` opens the device's own store; one that does not open is salvaged.
pub fn run<'a>(
    app: &App,
    pin: Option<&str>,
    open: impl FnOnce() -> Result<&'a App, Error>,
    what: Rescue,
) -> Result<(), Error> {
    match what {
        Rescue::Export {
            file, sealed: true, ..
        } => {
            app.salvage_sealed()?;
            export(app, &file)
        }
        Rescue::Export { file, aside, .. } => {
            let opened = if aside {
                Err(Code::StoreBroken.into())
            } else {
                open().map(drop)
            };
            if let Err(error) = opened {
                let code = error.code();
                let salvages = matches!(
                    code,
                    Some(Code::StoreBroken | Code::NotEnrolled | Code::DeviceWiped)
                );
                if !salvages || !app.is_set_aside() {
                    return Err(error);
                }
                app.salvage(pin.ok_or_else(|| missing("--pin"))?)?;
                eprintln!("本机数据打不开，只存下了还读得出来的部分；打不开的数据原样保留");
            }
            export(app, &file)
        }
        Rescue::Import { file } => {
            let carried = open()?.carry_rescue(input::bundle(&file)?)?;
            print(&json!({ "carried": carried }))
        }
    }
}

fn export(app: &App, file: &Path) -> Result<(), Error> {
    let state = app.rescue()?;
    let (mut files, mut lost) = (Vec::new(), state.lost);
    for n in 0..usize::try_from(state.files).unwrap_or(usize::MAX) {
        let (bytes, missing) = app.write_rescue(n)?;
        let file = named(file, n);
        write(&file, &bytes)?;
        lost += missing;
        files.push(file);
    }
    if lost > 0 {
        eprintln!("有 {lost} 项读不出来，没有存进去");
    }
    print(&json!({
        "files": files, "edits": state.edits, "sides": state.sides, "photos": state.photos, "papers": state.papers, "lost": lost,
    }))
}

/// The first file has the name that was asked for.
fn named(file: &Path, n: usize) -> PathBuf {
    match n {
        0 => file.to_path_buf(),
        n => {
            let mut name = file.as_os_str().to_os_string();
            name.push(format!(".{}", n + 1));
            name.into()
        }
    }
}

/// Writes a new file for its owner alone; nothing is written over.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::StorageFull => Denial::from(Code::DiskFull),
        kind => Denial::new(Code::FileUnreadable)
            .with("name", file.display())
            .with("detail", format!("写不进去：{kind}")),
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(file).map_err(failed)?;
    let written = to.write_all(bytes).and_then(|()| to.sync_all());
    if let Err(error) = written {
        let _ = std::fs::remove_file(file);
        return Err(failed(error).into());
    }
    Ok(())
}

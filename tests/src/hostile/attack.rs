//! What an attack is: its name, what is sent, what must come of it, and the code that tries it.

use super::ground::Ground;
use anyhow::Result;
use serde::{Deserialize, Serialize};

/// The kinds: the first part of an attack's name, and the kind in Chinese.
pub const KINDS: [(&str, &str); 15] = [
    ("times", "外来的时间"),
    ("work", "工作量"),
    ("claims", "客户端的声称"),
    ("fill", "占满"),
    ("door", "登录之前"),
    ("signin", "登录"),
    ("backdate", "倒填日期"),
    ("refs", "越过管辖范围的引用"),
    ("duty", "不相容职责"),
    ("admin", "系统管理员与傀儡"),
    ("pictures", "图片"),
    ("books", "账册：删除、恢复、审计链"),
    ("devices", "设备"),
    ("headers", "响应头"),
    ("pages", "两个人的页面"),
];

type Run = Box<dyn Fn(&mut Ground) -> Result<Measured> + Send + Sync>;

/// One attack.
pub struct Attack {
    /// `kind/name`.
    pub name: &'static str,
    /// What is sent, in Chinese.
    pub sent: &'static str,
    /// What must be answered, and what must not have changed, in Chinese.
    pub right: &'static str,
    /// Needs neither size nor time: part of the short run.
    pub short: bool,
    pub(super) run: Run,
}

/// What was measured of the pool's process while an attack ran, where it matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Highest memory above rest, in MB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<f64>,
    /// Longest time that an honest interactive write waited, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<f64>,
    /// Time until the attack was answered, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<f64>,
}

impl Measured {
    /// What was measured, in words; nothing where nothing was.
    pub fn words(&self) -> String {
        let part = |value: Option<f64>, what: &str, unit: &str| {
            value.map(|v| format!("{what} {v:.0} {unit}"))
        };
        let parts = [
            part(self.memory_mb, "内存多", "MB"),
            part(self.wait_ms, "别人至多等", "毫秒"),
            part(self.took_ms, "用时", "毫秒"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("，")
    }
}

/// An attack that is looked at by its answer alone.
pub fn attack(
    name: &'static str,
    sent: &'static str,
    right: &'static str,
    run: impl Fn(&mut Ground) -> Result<()> + Send + Sync + 'static,
) -> Attack {
    let run: Run = Box::new(move |ground| run(ground).map(|()| Measured::default()));
    Attack {
        name,
        sent,
        right,
        short: true,
        run,
    }
}

/// An attack whose memory and time are measured: not part of the short run.
pub fn measured(
    name: &'static str,
    sent: &'static str,
    right: &'static str,
    run: impl Fn(&mut Ground) -> Result<Measured> + Send + Sync + 'static,
) -> Attack {
    Attack {
        name,
        sent,
        right,
        short: false,
        run: Box::new(run),
    }
}

impl Attack {
    /// Leaves it out of the short run.
    #[must_use]
    pub fn long(mut self) -> Self {
        self.short = false;
        self
    }
    /// The first part of the name.
    pub fn kind(&self) -> &'static str {
        self.name.split('/').next().unwrap_or_default()
    }
}

//! 定稿: every line written down, with a hash over all of them in their order.

use super::book::{Book, Weighed};
use super::sheets::summed;
use crate::Result;
use crate::store::{Db, DistrictFile, ToFreeze};
use api::{FrozenLine, SheetReply};
use model::score::period::PeriodState;
use model::{Moment, UserName};
use sha2::{Digest, Sha256};

/// Who freezes a month, and why anew.
pub(super) struct Hands {
    pub proposed_by: UserName,
    pub by: UserName,
    pub reason: Option<String>,
    pub version: u32,
    pub now: Moment,
}

/// What is frozen of a month with these lines.
pub(super) fn to_freeze(
    db: &Db,
    file: &DistrictFile,
    book: &Book,
    hands: Hands,
) -> Result<ToFreeze> {
    let mut lines: Vec<&Weighed> = book.lines.iter().collect();
    lines.sort_by(|a, b| (&a.line.unit, a.n, &a.line.key).cmp(&(&b.line.unit, b.n, &b.line.key)));
    let lines = lines.into_iter().map(|line| {
        let unit = line.line.unit.to_string();
        Ok((unit, serde_json::to_string(line)?))
    });
    let lines: Vec<(String, String)> = lines.collect::<Result<_>>()?;
    let texts = lines.iter().map(|(_, text)| text.as_str());
    let sha256 = hash(&book.month.text, hands.version, &book.tag, texts);
    let mut sheets: Vec<SheetReply> = summed(db, file, book, hands.now)?;
    for sheet in &mut sheets {
        (sheet.state, sheet.version) = (PeriodState::Frozen, hands.version);
        sheet.sha256 = Some(sha256.clone());
    }
    Ok(ToFreeze {
        line: FrozenLine {
            version: hands.version,
            at: hands.now,
            rules: book.tag.clone(),
            sha256,
            proposed_by: hands.proposed_by,
            by: hands.by,
            reason: hands.reason,
        },
        sheets: serde_json::to_string(&sheets)?,
        lines,
    })
}

/// Whether a frozen version still has the hash it was frozen with.
pub(crate) fn fits(db: &Db, month: &str, frozen: &FrozenLine) -> Result<bool> {
    let lines = db.frozen_lines(month, frozen.version, None)?;
    let texts = lines.iter().map(String::as_str);
    Ok(hash(month, frozen.version, &frozen.rules, texts) == frozen.sha256)
}

/// Over a frozen month: which it is, under which rules, and every line as it is written down, in their order.
fn hash<'a>(
    month: &str,
    version: u32,
    rules: &str,
    lines: impl Iterator<Item = &'a str>,
) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update(b"\n");
    };
    let version = version.to_string();
    for text in ["zs12345-period-v1", month, &version, rules] {
        add(text);
    }
    lines.for_each(add);
    hex::encode(hash.finalize())
}

//! 抽取 that anybody can check (docs/draw.md): the list and a secret are promised, somebody else says words, and what both give
//! decides. How many and which is decided by `model::draw`.

use crate::Result;
use hmac::{Hmac, KeyInit, Mac};
use model::draw::{Inspector, Key, Object, assign, drawn};
use model::{Code, Denial};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Objects and inspectors of one draw, at most.
const OBJECTS_MAX: usize = 200_000;
const INSPECTORS_MAX: usize = 1_000;

/// Everything about a draw, told after it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revealed {
    pub objects: Vec<Object>,
    /// SHA-256 of the sorted codes, each with a line end; hexadecimal like the others.
    pub list: String,
    /// What was promised of the secret.
    pub commit: String,
    /// 32 bytes.
    pub secret: String,
    /// What the witness said.
    pub words: String,
    pub seed: String,
    /// How many were to be drawn.
    pub n: u64,
    /// In the order of the draw.
    pub drawn: Vec<String>,
    #[serde(default)]
    pub inspectors: Vec<Inspector>,
    /// Two for each object, in the same order; none when it had no inspectors.
    #[serde(default)]
    pub assigned: Vec<Assigned>,
}

/// Who looks at an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    pub code: String,
    pub who: Vec<String>,
}

/// A draw that fits.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Objects that could be drawn.
    pub objects: u64,
    pub drawn: u64,
    /// People who could be sent.
    pub inspectors: u64,
    /// More was to be drawn than there is: all were.
    pub cut: bool,
}

/// The hash of the objects' codes.
fn list(objects: &[Object]) -> [u8; 32] {
    let codes: BTreeSet<&str> = objects.iter().map(|o| o.code.as_str()).collect();
    let mut hash = Sha256::new();
    for code in codes {
        hash.update(code);
        hash.update("\n");
    }
    hash.finalize().into()
}

fn commit(secret: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update("zs12345-draw-commit-v1\n")
        .chain_update(secret)
        .finalize()
        .into()
}

fn seed(secret: &[u8; 32], list: &[u8; 32], words: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update("zs12345-draw-seed-v1\n")
        .chain_update(secret)
        .chain_update(format!("\n{}\n{words}\n", hex::encode(list)))
        .finalize()
        .into()
}

fn key(seed: &[u8; 32], parts: [&str; 2]) -> Key {
    // HMAC takes keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(seed).unwrap_or_else(|_| unreachable!("32 bytes"));
    mac.update(parts[0].as_bytes());
    mac.update(b"\n");
    mac.update(parts[1].as_bytes());
    mac.finalize().into_bytes().into()
}

fn item(seed: &[u8; 32], code: &str) -> Key {
    key(seed, ["item", code])
}

fn who(seed: &[u8; 32], object: &str, inspector: &str) -> Key {
    key(seed, ["who", &format!("{object}\n{inspector}")])
}

/// A draw read from its file.
pub fn read(bytes: &[u8]) -> Result<Revealed> {
    let draw: Revealed = model::json::from_value(model::json::read(bytes)?)?;
    for (field, count, max) in [
        ("objects", draw.objects.len(), OBJECTS_MAX),
        ("inspectors", draw.inspectors.len(), INSPECTORS_MAX),
    ] {
        if count > max {
            let many = Denial::new(Code::TooMany).with("field", field);
            return Err(many.with("max", max).with("count", count).into());
        }
    }
    once("objects", draw.objects.iter().map(|o| &o.code))?;
    once("inspectors", draw.inspectors.iter().map(|i| &i.name))?;
    Ok(draw)
}

/// Refuses a name that stands twice, is empty, or would be read as two lines.
fn once<'a>(field: &str, names: impl Iterator<Item = &'a String>) -> Result<(), Denial> {
    let mut known = BTreeSet::new();
    let wrong = |detail: &str| {
        let wrong = Denial::new(Code::FieldType).with("field", field);
        Err(wrong.with("detail", detail))
    };
    for name in names {
        if name.is_empty() || name.contains(['\n', '\r']) {
            return wrong("编号和姓名不能是空的，也不能换行");
        }
        if !known.insert(name) {
            return wrong(&format!("「{name}」写了两次，请只留一处"));
        }
    }
    Ok(())
}

fn bytes(field: &str, text: &str) -> Result<[u8; 32], Denial> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| {
        let wrong = Denial::new(Code::FieldType).with("field", field);
        wrong.with("detail", "须是 64 位十六进制数")
    })?;
    Ok(bytes)
}

/// Draws again from what was told, and refuses the first step that comes out differently.
pub fn verify(draw: &Revealed) -> Result<Verified> {
    let secret = bytes("secret", &draw.secret)?;
    let promised = bytes("commit", &draw.commit)?;
    let told = (bytes("list", &draw.list)?, bytes("seed", &draw.seed)?);
    let step = |step: &str, fits: bool, detail: &str| match fits {
        true => Ok(()),
        false => {
            let off = Denial::new(Code::DrawMismatch).with("step", step);
            Err(off.with("detail", detail))
        }
    };
    let list = list(&draw.objects);
    step("list", list == told.0, "名单和公布的名单哈希不一致")?;
    let kept = commit(&secret) == promised;
    step("commit", kept, "秘密数和事先公布的承诺不一致")?;
    let seed = seed(&secret, &list, &draw.words);
    let detail = "种子不是由秘密数、名单和现场的话算出来的";
    step("seed", seed == told.1, detail)?;
    let winners = drawn(&draw.objects, draw.n, |code| item(&seed, code));
    let same = winners.iter().map(|o| &o.code).eq(&draw.drawn);
    step("drawn", same, "抽中的和按种子算出来的不一致")?;
    if !draw.inspectors.is_empty() || !draw.assigned.is_empty() {
        let by_key = |object: &str, inspector: &str| who(&seed, object, inspector);
        let pairs = assign(&winners, &draw.inspectors, by_key)?;
        let told = draw.assigned.iter().map(|a| (&a.code, a.who.as_slice()));
        let pairs = pairs.iter().map(|pair| pair.as_slice());
        let found = winners.iter().map(|o| &o.code).zip(pairs);
        let same = draw.assigned.len() == winners.len()
            && told.zip(found).all(|((a, x), (b, y))| a == b && x == y);
        step("assigned", same, "检查人员和按种子算出来的不一致")?;
    }
    Ok(Verified {
        objects: draw.objects.len() as u64,
        drawn: winners.len() as u64,
        inspectors: draw.inspectors.len() as u64,
        cut: draw.n > draw.objects.len() as u64,
    })
}

#[cfg(test)]
mod tests;

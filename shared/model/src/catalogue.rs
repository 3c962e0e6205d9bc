//! The catalogue of categories (类别目录), three levels of two digits each.

use crate::{CategoryCode, UnitCode};
use serde::{Deserialize, Serialize};

/// One category of any level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Two, four or six digits.
    pub code: CategoryCode,
    /// Name of this level alone.
    pub name: String,
    /// Pinyin initials of the name in small letters; the pool fills in what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initials: Option<String>,
    /// A photo of the scene is asked for at submit (or a reason why not).
    #[serde(default, skip_serializing_if = "is_false")]
    pub photo: bool,
    /// A photo after handling is asked for at 申请办结.
    #[serde(default, skip_serializing_if = "is_false")]
    pub photo_done: bool,
    /// The unit the dispatch list (派单目录) names first; none means the ticket's own town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
}

/// Letters of initials, at most.
pub const INITIALS_MAX: usize = 40;

/// Whether these are initials that somebody can find a category by: small letters and digits.
pub fn are_initials(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.len() <= INITIALS_MAX && text.bytes().all(sign)
}

fn is_false(b: &bool) -> bool {
    !*b
}

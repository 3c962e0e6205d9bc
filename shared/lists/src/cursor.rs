//! The cursor of a page: opaque to callers, the order and the last row's key.

use crate::Key;
use api::Sort;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::{Code, Denial};

fn letter(sort: Sort) -> &'static str {
    match sort {
        // Capitals since danger stands first: a cursor of an older order is no cursor of this one.
        Sort::Due => "D",
        Sort::Newest => "N",
        Sort::Oldest => "O",
        Sort::Grade => "G",
    }
}

/// The cursor after a row.
pub fn write(sort: Sort, [a, b, c]: &Key) -> String {
    BASE64.encode(format!("{}:{a}:{b}:{c}", letter(sort)))
}

/// The key of a cursor of this order; `CursorInvalid` for any other text.
pub fn read(sort: Sort, cursor: &str) -> Result<Key, Denial> {
    let key = || {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let keys = text.strip_prefix(letter(sort))?.strip_prefix(':')?;
        let keys: Result<Vec<i64>, _> = keys.split(':').map(str::parse).collect();
        Key::try_from(keys.ok()?).ok()
    };
    key().ok_or_else(|| Code::CursorInvalid.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_its_own_order_only() {
        let key = [i64::MIN, 0, i64::MAX];
        let cursor = write(Sort::Grade, &key);
        assert_eq!(read(Sort::Grade, &cursor), Ok(key));
        for (sort, text) in [
            (Sort::Due, cursor.as_str()),
            (Sort::Grade, ""),
            (Sort::Grade, "G:1:2:3"),
            (Sort::Grade, &BASE64.encode("G:1:2")),
            (Sort::Grade, &BASE64.encode("G:1:2:3:4")),
            (Sort::Grade, &BASE64.encode("G:1:2:99999999999999999999")),
        ] {
            let refused = read(sort, text).unwrap_err();
            assert_eq!(refused.code, Code::CursorInvalid, "{text}");
        }
    }
}

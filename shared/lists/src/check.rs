//! What a list may be asked for.

use api::ListTickets;
use model::area::GRID_MAX;
use model::{Code, Denial, geo, text};

/// Rows of a page, when nothing was said.
const LIMIT: u32 = 50;
/// Rows of a page at most.
const LIMIT_MAX: u32 = 500;
const TEXT_MAX: usize = 100;

/// Refuses a filter that nothing could mean. `masked`: the person sees addresses masked, so must not find by position.
pub fn check(ask: &ListTickets, masked: bool) -> Result<(), Denial> {
    if let Some(words) = &ask.text {
        text::check("text", words, 0, TEXT_MAX)?;
    }
    if let Some(grid) = &ask.grid {
        text::check("grid", grid, 1, GRID_MAX)?;
    }
    if let Some([west, south, east, north]) = ask.bbox {
        if masked {
            return Err(wrong("bbox", "您的岗位看不到具体位置，不能按位置筛选"));
        }
        if !geo::in_world(west, south) || !geo::in_world(east, north) {
            return Err(Code::PlaceOutOfWorld.into());
        }
        if west > east || south > north {
            return Err(wrong("bbox", "须依次是西、南、东、北"));
        }
    }
    for (field, time) in [("since", ask.since), ("until", ask.until)] {
        time.map_or(Ok(()), |time| time.check(field))?;
    }
    if ask.since.zip(ask.until).is_some_and(|(s, u)| s >= u) {
        return Err(wrong("until", "结束时间须晚于开始时间"));
    }
    Ok(())
}

/// Rows of a page.
pub(crate) fn limit(ask: &ListTickets) -> Result<u32, Denial> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(wrong("limit", format!("须是 1 到 {LIMIT_MAX}")));
    }
    Ok(limit)
}

fn wrong(field: &str, detail: impl ToString) -> Denial {
    Denial::new(Code::FieldType)
        .with("field", field)
        .with("detail", detail)
}

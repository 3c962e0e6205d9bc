//! Where an error belongs: at the field it is about, else at the head of the form.

use api::ApiError;
use model::Code;

/// A place in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    Photos,
    NoPhoto,
    Position,
    Address,
    Area,
    Category,
    Title,
    Body,
    Occurred,
    Name,
    Phone,
    Org,
    /// Nowhere in particular.
    Banner,
}

/// The spot an error is about.
pub fn spot(error: &ApiError) -> Spot {
    use Code::*;
    match error.code {
        PhotoMissing | PhotoEmpty | PhotoFormat | PhotoBroken | PhotoTooLarge | PhotoTooMany
        | PhotoPrivate | PhotoHash => Spot::Photos,
        PlaceMissing => Spot::Address,
        PlaceIncomplete | PlaceZero | PlaceOutOfWorld => Spot::Position,
        AreaUnknown | AreaTooWide | GridUnknown => Spot::Area,
        CategoryUnknown | CategoryTooCoarse => Spot::Category,
        _ => match error.params.get("field").map(String::as_str) {
            Some("标题" | "title") => Spot::Title,
            Some("主要内容" | "body") => Spot::Body,
            Some("地址" | "小区点位" | "where.address" | "address") => Spot::Address,
            Some("无法拍照的原因" | "no_photo_reason") => Spot::NoPhoto,
            Some("发生时间" | "occurred_at") => Spot::Occurred,
            Some("category") => Spot::Category,
            Some("area_code" | "where.area_code") => Spot::Area,
            Some("反映人姓名" | "reporter.name") => Spot::Name,
            Some("反映人电话" | "reporter.phone") => Spot::Phone,
            Some("统一社会信用代码" | "reporter.org_code") => Spot::Org,
            _ => Spot::Banner,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Denial;

    #[test]
    fn errors_find_their_field() {
        let at = |denial: Denial| spot(&denial.into());
        assert_eq!(
            at(Denial::new(Code::TextTooShort).with("field", "主要内容")),
            Spot::Body
        );
        assert_eq!(at(Code::PlaceZero.into()), Spot::Position);
        assert_eq!(
            at(Denial::new(Code::FieldMissing).with("field", "天气")),
            Spot::Banner
        );
        assert_eq!(at(Code::TryLater.into()), Spot::Banner);
    }
}

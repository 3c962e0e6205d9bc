//! Where an error belongs: at the field it is about, else at the head of the form.

use crate::words as w;
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
        | PhotoPrivate | PhotoBlocked | PhotoHash => Spot::Photos,
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

/// An error at its field, in the words that stand at the field: the form asks for 「情况」 where the model says 「主要内容」.
pub fn at_its_field(error: &ApiError) -> (Spot, String) {
    let spot = spot(error);
    let here = match spot {
        Spot::Body => w::BODY,
        Spot::Address => w::ADDRESS,
        Spot::Name => w::REPORTER_NAME,
        Spot::Phone => w::REPORTER_PHONE,
        _ => return (spot, w::sentence(error)),
    };
    let mut said = error.clone();
    let named = said.params.insert("field".into(), here.t().into());
    // In English the sentence is made of its parameters anew.
    if let Some(named) = named.filter(|_| !w::speaks_english()) {
        said.detail = error
            .detail
            .replace(&format!("「{named}」"), &format!("「{}」", here.t()));
    }
    (spot, w::sentence(&said))
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

    #[test]
    fn errors_call_a_field_as_the_form_does() {
        let missing = |field: &str| {
            let denial = Denial::new(Code::FieldMissing).with("field", field);
            at_its_field(&denial.into()).1
        };
        assert_eq!(missing("主要内容"), "缺少「情况」，请填写");
        assert_eq!(missing("反映人电话"), "缺少「电话」，请填写");
        assert_eq!(missing("标题"), "缺少「标题」，请填写");
    }
}

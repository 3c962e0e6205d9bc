//! docs/glossary.md names every word of the field with its English identifier and its Rust type. The tables of closed lists
//! are compared with the code; `UPDATE=1 cargo test -p model --test glossary` writes them again.

use model::notice::{ItemKind, NoticeState};
use model::score::appeal::{AppealReason, AppealState, Outcome};
use model::score::band::{Band, Progress, Standing};
use model::score::mix::MixBy;
use model::score::period::PeriodState;
use model::score::{Ground, Indicator, Mark, Uncounted};
use model::talk::TalkVerdict;
use model::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/glossary.md");
const MARK: &str = "<!-- closed lists: written by the test shared/model/tests/glossary.rs -->";

fn table(
    out: &mut String,
    title: &str,
    of: &str,
    rows: impl Iterator<Item = (&'static str, &'static str)>,
) {
    out.push_str(&format!(
        "\n### {title} · `{of}`\n\n| 中文 | identifier |\n|---|---|\n"
    ));
    rows.for_each(|(label, id)| out.push_str(&format!("| {label} | `{id}` |\n")));
}

fn lists() -> String {
    let mut out = format!("{MARK}\n");
    macro_rules! list {
        ($($title:literal $name:ident),+) => { $(table(&mut out, $title, concat!("model::", stringify!($name)), $name::ALL.iter().map(|w| (w.label(), w.as_str())));)+ };
    }
    list!("环节" Link, "状态" Status, "动作" Action, "来源" Source, "诉求类型" Kind, "等级" Grade, "岗位" Role, "时限" Clock, "事实的五组" Group,
        "照片" PhotoKind, "定位方式" LocSource, "坐标系" Crs, "诉求人" ReporterKind, "响应方式" Means, "回访方式" VisitMeans, "是否解决" Solved,
        "是否满意" Satisfied, "通话结果" CallOutcome, "退单原因" ReturnReason, "挂账原因" HangReason, "督办种类" PressKind, "剔除原因" ExcludeReason,
        "单位分组" UnitGroup, "约谈建议" TalkVerdict, "考核条目" Indicator, "条目理由" Ground, "未计" Uncounted, "扣分与加分" Mark,
        "同组比较" Standing, "档次" Band, "进退" Progress, "构成影响" MixBy, "考核月份" PeriodState, "申诉理由" AppealReason,
        "申诉状态" AppealState, "申诉决定" Outcome, "通报事项" ItemKind, "通报状态" NoticeState);
    out
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page is made by its test")]
fn the_glossary_holds_every_closed_list() {
    let text = std::fs::read_to_string(FILE).unwrap();
    let (head, _) = text.split_once(MARK).unwrap();
    let want = format!("{head}{}", lists());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &want).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(FILE).unwrap(),
        want,
        "run: UPDATE=1 cargo test -p model --test glossary"
    );
}

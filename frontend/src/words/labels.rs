//! Words for the members of the domain's closed lists. Chinese comes from `model`; English stands here, by the member's
//! identifier: one table, one line per member. The test names every member that has none.

use super::speaks_english;
use model::ClosedList;
use model::score::appeal::{AppealAction, AppealState};
use model::score::period::{PeriodAction, PeriodState};

/// Identifier and English words.
type Entries = &'static [(&'static str, &'static str)];

/// A member of one of the closed lists.
pub trait Labelled: Copy {
    /// English entries of the list, the member's identifier, and its Chinese label.
    fn entry(self) -> (Entries, &'static str, &'static str);
}

/// What people read for a member of a closed list, in the page's language.
pub fn label<T: Labelled>(member: T) -> &'static str {
    let (entries, id, chinese) = member.entry();
    choose(entries, id, chinese)
}

fn choose(entries: Entries, id: &str, chinese: &'static str) -> &'static str {
    if !speaks_english() {
        return chinese;
    }
    let found = entries.iter().find(|(known, _)| *known == id);
    found.map_or(chinese, |(_, english)| english)
}

/// What people read for a member of a closed list that is known as data, in the page's language.
pub fn member(list: &ClosedList, (id, chinese): (&'static str, &'static str)) -> &'static str {
    choose(entries(list.name), id, chinese)
}

/// The English words for a Chinese label that a sentence carries as its parameter.
pub fn english_of(chinese: &str) -> Option<&'static str> {
    by_label::<model::Status>(model::Status::ALL, chinese)
        .or_else(|| by_label::<model::Action>(model::Action::ALL, chinese))
        .or_else(|| by_label::<model::Group>(model::Group::ALL, chinese))
        .or_else(|| by_label(PeriodState::ALL, chinese))
        .or_else(|| by_label(PeriodAction::ALL, chinese))
        .or_else(|| by_label(AppealState::ALL, chinese))
        .or_else(|| by_label(AppealAction::ALL, chinese))
        .or_else(|| super::fields::english_of(chinese))
}

fn by_label<T: Labelled>(all: &[T], chinese: &str) -> Option<&'static str> {
    let (entries, id, _) = all
        .iter()
        .map(|member| member.entry())
        .find(|(_, _, zh)| *zh == chinese)?;
    entries.iter().find(|(known, _)| *known == id).map(|e| e.1)
}

macro_rules! lists {
    ($($name:ident $path:path { $($id:literal $english:literal),+ $(,)? })+) => {
        $(impl Labelled for $path {
            fn entry(self) -> (Entries, &'static str, &'static str) {
                (entries(stringify!($name)), self.as_str(), self.label())
            }
        })+
        /// English entries of a list, by the name of its type.
        fn entries(list: &str) -> Entries {
            match list { $(stringify!($name) => &[$(($id, $english)),+],)+ _ => &[] }
        }
        /// Names of the lists, and what has no English words, for the tests.
        #[cfg(test)]
        fn listed() -> (Vec<&'static str>, Vec<String>) {
            let mut missing = Vec::new();
            $(missing.extend(<$path>::ALL.iter().filter_map(|member| {
                let (entries, id, _) = member.entry();
                (!entries.iter().any(|(known, _)| *known == id)).then(|| format!("{} {id}", stringify!($name)))
            }));)+
            (vec![$(stringify!($name)),+], missing)
        }
    };
}

lists! {
    Source model::Source {
        "visit" "House visit", "patrol" "Grid patrol", "notebook" "From the notebook", "card" "Contact card call",
        "enterprise" "Enterprise report", "resident" "Resident report", "dept" "Passed on by a department",
        "warning" "Data warning", "hotline" "From 12345",
    }
    Kind model::Kind {
        "consult" "Question", "help" "Request for help", "complaint" "Complaint", "report" "Tip-off", "suggest" "Suggestion",
        "hazard" "Hazard", "praise" "Praise",
    }
    Grade model::Grade { "sudden" "Emergency", "urgent" "Urgent", "normal" "Ordinary" }
    Status model::Status {
        "draft" "Draft", "queued" "To send", "pooled" "To accept", "fixing" "Facts missing", "accepted" "To dispatch",
        "dispatched" "To sign for", "returning" "Return under review", "signed" "To respond", "handling" "In progress",
        "hang_req" "Hold under review", "hung" "On hold", "done_req" "Completion under review", "visiting" "To follow up",
        "closed" "Closed", "archived" "Archived", "merged" "Merged", "rejected" "Not accepted", "void" "Void",
    }
    Link model::Link {
        "take" "In", "send" "Out", "answer" "Do", "hang" "Hold", "visit" "Call", "press" "Press", "assess" "Score", "push" "Push",
    }
    Crs model::Crs { "wgs84" "WGS-84", "cgcs2000" "CGCS2000" }
    LocSource model::LocSource { "gnss" "Satellite", "map" "Picked on the map", "address" "Typed address", "none" "None" }
    ReporterKind model::ReporterKind { "person" "Person", "enterprise" "Enterprise", "anonymous" "Anonymous", "none" "None" }
    PhotoKind model::PhotoKind { "scene" "Scene", "before" "Before", "during" "During", "after" "After" }
    Means model::Means { "phone" "Phone", "visit" "Visit", "scene" "On site" }
    VisitMeans model::VisitMeans { "phone" "By phone", "visit" "At the door", "site_check" "Check on site" }
    Solved model::Solved { "yes" "Solved", "partly" "Partly solved", "no" "Not solved" }
    Satisfied model::Satisfied { "yes" "Satisfied", "mostly" "Mostly satisfied", "no" "Not satisfied", "unrated" "Not rated" }
    UnitGroup model::UnitGroup { "street" "Subdistrict", "town" "Town", "bureau" "District bureau", "company" "Public utility" }
    Role model::Role {
        "collector" "Field officer", "village_head" "Village head", "desk_town" "Town dispatcher", "desk_district" "District dispatcher",
        "handler" "Handler", "unit_leader" "Head of unit", "visitor" "Follow-up caller", "supervisor" "Supervisor", "assessor" "Assessor",
        "task_force" "District task force", "admin" "Administrator", "auditor" "Auditor",
    }
    Group model::Group { "what" "Subject", "body" "Description", "grade" "Grade", "where" "Place", "when" "Time of occurrence" }
    Clock model::Clock {
        "accept" "Accept", "dispatch" "Dispatch", "sign" "Sign for", "return" "Ask to return", "respond" "Respond",
        "feedback" "First feedback", "done" "Complete", "review" "Review", "visit" "Follow up", "fix" "Add the facts",
        "hang_check" "Check of the hold",
    }
    Heat model::deadline::Heat { "normal" "In time", "near" "Due soon", "late" "Late" }
    ReturnReason model::ReturnReason {
        "area" "Another area", "duty" "Not this unit's duty", "ownership" "Unclear ownership", "duplicate" "Duplicate", "info" "Too little information",
        "other" "Other",
    }
    HangReason model::HangReason {
        "history" "Left from the past", "policy" "Policy", "funds" "Funds or planning", "construction" "Ownership or building time",
        "season" "Season", "superior" "A higher authority decides", "procedure" "In court or petition", "other" "Other",
    }
    CallOutcome model::CallOutcome { "answered" "Answered", "missed" "No answer", "declined" "Declined", "wrong_number" "Wrong number" }
    PressKind model::PressKind { "urge" "Urge", "supervise" "Supervise", "escalate" "Escalate", "notice" "Notice", "talk" "Talk" }
    ExcludeReason model::ExcludeReason {
        "unreachable" "Anonymous, unreachable", "malicious" "Malicious repetition", "unreasonable" "Unreasonable demand", "unlawful" "Unlawful demand",
        "civil" "Market or civil matter", "procedure" "In a legal procedure", "force_majeure" "Force majeure", "outside" "Not this district's duty",
        "duplicate" "Duplicate",
    }
    DayKind model::calendar::DayKind { "workday" "Working day", "weekend" "Weekend", "holiday" "Holiday", "make_up" "Make-up working day" }
    TalkVerdict model::talk::TalkVerdict { "suggested" "Talk suggested", "normal" "In order", "few" "Too few calls" }
    Guard model::transition::Guard {
        "facts_complete" "Facts are complete and within the district's lists", "scene_evidence" "The photo of the scene is there, or why not",
        "category_third" "The category is known and of the third level", "units_known" "All units named exist",
        "done_evidence" "A photo after the work is there where the category asks for it", "evidence_held" "The photo after the work is at the pool",
        "other_person" "Who approves did not apply",
        "step_awaits" "A step that arrived after its author's post had ended awaits confirmation", "other_unit" "The caller is not of the lead unit and has not worked on it",
        "visit_good" "The follow-up allows closing", "has_reporter" "There is a reporter to call", "not_reached" "The call reached nobody", "visit_bad" "The follow-up found it unsolved or unsatisfying",
        "on_spot_complete" "Ordinary, third level, photos before and after, own town", "return_allowed" "In time, returns left, not designated, grade allows it",
        "returns_left" "Returns are left", "ruling_due" "A return is under review or returns are used up", "own_town" "The actor's unit is the ticket's town",
        "new_handler" "The new handler is of the lead unit", "extension_allowed" "Not extended before, in time, within the rules",
        "extension_asked" "A request for more time is under review", "hang_terms" "Terms of the hold are within the rules and ahead",
        "hang_asked" "A hold or renewal is under review", "check_date" "The next check is within the rules and ahead",
        "release_date" "The new limit lies ahead; only the task force may prolong it", "reporter_told" "The reporter, if any, was told",
        "parent_open" "The main ticket is open and not merged itself", "no_children" "No ticket is merged into it",
        "parent_not_archived" "The main ticket is not archived", "called_unit" "This unit was called and has not reported in",
        "reopen_in_time" "Within the days the rules allow after closing", "archive_due" "Closed long enough", "reply_in_future" "The reply limit lies ahead",
        "reply_overdue" "An order's reply is overdue", "grade_changes" "The grade changes; complex only on ordinary",
        "longer_needs_force" "A longer limit is for the task force", "not_excluded" "No exclusion is under review or granted",
        "exclude_asked" "An exclusion is under review",
    }
    Action model::Action {
        "create" "Create", "submit" "Submit", "enter_pool" "Received by the pool", "solve_on_spot" "Solved on the spot", "accept" "Accept",
        "ask_fix" "Ask for facts", "resubmit" "Submit again", "refuse" "Not accept", "merge" "Merge", "split" "Split off", "joined" "Joined", "parted" "Parted",
        "dispatch" "Dispatch", "self_handle" "Handle ourselves", "sign" "Sign for", "request_return" "Ask to return",
        "grant_return" "Allow the return", "deny_return" "Refuse the return", "rule_dispatch" "Dispatch by ruling", "reassign" "Reassign",
        "respond" "Respond", "progress" "Report progress", "whistle" "Call for help", "report_in" "Report in",
        "request_extension" "Ask for more time", "grant_extension" "Grant more time", "deny_extension" "Refuse more time",
        "request_hang" "Ask to put on hold", "grant_hang" "Put on hold", "deny_hang" "Refuse the hold", "hang_progress" "Progress while on hold",
        "renew_hang" "Prolong the hold", "release_hang" "End the hold", "request_done" "Ask to complete", "pass_done" "Approve completion",
        "deny_done" "Send back for more work", "visit_pass" "Follow-up passed", "redo" "Do it again", "visit_missed" "Nobody reached",
        "reopen" "Reopen", "archive" "Archive", "urge" "Urge", "supervise" "Supervise", "escalate" "Escalate", "regrade" "Change the grade",
        "void" "Void", "supplement" "Add material", "request_exclude" "Ask to exclude from scoring",
        "grant_exclude" "Exclude from scoring", "deny_exclude" "Keep in scoring", "confirm" "Confirm the late step",
        "dismiss" "Do not confirm the late step", "phone_duty" "Phone the duty room",
    }
    Indicator model::score::Indicator {
        "sign" "Signed for", "respond" "Responded", "done" "Completed", "solved" "Solved", "satisfied" "Satisfied", "redo" "Redone",
        "order_late" "Order overdue", "false_visit" "False follow-up", "leak" "Personal data leaked", "proactive" "Found by themselves",
        "merged" "Merged ticket", "paused" "Clock at rest",
    }
    Ground model::score::Ground {
        "in_time" "in time", "late" "late", "not_contacted" "nobody was in touch, the reporter says", "denied_late" "sent back after the limit",
        "yes" "solved or satisfied", "partly" "partly solved", "mostly" "mostly satisfied", "no" "not solved or not satisfied",
        "happened" "happened", "left" "left the unit before it settled", "joined" "merged into it", "still" "clock at rest",
    }
    Uncounted model::score::Uncounted {
        "excluded" "excluded", "merged" "merged", "paused" "clock at rest", "left" "left before", "flow" "came late", "window" "not measured",
    }
    Band model::score::band::Band { "fine" "Fine", "good" "Good", "improve" "Needs work", "few" "Too few" }
    Progress model::score::band::Progress { "better" "better", "same" "the same", "worse" "worse", "few" "too few" }
    Mark model::score::sheet::Mark {
        "late_sign" "Signed late", "redo" "Redone", "false_visit" "False follow-up", "leak" "Personal data leaked", "order_late" "Order overdue",
        "proactive" "Found and closed by themselves",
    }
    Signal model::score::sheet::Signal { "excluded" "Many exclusions", "on_spot" "Many solved on the spot" }
    MixBy model::score::mix::MixBy { "grade" "grades", "category" "categories" }
    PeriodState model::score::period::PeriodState {
        "open" "Running", "settling" "Late work", "drafted" "Draft shown", "hearing" "Appeals heard", "frozen" "Frozen",
    }
    PeriodAction model::score::period::PeriodAction {
        "publish_draft" "Publish the draft", "file_appeal" "Appeal", "hear_appeal" "Hear the appeal", "propose_freeze" "Propose the freeze",
        "freeze" "Freeze", "amend" "Amend", "declare_window" "Declare time not measured", "read_sheet" "Read the sheets",
    }
    AppealReason model::score::appeal::AppealReason {
        "record_wrong" "The record is wrong", "not_ours" "Not this unit's duty", "clock_wrong" "The limit is wrong", "counted_twice" "Counted twice",
        "system" "System failure", "excluded_denied" "Exclusion, again", "other" "Other",
    }
    AppealState model::score::appeal::AppealState {
        "filed" "waits for an opinion", "opined" "waits for a decision", "upheld" "upheld", "partly" "upheld in part", "denied" "denied",
        "withdrawn" "taken back",
    }
    AppealAction model::score::appeal::AppealAction { "withdraw" "Take the appeal back", "opine" "Give an opinion", "decide" "Decide the appeal" }
    Outcome model::score::appeal::Outcome { "upheld" "Upheld", "partly" "Upheld in part", "denied" "Denied" }
    ItemKind model::notice::ItemKind {
        "stale" "Dragging on", "false_visit" "False follow-up", "low_sat" "Low satisfaction", "order_late" "Order overdue", "praise" "Praise",
    }
    NoticeState model::notice::NoticeState {
        "asked" "Units are heard", "heard" "To be settled", "settled" "To be signed", "published" "Published", "answered" "Answered",
    }
    NoticeAction model::notice::NoticeAction {
        "state_item" "Be heard", "keep_item" "Keep or drop", "sign_notice" "Sign the notice", "answer_item" "Answer the notice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Names of all closed lists, as `model` declares them.
    fn declared() -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/model/src");
        let files = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().path());
        let mut names = BTreeSet::new();
        for file in files.filter(|f| f.extension().is_some_and(|e| e == "rs")) {
            let text = std::fs::read_to_string(&file).unwrap();
            for part in text.split("words!(").skip(1) {
                let head = part.split('{').next().unwrap_or_default();
                let name = head.split_whitespace().last().unwrap_or_default();
                if name.chars().all(char::is_alphanumeric) {
                    names.insert(name.to_string());
                }
            }
        }
        names
    }

    #[test]
    fn every_member_of_every_closed_list_has_english_words() {
        let (names, missing) = listed();
        let names: BTreeSet<String> = names.into_iter().map(str::to_string).collect();
        let unknown: Vec<_> = declared().difference(&names).cloned().collect();
        assert!(
            unknown.is_empty(),
            "lists without English words in words/labels.rs: {unknown:?}"
        );
        assert!(
            missing.is_empty(),
            "members without English words in words/labels.rs: {missing:?}"
        );
        assert!(names.contains("Action") && names.contains("Heat") && names.len() >= 19);
    }

    #[test]
    fn labels_are_found_in_both_directions() {
        assert_eq!(label(model::Status::Handling), "处置中");
        let (entries, id, chinese) = model::Status::Handling.entry();
        assert_eq!((id, chinese), ("handling", "处置中"));
        assert!(entries.contains(&("handling", "In progress")));
        assert_eq!(english_of("处置中"), Some("In progress"));
        assert_eq!(english_of("派单"), Some("Dispatch"));
        assert_eq!(english_of("标题"), Some("Title"));
        assert_eq!(english_of("随便"), None);
    }
}

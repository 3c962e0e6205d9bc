//! Sentences of refusals in English, by code; the Chinese ones are `model`'s own. One line per code; the test names what
//! is missing and what takes other values than the Chinese sentence.

use super::labels::english_of;
use super::speaks_english;
use api::ApiError;
use model::{Code, Denial};

/// The sentence of a refusal in the page's language.
pub fn sentence(error: &ApiError) -> String {
    let own_words = !error.detail.chars().any(is_chinese);
    if !speaks_english() || own_words {
        return error.detail.clone();
    }
    english(error.code, &error.params).unwrap_or_else(|| error.detail.clone())
}

/// The sentence of a code alone, for lists that carry no parameters.
pub fn sentence_of(code: Code) -> String {
    let whole = sentence(&Denial::new(code).into());
    let mut text = String::new();
    // Values that are not known any more are left open.
    for (i, part) in whole.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if i > 0 => text.extend(["…", rest]),
            _ => text += part,
        }
    }
    text
}

fn english(code: Code, params: &std::collections::BTreeMap<String, String>) -> Option<String> {
    let id = code.as_str();
    let (_, template) = ENGLISH.iter().find(|(known, _)| *known == id)?;
    let mut text = (*template).to_string();
    for (name, value) in params {
        let known = english_of(value).map(str::to_string);
        let value = known.unwrap_or_else(|| in_english_units(value));
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    Some(text)
}

/// Sizes as `model::size` and `picture` write them.
fn in_english_units(value: &str) -> String {
    let units = [
        (" 万像素", " × 10,000 pixels"),
        ("（", " ("),
        ("）", ")"),
        (" 内存", " of memory"),
        ("超过 ", "more than "),
        ("不到 ", "less than "),
        (" 遍扫描", " scans"),
    ];
    let written = |text: String, (zh, en): (&str, &str)| text.replace(zh, en);
    units.into_iter().fold(value.to_string(), written)
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Declares the table: one line per code.
macro_rules! sentences {
    ($($code:literal $english:literal;)+) => { const ENGLISH: &[(&str, &str)] = &[$(($code, $english)),+]; };
}

sentences! {
    // what was given
    "json_invalid" "This is not valid JSON: {detail}";
    "field_unknown" "Unknown field “{field}”; check the spelling";
    "field_twice" "“{field}” is written twice; leave one";
    "field_missing" "“{field}” is missing; fill it in";
    "field_type" "“{field}” is not written as it should be: {detail}";
    "value_unknown" "“{field}” has no value “{value}”";
    "text_too_long" "“{field}” takes at most {max} characters and has {length}; shorten it";
    "text_too_short" "“{field}” needs at least {min} characters; add some";
    "text_control" "“{field}” holds invisible control characters; remove them and try again";
    "too_many" "“{field}” takes at most {max} entries and has {count}";
    "category_unknown" "Category “{value}” is not in the district's list; choose again";
    "category_too_coarse" "Accepting needs a category of the third level; “{value}” is too coarse";
    "area_unknown" "Village “{value}” is not in this district; choose again";
    "area_too_wide" "The place must name a town or a village";
    "grid_unknown" "Grid “{value}” does not belong to this village";
    "unit_unknown" "There is no unit “{value}”";
    "place_missing" "Locate the place or write its address; one of the two is needed";
    "place_incomplete" "Longitude and latitude go together; fill in both";
    "place_zero" "The position is 0,0, which is no real place; locate again or pick it by hand";
    "place_out_of_world" "Coordinates out of range: longitude -180 to 180, latitude -90 to 90";
    "time_implausible" "The time in “{field}” is not plausible; check the device's clock";
    "photo_missing" "This category needs a photo of the scene; where none is possible choose “No photo possible” and say why";
    "photo_empty" "Photo “{name}” is an empty file; take it again";
    "photo_format" "Photo “{name}” is not JPEG, PNG or WebP; use another format";
    "photo_broken" "Photo “{name}” is damaged and cannot be opened; take it again";
    "photo_too_large" "Photo “{name}” is too large: {sent}, at most {max}; make it smaller and try again";
    "photo_too_many" "A ticket takes at most {max} photos";
    "photo_private" "The photo carries hidden data such as its place; remove that before sending";
    "photo_in_use" "This photo belongs to a ticket already and cannot be changed; take another";
    "photo_blocked" "Photo “{name}” ({sent}) was stopped by a gateway on the way, not by the pool; it is kept and sent again later; tell the administrator";
    "photo_hash" "The photo does not match its fingerprint; send it again";
    "qr_missing" "No QR code was found in the picture; hold it straight, in good light, and take it again";
    "qr_other" "This QR code is not for enrolment; use the one your administrator gave you";
    "pin_weak" "The PIN needs at least {min} digits, no blanks, and nothing repeated or in sequence; choose another";
    "address_invalid" "The address of the pool is wrong: {detail}";
    "address_insecure" "The address must begin with https://; http:// is only for this machine";
    "file_unreadable" "File “{name}” cannot be read: {detail}";
    "command_unknown" "There is no operation “{value}”";
    "sought_part" "A reporter is found by the whole name or the whole number, not by a part and not with *";
    "reason_missing" "Say why";
    "password_weak" "The new password needs at least {min} characters and must differ from the user name";
    "password_common" "This password is too easy to guess; choose another one: no common password, no run or repetition, no phone number, not your user name or name with a few digits";
    "posts_exclude" "An administrator or an auditor cannot hold other posts; give them to different people";
    "district_invalid" "The district file is wrong at {place}: {detail}";
    "body_too_large" "Too large: {sent}, at most {max}; split it or shorten it";
    "inspectors_few" "Nobody can be sent to {value}: two are needed, not of its unit and not the pair of last time; add inspectors";
    "cursor_invalid" "This page of the list is no longer valid; start from the first page";
    // not now
    "wrong_status" "The ticket is at “{status}”; “{action}” is not possible now";
    "wrong_round" "The ticket has reached round {now}, this step was for round {round} and did not count; your text is kept";
    "same_person" "Who applies and who approves must be two people; ask another head to review";
    "same_unit" "The follow-up must not come from the handling unit; leave it to the district";
    "evidence_missing" "The photo after the work has not reached the pool; wait for the upload, then approve";
    "done_evidence_missing" "This category needs a photo after the work; take it first";
    "visit_unsolved" "The follow-up found it not solved or not satisfying and cannot close it; choose “Do it again”";
    "visit_without_reporter" "This ticket has no reporter; choose “Check on site”";
    "visit_reached" "The call was answered; choose “passed” or “redo” by what was said";
    "too_late" "The ticket is dispatched and its facts are fixed; what you wrote is kept and can be added as material";
    "no_conflict" "“{group}” has one value now; nothing to choose";
    "photo_unknown" "The ticket has no such photo";
    "photo_known" "This photo is in the ticket already";
    "other_person" "Somebody else has signed in in this browser, so this step was not carried out; what you were writing is still here";
    "awaits_confirmation" "Your post had ended before this step arrived; it counts once the desk confirms it. What you wrote is kept";
    "post_ended" "Your post had ended more than {days} days before this arrived, so it does not count. What you wrote is kept; hand it to whoever works on the ticket now";
    "not_confirmed" "The desk did not confirm this step, so it does not count. What you wrote is kept";
    "note_used" "This note has become a ticket already and is not handed in again";
    "ticket_closed" "The ticket is closed; nothing can be added";
    "conflict" "Somebody has just changed this ticket; read it again before sending. What you wrote is still here";
    "version_stale" "Somebody has just dealt with this; read it again before sending. What you wrote is still here";
    "period_state" "The scores of {month} are at “{state}” now, so “{action}” is not possible";
    "appeal_late" "The time for appeals is over; for a real mistake ask the task force for an amendment";
    "appeal_known" "This line was appealed against already; see the list of appeals";
    "appeal_state" "This appeal is at “{state}” now, so “{action}” is not possible";
    "appeals_open" "{count} appeals are not decided yet; settle them before the freeze";
    "notice_state" "This notice is {state} now: it cannot be done: {action}";
    "notice_known" "The notice of {month} is drafted already; go on with it";
    "draw_mismatch" "This draw does not fit, at step {step}: {detail}";
    "window_closed" "The draft is published; no clock-free time can be added to this month any more";
    "not_ruled_yet" "The step before has not reached the pool; sync first";
    "needs_pool" "This step needs a connection to the pool; what you wrote is kept";
    // the moves of the life cycle
    "text_encoding" "The file cannot be read: {detail}";
    "table_empty" "The table has no content; fill in rows below the column names";
    "table_twice" "“{field}” is written twice; keep one";
    "table_faults" "The table is wrong in {count} places; nothing was imported. Mend them and try again";
    "rules_invalid" "The rule pack is wrong at {place}: {detail}";
    "same_hands" "You have had a hand in this matter; leave this step to a colleague who has not";
    "visit_fine" "It is solved and nobody is dissatisfied; choose “Follow-up passed”";
    "reporter_not_called" "The reporter of merged ticket {ticket} was not called yet; call them too before closing";
    "reporter_not_told" "Tell the reporter first, then tick “The reporter was told”";
    "on_spot_normal_only" "Emergency and urgent tickets cannot be solved on the spot; submit them the usual way";
    "on_spot_evidence" "Solving on the spot needs photos before and after; take them";
    "not_own_town" "Only the town's own unit can do this";
    "return_forbidden" "Emergencies cannot be returned; go to the scene first";
    "return_too_late" "The time for returning is over; sign for it, and call other units for help if need be";
    "return_denied" "The return was denied; sign and handle it, or call the other unit in";
    "return_designated" "The district designated this unit; it cannot be returned again";
    "returns_used_up" "No more returns are possible; only the task force can dispatch it by ruling";
    "ruling_not_due" "Returns are not used up; dispatch by the list first";
    "handler_same" "This handler has the ticket already";
    "handler_unknown" "This handler is not in the unit; choose another";
    "extension_once" "More time can be asked for only once";
    "extension_too_late" "The limit has passed; more time cannot be asked for any more";
    "complex_only_normal" "“Complex” is only for ordinary tickets";
    "nothing_asked" "There is no request to review, and no order whose reply is overdue";
    "already_asked" "A request is under review or granted already";
    "date_not_ahead" "The date must lie ahead; fill it in again";
    "date_too_far" "The date is later than the {days} days the rules allow; choose an earlier one";
    "hang_needs_meeting" "More than {days} days on hold need a meeting of the task force; name it";
    "longer_needs_force" "This makes the limit longer and is for the task force";
    "parent_self" "A ticket cannot be merged into itself; choose another";
    "parent_unknown" "The ticket to merge into was not found or is not among those to merge";
    "parent_closed" "That ticket is closed or merged itself; choose another";
    "parent_archived" "That ticket is archived; nothing can be split off";
    "has_children" "Tickets are merged into this one; split them off first or choose it as the main one";
    "not_called" "No call for help names this unit, or it has reported in already";
    "reopen_too_late" "It was closed too long ago to reopen; make a new ticket";
    "archive_early" "It was closed too recently to archive";
    "grade_same" "The grade does not change";
    "on_leave" "Somebody else stands in for this post at present";
    "rules_not_approved" "The task force has not approved this rule pack; it cannot be put into force";
    "rules_settled" "This rule pack is approved, in force, or the same as the present one; nothing to do";
    // rights
    "no_right" "Your post may not do “{action}” on this ticket";
    "not_yours" "Only the officer who captured it or the desk can change this ticket";
    "own_posts" "You cannot arrange your own posts or leave; ask another administrator";
    "no_post" "Your posts do not allow “{action}”";
    "pool_only" "“{field}” is filled in by the pool";
    "not_found" "There is no such ticket, or it is outside your area";
    "rules_none" "There is no such rule pack";
    "clock_none" "This ticket has no such deadline, or it has not begun to run";
    "photo_not_found" "There is no such photo, or you may not see it";
    "reporter_none" "This ticket has no reporter";
    "export_too_large" "At most {max} tickets go into one file, and {count} match: narrow the filter and export in parts";
    "export_no_right" "Your post does not export tickets; ask the desk or the unit's leader";
    "export_gone" "This export has expired or is not yours; export again";
    "basemap_none" "The pool has published no basemap; ask the administrator";
    "sign_in_failed" "User name or password is wrong";
    "signed_out" "Your session has ended; sign in again. What you were writing is still here";
    "locked_out" "Too many wrong passwords; try again in {minutes} minutes";
    "too_fast" "Too many tries; try again in {seconds} seconds";
    "password_expired" "The one-time password has expired; ask the administrator for a new one";
    "cross_site" "This request came from another site and was not carried out; use the pool's own pages";
    "must_change_password" "Change your password before the first use";
    "code_used" "This enrolment code was used already; ask the administrator for a new one";
    "code_expired" "This enrolment code has expired; ask the administrator for a new one";
    "code_unknown" "The enrolment code is wrong; check that it is copied correctly";
    "device_revoked" "This device was withdrawn; ask the administrator. What was not sent is still on it";
    "pin_wrong" "The PIN is wrong";
    "pin_locked" "The PIN was wrong too often; try again in {minutes} minutes";
    "device_held" "The pool was just restored from a backup; this device syncs once the administrator has confirmed it. What was not sent is still on it";
    "device_copied" "Two copies of this device's data are in use, so its sync has stopped; ask the administrator to confirm it. What was not sent is still on it";
    "device_expired" "This device has not synced for too long; ask the administrator to confirm it. What was not sent is still on it";
    "device_shut" "Your password was just reset; sign in at the pool with the new one and change it, then look at reporters here again";
    "request_stale" "This device's clock is far from the pool's; it tries again by the pool's time";
    "consent_none" "Nothing waits for consent under this number, or it has lapsed; ask again";
    "not_enrolled" "This device is not enrolled; enrol it with a code first";
    "already_enrolled" "This device is enrolled already";
    "pool_different" "This address is another pool than the one of the enrolment";
    // sync
    "signature_wrong" "The signature is wrong; not taken";
    "frame_broken" "The data is incomplete or damaged; not taken";
    "frame_too_large" "What was uploaded at once is too large and was refused: {sent}, at most {max}";
    "schema_unknown" "Format version {schema} is unknown; update and try again";
    "edit_forged" "The edit does not belong to this device; not taken";
    "heads_unknown" "The pool lacks what came before this edit; it will be sent again";
    "ticket_full" "This ticket's record is full; go on in a new one";
    "body_slow" "The connection is too slow and the upload did not end; nothing was taken. Try again later";
    "seeks_spent" "No more searches for reporters for now; again in {minutes} minutes. Each search is logged";
    "budget_spent" "A lot has been sent for now; it goes on by itself in {minutes} minutes. Everything is kept and nothing is lost";
    "pool_no_space" "The pool is nearly out of storage and takes no uploads for now; tell the administrator. Everything is kept on this device";
    "try_later" "The pool is busy; tried again by itself later";
    "rescue_broken" "This file is no whole rescue file: empty, cut or changed; nothing was taken. Save it again on the device it came from";
    "rescue_elsewhere" "This rescue file is for another pool; nothing was taken. Hand it to its own district";
    "rescue_unknown" "The device that wrote this rescue file was never enrolled here; nothing was taken. Check the file";
    "rescue_keyless" "This device does not know the pool's key yet, so nothing can be sealed; sync once, then save again";
    // network
    "pool_unreachable" "The pool cannot be reached; everything is kept on this device and sent once connected";
    "pool_not_a_pool" "This network did not answer as the pool (it may ask for a web login); everything is kept on this device";
    "pool_untrusted" "The pool's certificate is not trusted and the connection was stopped; everything is kept on this device";
    "basemap_broken" "The basemap that came is not the one published and was removed; fetch it again";
    // storage
    "photo_no_space" "Only {free} MB are left and a new photo does not fit; free some space before taking photos";
    "disk_full" "There is no space left and nothing was saved; free some space and try again";
    "store_broken" "The data on this device cannot be opened and was set aside as “{name}”; ask technical support";
    "browser_unfit" "This browser cannot be a tablet now: it keeps no files for pages, or this is a private window; use an ordinary window or a newer browser";
    "device_wiped" "Too many wrong PINs in a row: the data on this device was removed, as the district rules. What was not delivered is kept sealed: save it as a rescue file (no PIN needed) for the desk, then ask the administrator for a new code and enrol again";
    "keyring_gone" "The data on this device does not open: the second key that belongs to it is gone (the system's keyring is locked or was emptied, or part of the browser's data was cleared). Unlock the keyring and start again; if that does not help, choose “Forgot PIN”, save the sealed unsent work as a rescue file for the desk, and enrol again";
    "store_gone" "The data on this device is gone, probably cleared by the system or the browser; what was not delivered cannot be found again. Ask the administrator for a new code and enrol again";
    "store_busy" "The data on this device is used by another window; close it and try again";
    "store_failed" "Reading or writing the data on this device failed: {detail}";
    "record_unreadable" "Something was written by another version and cannot be read by this one, so it was not sent; it is kept on this device as it was. Update the app or ask support";
    "bug" "The program made a mistake; tell technical support this: {detail}";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str) -> Vec<&str> {
        let mut all: Vec<&str> = template
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name))
            .collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn every_code_has_an_english_sentence_that_takes_the_same_values() {
        let missing: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| {
                let entry = ENGLISH.iter().find(|(known, _)| *known == code.as_str());
                entry.is_none_or(|(_, text)| {
                    text.chars().any(is_chinese) || values(text) != values(code.template())
                })
            })
            .map(|code| code.as_str())
            .collect();
        assert!(
            missing.is_empty(),
            "codes without a fitting English sentence in words/refusals.rs: {missing:?}"
        );
    }

    #[test]
    fn values_of_a_sentence_are_english_too() {
        let denial = Denial::new(Code::WrongStatus)
            .with("status", "处置中")
            .with("action", "派单");
        assert_eq!(
            english(denial.code, &denial.params).as_deref(),
            Some("The ticket is at “In progress”; “Dispatch” is not possible now")
        );
        let sent = "8000 × 6000（4800 万像素）";
        let large =
            Denial::too_large(Code::PhotoTooLarge, sent, "3600 万像素").with("name", "a.jpg");
        assert_eq!(
            english(large.code, &large.params).as_deref(),
            Some(
                "Photo “a.jpg” is too large: 8000 × 6000 (4800 × 10,000 pixels), at most 3600 × 10,000 pixels; make it smaller and try again"
            )
        );
        assert_eq!(sentence_of(Code::TooLate), Code::TooLate.template());
        assert_eq!(sentence_of(Code::TooMany), "「…」最多 … 项，现在 … 项");
        // Chinese is the error's own sentence, whatever was filled in.
        assert_eq!(
            sentence(&denial.into()),
            "工单现在是「处置中」，不能「派单」"
        );
    }
}

//! 提交: checked here as the pool will check it, sent once, and said plainly whether it is delivered or waits.

use crate::browser;
use crate::here::{Here, here};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::plain::fault::spot;
use crate::screens::capture::keeping::Keeper;
use crate::screens::capture::sheet::Sheet;
use crate::words as w;
use api::{Capture, TicketReply};
use leptos::prelude::*;
use model::{Class, Grade, Status};

/// Sends the sheet; on refusal everything stays as it was, each sentence at its field.
pub fn submit(
    here: Here,
    sheet: Sheet,
    keeper: Keeper,
    busy: RwSignal<bool>,
    urgent: RwSignal<Option<Grade>>,
) {
    if busy.get_untracked() {
        return;
    }
    let (lists, photos) = (
        untrack(move || here.district()),
        sheet.photos.get_untracked(),
    );
    let checked = sheet
        .form
        .with_untracked(|f| f.issue(&lists, photos.len(), here.offset));
    let issue = match checked {
        Ok(issue) => issue,
        Err(faults) => {
            sheet.faults.set(faults);
            show_first();
            return;
        }
    };
    busy.set(true);
    sheet.faults.set(Vec::new());
    let grade = issue.grade;
    leptos::task::spawn_local(async move {
        // The draft's own id makes a repeat after a lost answer harmless.
        let id = keeper.id.get_untracked();
        let request = Capture {
            issue,
            photos: photos.clone(),
            draft: Some(id.clone()),
            note: None,
            command_id: Some(id),
        };
        match here.call(request).await {
            Ok(reply) => {
                here.link.photos_belong(&photos, &reply.ticket.id);
                keeper.renew();
                done(here, reply, grade, urgent).await;
            }
            Err(error) => {
                if error.code.class() != Class::Network {
                    // A refusal was an answer: what is sent next is another attempt.
                    keeper.id.set(browser::fresh_id());
                }
                sheet.faults.set(vec![(spot(&error), error.detail)]);
                show_first();
            }
        }
        busy.try_set(false);
    });
}

async fn done(here: Here, reply: TicketReply, grade: Grade, urgent: RwSignal<Option<Grade>>) {
    let ticket = reply.ticket;
    let (id, waits) = (ticket.id.clone(), ticket.status == Status::Queued);
    let words = if waits {
        w::SUBMITTED_WAITING
    } else {
        w::SUBMITTED_DELIVERED
    };
    let page = format!("/mine/{id}");
    here.offer(words.with(&[&ticket.temp_no]), w::VIEW_TICKET, move || {
        here.go(page.clone())
    });
    here.touch();
    if here.offline() {
        here.refresh_outbox().await;
        let unreachable = here.outbox.with_untracked(|o| {
            o.as_ref()
                .and_then(|o| o.trouble.as_ref())
                .is_some_and(|e| e.code.class() == Class::Network)
        });
        if waits && unreachable && grade != Grade::Normal {
            urgent.try_set(Some(grade));
        }
    }
    here.deliver(id).await;
}

/// Brings the first sentence about a mistake into view.
fn show_first() {
    leptos::task::spawn_local(async {
        gloo_timers::future::TimeoutFuture::new(30).await;
        let first =
            browser::document().and_then(|d| d.query_selector(".wrong-words").ok().flatten());
        if let Some(first) = first {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Center);
            first.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// The full-screen notice for what cannot wait: the duty room does not see it yet.
#[component]
pub fn UrgentNotice(grade: RwSignal<Option<Grade>>) -> impl IntoView {
    let here = here();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(grade.with(Option::is_some)));
    let phone = move || here.district().district.rules.duty_phone.clone();
    view! {
        <Dialog open=open title=w::URGENT_OFFLINE.t().to_string() wide=true firm=true test="urgent-offline">
            <div class="urgent-notice">
                <p class="lead">{move || w::URGENT_OFFLINE_LEAD.with(&[&w::label(grade.get().unwrap_or(Grade::Urgent))])}</p>
                <a class="duty-phone" href=move || format!("tel:{}", phone().chars().filter(|c| c.is_ascii_digit() || "+-".contains(*c)).collect::<String>())><Sign icon=Icon::Phone />{phone}</a>
                <Button label=w::URGENT_OFFLINE_DONE.t().to_string() look=Look::Main on_press=move || { open.set(false); grade.set(None); } test="urgent-done" />
            </div>
        </Dialog>
    }
}

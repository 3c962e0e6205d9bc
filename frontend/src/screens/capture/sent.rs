//! After 提交: what became of it, in one look; another one, a look at it, or taking it back. And the full-screen notice for
//! what cannot wait. Tests: `sent`, `capture-next`, `sent-view`, `take-back`, `urgent-offline`, `urgent-done`.

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::hints::dialled;
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::grade;
use crate::screens::capture::keeper::SheetKeeper;
use crate::screens::capture::sheet::FactsSheet;
use crate::view_model::form::Form;
use crate::words as w;
use api::call::ActCall;
use api::{NewPhoto, ReadTicket, TicketReply};
use leptos::prelude::*;
use model::{Action, Status};

/// What was submitted.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The ticket as it stands.
    pub reply: TicketReply,
    /// The form it came from, should it be taken back.
    pub form: Form,
    pub photos: Vec<NewPhoto>,
    /// The duty room has to be told by phone.
    pub phone_now: bool,
}

/// The acknowledgement, in place of the form.
#[component]
pub fn Acknowledgement(
    sent: RwSignal<Option<Sent>>,
    sheet: FactsSheet,
    keeper: SheetKeeper,
) -> impl IntoView {
    let app = app();
    let reply = Memo::new(move |_| sent.with(|s| s.as_ref().map(|s| s.reply.clone())));
    // It may be delivered while one looks at it.
    Effect::new(move |_| {
        app.changed.track();
        let Some(id) = sent.with_untracked(|s| s.as_ref().map(|s| s.reply.ticket.id.clone()))
        else {
            return;
        };
        leptos::task::spawn_local(async move {
            if let Ok(now) = app.call(ReadTicket { id }).await {
                sent.try_update(|s| {
                    if let Some(s) = s.as_mut().filter(|s| s.reply.ticket.id == now.ticket.id) {
                        s.reply = now;
                    }
                });
            }
        });
    });
    let body = move || {
        let ticket = reply.get()?.ticket;
        let waits = ticket.status == Status::Queued;
        let (icon, title, lead) = if waits {
            (Icon::Upload, w::SENT_WAITING, w::SENT_WAITING_LEAD)
        } else {
            (Icon::Check, w::SENT_DELIVERED, w::SENT_DELIVERED_LEAD)
        };
        let place = app.district().place(
            &ticket.facts.r#where.area_code,
            ticket.facts.r#where.grid.as_deref(),
        );
        let photos =
            (!ticket.photos.is_empty()).then(|| w::SENT_PHOTOS.with(&[&ticket.photos.len()]));
        Some(view! {
            <div class="sent-sign" class:waits=waits><Sign icon=icon /></div>
            <h1>{title.t()}</h1>
            <p class="lead">{lead.t()}</p>
            <div class="sent-what">
                <strong class="isolate">{ticket.facts.title.clone()}</strong>
                <p class="faint">{place}" "{grade(ticket.grade.unwrap_or(ticket.facts.grade))}" "{photos}</p>
                <p class="number">{w::SENT_NUMBER.with(&[&ticket.temp_no])}</p>
            </div>
        })
    };
    let may_void =
        move || reply.with(|r| r.as_ref().is_some_and(|r| r.may.contains(&Action::Void)));
    let waits = move || {
        reply.with(|r| {
            r.as_ref()
                .is_some_and(|r| r.ticket.status == Status::Queued)
        })
    };
    let view_it = move || {
        if let Some(reply) = reply.get_untracked() {
            app.go(format!("/mine/{}", reply.ticket.id));
        }
    };
    let next = move || {
        sent.set(None);
        keeper.begin();
    };
    view! {
        <section class="sent" data-test="sent" aria-live="polite">
            <div class="sent-card">
                {body}
                <div class="sent-do">
                    <Button label=w::CAPTURE_NEXT.t().to_string() look=Look::Main icon=Icon::Camera on_press=next test="capture-next" />
                    <Button label=w::VIEW_TICKET.t().to_string() on_press=view_it test="sent-view" />
                    <Show when=may_void>
                        <Button label=w::TAKE_BACK.t().to_string() look=Look::Danger icon=Icon::Back on_press=move || take_back(app, sent, sheet, keeper) test="take-back" />
                    </Show>
                </div>
                <Show when=waits><p class="hint">{w::TAKE_BACK_LATER.t()}</p></Show>
            </div>
        </section>
        <UrgentNotice sent=sent />
    }
}

/// Voids the ticket and gives the form back, so that nothing has to be typed again.
fn take_back(
    app: AppContext,
    sent: RwSignal<Option<Sent>>,
    sheet: FactsSheet,
    keeper: SheetKeeper,
) {
    let Some(was) = sent.get_untracked() else {
        return;
    };
    leptos::task::spawn_local(async move {
        let act = ActCall {
            id: was.reply.ticket.id.clone(),
            action: Action::Void,
            payload: serde_json::json!({"reason": w::TAKE_BACK_WHY.t()}),
            round: None,
            command_id: Some(browser::fresh_id()),
            seen: Some(was.reply.ticket.seen.clone()),
        };
        match app.call(act).await {
            Ok(_) => {
                keeper.renew();
                sheet.form.set(was.form);
                sheet.photos.set(was.photos);
                sent.set(None);
                app.toasts.say(w::TAKEN_BACK.t());
                app.touch();
            }
            Err(error) => app.toasts.complain(&error),
        }
    });
}

/// Keeps with the ticket that the duty room was told by phone, or that the screen asked for it.
fn note_down(app: AppContext, sent: RwSignal<Option<Sent>>, told: bool) {
    let Some(was) = sent.get_untracked() else {
        return;
    };
    leptos::task::spawn_local(async move {
        let act = ActCall {
            id: was.reply.ticket.id.clone(),
            action: Action::PhoneDuty,
            payload: serde_json::json!({ "told": told }),
            round: None,
            command_id: Some(browser::fresh_id()),
            seen: None,
        };
        match app.call(act).await {
            Ok(reply) => {
                _ = sent.try_update(|s| {
                    if let Some(s) = s.as_mut() {
                        s.reply = reply;
                    }
                })
            }
            Err(error) => app.toasts.complain(&error),
        }
    });
}

/// The full-screen notice: the duty room does not see it yet. That it was shown is kept with the ticket.
#[component]
fn UrgentNotice(sent: RwSignal<Option<Sent>>) -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let phone = move || app.district().district.rules.duty_phone.clone();
    let wanted = Memo::new(move |_| {
        sent.with(|s| {
            s.as_ref()
                .filter(|s| s.phone_now)
                .map(|s| s.reply.ticket.facts.grade)
        })
    });
    Effect::new(move |_| {
        let now = wanted.get().is_some();
        if now {
            note_down(app, sent, false);
        }
        open.set(now);
    });
    let close = move |phoned: bool| {
        open.set(false);
        sent.update(|s| {
            if let Some(s) = s {
                s.phone_now = false;
            }
        });
        if phoned {
            note_down(app, sent, true);
        }
    };
    view! {
        <Dialog open=open title=w::URGENT_OFFLINE.t().to_string() wide=true firm=true test="urgent-offline">
            <div class="urgent-notice">
                <p class="lead">{move || wanted.get().map(|g| w::URGENT_OFFLINE_LEAD.with(&[&w::label(g)]))}</p>
                <a class="duty-phone" href=move || format!("tel:{}", dialled(&phone())) aria-label=move || w::URGENT_CALL.with(&[&phone()])><Sign icon=Icon::Phone />{phone}</a>
                <div class="row">
                    <Button label=w::URGENT_OFFLINE_DONE.t().to_string() look=Look::Main on_press=move || close(true) test="urgent-done" />
                    <Button label=w::URGENT_LATER.t().to_string() look=Look::Quiet on_press=move || close(false) test="urgent-later" />
                </div>
            </div>
        </Dialog>
    }
}

//! The pool's answer to every call of the table that it has one for.

use super::super::caller::{Caller, Proof};
use super::super::error::too_fast;
use super::super::exports::export;
use super::super::refusals;
use super::super::state::App;
use super::alike::{find_alike, suggest_units};
use super::lists::{count, list, today};
use super::reads::{profile, read_district, read_ticket};
use super::reporters::{find_reporters, read_reporter};
use super::views::{drop_view, list_views, save_view};
use super::writes::change;
use super::{boards, named, office, scores};
use crate::scores::{Asked, Desk};
use crate::{Error, Result, auth, ingest};
use api::call::{ActCall, ChooseFactCall, PoolCalls};
use api::*;
use auth::{Browser, Trier};
use model::text;
use model::why::Why;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

/// Answers calls.
pub struct Answers {
    pub app: Arc<App>,
    /// Where the call comes from.
    pub place: Option<IpAddr>,
    /// The browser that makes it, when somebody signed in there before.
    pub browser: Option<Browser>,
}

impl Answers {
    /// By what the tries of this caller at an account are counted. Whoever was here before does not queue with strangers.
    fn trier(&self, caller: Option<&Caller>, user: &str) -> Result<Trier> {
        let own_device = caller.and_then(|caller| match &caller.proof {
            Proof::Device { device, .. } if device.user.as_str() == user => Some(device),
            _ => None,
        });
        let browser = self.browser.as_ref().filter(|b| b.knows(user));
        Ok(match (browser, own_device) {
            (Some(browser), _) => Trier::Browser(browser.id),
            (None, Some(device)) => Trier::Device(device.id.clone()),
            (None, None) => {
                let turn = self.app.threshold.sign_ins.take(self.place, Instant::now());
                turn.map_err(too_fast)?;
                Trier::Stranger(self.place)
            }
        })
    }
}

impl PoolCalls for Answers {
    type Caller = Caller;
    type Error = Error;

    async fn me(&self, caller: Option<Caller>, _: Me) -> Result<Profile> {
        Ok(profile(&self.app, caller))
    }
    async fn sign_in(&self, caller: Option<Caller>, mut ask: SignIn) -> Result<SignedIn> {
        // As the name was given out, whatever the keyboard was set to.
        ask.user = text::code(&ask.user);
        let trier = self.trier(caller.as_ref(), &ask.user)?;
        let name = ask.user.clone();
        let found = self.app.store.read(move |db| db.user(&name)).await?;
        if let Some(user) = found {
            refusals::known(user.person.user);
        }
        let App { store, hasher, .. } = &*self.app;
        auth::sign_in(store, hasher, &trier, &ask.user, &ask.password).await
    }
    async fn sign_out(&self, caller: Caller, _: SignOut) -> Result<Done> {
        let session = caller.session()?;
        auth::sign_out(&self.app.store, caller.person.user, session).await?;
        Ok(Done {})
    }
    async fn change_password(&self, caller: Caller, ask: ChangePassword) -> Result<Done> {
        let (session, user) = (caller.session()?, caller.person.user);
        let App { store, hasher, .. } = &*self.app;
        auth::change_password(store, hasher, user, session, &ask.old, &ask.new).await?;
        Ok(Done {})
    }

    async fn read_district(&self, _: Caller, ask: ReadDistrict) -> Result<DistrictReply> {
        read_district(&self.app, ask.have).await
    }
    async fn read_duty(&self, _: Caller, _: ReadDuty) -> Result<Duty> {
        Ok(boards::duty(&self.app))
    }
    async fn today(&self, caller: Caller, _: ReadToday) -> Result<Today> {
        today(&self.app, caller.person).await
    }
    async fn list_tickets(&self, caller: Caller, ask: ListTickets) -> Result<TicketPage> {
        list(&self.app, caller.person, ask).await
    }
    async fn count_tickets(&self, caller: Caller, _: CountTickets) -> Result<TicketCounts> {
        count(&self.app, caller.person).await
    }
    async fn read_ticket(&self, caller: Caller, ask: ReadTicket) -> Result<TicketReply> {
        read_ticket(&self.app, caller.person, ask.id).await
    }
    async fn read_reporter(&self, caller: Caller, ask: ReadReporter) -> Result<ReporterReply> {
        caller.may_read_reporters()?;
        read_reporter(&self.app, caller.person, ask).await
    }
    async fn why_due(&self, caller: Caller, ask: WhyDue) -> Result<Why> {
        boards::why(&self.app, caller.person, ask).await
    }

    async fn capture(&self, caller: Caller, ask: Capture) -> Result<TicketReply> {
        change(&self.app, caller.person, ask, ingest::capture).await
    }
    async fn edit_facts(&self, caller: Caller, ask: EditFacts) -> Result<TicketReply> {
        change(&self.app, caller.person, ask, ingest::edit_facts).await
    }
    async fn choose_fact(&self, caller: Caller, ask: ChooseFactCall) -> Result<TicketReply> {
        change(&self.app, caller.person, ask, ingest::choose_fact).await
    }
    async fn add_photo(&self, caller: Caller, ask: AddPhoto) -> Result<TicketReply> {
        change(&self.app, caller.person, ask, ingest::add_photo).await
    }
    async fn act(&self, caller: Caller, ask: ActCall) -> Result<TicketReply> {
        change(&self.app, caller.person, ask, ingest::make_act).await
    }

    async fn list_views(&self, caller: Caller, _: ListViews) -> Result<Views> {
        list_views(&self.app, caller.person).await
    }
    async fn save_view(&self, caller: Caller, ask: View) -> Result<Views> {
        save_view(&self.app, caller.person, ask).await
    }
    async fn drop_view(&self, caller: Caller, ask: DropView) -> Result<Views> {
        drop_view(&self.app, caller.person, ask.name).await
    }
    async fn find_reporters(&self, caller: Caller, ask: FindReporters) -> Result<ReportersFound> {
        find_reporters(&self.app, caller.person, ask).await
    }
    async fn find_alike(&self, caller: Caller, ask: FindAlike) -> Result<Alikes> {
        find_alike(&self.app, caller.person, ask.id).await
    }
    async fn suggest_units(&self, caller: Caller, ask: SuggestUnits) -> Result<Suggestions> {
        suggest_units(&self.app, caller.person, ask.id).await
    }
    async fn export_tickets(&self, caller: Caller, ask: ExportTickets) -> Result<Exported> {
        export(&self.app, caller.person, ask).await
    }
    async fn read_boards(&self, caller: Caller, _: ReadBoards) -> Result<Boards> {
        boards::boards(&self.app, caller.person).await
    }
    async fn list_talks(&self, caller: Caller, ask: ListTalks) -> Result<Talks> {
        scores::talks(&self.app, caller.person, ask).await
    }

    async fn read_period(&self, caller: Caller, ask: ReadPeriod) -> Result<PeriodReply> {
        scores::read_period(&self.app, caller.person, ask).await
    }
    async fn list_sheets(&self, caller: Caller, ask: ListSheets) -> Result<Sheets> {
        scores::list_sheets(&self.app, caller.person, ask).await
    }
    async fn read_sheet(&self, caller: Caller, ask: ReadSheet) -> Result<SheetReply> {
        scores::read_sheet(&self.app, caller.person, ask).await
    }
    async fn list_instances(&self, caller: Caller, ask: ListInstances) -> Result<Instances> {
        scores::list_instances(&self.app, caller.person, ask).await
    }
    async fn list_appeals(&self, caller: Caller, ask: ListAppeals) -> Result<Appeals> {
        scores::list_appeals(&self.app, caller.person, ask).await
    }
    async fn publish_draft(&self, caller: Caller, ask: PublishDraft) -> Result<PeriodReply> {
        scores::step(&self.app, caller.person, ask.month, Asked::Draft).await
    }
    async fn file_appeal(&self, caller: Caller, ask: FileAppeal) -> Result<AppealLine> {
        let work = move |desk: &Desk| crate::scores::file(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn withdraw_appeal(&self, caller: Caller, ask: WithdrawAppeal) -> Result<AppealLine> {
        let work = move |desk: &Desk| crate::scores::withdraw(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn opine_appeal(&self, caller: Caller, ask: OpineAppeal) -> Result<AppealLine> {
        let work = move |desk: &Desk| crate::scores::opine(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn decide_appeal(&self, caller: Caller, ask: DecideAppeal) -> Result<AppealLine> {
        let work = move |desk: &Desk| crate::scores::decide(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn propose_freeze(&self, caller: Caller, ask: ProposeFreeze) -> Result<PeriodReply> {
        scores::step(&self.app, caller.person, ask.month, Asked::Proposal).await
    }
    async fn freeze(&self, caller: Caller, ask: Freeze) -> Result<PeriodReply> {
        scores::step(&self.app, caller.person, ask.month, Asked::Freeze).await
    }
    async fn amend(&self, caller: Caller, ask: Amend) -> Result<PeriodReply> {
        let month = ask.month.clone();
        scores::step(&self.app, caller.person, month, Asked::Amendment(ask)).await
    }
    async fn declare_window(&self, caller: Caller, ask: DeclareWindow) -> Result<PeriodReply> {
        let month = ask.month.clone();
        scores::step(&self.app, caller.person, month, Asked::Window(ask)).await
    }

    async fn read_notice(&self, caller: Caller, ask: ReadNotice) -> Result<NoticeReply> {
        named::read(&self.app, caller.person, ask).await
    }
    async fn draft_notice(&self, caller: Caller, ask: DraftNotice) -> Result<NoticeReply> {
        named::draft(&self.app, caller.person, ask).await
    }
    async fn state_item(&self, caller: Caller, ask: StateItem) -> Result<NoticeReply> {
        let work = move |desk: &Desk| crate::scores::notice::state(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn keep_item(&self, caller: Caller, ask: KeepItem) -> Result<NoticeReply> {
        let work = move |desk: &Desk| crate::scores::notice::keep(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn sign_notice(&self, caller: Caller, ask: SignNotice) -> Result<NoticeReply> {
        let work = move |desk: &Desk| crate::scores::notice::sign(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }
    async fn answer_item(&self, caller: Caller, ask: AnswerItem) -> Result<NoticeReply> {
        let work = move |desk: &Desk| crate::scores::notice::answer(desk, &ask);
        scores::at_desk(&self.app, caller.person, work).await
    }

    async fn list_people(&self, _: Caller, ask: ListPeople) -> Result<People> {
        office::list_people(&self.app, ask).await
    }
    async fn save_person(&self, caller: Caller, ask: SavePerson) -> Result<PersonSaved> {
        office::save_person(&self.app, caller.person, ask).await
    }
    async fn put_leave(&self, caller: Caller, ask: PutLeave) -> Result<PersonLine> {
        office::put_leave(&self.app, caller.person, ask).await
    }
    async fn list_consents(&self, _: Caller, _: ListConsents) -> Result<Consents> {
        office::list_consents(&self.app).await
    }
    async fn decide_consent(&self, caller: Caller, ask: DecideConsent) -> Result<PersonSaved> {
        office::decide_consent(&self.app, caller.person, ask).await
    }
    async fn list_devices(&self, _: Caller, ask: ListDevices) -> Result<Devices> {
        office::list_devices(&self.app, ask.user).await
    }
    async fn revoke_device(&self, caller: Caller, ask: RevokeDevice) -> Result<Devices> {
        office::revoke_device(&self.app, caller.person, ask.id).await
    }
    async fn confirm_device(&self, caller: Caller, ask: ConfirmDevice) -> Result<Devices> {
        office::confirm_device(&self.app, caller.person, ask.id).await
    }
    async fn list_rules(&self, _: Caller, _: ListRules) -> Result<RuleList> {
        office::list_rules(&self.app).await
    }
    async fn propose_rules(&self, caller: Caller, ask: ProposeRules) -> Result<RuleList> {
        office::propose_rules(&self.app, caller.person, ask).await
    }
    async fn approve_rules(&self, caller: Caller, ask: ApproveRules) -> Result<RuleList> {
        office::approve_rules(&self.app, caller.person, ask).await
    }
    async fn apply_rules(&self, caller: Caller, ask: ApplyRules) -> Result<RuleList> {
        office::apply_rules(&self.app, caller.person, ask).await
    }
    async fn read_audit(&self, caller: Caller, ask: ReadAudit) -> Result<AuditPage> {
        office::read_audit(&self.app, caller.person, ask).await
    }
}

//! The rows.

use super::act::{ActCall, ChooseFactCall};
#[cfg(feature = "schema")]
use super::add_schema;
use super::derive::{at_pool, caller, calls, kinds, on_device, posts, requests};
use super::{Access, Admitted, AnsweredAt, CallInfo, CallKind, Posts, Request, unknown};
use crate::boards::*;
use crate::desk::*;
use crate::field::*;
use crate::named::*;
use crate::office::*;
use crate::scores::*;
use crate::types::*;
use model::person::Person;
use model::{Code, Denial, Role};
use serde::Serialize;
use serde_json::{Map, Value};

calls! {
    both {
        // who is here
        me "当前用户、岗位和可用功能" Reads (open before_password by_device) any Me(Me) => Profile,
        read_district "本区的村居、单位、类别目录和规则包" Reads (by_device) any ReadDistrict(ReadDistrict) => DistrictReply,
        read_duty "联动单位值班电话" Reads () any ReadDuty(ReadDuty) => Duty,
        // tickets
        today "今天要看的：临期超时、紧急、退回给我的" Reads () any Today(ReadToday) => Today,
        list_tickets "按条件列出工单" Reads () any ListTickets(ListTickets) => TicketPage,
        count_tickets "各状态的工单数" Reads () any CountTickets(CountTickets) => TicketCounts,
        read_ticket "一件工单的全部内容，反映人脱敏" Reads (by_device) any ReadTicket(ReadTicket) => TicketReply,
        read_reporter "查看反映人原文，须写明原因并记入审计" Changes (by_device) any ReadReporter(ReadReporter) => ReporterReply,
        why_due "一个时限是怎么来的：起点、暂停、节假日和规则" Reads () any WhyDue(WhyDue) => model::why::Why,
        capture "采集并提交一件问题" Changes () any Capture(Capture) => TicketReply,
        edit_facts "修改事实，给出的字段所在的一组整体替换" Changes () any EditFacts(EditFacts) => TicketReply,
        choose_fact "两个值中选定一个" Changes () any ChooseFact(ChooseFactCall) => TicketReply,
        add_photo "给工单添加一张照片" Changes () any AddPhoto(AddPhoto) => TicketReply,
        act "在工单上办理一步" Changes (by_device) any Act(ActCall) => TicketReply,
    }
    pool {
        // the session; a tablet knows its officer by the PIN
        sign_in "登录" Changes (open before_password) any SignIn(SignIn) => SignedIn,
        sign_out "退出登录" Changes (before_password) any SignOut(SignOut) => Done,
        change_password "修改密码" Changes (before_password) any ChangePassword(ChangePassword) => Done,
        // the desk; a device has neither the district's other tickets nor its views
        list_views "个人常用视图" Reads () any ListViews(ListViews) => Views,
        save_view "保存常用视图，同名替换" Changes () any SaveView(View) => Views,
        drop_view "删除常用视图" Changes () any DropView(DropView) => Views,
        find_reporters "按完整的姓名或号码查找反映人，须写明原因并记入审计" Changes () any FindReporters(FindReporters) => ReportersFound,
        find_alike "时间、地点、内容相近的工单" Reads () any FindAlike(FindAlike) => Alikes,
        suggest_units "建议的承办单位及理由" Reads () any SuggestUnits(SuggestUnits) => Suggestions,
        export_tickets "导出工单，脱敏并带水印" Changes () any ExportTickets(ExportTickets) => Exported,
        // boards
        read_boards "按单位、环节、等级：在办、超时、临期、退单、重办、督办、挂账逾期未检查" Reads () any ReadBoards(ReadBoards) => Boards,
        list_talks "一个月的满意率和约谈建议" Reads () any ListTalks(ListTalks) => Talks,
        // 考
        read_period "一个考核月份走到哪一步" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ReadPeriod(ReadPeriod) => PeriodReply,
        list_sheets "一个月各单位的考核表" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ListSheets(ListSheets) => Sheets,
        read_sheet "一个单位一个月的考核表" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ReadSheet(ReadSheet) => SheetReply,
        list_instances "考核表的每个数字由哪些条目来" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ListInstances(ListInstances) => Instances,
        list_appeals "一个月的申诉" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ListAppeals(ListAppeals) => Appeals,
        publish_draft "公布考核初稿" Changes () [Assessor] PublishDraft(PublishDraft) => PeriodReply,
        file_appeal "对一条提出申诉" Changes () [UnitLeader] FileAppeal(FileAppeal) => AppealLine,
        withdraw_appeal "撤回申诉" Changes () [UnitLeader] WithdrawAppeal(WithdrawAppeal) => AppealLine,
        opine_appeal "对申诉提出意见" Changes () [Assessor] OpineAppeal(OpineAppeal) => AppealLine,
        decide_appeal "决定申诉" Changes () [TaskForce] DecideAppeal(DecideAppeal) => AppealLine,
        propose_freeze "提请考核定稿" Changes () [Assessor] ProposeFreeze(ProposeFreeze) => PeriodReply,
        freeze "考核定稿" Changes () [TaskForce] Freeze(Freeze) => PeriodReply,
        amend "更正已定稿的考核" Changes () [Assessor TaskForce] Amend(Amend) => PeriodReply,
        declare_window "登记免计时段" Changes () [TaskForce] DeclareWindow(DeclareWindow) => PeriodReply,
        // 通报
        read_notice "一个月的通报" Reads () [DeskTown DeskDistrict UnitLeader Supervisor Assessor TaskForce] ReadNotice(ReadNotice) => NoticeReply,
        draft_notice "起草通报，请各单位申辩" Changes () [Supervisor Assessor] DraftNotice(DraftNotice) => NoticeReply,
        state_item "对通报的一项申辩" Changes () [UnitLeader] StateItem(StateItem) => NoticeReply,
        keep_item "核定通报的一项：保留或去掉" Changes () [Supervisor] KeepItem(KeepItem) => NoticeReply,
        sign_notice "签发通报" Changes () [TaskForce] SignNotice(SignNotice) => NoticeReply,
        answer_item "答复通报的一项" Changes () [UnitLeader] AnswerItem(AnswerItem) => NoticeReply,
        // behind the desk
        list_people "人员和岗位" Reads () [Admin] ListPeople(ListPeople) => People,
        save_person "新建人员或调整岗位" Changes () [Admin] SavePerson(SavePerson) => PersonSaved,
        put_leave "登记请假和代理人" Changes () [Admin] PutLeave(PutLeave) => PersonLine,
        list_consents "等第二个人同意的岗位、密码和代理" Reads () [Admin TaskForce] ListConsents(ListConsents) => Consents,
        decide_consent "同意或不同意" Changes () [Admin TaskForce] DecideConsent(DecideConsent) => PersonSaved,
        list_devices "设备、使用人、最近同步和状态" Reads () [Admin] ListDevices(ListDevices) => Devices,
        revoke_device "停用设备，从它的下一个请求起" Changes () [Admin] RevokeDevice(RevokeDevice) => Devices,
        confirm_device "确认等待的设备：还原以后、发现两份、太久没有同步" Changes () [Admin] ConfirmDevice(ConfirmDevice) => Devices,
        list_rules "现行规则包和提案" Reads () [Assessor TaskForce Admin] ListRules(ListRules) => RuleList,
        propose_rules "提出规则包" Changes () [Assessor] ProposeRules(ProposeRules) => RuleList,
        approve_rules "批准规则包" Changes () [TaskForce] ApproveRules(ApproveRules) => RuleList,
        apply_rules "启用已批准的规则包" Changes () [Admin] ApplyRules(ApplyRules) => RuleList,
        read_audit "审计记录" Reads () [Auditor] ReadAudit(ReadAudit) => AuditPage,
    }
    device {
        // the store; the pool has a route of its own called `enrol`
        enrol "用登记码登记这台设备" Changes (open) any Enrol(Enrol) => Profile,
        read_qr "从登记二维码图片读出地址和登记码" Reads (open) any ReadQr(ReadQr) => QrReply,
        unlock "用 PIN 打开本机数据" Changes (open) any Unlock(Unlock) => Profile,
        lock "锁定本机" Changes (open) any Lock(Lock) => Done,
        start_over "忘了 PIN：另存本机数据，可以重新登记" Changes (open) any StartOver(StartOver) => Profile,
        // sync
        sync_now "立即同步" Changes () any SyncNow(SyncNow) => SyncReport,
        pause_sync "暂停或恢复同步" Changes () any PauseSync(PauseSync) => Outbox,
        outbox "等待上传的工单和照片" Reads () any Outbox(ReadOutbox) => Outbox,
        read_news "最近几次同步带来的变化" Reads () any ReadNews(ReadNews) => SyncNews,
        // drafts and the notebook
        list_drafts "本机草稿" Reads () any ListDrafts(ListDrafts) => Drafts,
        save_draft "自动保存草稿" Changes () any SaveDraft(Draft) => DraftSaved,
        drop_draft "删除草稿" Changes () any DropDraft(DropDraft) => Done,
        list_notes "记事本" Reads () any ListNotes(ListNotes) => Notes,
        save_note "自动保存一条记事" Changes () any SaveNote(Note) => DraftSaved,
        drop_note "删除一条记事" Changes () any DropNote(DropNote) => Done,
        // the basemap
        read_basemap "底图状态" Reads () any ReadBasemap(ReadBasemap) => BasemapState,
        fetch_basemap "下载底图，断点续传" Changes () any FetchBasemap(FetchBasemap) => BasemapState,
    }
}

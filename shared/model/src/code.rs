//! The closed list of refusals, each with the Chinese sentence a person reads. Every code is assigned here and nowhere else.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $id:literal $class:ident $sentence:literal),+ $(,)?) => {
        /// Why something was refused or did not count. Closed: scripts may match on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum Code { $(#[doc = $sentence] #[serde(rename = $id)] $variant),+ }
        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];
            /// The identifier.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$variant => $id),+ } }
            /// What kind of trouble it is; decides HTTP status and exit code.
            pub const fn class(self) -> Class { match self { $(Code::$variant => Class::$class),+ } }
            /// The Chinese sentence, with `{name}` where a parameter goes.
            pub const fn template(self) -> &'static str { match self { $(Code::$variant => $sentence),+ } }
        }
        // By the table: the comparisons that serde derives for so many words are the longest piece of code in a page.
        impl<'de> Deserialize<'de> for Code {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let id = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                let known = Self::ALL.iter().copied().find(|code| code.as_str() == id);
                known.ok_or_else(|| serde::de::Error::unknown_variant(&id, &[$($id),+]))
            }
        }
    };
}

/// Kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What was given is wrong: change it and try again (exit 2, HTTP 400).
    Input,
    /// Not now, in this state (exit 4, HTTP 409).
    State,
    /// Never had the right, or lost it (exit 4, HTTP 403).
    Right,
    /// Not signed in (exit 4, HTTP 401).
    Session,
    /// Too many tries (exit 4, HTTP 429).
    Wait,
    /// No such thing, or not for you (exit 4, HTTP 404).
    Missing,
    /// The pool cannot be reached or is not one (exit 3, HTTP 502).
    Network,
    /// Disk or store (exit 5, HTTP 507).
    Storage,
    /// Our own mistake (exit 5, HTTP 500).
    Bug,
}

codes! {
    // what was given
    JsonInvalid "json_invalid" Input "内容不是有效的 JSON：{detail}",
    FieldUnknown "field_unknown" Input "不认识的字段「{field}」，请检查拼写",
    FieldTwice "field_twice" Input "「{field}」写了两次，请只留一处",
    FieldMissing "field_missing" Input "缺少「{field}」，请填写",
    FieldType "field_type" Input "「{field}」的填写格式不对：{detail}",
    ValueUnknown "value_unknown" Input "「{field}」没有「{value}」这个值",
    TextTooLong "text_too_long" Input "「{field}」最多 {max} 字，现在 {length} 字，请删减",
    TextTooShort "text_too_short" Input "「{field}」至少 {min} 字，请补充",
    TextControl "text_control" Input "「{field}」里有不可见的控制字符，请删除后重试",
    TooMany "too_many" Input "「{field}」最多 {max} 项，现在 {count} 项",
    CategoryUnknown "category_unknown" Input "类别「{value}」不在本区目录中，请重新选择",
    CategoryTooCoarse "category_too_coarse" Input "接单须选到第三级类别，「{value}」还不够细",
    AreaUnknown "area_unknown" Input "村居「{value}」不在本区，请重新选择",
    AreaTooWide "area_too_wide" Input "地点须具体到街道乡镇或村居",
    GridUnknown "grid_unknown" Input "网格「{value}」不属于所选村居",
    UnitUnknown "unit_unknown" Input "承办单位「{value}」不存在",
    PlaceMissing "place_missing" Input "请定位或填写地址，两者至少有一项",
    PlaceIncomplete "place_incomplete" Input "经度和纬度须同时填写",
    PlaceZero "place_zero" Input "定位结果是 0,0，不是真实位置，请重新定位或手动选点",
    PlaceOutOfWorld "place_out_of_world" Input "坐标超出范围：经度 -180 到 180，纬度 -90 到 90",
    TimeImplausible "time_implausible" Input "「{field}」须在 2000 年到 2099 年之间，请检查设备时钟或重新填写",
    PhotoMissing "photo_missing" Input "这个类别要求现场照片；无法拍照时请选「无法拍照」并写明原因",
    PhotoEmpty "photo_empty" Input "照片「{name}」是空文件，请重新拍摄",
    PhotoFormat "photo_format" Input "照片「{name}」不是 JPEG、PNG 或 WebP，请换一种格式",
    PhotoBroken "photo_broken" Input "照片「{name}」已损坏，打不开，请重新拍摄",
    PhotoTooLarge "photo_too_large" Input "照片「{name}」太大：{sent}，最多 {max}，请缩小后重试",
    PhotoTooMany "photo_too_many" Input "一件工单最多 {max} 张照片",
    PhotoPrivate "photo_private" Input "照片里带有拍摄位置等隐藏信息，须去除后再上传",
    PhotoInUse "photo_in_use" State "这张照片已经属于一件工单，不能再改，请另拍一张",
    PhotoBlocked "photo_blocked" Network "照片「{name}」（{sent}）被途中的网关拦下，不是工单池拒收；照片留着，稍后自动再传，请告诉管理员",
    PhotoHash "photo_hash" Input "照片内容与编号不符，请重新上传",
    QrMissing "qr_missing" Input "图片里没有找到二维码，请对准二维码、光线充足时重拍",
    QrOther "qr_other" Input "这个二维码不是登记码，请使用管理员给的登记二维码",
    PinWeak "pin_weak" Input "PIN 至少 {min} 位，不能有空格，不能是重复的或连续的数字、字母，请换一个",
    AddressInvalid "address_invalid" Input "工单池地址不对：{detail}",
    AddressInsecure "address_insecure" Input "工单池地址须以 https:// 开头；http:// 只能用于本机",
    FileUnreadable "file_unreadable" Input "文件「{name}」读不出来：{detail}",
    CommandUnknown "command_unknown" Input "没有「{value}」这个操作",
    SoughtPart "sought_part" Input "查找反映人要写完整的姓名或完整的号码，不能只写一部分，也不能用 * 代替",
    ReasonMissing "reason_missing" Input "请写明原因",
    PasswordWeak "password_weak" Input "新密码至少 {min} 位，且不能与用户名相同",
    PasswordCommon "password_common" Input "这个密码太容易猜到，请换一个：不要用常见密码、连续或重复的字符、手机号，也不要以用户名或姓名为主",
    PostsExclude "posts_exclude" Input "系统管理员和审计员不能兼任其他岗位，请分给不同的人",
    TextEncoding "text_encoding" Input "文件读不出来：{detail}",
    TableEmpty "table_empty" Input "表格里没有内容，请在列名下面填写后再导入",
    TableTwice "table_twice" Input "「{field}」写了两次，请只留一处",
    TableFaults "table_faults" Input "表格里有 {count} 处不对，什么都没有导入，请改好后重试",
    RulesInvalid "rules_invalid" Input "规则包不对，位置 {place}：{detail}",
    DistrictInvalid "district_invalid" Input "区域文件不对，位置 {place}：{detail}",
    BodyTooLarge "body_too_large" Input "内容太大：{sent}，最多 {max}，请分开或删减后重试",
    ExportTooLarge "export_too_large" Input "一次最多导出 {max} 件，符合条件的有 {count} 件，请缩小范围后分次导出",
    InspectorsFew "inspectors_few" Input "「{value}」找不到两位可以去查的人：须不是本单位的，也不是上次的同一组，请增加人员",
    CursorInvalid "cursor_invalid" Input "翻页位置无效，请从第一页重新开始",

    // not now
    WrongStatus "wrong_status" State "工单现在是「{status}」，不能「{action}」",
    WrongRound "wrong_round" State "工单已进入第 {now} 轮，这一步针对的是第 {round} 轮，没有生效；文字已保留",
    SamePerson "same_person" State "申请人和审核人不能是同一人，请由其他负责人审核",
    SameUnit "same_unit" State "回访人不能来自承办单位，请由区里回访",
    EvidenceMissing "evidence_missing" State "处置后照片还没有送达工单池，请等照片上传完再审核",
    DoneEvidenceMissing "done_evidence_missing" State "这个类别办结须有处置后照片，请先补拍",
    VisitUnsolved "visit_unsolved" State "回访结果是未解决或不满意，不能结案，请选「重办」",
    VisitWithoutReporter "visit_without_reporter" State "这件工单没有反映人，请选「现场复核」",
    SameHands "same_hands" State "您经手过这件事，这一步请由没有经手过的同事办理",
    VisitFine "visit_fine" State "回访结果是解决且没有不满意，不需要重办，请选「回访合格」",
    VisitReached "visit_reached" State "电话已经接通，请按回访结果选「回访合格」或「重办」",
    ReporterNotCalled "reporter_not_called" State "并案工单 {ticket} 的反映人还没有回访，请一并回访后再结案",
    ReporterNotTold "reporter_not_told" State "请先告知反映人，并勾选「已告知反映人」",
    OnSpotNormalOnly "on_spot_normal_only" State "突发和紧急不能即办即结，请按正常流程提交",
    OnSpotEvidence "on_spot_evidence" State "即办即结须有处置前和处置后的照片，请补拍",
    NotOwnTown "not_own_town" State "只有属地街道乡镇的单位可以这样办理",
    ReturnForbidden "return_forbidden" State "突发工单不能退单，请先到场处置",
    ReturnTooLate "return_too_late" State "已过退单时限，请签收办理；确属其他单位的可吹哨",
    ReturnDenied "return_denied" State "退单申请已被驳回，请签收办理；确属其他单位的可吹哨",
    ReturnDesignated "return_designated" State "这件工单由区里裁定派给本单位，不能再退",
    ReturnsUsedUp "returns_used_up" State "退单已到次数上限，只能由区专班裁定派单",
    RulingNotDue "ruling_not_due" State "退单未到上限，请先按派单目录派单",
    HandlerSame "handler_same" State "工单已经在这位经办人手里",
    HandlerUnknown "handler_unknown" State "这位经办人不属于本单位，请另选",
    ExtensionOnce "extension_once" State "一件工单只能申请一次延期",
    ExtensionTooLate "extension_too_late" State "已过办结时限，不能再申请延期",
    ComplexOnlyNormal "complex_only_normal" State "疑难只用于「一般」等级",
    NothingAsked "nothing_asked" State "没有待审的申请，或没有到期未回复的督办",
    AlreadyAsked "already_asked" State "已有一份申请在审或已批准，不需要再申请",
    DateNotAhead "date_not_ahead" State "日期须在将来，请重新填写",
    DateTooFar "date_too_far" State "日期超过规则允许的 {days} 天，请填写更近的日期",
    HangNeedsMeeting "hang_needs_meeting" State "挂账总期限超过 {days} 天，须写明区专班会议",
    LongerNeedsForce "longer_needs_force" State "这会使时限变长，须由区专班办理",
    ParentSelf "parent_self" State "不能并入自己，请另选主单",
    ParentUnknown "parent_unknown" State "没有找到要并入的主单，或它不在并案之列",
    ParentClosed "parent_closed" State "主单已办结，或自己已并入别的工单，请另选主单",
    ParentArchived "parent_archived" State "主单已归档，不能再拆案",
    HasChildren "has_children" State "已有工单并入这一件，请先拆案，或选它作主单",
    NotCalled "not_called" State "没有叫到本单位的吹哨，或本单位已经报到",
    ReopenTooLate "reopen_too_late" State "结案已久，不能重开，请新建工单",
    ArchiveEarly "archive_early" State "结案未满归档期限",
    GradeSame "grade_same" State "等级没有变化",
    RulesSettled "rules_settled" State "这份规则包已经批准、启用，或与现行的一样，不需要再办",
    RulesNotApproved "rules_not_approved" State "这份规则包还没有由区专班批准，不能启用",
    OnLeave "on_leave" State "该岗位这段时间由他人代理",
    AwaitsConfirmation "awaits_confirmation" State "您的岗位在这一步送达之前已经结束，要等坐席确认后才生效；内容已保留",
    PostEnded "post_ended" State "您的岗位在送达之前已经结束超过 {days} 天，没有生效；内容已保留，请交现在的经办人办理",
    NotConfirmed "not_confirmed" State "坐席没有确认这一步，没有生效；内容已保留",
    TooLate "too_late" State "工单已派单，事实不能再改；内容已保留，可作为补充材料提交",
    NoConflict "no_conflict" State "「{group}」现在没有两个值，不需要选择",
    PhotoUnknown "photo_unknown" State "工单里没有这张照片",
    PhotoKnown "photo_known" State "这张照片已经在工单里了",
    NoteUsed "note_used" State "这条记事已经转成工单，不再重复提交",
    TicketClosed "ticket_closed" State "工单已办结，不能再添加",
    Conflict "conflict" State "别人刚刚改过这件工单，请看过最新内容再提交；您写的内容还在",
    OtherPerson "other_person" State "这个浏览器里已经由另一人登录，这一步没有办理；写到一半的内容还在",
    VersionStale "version_stale" State "别人刚刚处理过这一项，请看过最新内容再提交；您写的内容还在",
    PeriodState "period_state" State "{month} 的考核现在是「{state}」，不能「{action}」",
    AppealLate "appeal_late" State "申诉期已过，不能再申诉；确有错误的请联系区专班更正",
    AppealKnown "appeal_known" State "这一条已经申诉过，请在申诉列表里查看",
    AppealState "appeal_state" State "这件申诉现在是「{state}」，不能「{action}」",
    AppealsOpen "appeals_open" State "还有 {count} 件申诉没有决定，请先处理完再定稿",
    NoticeState "notice_state" State "这一步现在不能办：通报是「{state}」，不能「{action}」",
    NoticeKnown "notice_known" State "{month} 的通报已经起草，请接着办理",
    DrawMismatch "draw_mismatch" State "这次抽取对不上，在第 {step} 步：{detail}",
    WindowClosed "window_closed" State "初稿已经公布，这个月不能再登记免计时段",
    NotRuledYet "not_ruled_yet" State "上一步还没有送达工单池，请先同步",
    NeedsPool "needs_pool" Network "这一步须联网办理，请连上工单池后再试；内容已保留",

    // rights
    NoPost "no_post" Right "您的岗位不能办理「{action}」",
    OwnPosts "own_posts" Right "不能给自己安排岗位或代理，请由另一位系统管理员办理",
    ConsentNone "consent_none" Missing "没有等待同意的这一项，或它已经过期，请重新申请",
    DeviceHeld "device_held" Right "工单池刚从备份还原，这台设备须由系统管理员确认以后才能同步；未上传的内容仍在本机",
    DeviceCopied "device_copied" Right "发现这台设备的数据有两份在用，已停止同步，请联系系统管理员查明后确认；未上传的内容仍在本机",
    DeviceExpired "device_expired" Right "这台设备太久没有同步，请联系系统管理员确认；未上传的内容仍在本机",
    DeviceShut "device_shut" Right "您的密码刚被重设，请先用新密码登录工单池并改好密码，再在设备上查看反映人",
    RequestStale "request_stale" Wait "设备时钟与工单池相差太多，正在按工单池的时间重试",
    NoRight "no_right" Right "您的岗位不能对这件工单「{action}」",
    NotYours "not_yours" Right "只有采集人本人或坐席可以改这件工单",
    PoolOnly "pool_only" Right "「{field}」由工单池填写，不能自己写",
    NotFound "not_found" Missing "没有找到这件工单，或不在您的管辖范围内",
    ClockNone "clock_none" Missing "这件工单没有这个时限，或它还没有开始",
    RulesNone "rules_none" Missing "没有找到这份规则包",
    PhotoNotFound "photo_not_found" Missing "没有找到这张照片，或您无权查看",
    ReporterNone "reporter_none" Missing "这件工单没有反映人信息",
    SignInFailed "sign_in_failed" Session "用户名或密码不对",
    SignedOut "signed_out" Session "登录已过期，请重新登录；写到一半的内容还在",
    LockedOut "locked_out" Wait "密码错误次数过多，请 {minutes} 分钟后再试",
    TooFast "too_fast" Wait "尝试太频繁，请 {seconds} 秒后再试",
    PasswordExpired "password_expired" Right "一次性密码已过期，请联系系统管理员重新发放",
    CrossSite "cross_site" Right "这个请求来自别的网站，没有办理；请在工单池自己的页面上操作",
    MustChangePassword "must_change_password" Right "首次登录请先修改密码",
    CodeUsed "code_used" Right "这个登记码已经用过，请向管理员要新的",
    CodeExpired "code_expired" Right "登记码已过期，请向管理员要新的",
    CodeUnknown "code_unknown" Right "登记码不对，请检查是否抄错",
    DeviceRevoked "device_revoked" Right "这台设备已被停用，请联系管理员；未上传的内容仍在本机",
    PinLocked "pin_locked" Wait "PIN 输错次数过多，请 {minutes} 分钟后再试",
    PinWrong "pin_wrong" Right "PIN 不对",
    NotEnrolled "not_enrolled" Right "这台设备还没有登记，请先用登记码登记",
    AlreadyEnrolled "already_enrolled" Right "这台设备已经登记过了",
    PoolDifferent "pool_different" Right "这个地址是另一个工单池，不是登记时的那个",

    // sync
    SignatureWrong "signature_wrong" Right "数据签名不对，已拒收",
    FrameBroken "frame_broken" Input "数据不完整或已损坏，已拒收",
    FrameTooLarge "frame_too_large" Input "一次上传的数据太大：{sent}，最多 {max}，已拒收",
    RescueBroken "rescue_broken" Input "这个文件不是完整的救援包：是空的、没有拷贝完，或者被改动过；什么都没有收，请从原设备再存一份",
    RescueElsewhere "rescue_elsewhere" Right "这个救援包是交给另一个工单池的，这里打不开；什么都没有收，请交给它自己的区",
    RescueUnknown "rescue_unknown" Right "写这个救援包的设备没有在这里登记过，什么都没有收；请核对是不是拿错了文件",
    RescueKeyless "rescue_keyless" State "这台设备上没有工单池的公钥，救援包封不了；请先联网同步一次再存",
    SchemaUnknown "schema_unknown" Input "数据格式版本 {schema} 不认识，请升级后再试",
    EditForged "edit_forged" Right "编辑编号不属于这台设备，已拒收",
    HeadsUnknown "heads_unknown" State "工单池缺少这次编辑之前的内容，将重新发送",
    TicketFull "ticket_full" State "这件工单的记录已达上限，请新建工单继续",
    BodySlow "body_slow" Wait "网络太慢，内容没有传完，没有收下；稍后再试",
    TryLater "try_later" Wait "工单池正忙，稍后自动重试",
    BudgetSpent "budget_spent" Wait "这段时间上传得比较多，{minutes} 分钟后自动继续；内容都在，不会丢",
    SeeksSpent "seeks_spent" Wait "查找反映人的次数用完了，{minutes} 分钟后再查；每次查找都记入审计",
    PoolNoSpace "pool_no_space" Wait "工单池的存储空间快满了，暂时不收新的上传，请联系管理员；内容已存在本机",

    // network
    PoolUnreachable "pool_unreachable" Network "连不上工单池，请检查网络和地址；联网后自动重试",
    PoolNotAPool "pool_not_a_pool" Network "这个网络返回的不是工单池：可能要先在网页上登录认证，或者地址不对",
    ExportNoRight "export_no_right" Right "您的岗位不能导出工单，请由坐席或承办单位负责人导出",
    ExportGone "export_gone" Missing "这个导出文件已过期或不是您导出的，请重新导出",
    BasemapNone "basemap_none" Missing "工单池还没有发布底图，请联系管理员",
    BasemapBroken "basemap_broken" Network "下载的底图与发布的不一致，已删除，请重新下载",
    PoolUntrusted "pool_untrusted" Network "工单池的安全证书不受信任，已停止连接，请联系管理员",

    // storage
    DiskFull "disk_full" Storage "存储空间不足，没有存下来；请清理空间后重试",
    PhotoNoSpace "photo_no_space" Storage "存储空间只剩 {free} MB，新照片存不下；请先清理空间再拍照",
    StoreBroken "store_broken" Storage "本机数据打不开，已原样另存为「{name}」；请先把还读得出来的未送达内容存成救援包，再用新的登记码重新登记",
    StoreGone "store_gone" Storage "本机数据不见了，可能被系统或浏览器清理；还没有送达的内容找不回来。请向管理员要新的登记码，重新登记这台设备",
    BrowserUnfit "browser_unfit" Storage "这个浏览器现在不能当平板用：不让网页存文件，或是隐私窗口；请换普通窗口，或换一个新一些的浏览器",
    DeviceWiped "device_wiped" Storage "PIN 连续输错太多次，按本区规定已清除本机数据；没有送达的内容封好留着，先存成救援包（PIN 可以不填）交给坐席，再向管理员要新的登记码重新登记",
    KeyringGone "keyring_gone" Storage "本机数据打不开：和它配套的第二把钥匙不在了（系统钥匙串没解锁或被清空，或浏览器的数据被清掉了一部分）。先解锁钥匙串、重开应用再试；还不行就点「忘了 PIN」，把封好的未送达内容存成救援包交给坐席，再重新登记",
    StoreBusy "store_busy" Storage "本机数据正被另一个窗口使用，请关闭后重试",
    StoreFailed "store_failed" Storage "读写本机数据时出错：{detail}",
    RecordUnreadable "record_unreadable" Storage "有一项是别的版本写的，这个版本读不出来，没有上传；原样留在本机，请升级应用或联系技术支持",
    Bug "bug" Bug "程序内部出错，请把这个编号告诉技术支持：{detail}",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal: its code and what the sentence needs. Parameters never hold names of persons, phones, notes or tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[error("{}", self.sentence())]
pub struct Denial {
    pub code: Code,
    /// Values for the sentence, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Denial {
    /// A refusal without parameters.
    pub fn new(code: Code) -> Self {
        Denial {
            code,
            params: BTreeMap::new(),
        }
    }
    /// Adds one parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_string(), value.to_string());
        self
    }
    /// The Chinese sentence with its parameters filled in.
    pub fn sentence(&self) -> String {
        let mut text = self.code.template().to_string();
        for (name, value) in &self.params {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

impl From<Code> for Denial {
    fn from(code: Code) -> Self {
        Denial::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_speak_chinese() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} twice");
            assert!(
                code.template()
                    .chars()
                    .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            );
        }
    }

    #[test]
    fn a_sentence_carries_its_parameters() {
        let d = Denial::new(Code::TextTooLong)
            .with("field", "标题")
            .with("max", 40)
            .with("length", 52);
        assert_eq!(d.sentence(), "「标题」最多 40 字，现在 52 字，请删减");
    }
}

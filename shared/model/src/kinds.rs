//! The closed lists of docs/domain.md 8.2, and the roles of 8.3.

use crate::words::words;

words!(/// Where an issue came from (来源, E1).
Source {
    Visit "visit" "主动走访", Patrol "patrol" "网格巡查", Notebook "notebook" "记事本转录", Card "card" "联系卡来电",
    Enterprise "enterprise" "企业反映", Resident "resident" "群众上报", Dept "dept" "部门移送", Warning "warning" "数据预警",
    Hotline "hotline" "12345转入",
});
words!(/// What is asked for (诉求类型, E2).
Kind {
    Consult "consult" "咨询", Help "help" "求助", Complaint "complaint" "投诉", Report "report" "举报", Suggest "suggest" "建议",
    Hazard "hazard" "隐患", Praise "praise" "表扬",
});
words!(/// How urgent (等级, E3). The flag 疑难 on 一般 is kept apart.
Grade { Sudden "sudden" "突发", Urgent "urgent" "紧急", Normal "normal" "一般" });
words!(/// Where a ticket stands (状态, E4).
Status {
    Draft "draft" "草稿", Queued "queued" "待上传", Pooled "pooled" "待接单", Fixing "fixing" "待补正", Accepted "accepted" "待派单",
    Dispatched "dispatched" "待签收", Returning "returning" "退单待审", Signed "signed" "待响应", Handling "handling" "处置中",
    HangReq "hang_req" "挂账待审", Hung "hung" "挂账中", DoneReq "done_req" "办结待审", Visiting "visiting" "待回访",
    Closed "closed" "已结案", Archived "archived" "已归档", Merged "merged" "已并案", Rejected "rejected" "不予受理", Void "void" "已作废",
});
words!(/// The eight links of the chain.
Link {
    Take "take" "接", Send "send" "派", Answer "answer" "应", Hang "hang" "挂", Visit "visit" "访", Press "press" "督",
    Assess "assess" "考", Push "push" "推",
});
words!(/// Geodetic datum of a stored position.
Crs { Wgs84 "wgs84" "WGS-84", Cgcs2000 "cgcs2000" "CGCS2000" });
words!(/// How a position was found.
LocSource { Gnss "gnss" "卫星定位", Map "map" "地图点选", Address "address" "地址录入", None "none" "无" });
words!(/// Who spoke to the officer.
ReporterKind { Person "person" "个人", Enterprise "enterprise" "企业", Anonymous "anonymous" "匿名", None "none" "无" });
words!(/// What a photo shows.
PhotoKind { Scene "scene" "现场", Before "before" "处置前", During "during" "处置中", After "after" "处置后" });
words!(/// How the handler reached the reporter.
Means { Phone "phone" "电话", Visit "visit" "上门", Scene "scene" "到场" });
words!(/// How the visitor checked.
VisitMeans { Phone "phone" "电话回访", Visit "visit" "上门回访", SiteCheck "site_check" "现场复核" });
words!(/// 是否解决.
Solved { Yes "yes" "解决", Partly "partly" "部分解决", No "no" "未解决" });
words!(/// 是否满意.
Satisfied { Yes "yes" "满意", Mostly "mostly" "基本满意", No "no" "不满意", Unrated "unrated" "未评价" });
words!(/// Groups of units that are scored apart.
UnitGroup { Street "street" "街道", Town "town" "乡镇", Bureau "bureau" "区直部门", Company "company" "公共服务企业" });
words!(/// What a person may do here (岗位).
Role {
    Collector "collector" "采集员", VillageHead "village_head" "村居负责人", DeskTown "desk_town" "镇街派单员",
    DeskDistrict "desk_district" "区级派单员", Handler "handler" "经办人", UnitLeader "unit_leader" "承办单位负责人",
    Visitor "visitor" "回访员", Supervisor "supervisor" "督办员", Assessor "assessor" "考核员", TaskForce "task_force" "区专班",
    Admin "admin" "系统管理员", Auditor "auditor" "审计员",
});
words!(/// The five groups of facts; each is replaced as a whole.
Group { What "what" "事项", Body "body" "主要内容", Grade "grade" "等级", Where "where" "地点", When "when" "发生时间" });
words!(/// The clocks of a ticket (时限, docs/domain.md 8.4).
Clock {
    Accept "accept" "接单", Dispatch "dispatch" "派单", Sign "sign" "签收", Return "return" "退单申请", Respond "respond" "响应",
    Feedback "feedback" "首次反馈", Done "done" "办结", Review "review" "审核", Visit "visit" "回访",
    Fix "fix" "补正", HangCheck "hang_check" "挂账检查",
});
words!(/// Why a unit sends a ticket back (退单原因).
ReturnReason {
    Area "area" "属地不符", Duty "duty" "职能不符", Ownership "ownership" "权属不清", Duplicate "duplicate" "重复工单", Info "info" "信息不足",
    Other "other" "其他",
});
words!(/// Why a ticket cannot be solved inside its limit (挂账原因).
HangReason {
    History "history" "历史遗留", Policy "policy" "政策限制", Funds "funds" "资金规划", Construction "construction" "产权/施工周期",
    Season "season" "季节条件", Superior "superior" "上级事权", Procedure "procedure" "诉讼信访程序中", Other "other" "其他",
});
words!(/// How a call to the reporter ended (通话结果).
CallOutcome { Answered "answered" "接通", Missed "missed" "未接通", Declined "declined" "拒访", WrongNumber "wrong_number" "号码有误" });
words!(/// Orders that lie over an open ticket, or over a unit (督办种类).
PressKind {
    Urge "urge" "催办", Supervise "supervise" "督办", Escalate "escalate" "提级督办", Notice "notice" "通报", Talk "talk" "约谈",
});
words!(/// Why a ticket does not count in the score (剔除原因).
ExcludeReason {
    Unreachable "unreachable" "匿名无法联系", Malicious "malicious" "恶意重复", Unreasonable "unreasonable" "诉求不合理",
    Unlawful "unlawful" "违法违规诉求", Civil "civil" "市场/民事事项", Procedure "procedure" "法定程序中", ForceMajeure "force_majeure" "不可抗力",
    Outside "outside" "非本区职责", Duplicate "duplicate" "重复件",
});

impl Status {
    /// The link of the chain this status belongs to; a draft or an ended ticket belongs to none.
    pub fn link(self) -> Option<Link> {
        use Status::*;
        Some(match self {
            Pooled | Fixing => Link::Take,
            Accepted | Returning => Link::Send,
            Dispatched | Signed | Handling | DoneReq => Link::Answer,
            HangReq | Hung => Link::Hang,
            Visiting | Closed => Link::Visit,
            Archived => Link::Assess,
            Draft | Queued | Merged | Rejected | Void => return None,
        })
    }
    /// Whether work on the ticket still goes on.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Status::Closed | Status::Archived | Status::Merged | Status::Rejected | Status::Void
        )
    }
}

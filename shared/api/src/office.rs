//! Behind the desk: people and their posts, rule packs on their way into force, the audit log. None of it is ticket content.

use crate::types::shapes;
use model::person::Post;
use model::rulepack::RulePack;
use model::{DeviceId, Moment, UserName};
use serde::{Deserialize, Serialize};

/// How a device stands with the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// In use.
    Active,
    /// Switched off.
    Revoked,
    /// A second copy of it was found; it waits for the administrator.
    Copied,
    /// Waits for the administrator since a restore.
    Held,
    /// Not seen for too long; it waits for the administrator.
    Expired,
}

shapes! {
    /// 人员列表.
    #[derive(Default)]
    ListPeople {
        /// People after this sign-in name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<UserName>,
        /// Rows, 1 to 500; 100 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }
    /// People, by sign-in name.
    People {
        people: Vec<PersonLine>,
        /// Where the next page begins, or null.
        after: Option<UserName>,
    }
    /// One person as the administrator sees them.
    PersonLine {
        /// Sign-in name.
        user: UserName,
        /// Name shown to colleagues.
        name: String,
        /// Posts held now or from a later moment on; those that ended are left out.
        posts: Vec<Post>,
        /// May not come in any more.
        disabled: bool,
        /// A change that waits for a second person's consent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pending: Option<i64>,
    }
    /// What waits for a second person's consent.
    Consents {
        /// Oldest first.
        consents: Vec<ConsentLine>,
    }
    /// 待同意的申请列表.
    ListConsents {}
    /// One change that waits.
    ConsentLine {
        id: i64,
        /// Whom it is about.
        user: UserName,
        /// The posts, or the new password, when it is that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        save: Option<SavePerson>,
        /// The leave, when it is that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leave: Option<PutLeave>,
        asked_by: UserName,
        asked_at: Moment,
        /// It lapses then.
        expires_at: Moment,
    }
    /// 同意或不同意.
    DecideConsent {
        id: i64,
        grant: bool,
    }
    /// 保存人员: a new person, or name and posts of one who is there. All posts are given; those left out end now.
    SavePerson {
        /// Sign-in name.
        user: UserName,
        /// Name shown to colleagues.
        name: String,
        /// Posts. `stands_for` and `below` are the pool's own.
        posts: Vec<Post>,
        /// May not come in any more.
        #[serde(default)]
        disabled: bool,
        /// Draw a new one-time password.
        #[serde(default)]
        reset_password: bool,
    }
    /// The person as kept.
    PersonSaved {
        person: PersonLine,
        /// The one-time password of a new person or after a reset; shown once.
        password: Option<String>,
    }
    /// 请假代理: for the time, the substitute holds the posts of whoever is away. The same two again replace what was said
    /// before; a time that is over ends it.
    PutLeave {
        /// Who is away.
        user: UserName,
        substitute: UserName,
        from: Moment,
        until: Moment,
    }
    /// 设备列表.
    #[derive(Default)]
    ListDevices {
        /// Only this person's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserName>,
    }
    /// Devices, in the order of their enrolment.
    Devices {
        devices: Vec<DeviceLine>,
    }
    /// One device as the administrator sees it.
    DeviceLine {
        id: DeviceId,
        /// Whose device.
        user: UserName,
        enrolled: Moment,
        /// Its last pull.
        last_seen: Option<Moment>,
        /// As the device itself says.
        app_version: Option<String>,
        state: DeviceState,
    }
    /// 停用设备, from its next request on.
    RevokeDevice {
        id: DeviceId,
    }
    /// 确认设备 that waits: since a restore, since a second copy was found, or after too long a time.
    ConfirmDevice {
        id: DeviceId,
    }
    /// 规则包提案列表.
    ListRules {}
    /// The rules in force and what is on its way.
    RuleList {
        /// Name and short hash of the pack in force.
        in_force: String,
        /// Packs before it that tickets still keep.
        kept: Vec<String>,
        /// Proposals, newest first, at most 50.
        proposals: Vec<RuleProposal>,
    }
    /// One rule pack on its way into force.
    RuleProposal {
        id: i64,
        /// Name and short hash.
        tag: String,
        rules: RulePack,
        note: String,
        /// 提出人.
        proposed_by: UserName,
        proposed_at: Moment,
        /// 批准人, never the one who proposed.
        approved_by: Option<UserName>,
        approved_at: Option<Moment>,
        /// Who put it into force.
        applied_by: Option<UserName>,
        applied_at: Option<Moment>,
    }
    /// 提出规则包.
    ProposeRules {
        /// The whole pack, as in the district file.
        #[cfg_attr(feature = "schema", schema(value_type = Object))]
        rules: serde_json::Value,
        note: String,
    }
    /// 批准规则包.
    ApproveRules {
        id: i64,
    }
    /// 启用规则包.
    ApplyRules {
        id: i64,
    }
    /// 审计记录.
    #[derive(Default)]
    ReadAudit {
        /// Lines before this number; the newest when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
        /// Lines, 1 to 500; 100 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
        /// Only by this person or device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<String>,
    }
    /// Lines of the audit log, newest first.
    AuditPage {
        lines: Vec<AuditRecord>,
        /// Number to go on from, or null.
        after: Option<i64>,
        /// Number of the last line of the whole log when this was read.
        head: i64,
        /// Its hash, over all lines before it.
        chain: String,
    }
    /// One line of the audit log.
    AuditRecord {
        /// Position in the chain, from 1 without gaps.
        n: i64,
        at: Moment,
        /// Sign-in name or device; empty for the pool itself.
        who: String,
        /// What happened, as one English word.
        what: String,
        /// Which ticket, or empty.
        ticket: String,
        /// A code or a short fact.
        detail: String,
        /// Over the line and the hash before it.
        hash: String,
        /// What was typed as the reason, as long as it is kept; the line itself holds only its digest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

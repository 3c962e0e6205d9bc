//! Which pages a person gets, by posts and by what the shell offers. No screen asks what kind of shell it is.

use api::Profile;
use model::Role;

/// Pages open to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rooms {
    /// 工单池.
    pub pool: bool,
    /// 今日.
    pub today: bool,
    /// 采集.
    pub capture: bool,
    /// 记事本: only where it is kept without a network.
    pub notes: bool,
    /// 附近.
    pub nearby: bool,
    /// 我的工单 or 待办工单.
    pub mine: bool,
    /// 待同步.
    pub outbox: bool,
    /// 考核表.
    pub score: bool,
    /// The list is of work to do rather than of own captures.
    pub tasks: bool,
}

/// The pages of this profile.
pub fn rooms(profile: &Profile) -> Rooms {
    let is = |roles: &[Role]| profile.posts.iter().any(|post| roles.contains(&post.role));
    let captures = is(&[Role::Collector, Role::VillageHead, Role::Handler]);
    let desk = is(&[Role::DeskTown, Role::DeskDistrict]);
    let overview = is(&[Role::Supervisor, Role::Assessor, Role::TaskForce]);
    let calls = is(&[Role::Visitor]);
    let works = is(&[Role::Handler, Role::UnitLeader, Role::Visitor]);
    Rooms {
        // 回访台 is the same desk, with what waits for a call.
        pool: (desk || overview || calls) && !profile.capabilities.offline
            || desk && profile.capabilities.desk,
        today: captures || works,
        capture: captures || desk,
        notes: captures && profile.capabilities.offline,
        nearby: captures || works,
        mine: captures || works || desk || overview,
        outbox: profile.capabilities.offline,
        score: (desk || overview || is(&[Role::UnitLeader])) && !profile.capabilities.offline,
        tasks: works && !is(&[Role::Collector, Role::VillageHead]),
    }
}

impl Rooms {
    /// Where a person starts; none for posts without ticket content.
    pub fn start(&self) -> Option<&'static str> {
        match self {
            Rooms { pool: true, .. } => Some("/pool"),
            Rooms { today: true, .. } => Some("/today"),
            Rooms { mine: true, .. } => Some("/mine"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn profile(roles: &[&str], offline: bool) -> Profile {
        let posts: Vec<_> = roles
            .iter()
            .map(|r| json!({"role": r, "unit": "T01", "area": "990100001001"}))
            .collect();
        let profile = json!({"user": "u", "name": "名", "posts": posts, "district": null, "demo": true, "locked": false,
            "enrolled": true, "capabilities": {"offline": offline, "desk": !offline, "password": !offline}});
        serde_json::from_value(profile).unwrap()
    }

    fn start(roles: &[&str], offline: bool) -> Option<&'static str> {
        rooms(&profile(roles, offline)).start()
    }

    #[test]
    fn scores_are_read_at_a_desk_by_those_who_may() {
        let score = |role: &str, offline| {
            let profile = profile(&[role], offline);
            rooms(&profile).score
        };
        for role in ["desk_town", "unit_leader", "assessor", "task_force"] {
            assert!(score(role, false) && !score(role, true), "{role}");
        }
        for role in ["collector", "handler", "visitor", "admin"] {
            assert!(!score(role, false), "{role}");
        }
    }

    #[test]
    fn each_post_starts_where_its_work_is() {
        assert_eq!(start(&["collector"], true), Some("/today"));
        assert_eq!(start(&["collector"], false), Some("/today"));
        assert_eq!(start(&["desk_town"], false), Some("/pool"));
        assert_eq!(start(&["handler"], false), Some("/today"));
        assert_eq!(start(&["supervisor"], false), Some("/pool"));
        assert_eq!(start(&["admin"], false), None);
        assert_eq!(start(&["auditor"], false), None);
        assert_eq!(start(&["admin", "visitor"], false), Some("/pool"));
        assert_eq!(start(&["visitor"], true), Some("/today"));
    }
}

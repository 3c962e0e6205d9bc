//! Pull against the words of docs/domain.md 8.5: every page of a device's first pull, and what a change of posts takes away.

use super::page::Start;
use super::scope_tag;
use crate::store::lists::scope_tests::{Ground, id};
use crate::store::{Device, DistrictFile};
use api::sync::PullRequest;
use model::person::Person;
use model::{DeviceId, TicketId};
use std::collections::BTreeSet;
use testkit::access::NOW;

/// Everything a fresh device of this person pulls, page by page.
fn pulled(g: &Ground, file: &DistrictFile, person: &Person) -> BTreeSet<TicketId> {
    let mut device = Device {
        id: DeviceId::new("00112233445566ff").unwrap(),
        user: person.user.clone(),
        public_key: [0; 32],
        revoked_at: None,
        whole_until: 0,
        pulled: 0,
        fresh_until: 0,
        scope: String::new(),
        head: None,
        standing: Default::default(),
    };
    let mut request = PullRequest::default();
    let mut held = BTreeSet::new();
    loop {
        let start = Start {
            device: device.clone(),
            person,
            request: request.clone(),
            tag: scope_tag(person),
            district: file,
            told: String::new(),
        };
        let (page, after) = g.db.with_columns(|s| start.page(s, NOW)).unwrap();
        assert!(page.bundle.is_none(), "a first pull brings whole documents");
        held.extend(page.tickets.into_iter().map(|t| t.id));
        for id in page.removed {
            assert!(!held.contains(&id), "nothing was brought that is not seen");
        }
        device = after;
        request = PullRequest {
            epoch: page.epoch,
            cursor: page.cursor,
            scope: page.scope,
            want: Vec::new(),
        };
        if !page.more {
            return held;
        }
    }
}

#[test]
fn a_first_pull_brings_what_the_person_sees_and_nothing_else() {
    const TICKETS: usize = 2_000;
    const PEOPLE: usize = 500;
    let mut g = Ground::new(9, TICKETS);
    let file = DistrictFile::new(g.district.clone()).unwrap();
    for _ in 0..PEOPLE {
        let (raw, person) = g.person();
        let want: BTreeSet<TicketId> = g.seen(&raw).into_iter().map(id).collect();
        assert_eq!(pulled(&g, &file, &person), want, "{raw:?}");
    }
    println!("{} decisions by pull", TICKETS * PEOPLE);
}

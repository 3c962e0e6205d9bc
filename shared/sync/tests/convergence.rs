//! Laws of the document: order and repetition do not matter, no edit is lost, groups stay whole, every replica rebuilds
//! the identical change, and a document reloads after each step.

use model::act::{Act, Empty, Progress};
use model::edit::{Edit, Opened, Photo, SCHEMA, Write};
use model::facts::{FactGroup, Facts, Place, What, When};
use model::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use sync::{Document, checksummed, verified};

const TICKET: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";

fn facts() -> Facts {
    Facts {
        what: What {
            title: "东门外井盖碎裂".into(),
            kind: Kind::Hazard,
            source: Source::Patrol,
            category: CategoryCode::new("010101").unwrap(),
            tags: vec![],
            no_photo_reason: None,
        },
        body: "居民反映井盖碎裂约两周，夜间无照明。".into(),
        grade: Grade::Normal,
        place: Place {
            lon: Some(117.1),
            lat: Some(40.15),
            crs: Some(Crs::Wgs84),
            accuracy_m: Some(8.0),
            fixes: Some(3),
            source: Some(LocSource::Gnss),
            address: Some("柳湖苑 3 号院东门外".into()),
            poi: None,
            area_code: AreaCode::new("990100001001").unwrap(),
            grid: None,
        },
        when: When::default(),
    }
}

fn edit(device: u8, counter: u32, at: i64, seen: Vec<Head>, write: Write) -> Edit {
    let opening = Opening([device, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, device]);
    Edit {
        id: opening.edit(counter),
        ticket: TicketId::new(TICKET).unwrap(),
        schema: SCHEMA,
        by: UserName::new(format!("demo_{device}")).unwrap(),
        at: Moment(at),
        seen,
        write,
    }
}

fn opening() -> Edit {
    let opened = Opened {
        temp_no: "离-7K2A-261122-004".into(),
        facts: facts(),
    };
    edit(1, 0, 1_000, vec![], Write::Open(Box::new(opened)))
}

fn part(kind: u8, n: u32) -> FactGroup {
    let mut f = facts();
    match kind % 5 {
        0 => {
            f.what.title = format!("标题 {n}");
            f.what.tags = vec![format!("标签{n}")];
            f.part(Group::What)
        }
        1 => FactGroup::Body(format!("第 {n} 次补充的情况说明")),
        2 => FactGroup::Grade(Grade::ALL[n as usize % 3]),
        3 => {
            f.place.lon = Some(117.0 + f64::from(n) / 1000.0);
            f.place.address = Some(format!("{n} 号楼"));
            f.part(Group::Where)
        }
        _ => FactGroup::When(When {
            occurred_at: Some(Moment(i64::from(n) * 1_000)),
        }),
    }
}

/// What happens at one device: a write, or taking in everything another device has.
#[derive(Debug, Clone)]
enum Step {
    Write { device: usize, kind: u8 },
    Meet { from: usize, to: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..3usize, any::<u8>()).prop_map(|(device, kind)| Step::Write { device, kind }),
        1 => (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Meet { from, to }),
    ];
    prop::collection::vec(step, 1..24)
}

fn write_of(kind: u8, n: u32) -> Write {
    match kind % 7 {
        5 => Write::Act {
            round: 0,
            act: Act::Progress(Progress {
                text: format!("进展 {n}"),
            }),
        },
        6 => Write::Photo(Box::new(Photo {
            sha256: Sha256::new(format!("{n:064x}")).unwrap(),
            kind: PhotoKind::Scene,
            bytes: 100,
            w: 4,
            h: 3,
            taken_ms: None,
            original: None,
            caption: None,
        })),
        k if k == 3 && n.is_multiple_of(2) => Write::Facts(vec![part(1, n), part(3, n)]),
        k => Write::Facts(vec![part(k, n)]),
    }
}

struct Replica {
    doc: Document,
    /// Edits in the order they came, each with the hash it became.
    edits: Vec<(Edit, Head)>,
}

impl Replica {
    fn take(&mut self, edit: &Edit) -> Head {
        let written = self.doc.write(edit).unwrap();
        if !self.edits.iter().any(|(e, _)| e.id == edit.id) {
            self.edits.push((edit.clone(), written.head));
        }
        written.head
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn replicas_converge_whatever_the_order(steps in steps(), order in any::<prop::sample::Index>()) {
        let open = opening();
        let mut replicas: Vec<Replica> = (0..3).map(|_| Replica { doc: Document::new(), edits: vec![] }).collect();
        for r in &mut replicas {
            r.take(&open);
        }
        let mut counters = [10u32; 3];
        let mut all: BTreeMap<EditId, (Edit, Head)> = BTreeMap::new();
        for (n, step) in steps.iter().enumerate() {
            match step {
                Step::Write { device, kind } => {
                    counters[*device] += 1;
                    let seen = replicas[*device].doc.heads();
                    let e = edit(u8::try_from(*device).unwrap() + 1, counters[*device], 2_000 + n as i64, seen, write_of(*kind, n as u32));
                    let head = replicas[*device].take(&e);
                    all.insert(e.id, (e, head));
                }
                Step::Meet { from, to } if from != to => {
                    for (e, head) in replicas[*from].edits.clone() {
                        prop_assert_eq!(replicas[*to].take(&e), head, "rebuilt another hash");
                    }
                }
                Step::Meet { .. } => {}
            }
        }
        // A fresh pool takes the edits in any causal order, each of them twice.
        let mut pool = Replica { doc: Document::new(), edits: vec![] };
        pool.take(&open);
        let mut waiting: Vec<(Edit, Head)> = all.values().cloned().collect();
        let mut turn = 0usize;
        while !waiting.is_empty() {
            let ready: Vec<usize> = (0..waiting.len()).filter(|i| waiting[*i].0.seen.clone().iter().all(|h| pool.doc.holds(h))).collect();
            prop_assert!(!ready.is_empty(), "an edit waits for something nobody has");
            turn += 1;
            let (e, head) = waiting.swap_remove(ready[order.index(ready.len() + turn) % ready.len()]);
            prop_assert_eq!(pool.take(&e), head);
            prop_assert_eq!(pool.take(&e), head);
        }
        for r in &mut replicas {
            for (e, _) in all.values() {
                if e.seen.iter().all(|h| r.doc.holds(h)) { r.take(e); }
            }
            for (e, _) in pool.edits.clone() { r.take(&e); }
            prop_assert_eq!(r.doc.heads(), pool.doc.heads());
            prop_assert_eq!(r.doc.read().unwrap(), pool.doc.read().unwrap());
        }
        // Nothing is lost: each act and photo is there, each last fact is the winner or beside it, each value is whole.
        let ticket = pool.doc.read().unwrap();
        for (e, _) in all.values() {
            match &e.write {
                Write::Act { .. } => prop_assert!(ticket.log.iter().any(|x| x.id == e.id)),
                Write::Photo(p) => prop_assert!(ticket.photo(&p.sha256).is_some()),
                Write::Facts(parts) => for p in parts {
                    let overwritten = all.values().any(|(later, _)| later.id != e.id && matches!(&later.write, Write::Facts(ps) if ps.iter().any(|q| q.group() == p.group())));
                    let shown = ticket.facts.part(p.group()) == *p || ticket.conflicts.get(&p.group()).is_some_and(|c| c.iter().any(|x| x.value == *p));
                    prop_assert!(shown || overwritten);
                },
                _ => {}
            }
        }
        for claims in ticket.conflicts.values() {
            for claim in claims {
                let whole = all.get(&claim.edit).is_some_and(|(e, _)| matches!(&e.write, Write::Facts(ps) if ps.contains(&claim.value)));
                prop_assert!(whole || claim.edit == open.id, "a value nobody entered");
            }
        }
    }

    #[test]
    fn a_document_reloads_after_each_step(kinds in prop::collection::vec(any::<u8>(), 1..12), compact in any::<prop::sample::Index>()) {
        let open = opening();
        let mut live = Document::new();
        let (mut base, mut chunks) = (Vec::new(), vec![checksummed(&live.write(&open).unwrap().bytes)]);
        for (n, kind) in kinds.iter().enumerate() {
            let e = edit(1, 1 + n as u32, 5_000 + n as i64, live.heads(), write_of(*kind, n as u32));
            chunks.push(checksummed(&live.write(&e).unwrap().bytes));
            if n == compact.index(kinds.len()) {
                base = live.save();
                chunks.clear();
            }
            let plain: Vec<Vec<u8>> = chunks.iter().map(|c| verified(c).unwrap().to_vec()).collect();
            let mut again = Document::load(&base, plain.iter().map(Vec::as_slice)).unwrap();
            prop_assert_eq!(again.heads(), live.heads());
            prop_assert_eq!(again.read().unwrap(), live.read().unwrap());
        }
    }
}

#[test]
fn two_writers_of_one_group_leave_both_values_and_a_choice_settles_it() {
    let open = opening();
    let mut a = Document::new();
    let start = a.write(&open).unwrap().head;
    let mine = edit(
        1,
        1,
        2_000,
        vec![start],
        Write::Facts(vec![FactGroup::Grade(Grade::Urgent)]),
    );
    let theirs = edit(
        2,
        1,
        2_500,
        vec![start],
        Write::Facts(vec![FactGroup::Grade(Grade::Sudden)]),
    );
    a.write(&mine).unwrap();
    a.write(&theirs).unwrap();
    let ticket = a.read().unwrap();
    let claims = &ticket.conflicts[&Group::Grade];
    assert_eq!(claims.len(), 2);
    assert_eq!(
        claims.last().unwrap().value,
        FactGroup::Grade(ticket.facts.grade),
        "the winner stands last"
    );
    assert_eq!(
        claims
            .iter()
            .map(|c| c.edit)
            .collect::<std::collections::BTreeSet<_>>(),
        [mine.id, theirs.id].into()
    );
    let choice = edit(
        1,
        2,
        3_000,
        a.heads(),
        Write::Facts(vec![FactGroup::Grade(Grade::Urgent)]),
    );
    a.write(&choice).unwrap();
    let ticket = a.read().unwrap();
    assert!(ticket.conflicts.is_empty());
    assert_eq!(ticket.facts.grade, Grade::Urgent);
}

#[test]
fn a_late_form_conflicts_honestly_instead_of_overwriting() {
    let open = opening();
    let mut doc = Document::new();
    let start = doc.write(&open).unwrap().head;
    doc.write(&edit(
        2,
        1,
        2_000,
        vec![start],
        Write::Facts(vec![FactGroup::Body("坐席先写好了的内容".into())]),
    ))
    .unwrap();
    // Saved later, but its author still had the first version on the screen.
    doc.write(&edit(
        1,
        1,
        9_000,
        vec![start],
        Write::Facts(vec![FactGroup::Body("采集员晚些保存的内容".into())]),
    ))
    .unwrap();
    assert_eq!(doc.read().unwrap().conflicts[&Group::Body].len(), 2);
}

#[test]
fn unknown_heads_reused_ids_and_unknown_schemas_are_refused_and_change_nothing() {
    let mut doc = Document::new();
    let start = doc.write(&opening()).unwrap().head;
    let first = edit(
        1,
        1,
        2_000,
        vec![start],
        Write::Facts(vec![FactGroup::Grade(Grade::Urgent)]),
    );
    doc.write(&first).unwrap();
    let heads = doc.heads();
    let unknown = edit(
        1,
        2,
        2_100,
        vec![Head([7; 32])],
        Write::Facts(vec![FactGroup::Grade(Grade::Sudden)]),
    );
    assert!(matches!(
        doc.write(&unknown),
        Err(sync::DocError::HeadsUnknown)
    ));
    let reused = edit(
        1,
        1,
        2_200,
        heads.clone(),
        Write::Facts(vec![FactGroup::Grade(Grade::Sudden)]),
    );
    assert!(doc.write(&reused).is_err());
    let later = Edit {
        schema: 2,
        ..edit(
            1,
            3,
            2_300,
            heads.clone(),
            Write::Act {
                round: 0,
                act: Act::Sign(Empty {}),
            },
        )
    };
    assert!(matches!(
        doc.write(&later),
        Err(sync::DocError::SchemaUnknown(2))
    ));
    assert_eq!(doc.heads(), heads);
}

/// The shape of schema 1 is frozen: a change of this hash means that devices in the field would rebuild other documents.
#[test]
fn schema_one_is_frozen() {
    let mut doc = Document::new();
    let open = doc.write(&opening()).unwrap().head;
    let next = doc
        .write(&edit(
            1,
            1,
            2_000,
            vec![open],
            Write::Facts(vec![part(0, 3), part(3, 4)]),
        ))
        .unwrap()
        .head;
    let photo = doc
        .write(&edit(1, 2, 2_001, vec![next], write_of(6, 5)))
        .unwrap()
        .head;
    let act = doc
        .write(&edit(2, 1, 2_002, vec![photo], write_of(5, 6)))
        .unwrap()
        .head;
    assert_eq!(sync::short(&act), "8e0ee462");
}

//! The pool in memory: one document, its rulings, and what devices may pull.

use crate::ground::World;
use model::act::{Act, Empty};
use model::edit::{Edit, Rulings, SCHEMA, Verdict, Write};
use model::effect::State;
use model::person::Person;
use model::ticket::Event;
use model::transition::row;
use model::{Action, Class, Denial, EditId, Head, Moment, Opening, UserName};
use std::collections::BTreeMap;
use sync::Document;

pub struct Pool {
    pub world: World,
    pub document: Document,
    /// Everything in the document, in order; devices pull from a position on.
    pub edits: Vec<Edit>,
    /// What was answered to each edit that came by push.
    pub answers: BTreeMap<EditId, Result<(), Denial>>,
    pub last_ruling: Moment,
    counter: u32,
}

/// How far a device's clock may be ahead before its times count for nothing.
const SKEW_MINUTES: i64 = 5;

impl Pool {
    pub fn new(world: World) -> Self {
        Pool {
            world,
            document: Document::new(),
            edits: Vec::new(),
            answers: BTreeMap::new(),
            last_ruling: Moment(i64::MIN),
            counter: 0,
        }
    }
    fn next(&mut self) -> EditId {
        self.counter += 1;
        Opening([9; 12]).edit(self.counter)
    }
    fn write(&mut self, edit: Edit) {
        self.document.write(&edit).expect("the pool takes it");
        self.edits.push(edit);
    }
    /// Takes in pushed edits of one author; a repeated one is answered as before.
    pub fn push(&mut self, person: &Person, edits: &[Edit]) {
        let mut rulings = Vec::new();
        let mut entered = None;
        for edit in edits {
            if self.answers.contains_key(&edit.id) {
                continue;
            }
            let now = self.world.now;
            match &edit.write {
                Write::Open(_) => {
                    self.world.ticket.opened_by = edit.id;
                    let submit = Act::Submit(Empty {});
                    let effects = self
                        .world
                        .judge_at(Some(person), &submit, 0, edit.at, edit.id)
                        .unwrap();
                    self.write(edit.clone());
                    self.log(edit, submit, 0);
                    self.apply(&effects);
                    rulings.push((edit.id, Verdict::Applied(effects)));
                    let (id, enter) = (self.next(), Act::EnterPool(Empty {}));
                    let effects = self.world.judge_at(None, &enter, 0, now, id).unwrap();
                    self.apply(&effects);
                    rulings.push((id, Verdict::Applied(effects)));
                    entered = Some((id, enter));
                    self.answers.insert(edit.id, Ok(()));
                }
                Write::Act { round, act } => {
                    let at = self.judged_at(act.action(), edit.at);
                    let ruled = self.world.judge_at(Some(person), act, *round, at, edit.id);
                    match ruled {
                        Ok(effects) => {
                            self.write(edit.clone());
                            self.log(edit, act.clone(), *round);
                            self.apply(&effects);
                            rulings.push((edit.id, Verdict::Applied(effects)));
                            self.answers.insert(edit.id, Ok(()));
                        }
                        Err(denial) => {
                            let class = denial.code.class();
                            assert!(
                                matches!(class, Class::State | Class::Right),
                                "devices here write well: {denial}"
                            );
                            self.write(edit.clone());
                            self.log(edit, act.clone(), *round);
                            rulings.push((edit.id, Verdict::Void(denial.clone())));
                            self.answers.insert(edit.id, Err(denial));
                        }
                    }
                }
                other => panic!("devices do not write {other:?} here"),
            }
        }
        self.rule(entered, rulings);
    }

    /// An act made at the pool's own desk: refused without a trace, or written with its ruling.
    pub fn desk(
        &mut self,
        person: &Person,
        seen: Vec<Head>,
        round: u32,
        act: Act,
    ) -> Result<(), Denial> {
        // 提交 is the first edit of a document and never an act of its own; the real pool answers the same.
        if act.action() == Action::Submit {
            return Err(model::Code::PoolOnly.into());
        }
        let id = self.next();
        let now = self.world.now;
        let effects = self.world.judge_at(Some(person), &act, round, now, id)?;
        let edit = Edit {
            id,
            ticket: self.world.ticket.id.clone(),
            schema: SCHEMA,
            by: person.user.clone(),
            at: now,
            seen,
            write: Write::Act {
                round,
                act: act.clone(),
            },
        };
        self.write(edit.clone());
        self.log(&edit, act, round);
        self.apply(&effects);
        self.rule(None, vec![(id, Verdict::Applied(effects))]);
        Ok(())
    }

    /// What the pool does by itself; nothing when it does not count.
    pub fn alone(&mut self, act: Act) -> bool {
        let (id, now, round) = (self.next(), self.world.now, self.world.state.round);
        let Ok(effects) = self.world.judge_at(None, &act, round, now, id) else {
            return false;
        };
        self.apply(&effects);
        self.rule(Some((id, act)), vec![(id, Verdict::Applied(effects))]);
        true
    }

    fn apply(&mut self, effects: &[model::effect::Effect]) {
        effects.iter().for_each(|e| self.world.state.apply(e));
        self.last_ruling = self.world.now;
    }

    fn log(&mut self, edit: &Edit, act: Act, round: u32) {
        self.world.ticket.log.push(Event {
            id: edit.id,
            by: Some(edit.by.clone()),
            at: edit.at,
            round,
            act,
            ruling: None,
        });
    }

    fn rule(&mut self, act: Option<(EditId, Act)>, rulings: Vec<(EditId, Verdict)>) {
        if rulings.is_empty() {
            return;
        }
        let id = match &act {
            Some((id, _)) => *id,
            None => self.next(),
        };
        let first = self.world.ticket.next_ruling();
        let edit = Edit {
            id,
            ticket: self.world.ticket.id.clone(),
            schema: SCHEMA,
            by: UserName::new("pool").unwrap(),
            at: self.world.now,
            seen: self.document.heads(),
            write: Write::Rule(Box::new(Rulings {
                first,
                act: act.map(|a| a.1),
                rulings,
            })),
        };
        self.write(edit);
        // As the real one: what counts from here on is what the document says.
        let photos = std::mem::take(&mut self.world.ticket.photos);
        self.world.ticket = self.document.read().expect("the document reads");
        self.world.ticket.photos = photos;
        let state: State = self.world.ticket.state();
        assert_eq!(
            state, self.world.state,
            "state is the fold of the rulings in the document"
        );
    }

    fn judged_at(&self, action: Action, claimed: Moment) -> Moment {
        let now = self.world.now;
        if !row(action).is_some_and(|r| r.offline) || claimed > now.plus_minutes(SKEW_MINUTES) {
            return now;
        }
        claimed.clamp(self.last_ruling.min(now), now)
    }
}

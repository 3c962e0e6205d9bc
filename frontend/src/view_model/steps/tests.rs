//! One mechanism for one act, an act upon an act, and many.

use super::*;
use serde_json::json;

fn item(ticket: usize, action: Action) -> Item {
    Item {
        id: crate::view_model::lists::tests_row(ticket).id,
        title: format!("第 {ticket} 件"),
        words: format!("{action} {ticket}"),
        deed: Deed::Act(action, json!({})),
        command: format!("{action}-{ticket}"),
        fate: Fate::Waits,
    }
}

fn many(n: usize) -> Step {
    let items = (0..n).map(|n| item(n, Action::Dispatch)).collect();
    Step::hold(items, Moment(1_000))
}

fn one(ticket: usize, action: Action, at: i64) -> Step {
    Step::hold(vec![item(ticket, action)], Moment(at))
}

#[test]
fn it_can_be_taken_back_for_five_seconds() {
    let held = many(3);
    let left = |ms| held.left(Moment(ms));
    assert_eq!(
        (left(1_000), left(1_001), left(5_500), left(20_000)),
        (5, 5, 1, 0)
    );
    let mut steps = Steps::default();
    steps.hold(held);
    steps.ripen(Moment(5_999));
    assert!(steps.ready().is_none(), "not before its time");
    steps.ripen(Moment(6_000));
    assert_eq!(steps.ready().map(|s| s.items.len()), Some(3));
    assert!(steps.take_back().is_none(), "too late");
}

#[test]
fn a_ticket_has_one_countdown() {
    let mut steps = Steps::default();
    steps.hold(one(1, Action::Accept, 0));
    steps.hold(one(1, Action::Dispatch, 3_000));
    assert_eq!(steps.0.len(), 1, "派单 upon 接单 joins it");
    steps.ripen(Moment(5_000));
    assert!(steps.ready().is_none(), "the time begins again");
    steps.hold(one(2, Action::Accept, 4_000));
    assert_eq!(steps.0.len(), 2);
    // The latest goes back first, then the whole of the other.
    let back = steps.take_back().unwrap();
    assert_eq!(back.name(), "accept-2");
    let back = steps.take_back().unwrap();
    assert_eq!((back.items.len(), back.tickets()), (2, 1));
    assert_eq!(steps, Steps::default());
}

#[test]
fn what_has_left_is_not_joined() {
    let mut steps = Steps::default();
    steps.hold(one(1, Action::Accept, 0));
    steps.ripen(Moment(9_000));
    let mut sent = steps.ready().unwrap();
    sent.stage = Stage::Sending;
    steps.learn(sent.clone());
    steps.hold(one(1, Action::Dispatch, 9_000));
    assert_eq!(steps.0.len(), 2);
    steps.hurry();
    assert!(steps.ready().is_none(), "one after the other");
    sent.settle(0, Ok(()));
    steps.learn(sent);
    assert_eq!(steps.ready().unwrap().name(), "dispatch-1");
}

#[test]
fn each_tells_how_it_went() {
    let mut sent = many(3);
    sent.stage = Stage::Sending;
    sent.settle(0, Ok(()));
    assert_eq!(sent.next(), Some(1));
    sent.settle(1, Err(Code::WrongStatus.into()));
    assert_eq!(sent.stage, Stage::Sending);
    sent.settle(2, Ok(()));
    assert_eq!(sent.stage, Stage::Over);
    assert_eq!(sent.told(), "派单：2 件已办，1 件没有送到");
    assert_eq!(sent.failed().next().unwrap().0.title, "第 1 件");
    assert!(!sent.can_repeat(), "a refusal is not sent again as it is");
}

#[test]
fn what_follows_on_a_ticket_falls_with_what_it_rests_on() {
    let mut sent = one(1, Action::Accept, 0);
    sent.items.push(item(1, Action::Dispatch));
    sent.settle(0, Err(Code::WrongStatus.into()));
    assert_eq!((sent.stage, sent.failed().count()), (Stage::Over, 2));
}

#[test]
fn without_a_pool_what_was_decided_is_kept() {
    let mut steps = Steps::default();
    steps.hold(many(4));
    steps.hurry();
    let mut sent = steps.ready().unwrap();
    sent.settle(0, Ok(()));
    sent.settle(1, Err(Code::PoolUnreachable.into()));
    assert_eq!(
        (sent.stage, sent.done(), sent.failed().count()),
        (Stage::Over, 1, 3)
    );
    steps.learn(sent);
    assert_eq!(steps.0.len(), 1, "it stays, and says why");
    let mut again = steps.0[0].clone();
    assert!(again.can_repeat());
    again.repeat();
    assert_eq!((again.stage, again.next()), (Stage::Ready, Some(1)));
    for n in 1..4 {
        again.settle(n, Ok(()));
    }
    assert_eq!(again.told(), "「派单 4 件」已办");
    steps.learn(again);
    assert_eq!(steps, Steps::default());
}

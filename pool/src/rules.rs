//! Rule packs on their way into force: proposed by 考核员, approved by 区专班, applied by 系统管理员; three persons. A ticket
//! keeps the pack it entered under.

use crate::Result;
use crate::store::{DistrictFile, Entry, Tx, tag_of};
use api::{ApplyRules, ApproveRules, ProposeRules, RuleList, RuleProposal};
use model::duty::Names;
use model::person::Person;
use model::rulepack::RulePack;
use model::{Code, Moment, text};

/// Proposals in one answer.
const LISTED: u32 = 50;
const NOTE_MAX: usize = 500;

/// What is in force and what is on its way.
pub fn list(db: &crate::store::Db, district: &DistrictFile) -> Result<RuleList> {
    Ok(RuleList {
        in_force: district.rule_tag.clone(),
        kept: district.district.packs.keys().cloned().collect(),
        proposals: db.proposals(LISTED)?,
    })
}

/// A pack is proposed; one that makes no sense is refused with the place.
pub fn propose(
    tx: &Tx,
    district: &DistrictFile,
    person: &Person,
    now: Moment,
    call: &ProposeRules,
) -> Result<i64> {
    let rules = RulePack::read(call.rules.clone())?;
    text::check("note", &call.note, 1, NOTE_MAX)?;
    let tag = tag_of(&rules)?;
    if tag == district.rule_tag {
        return Err(Code::RulesSettled.into());
    }
    let id = tx.propose(&tag, &rules, &call.note, person, now)?;
    note(tx, person.user.as_str(), now, "rules_proposed", id, &tag)?;
    Ok(id)
}

/// Approved by somebody who neither proposed it nor stands in for who did.
pub fn approve(tx: &Tx, person: &Person, now: Moment, call: &ApproveRules) -> Result<()> {
    let proposal = find(tx, call.id)?;
    if proposal.approved_by.is_some() || proposal.applied_by.is_some() {
        return Err(Code::RulesSettled.into());
    }
    let (proposed, _) = tx.names_behind(call.id)?;
    Names::of(person).apart_from(&proposed, Code::SamePerson)?;
    tx.approve(call.id, person, now)?;
    let (who, tag) = (person.user.as_str(), &proposal.tag);
    note(tx, who, now, "rules_approved", call.id, tag)
}

/// Comes into force for tickets that enter from now on. The caller then refreshes the store's district.
pub fn apply(
    tx: &Tx,
    district: &DistrictFile,
    person: &Person,
    now: Moment,
    call: &ApplyRules,
) -> Result<()> {
    let proposal = find(tx, call.id)?;
    if proposal.applied_by.is_some() || proposal.tag == district.rule_tag {
        return Err(Code::RulesSettled.into());
    }
    if proposal.approved_by.is_none() {
        return Err(Code::RulesNotApproved.into());
    }
    let (proposed, approved) = tx.names_behind(call.id)?;
    for before in [proposed, approved] {
        Names::of(person).apart_from(&before, Code::SamePerson)?;
    }
    proposal.rules.check()?;
    tx.applied(call.id, &person.user, now)?;
    let (who, tag) = (person.user.as_str(), proposal.tag.clone());
    replace(tx, proposal.rules)?;
    note(tx, who, now, "rules_applied", call.id, &tag)
}

/// The operator's own door: a pack from a file comes into force at once. Its tag.
pub fn apply_file(tx: &Tx, rules: RulePack, now: Moment) -> Result<String> {
    rules.check()?;
    let tag = tag_of(&rules)?;
    replace(tx, rules)?;
    note(tx, "", now, "rules_applied", 0, &tag)?;
    Ok(tag)
}

fn replace(tx: &Tx, rules: RulePack) -> Result<()> {
    let none = || crate::Error::Damaged("no district".into());
    let district = tx.district()?.ok_or_else(none)?;
    tx.put_district(&district.under(rules)?)
}

fn find(tx: &Tx, id: i64) -> Result<RuleProposal> {
    tx.proposal(id)?.ok_or_else(|| Code::RulesNone.into())
}

fn note(tx: &Tx, who: &str, at: Moment, what: &'static str, id: i64, tag: &str) -> Result<()> {
    tx.audit(&Entry {
        at,
        who: who.to_string(),
        what,
        detail: format!("{id} {tag}"),
        ..Entry::default()
    })
}

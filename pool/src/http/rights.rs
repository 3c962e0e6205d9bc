//! Which posts a call needs at all (docs/domain.md 8.5). What a person then sees or does is asked of scope and table.

use api::Call;
use model::person::Person;
use model::{Code, Denial, Role};

/// The roles of which one is needed; none when every signed-in person may ask, and scope decides what they get.
fn roles(call: &Call) -> Option<&'static [Role]> {
    Some(match call {
        Call::ListPeople(_) | Call::SavePerson(_) | Call::PutLeave(_) | Call::ApplyRules(_) => {
            &[Role::Admin]
        }
        Call::ProposeRules(_) => &[Role::Assessor],
        Call::ApproveRules(_) => &[Role::TaskForce],
        Call::ListRules(_) => &[Role::Assessor, Role::TaskForce, Role::Admin],
        Call::ReadAudit(_) => &[Role::Auditor],
        _ => return None,
    })
}

/// Refuses a call that none of the person's posts may make.
pub fn check(person: &Person, call: &Call) -> Result<(), Denial> {
    match roles(call) {
        Some(roles) if !roles.iter().any(|r| person.is(*r)) => {
            Err(Denial::new(Code::NoPost).with("action", call.info().summary))
        }
        _ => Ok(()),
    }
}

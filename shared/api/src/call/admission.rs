//! Who may make a call, asked of its row before its arguments are read.

use super::{AnsweredAt, CallInfo, CallKind};
use model::person::Person;
use model::{Code, Denial};

/// What a caller shows to the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A session's.
    Session,
    /// A session's that has not changed its one-time password yet.
    OneTime,
    /// A device's.
    Device,
}

/// Whoever makes a call at the pool, as far as the table asks.
pub trait Authority {
    /// What is shown.
    fn token(&self) -> Token;
    /// For whom, with the posts held now.
    fn person(&self) -> &Person;
    /// Refuses what another site could have made the browser send.
    fn may_change(&self) -> Result<(), Denial>;
}

/// A call whose row lets this caller make it. Only [`CallInfo::admit`] makes one, and only one is answered.
#[derive(Debug)]
pub struct Admitted<C> {
    pub(super) info: &'static CallInfo,
    pub(super) caller: Option<C>,
}

impl CallInfo {
    /// Lets a caller make this call at the pool, or says why not; nobody is signed in when there is none.
    pub fn admit<C: Authority>(&'static self, caller: Option<C>) -> Result<Admitted<C>, Denial> {
        if self.at == AnsweredAt::Device {
            return Err(self.unknown());
        }
        match &caller {
            Some(caller) => self.check(caller)?,
            None if self.access.open => {}
            None => return Err(Code::SignedOut.into()),
        }
        Ok(Admitted { info: self, caller })
    }

    fn check(&self, caller: &impl Authority) -> Result<(), Denial> {
        if self.kind == CallKind::Changes && !self.access.open {
            caller.may_change()?;
        }
        match caller.token() {
            Token::OneTime if !self.access.before_password => {
                return Err(Code::MustChangePassword.into());
            }
            Token::Device if !self.access.by_device => return Err(self.unknown()),
            Token::Session | Token::OneTime | Token::Device => {}
        }
        self.check_posts(caller.person())
    }

    /// Lets the officer make this call on a device, or says why not. `officer` refuses while the store is locked.
    pub(super) fn admit_officer<E: From<Denial>>(
        &self,
        officer: impl FnOnce() -> Result<Person, E>,
    ) -> Result<(), E> {
        if self.at == AnsweredAt::Pool {
            return Err(Denial::from(Code::NeedsPool).into());
        }
        if self.access.open {
            return Ok(());
        }
        Ok(self.check_posts(&officer()?)?)
    }

    fn check_posts(&self, person: &Person) -> Result<(), Denial> {
        if self.posts.held_by(person) {
            Ok(())
        } else {
            Err(Denial::new(Code::NoPost).with("action", self.summary))
        }
    }
}

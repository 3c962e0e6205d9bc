//! `users consents` and `users consent`: the second person, by command. Who consents shows their own password.

use super::{Data, Ran, open};
use crate::auth::{hash_password, one_time_password, prove};
use crate::{clock, consent};
use api::{DecideConsent, PersonSaved};
use clap::Args;
use serde_json::Value;
use zeroize::Zeroizing;

/// 同意或不同意一项申请
#[derive(Args)]
pub struct Consent {
    /// 申请的编号，见 users consents
    id: i64,
    #[command(flatten)]
    data: Data,
    /// 同意的人：另一位系统管理员，或者区专班
    #[arg(long, value_name = "NAME")]
    by: String,
    /// 不同意
    #[arg(long)]
    refuse: bool,
    /// 同意的人自己的口令
    #[arg(long, env = "ZS12345_PASSWORD", hide_env_values = true)]
    password: String,
}

/// Prints what waits.
pub fn list(data: &Data) -> Ran {
    let pool = open(&data.data)?;
    let waiting = pool.read_now(|db| consent::list(db, clock::now()))?;
    pool.close();
    for line in waiting.consents {
        println!("{}", serde_json::to_string(&line)?);
    }
    Ok(Value::Null.into())
}

impl Consent {
    pub(super) fn run(self) -> Ran {
        let password = Zeroizing::new(self.password);
        let pool = open(&self.data.data)?;
        let district = pool.district();
        let now = clock::now();
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let person = runtime.block_on(prove(&pool, &self.by, &password, now))?;
        let person = person.at(now, &district.district);
        let (id, grant) = (self.id, !self.refuse);
        let draws = grant && pool.read_now(|db| consent::draws_password(db, id))?;
        let (drawn, hash) = if draws {
            let drawn = one_time_password()?;
            let hash = hash_password(&drawn)?;
            (Some(drawn), hash)
        } else {
            (None, String::new())
        };
        let line = pool.write_now(move |tx| {
            let call = DecideConsent { id, grant };
            consent::decide(tx, &person, &district.district, now, &call, hash)
        })?;
        pool.close();
        let saved = PersonSaved {
            person: line,
            password: drawn,
        };
        Ok(serde_json::to_value(saved)?.into())
    }
}

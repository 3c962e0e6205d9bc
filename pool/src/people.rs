//! People and their posts, as the administrator keeps them. Posts that end are kept for a while with their end, so that what
//! was done offline while they were held still counts; who holds a post now is read again with every request.

use crate::Result;
use crate::ingest::{POOL, RIGHTS_DAYS};
use crate::store::{Db, Entry, Tx, User};
use api::{ListPeople, People, PersonLine, PutLeave, SavePerson};
use model::district::{District, NAME_MAX};
use model::duty::Names;
use model::person::{Person, Post};
use model::{Code, Denial, Moment, Role, UserName, text};

const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 500;
/// Posts of one person, at most.
pub const POSTS_MAX: usize = 20;
/// Longest leave, in days.
const LEAVE_DAYS: i64 = 366;
const DAY: i64 = 24 * 60;

/// Who changes people, and when.
pub struct Hand<'a> {
    pub admin: &'a Person,
    /// The district in force.
    pub district: &'a District,
    /// Pool time.
    pub now: Moment,
}

/// A page of people.
pub fn list(db: &Db, now: Moment, ask: &ListPeople) -> Result<People> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(wrong("limit", format!("须是 1 到 {LIMIT_MAX}")).into());
    }
    let users = db.users_after(ask.after.as_ref(), limit + 1)?;
    let more = users.len() > limit as usize;
    let people: Vec<_> = users
        .iter()
        .take(limit as usize)
        .map(|u| line(u, now))
        .collect();
    let after = people.last().filter(|_| more).map(|p| p.user.clone());
    Ok(People { people, after })
}

/// One person as the administrator sees them.
pub fn line(user: &User, now: Moment) -> PersonLine {
    let posts = user.person.posts.iter();
    PersonLine {
        user: user.person.user.clone(),
        name: user.person.name.clone(),
        posts: posts.filter(|p| lasts(p, now)).cloned().collect(),
        disabled: user.disabled,
        pending: None,
    }
}

impl Hand<'_> {
    /// Keeps a person. `password` is the hash of a new one-time password; empty keeps the old one.
    pub fn save(&self, tx: &Tx, call: &SavePerson, password: String) -> Result<PersonLine> {
        let name = text::clean(&call.name);
        text::check_line("name", &name, 1, NAME_MAX)?;
        if call.user.as_str() == POOL {
            return Err(wrong("user", "不可用").into());
        }
        let known = tx.user(call.user.as_str())?;
        let before: &[Post] = known.as_ref().map_or(&[], |k| &k.person.posts);
        // What somebody stands in for is listed with the person and may be sent back; 请假代理 alone changes it.
        let mut given = call.posts.clone();
        given.retain(|p| p.stands_for.is_none() || !before.contains(p));
        self.check_posts(&given)?;
        let posts = self.renewed(before, &given, known.is_some());
        let lasting = |posts: &[Post]| -> Vec<Post> {
            let all = posts.iter().filter(|p| lasts(p, self.now));
            all.cloned().collect()
        };
        apart(lasting(&posts).iter())?;
        let same = lasting(&posts) == lasting(before) && !call.disabled && password.is_empty();
        if self.is_own(&call.user) && !same {
            return Err(Code::OwnPosts.into());
        }
        let user = User {
            person: Person {
                user: call.user.clone(),
                name,
                posts,
            },
            must_change: true,
            disabled: call.disabled,
            password,
        };
        tx.put_user(&user)?;
        let hours = self.district.rules.access.one_time_hours;
        tx.end_one_time(self.now.plus_minutes(i64::from(hours) * 60))?;
        if !user.password.is_empty() || user.disabled {
            tx.end_sessions_of(&call.user, &[0; 32])?;
            // Whoever holds the person's tablet is not thereby whoever gets the new password.
            tx.shut_devices(&call.user, true)?;
        }
        self.end_stand_ins(tx, &user)?;
        let renamed = known
            .as_ref()
            .is_none_or(|k| k.person.name != user.person.name);
        if !same || renamed || known.as_ref().is_some_and(|k| k.disabled) {
            self.end_asked(tx, &call.user)?;
        }
        let roles: Vec<String> = user
            .person
            .posts
            .iter()
            .filter(|p| lasts(p, self.now))
            .map(|p| format!("{}@{}", p.role, p.unit))
            .collect();
        let disabled = if user.disabled { " disabled" } else { "" };
        let detail = format!("{}: {}{disabled}", call.user, roles.join(","));
        self.note(tx, "person_saved", detail)?;
        Ok(line(&user, self.now))
    }

    /// Leave and substitution: the substitute holds copies of the posts for the time.
    pub fn put_leave(&self, tx: &Tx, call: &PutLeave) -> Result<PersonLine> {
        if self.is_own(&call.user) || self.is_own(&call.substitute) {
            return Err(Code::OwnPosts.into());
        }
        if call.user == call.substitute {
            return Err(wrong("substitute", "须是另一个人").into());
        }
        call.from.check("from")?;
        call.until.check("until")?;
        let longest = call.from.plus_minutes(LEAVE_DAYS * DAY);
        if call.until <= call.from || call.until > longest {
            let detail = format!("须晚于 from，且不超过 {LEAVE_DAYS} 天");
            return Err(wrong("until", detail).into());
        }
        let away = self.someone(tx, "user", &call.user)?;
        let mut substitute = self.someone(tx, "substitute", &call.substitute)?;
        let mut others = tx.users()?;
        others.retain(|u| u.person.user != call.substitute);
        // One substitute at a time; nobody who is away stands in, and nobody who stands in goes away.
        let taken = others
            .iter()
            .flat_map(|u| &u.person.posts)
            .filter(|p| lasts(p, self.now))
            .any(|p| {
                let of = |user| p.stands_for.as_ref() == Some(user);
                (of(&call.user) || of(&call.substitute)) && overlaps(p, call.from, call.until)
            });
        let own = substitute.person.posts.iter();
        let crossed = call.until > self.now
            && away.person.posts.iter().any(|p| {
                p.stands_for.is_some() && lasts(p, self.now) && overlaps(p, call.from, call.until)
            });
        if (taken || crossed) && call.until > self.now {
            return Err(Code::OnLeave.into());
        }
        let (stood, mut posts): (Vec<Post>, Vec<Post>) = own
            .cloned()
            .partition(|p| p.stands_for.as_ref() == Some(&call.user));
        posts.extend(stood.into_iter().filter_map(|p| self.ended(p)));
        if call.until > self.now {
            let given = away.person.posts.iter().filter(|p| p.stands_for.is_none());
            let given = given.filter(|p| overlaps(p, call.from, call.until));
            posts.extend(given.map(|p| Post {
                from: p.from.max(Some(call.from)),
                until: Some(p.until.map_or(call.until, |u| u.min(call.until))),
                stands_for: Some(call.user.clone()),
                ..p.clone()
            }));
        }
        apart(posts.iter().filter(|p| lasts(p, self.now)))?;
        substitute.person.posts = posts;
        substitute.password = String::new();
        tx.put_user(&substitute)?;
        self.end_asked(tx, &call.substitute)?;
        let detail = format!(
            "{} -> {} {}..{}",
            call.user, call.substitute, call.from, call.until
        );
        self.note(tx, "leave", detail)?;
        Ok(line(&substitute, self.now))
    }

    /// What waits for a second person was asked for as things stood before: it must not bring back what is taken away now.
    fn end_asked(&self, tx: &Tx, about: &UserName) -> Result<()> {
        for id in tx.end_consents(about)? {
            self.note(tx, "consent_replaced", format!("{id} {about}"))?;
        }
        Ok(())
    }

    /// Whether this is the administrator, or somebody in whose name the administrator acts.
    fn is_own(&self, user: &UserName) -> bool {
        let behind = Names::known(user, []);
        let apart = Names::of(self.admin).apart_from(&behind, Code::OwnPosts);
        apart.is_err()
    }

    fn someone(&self, tx: &Tx, field: &str, user: &UserName) -> Result<User> {
        let found = tx.user(user.as_str())?.filter(|u| !u.disabled);
        let none = || {
            Denial::new(Code::ValueUnknown)
                .with("field", field)
                .with("value", user)
        };
        Ok(found.ok_or_else(none)?)
    }

    /// The posts from now on: those that go on, those that begin, and those that just ended.
    fn renewed(&self, before: &[Post], given: &[Post], known: bool) -> Vec<Post> {
        let stays = |old: &&Post| {
            let like = |p: &Post| {
                same_place(p, old)
                    && p.until == old.until
                    && (p.from.is_none() || p.from == old.from)
            };
            old.stands_for.is_some() && lasts(old, self.now) || given.iter().any(like)
        };
        let (kept, gone): (Vec<&Post>, Vec<&Post>) = before.iter().partition(stays);
        let mut posts: Vec<Post> = gone
            .into_iter()
            .filter_map(|p| self.ended(p.clone()))
            .collect();
        posts.extend(kept.iter().map(|p| (*p).clone()));
        let fresh = given.iter().filter(|p| {
            !kept
                .iter()
                .any(|old| same_place(p, old) && p.until == old.until && old.stands_for.is_none())
        });
        posts.extend(fresh.map(|p| Post {
            // Nobody gets a right for the time before it was given.
            from: p.from.max(known.then_some(self.now)),
            ..p.clone()
        }));
        posts
    }

    /// A post that is over: kept with its end for as long as offline work may arrive, dropped when it never began.
    fn ended(&self, post: Post) -> Option<Post> {
        let until = Some(post.until.map_or(self.now, |u| u.min(self.now)));
        let begun = post.from.is_none_or(|from| from < self.now);
        let oldest = self.now.plus_minutes(-RIGHTS_DAYS * DAY);
        (begun && until > Some(oldest)).then_some(Post { until, ..post })
    }

    /// Whoever stands in for somebody whose post ended loses it too.
    fn end_stand_ins(&self, tx: &Tx, of: &User) -> Result<()> {
        for mut user in tx.stand_ins()? {
            let stands =
                |p: &Post| p.stands_for.as_ref() == Some(&of.person.user) && lasts(p, self.now);
            let lost = |p: &Post| {
                let mut held = of.person.posts.iter().filter(|h| lasts(h, self.now));
                stands(p) && (of.disabled || !held.any(|h| same_place(h, p)))
            };
            if !user.person.posts.iter().any(lost) {
                continue;
            }
            let posts = std::mem::take(&mut user.person.posts).into_iter();
            user.person.posts = posts
                .filter_map(|p| if lost(&p) { self.ended(p) } else { Some(p) })
                .collect();
            user.password = String::new();
            tx.put_user(&user)?;
        }
        Ok(())
    }

    fn check_posts(&self, posts: &[Post]) -> Result<(), Denial> {
        if posts.len() > POSTS_MAX {
            return Err(Denial::new(Code::TooMany)
                .with("field", "posts")
                .with("max", POSTS_MAX)
                .with("count", posts.len()));
        }
        for (i, post) in posts.iter().enumerate() {
            let at = |field: &str| format!("posts[{i}].{field}");
            if self.district.unit(&post.unit).is_none() {
                return Err(Denial::new(Code::UnitUnknown).with("value", &post.unit));
            }
            if self.district.area(&post.area).is_none() {
                return Err(Denial::new(Code::AreaUnknown).with("value", &post.area));
            }
            if let Some(grid) = &post.grid {
                let village = self.district.grid(grid).map(|(v, _)| &v.code);
                if village != Some(&post.area) {
                    return Err(Denial::new(Code::GridUnknown).with("value", grid));
                }
            }
            for (field, time) in [("from", post.from), ("until", post.until)] {
                time.map_or(Ok(()), |time| time.check(&at(field)))?;
            }
            if post.from.zip(post.until).is_some_and(|(f, u)| f >= u) || !lasts(post, self.now) {
                return Err(wrong(&at("until"), "须在将来，且晚于 from"));
            }
            if !post.below.is_empty() {
                return Err(Denial::new(Code::PoolOnly).with("field", at("below")));
            }
        }
        match posts.iter().position(|p| p.stands_for.is_some()) {
            Some(i) => {
                let field = format!("posts[{i}].stands_for");
                Err(Denial::new(Code::PoolOnly).with("field", field))
            }
            None => Ok(()),
        }
    }

    fn note(&self, tx: &Tx, what: &'static str, detail: String) -> Result<()> {
        tx.audit(&Entry {
            at: self.now,
            who: self.admin.user.to_string(),
            what,
            detail,
            ..Entry::default()
        })
    }
}

/// An administrator has no ticket content and an auditor nothing but the log: neither holds any other role.
pub fn apart<'a>(posts: impl Iterator<Item = &'a Post>) -> Result<(), Denial> {
    let mut roles: Vec<Role> = posts.map(|p| p.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let alone = |r: &Role| matches!(r, Role::Admin | Role::Auditor);
    if roles.len() > 1 && roles.iter().any(alone) {
        return Err(Code::PostsExclude.into());
    }
    Ok(())
}

/// Held now or later.
pub fn lasts(post: &Post, now: Moment) -> bool {
    post.until.is_none_or(|until| now < until)
}

fn overlaps(post: &Post, from: Moment, until: Moment) -> bool {
    post.from.is_none_or(|f| f < until) && post.until.is_none_or(|u| from < u)
}

/// Whether two posts are the same but for their time.
pub fn same_place(a: &Post, b: &Post) -> bool {
    a.role == b.role && a.unit == b.unit && a.area == b.area && a.grid == b.grid
}

fn wrong(field: &str, detail: impl ToString) -> Denial {
    Denial::new(Code::FieldType)
        .with("field", field)
        .with("detail", detail)
}

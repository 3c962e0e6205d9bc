//! The eight links as a rail: which are behind, which is now, which are ahead.

use model::{Link, Status};

/// Where one link stands for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Behind.
    Done,
    /// Now.
    Now,
    /// Ahead, or never.
    Ahead,
}

/// The links of the straight line, in order; the others come only when something calls for them.
const LINE: &[Link] = &[
    Link::Take,
    Link::Send,
    Link::Answer,
    Link::Visit,
    Link::Assess,
];

/// All eight links with where each stands.
pub fn steps(status: Status) -> Vec<(Link, Step)> {
    let now = status.link();
    let reached = match now {
        Some(Link::Hang) => LINE.iter().position(|l| *l == Link::Answer),
        Some(link) => LINE.iter().position(|l| *l == link),
        None => None,
    };
    let step = |link: Link| {
        let place = LINE.iter().position(|l| *l == link);
        match (place, reached) {
            _ if now == Some(link) => Step::Now,
            (Some(place), Some(reached))
                if place < reached || (place == reached && now == Some(Link::Hang)) =>
            {
                Step::Done
            }
            _ => Step::Ahead,
        }
    };
    Link::ALL.iter().map(|link| (*link, step(*link))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(status: Status) -> String {
        let sign = |(link, step): (Link, Step)| match step {
            Step::Done => format!("{}+", link.label()),
            Step::Now => format!("[{}]", link.label()),
            Step::Ahead => String::new(),
        };
        steps(status).into_iter().map(sign).collect()
    }

    #[test]
    fn the_rail_follows_the_status() {
        for (status, rail) in [
            (Status::Queued, ""),
            (Status::Pooled, "[接]"),
            (Status::Accepted, "接+[派]"),
            (Status::Handling, "接+派+[应]"),
            (Status::Hung, "接+派+应+[挂]"),
            (Status::Closed, "接+派+应+[访]"),
            (Status::Archived, "接+派+应+访+[考]"),
            (Status::Void, ""),
        ] {
            assert_eq!(word(status), rail, "{status}");
        }
    }
}

//! What a browser has of what a tablet needs, and what is said where it lacks something. Found by features, never by a
//! browser's name.

use crate::words::{self as w, Text};

/// Bytes a browser has to leave: a day's captures with photos, and the store under them.
pub const ROOM_MIN: u64 = 100_000_000;

/// What was found, each a fact about this browser and this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// The page came over a line that nobody can change on the way.
    pub secure: bool,
    /// The page stands inside somebody else's.
    pub framed: bool,
    /// Runs workers.
    pub workers: bool,
    /// Knows files of an origin.
    pub files: bool,
    /// Lets this window use them; a private window is refused.
    pub may_store: bool,
    /// Bytes it still leaves to this origin; none when it does not say.
    pub room: Option<u64>,
    /// Service workers are there, and a page of this origin may have one.
    pub shell: bool,
    /// Draws with WebGL.
    pub webgl: bool,
    /// A file input opens the camera.
    pub camera: bool,
    /// Knows where it is.
    pub place: bool,
    /// The page stands in a plain tab of a system that clears what tabs store after days without use, and keeps what is opened
    /// from the home screen apart.
    pub plain_tab: bool,
}

/// What a browser may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Secure,
    OwnWindow,
    Files,
    Storing,
    Room,
    Shell,
    HomeScreen,
    Map,
    Camera,
    Place,
}

impl Lack {
    /// Nothing can be kept without it: no tablet.
    pub fn stops(self) -> bool {
        matches!(
            self,
            Lack::Secure | Lack::OwnWindow | Lack::Files | Lack::Storing | Lack::Room
        )
    }

    /// What is wrong, and the way on.
    pub fn words(self) -> (Text, Text) {
        match self {
            Lack::Secure => (w::LACK_SECURE, w::LACK_SECURE_WAY),
            Lack::OwnWindow => (w::LACK_WINDOW, w::LACK_WINDOW_WAY),
            Lack::Files => (w::LACK_FILES, w::LACK_FILES_WAY),
            Lack::Storing => (w::LACK_STORING, w::LACK_STORING_WAY),
            Lack::Room => (w::LACK_ROOM, w::LACK_ROOM_WAY),
            Lack::Shell => (w::LACK_SHELL, w::LACK_SHELL_WAY),
            Lack::HomeScreen => (w::LACK_HOME, w::LACK_HOME_WAY),
            Lack::Map => (w::LACK_MAP, w::LACK_MAP_WAY),
            Lack::Camera => (w::LACK_CAMERA, w::LACK_CAMERA_WAY),
            Lack::Place => (w::LACK_PLACE, w::LACK_PLACE_WAY),
        }
    }
}

/// What is said about a browser. What stops comes alone: a line that is not safe takes files, place and shell away with it, and
/// one cause is one sentence.
pub fn lacks(found: &Features) -> Vec<Lack> {
    let stops = [
        (found.framed, Lack::OwnWindow),
        (!found.secure, Lack::Secure),
        (!(found.workers && found.files), Lack::Files),
        (!found.may_store, Lack::Storing),
        (found.room.is_some_and(|room| room < ROOM_MIN), Lack::Room),
    ];
    if let Some((_, cause)) = stops.into_iter().find(|(lacks, _)| *lacks) {
        return vec![cause];
    }
    let hints = [
        (found.plain_tab, Lack::HomeScreen),
        (!found.shell, Lack::Shell),
        (!found.webgl, Lack::Map),
        (!found.camera, Lack::Camera),
        (!found.place, Lack::Place),
    ];
    hints
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Features = Features {
        secure: true,
        framed: false,
        workers: true,
        files: true,
        may_store: true,
        room: Some(2_000_000_000),
        shell: true,
        webgl: true,
        camera: true,
        place: true,
        plain_tab: false,
    };

    #[test]
    fn each_missing_feature_has_its_sentence_and_only_what_keeps_stops() {
        type Case = (&'static str, fn(&mut Features), Vec<Lack>);
        let table: [Case; 16] = [
            ("a tablet's browser", |_| {}, vec![]),
            (
                "http on a foreign host: nothing of it is there",
                |f| {
                    *f = Features {
                        secure: false,
                        files: false,
                        may_store: false,
                        shell: false,
                        place: false,
                        ..*f
                    };
                },
                vec![Lack::Secure],
            ),
            (
                "inside another page",
                |f| f.framed = true,
                vec![Lack::OwnWindow],
            ),
            (
                "inside another page that keeps nothing",
                |f| {
                    *f = Features {
                        framed: true,
                        may_store: false,
                        shell: false,
                        ..*f
                    };
                },
                vec![Lack::OwnWindow],
            ),
            (
                "a browser inside a messenger, without files",
                |f| {
                    *f = Features {
                        files: false,
                        may_store: false,
                        shell: false,
                        ..*f
                    };
                },
                vec![Lack::Files],
            ),
            ("no workers", |f| f.workers = false, vec![Lack::Files]),
            (
                "a private window that refuses files",
                |f| f.may_store = false,
                vec![Lack::Storing],
            ),
            (
                "a private window with a tiny share",
                |f| f.room = Some(10_000_000),
                vec![Lack::Room],
            ),
            ("room for just a day", |f| f.room = Some(ROOM_MIN), vec![]),
            ("does not say how much room", |f| f.room = None, vec![]),
            (
                "service workers forbidden",
                |f| f.shell = false,
                vec![Lack::Shell],
            ),
            ("no WebGL", |f| f.webgl = false, vec![Lack::Map]),
            ("no camera", |f| f.camera = false, vec![Lack::Camera]),
            ("no receiver", |f| f.place = false, vec![Lack::Place]),
            (
                "a plain tab that is cleared",
                |f| f.plain_tab = true,
                vec![Lack::HomeScreen],
            ),
            (
                "several hints",
                |f| {
                    *f = Features {
                        webgl: false,
                        place: false,
                        plain_tab: true,
                        ..*f
                    };
                },
                vec![Lack::HomeScreen, Lack::Map, Lack::Place],
            ),
        ];
        for (what, change, said) in table {
            let mut found = ALL;
            change(&mut found);
            let lacks = lacks(&found);
            assert_eq!(lacks, said, "{what}");
            let stops = lacks.iter().any(|lack| lack.stops());
            assert!(
                !stops || lacks.len() == 1,
                "{what}: one cause, one sentence"
            );
        }
    }

    #[test]
    fn shared_memory_is_not_needed_and_every_lack_says_what_to_do() {
        let all = [
            Lack::Secure,
            Lack::OwnWindow,
            Lack::Files,
            Lack::Storing,
            Lack::Room,
            Lack::Shell,
            Lack::HomeScreen,
            Lack::Map,
            Lack::Camera,
            Lack::Place,
        ];
        let said: std::collections::BTreeSet<&str> = all
            .iter()
            .flat_map(|lack| [lack.words().0.t(), lack.words().1.t()])
            .collect();
        assert_eq!(said.len(), 2 * all.len(), "each its own words");
    }
}

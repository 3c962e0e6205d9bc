//! Tablets for the histories of one thread: one is enrolled for each person once, by the code a person would type; each
//! history begins with copies of their folders.

use crate::cast::{FIELD, named};
use crate::door::Door;
use crate::line::Wire;
use crate::pool::{Template, copy, folder};
use crate::replica::{Line, Replica};
use crate::tablet::{Tablet, clock};
use device::App;
use device::keys::{self, NoKeyring, Stretch};
use model::Moment;
use std::sync::Arc;
use tempfile::TempDir;

const PIN: &str = "482913";

/// The folders of enrolled tablets, and the line they all use.
pub struct Tablets {
    folders: Vec<TempDir>,
    wire: Arc<Wire>,
}

impl Tablets {
    /// Enrols one for each person at the template.
    pub fn new(template: &Template) -> Self {
        let wire = Arc::new(Wire::new());
        let store = template.open();
        let door = Door {
            store: store.clone(),
            now: Moment(0),
        };
        let enrol = |name| {
            let dir = folder();
            let (code, _) = pool::auth::issue_code(&store, named(name).user.as_str()).unwrap();
            let app = App::with(dir.path(), Box::new(NoKeyring), clock().1);
            let done = wire.with(&door, Line::Good, || {
                app.wait(app.enrol(&wire.address, &code, PIN, None))
            });
            done.unwrap();
            // From here on it knows the time of histories.
            wire.with(&door, Line::Good, || app.wait(app.sync()))
                .unwrap();
            app.lock();
            // Stretching a PIN takes long on purpose; these open hundreds of times.
            let key = keys::open(dir.path(), PIN, &NoKeyring).unwrap();
            std::fs::remove_file(dir.path().join("device.json")).unwrap();
            let quick = Stretch { m: 64, t: 1, p: 1 };
            keys::create(dir.path(), PIN, &key, quick, None).unwrap();
            dir
        };
        let folders = FIELD.map(enrol).into();
        store.close();
        Tablets { folders, wire }
    }

    /// Fresh ones for a history.
    pub fn begin(&self, mut skew: impl FnMut() -> i64) -> Vec<Box<dyn Replica>> {
        let all = FIELD.iter().zip(&self.folders);
        let all = all.map(|(name, from)| {
            let dir = folder();
            copy(from.path(), dir.path());
            let tablet = Tablet::open(dir, PIN, named(name), skew(), self.wire.clone());
            Box::new(tablet) as Box<dyn Replica>
        });
        all.collect()
    }
}

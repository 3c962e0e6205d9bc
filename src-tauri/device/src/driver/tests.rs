//! The driver against a pool of a few lines, which answers what each test wants it to answer.

mod aside;
mod carried;
mod news;
mod photos;
mod repair;
mod rounds;

use crate::app::App;
use crate::app::tests::{act, all, clock, code, device_by, edit, issue, jpeg};
use api::sync::PullRequest;
use model::edit::{Edit, Rulings, SCHEMA, Verdict, Write};
use model::effect::Effect;
use model::{Code, Denial, Head, Moment, Opening, Status, TicketId};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use sync::{
    Answer, Bundle, Document, LooseEdit, Outgoing, Page, PageTicket, PushReply, Resolver,
    TicketAnswer,
};

type Judge = Box<dyn FnMut(&LooseEdit) -> Answer + Send>;
/// Answers, what each position became, and the fake's own rulings.
type Done = (Vec<Answer>, Vec<Vec<Head>>, Vec<(Edit, Head)>);

/// What the pool holds and how it behaves.
struct Fake {
    documents: BTreeMap<TicketId, Document>,
    /// Every head that was ever written.
    heads: Vec<Head>,
    judge: Judge,
    /// Pages to be answered before empty ones.
    pages: Vec<Page>,
    wanted: Vec<TicketId>,
    epoch: u64,
    counter: u32,
    photos: Vec<String>,
    requests: Vec<String>,
    /// Answer pushes, then act as if the line had been cut.
    mute: bool,
    /// Cut the line at each pull.
    cut_pulls: bool,
    /// The district's lists and the person's posts, for a device that asks.
    district: Option<serde_json::Value>,
    posts: Option<serde_json::Value>,
    /// Larger photos are refused: by a gateway in front, in its own words and with this status, or by the pool itself.
    photo_max: usize,
    photo_status: u16,
    pool_refuses: bool,
    /// Minutes that the device's clock is ahead of the other tests'.
    ahead: Arc<AtomicI64>,
    /// Bundles that were brought for others, and the status with which a gateway keeps them back.
    bundles: usize,
    bundle_status: Option<u16>,
    /// Answers whatever begins so with zeros that never end.
    endless: Option<&'static str>,
}

impl Fake {
    fn take(&mut self, id: &TicketId, list: &[LooseEdit]) -> Done {
        let document = self.documents.entry(id.clone()).or_default();
        let (mut answers, mut resolver, mut opened) = (Vec::new(), Resolver::default(), None);
        for loose in list {
            let edit = loose.edit.clone().unwrap();
            let find = |p: &str| {
                self.heads
                    .iter()
                    .copied()
                    .find(|h| h.to_string().starts_with(p))
            };
            let seen = match resolver.resolve(&loose.refs, find) {
                Some(seen) => seen,
                None => {
                    answers.push(Answer::Need);
                    resolver.became(Vec::new());
                    continue;
                }
            };
            let answer = (self.judge)(loose);
            let is_act = matches!(edit.write, Write::Act { .. });
            let taken = matches!(answer, Answer::Receipt | Answer::Known)
                || matches!(answer, Answer::Void(_)) && is_act;
            if taken {
                let edit = Edit { seen, ..edit };
                let head = document.write(&edit).unwrap().head;
                self.heads.push(head);
                resolver.became(vec![head]);
                if matches!(edit.write, Write::Open(_)) {
                    opened = Some(edit.id);
                }
            } else {
                resolver.became(seen);
            }
            answers.push(answer);
        }
        let mut rulings = Vec::new();
        if let Some(opener) = opened {
            rulings.push(self.rule(
                id,
                vec![(
                    opener,
                    Verdict::Applied(vec![Effect::Status(Status::Pooled)]),
                )],
            ));
        }
        (answers, resolver.heads().to_vec(), rulings)
    }

    fn rule(&mut self, id: &TicketId, rulings: Vec<(model::EditId, Verdict)>) -> (Edit, Head) {
        let document = self.documents.get_mut(id).unwrap();
        let first = document.read().map_or(0, |t| t.next_ruling());
        let edit = Edit {
            id: Opening([0xff; 12]).edit(self.counter),
            ticket: id.clone(),
            schema: SCHEMA,
            by: "pool".parse().unwrap(),
            at: Moment(1_795_313_000_000),
            seen: document.heads(),
            write: Write::Rule(Box::new(Rulings {
                first,
                act: None,
                rulings,
            })),
        };
        self.counter += 1;
        let head = document.write(&edit).unwrap().head;
        self.heads.push(head);
        (edit, head)
    }

    /// A page that brings these edits of a ticket.
    fn page_with(&self, id: &TicketId, edits: &[(Edit, Head)]) -> Page {
        let out = [Outgoing {
            id: Some(id.clone()),
            before: &[],
            edits,
        }];
        Page {
            bundle: Some(Bundle::pack(&out)),
            ..self.page()
        }
    }

    fn page(&self) -> Page {
        let now = Moment(1_795_313_000_000);
        Page {
            epoch: self.epoch,
            cursor: 7,
            more: false,
            scope: "s".into(),
            district: "v1".into(),
            now,
            told: String::new(),
            bundle: None,
            tickets: vec![],
            removed: vec![],
        }
    }

    fn whole(&mut self, id: &TicketId) -> PageTicket {
        PageTicket {
            id: id.clone(),
            document: Some(self.documents.get_mut(id).unwrap().save()),
            held: vec![],
        }
    }

    fn answer(&mut self, app: &App, line: &str, body: &[u8]) -> Option<Vec<u8>> {
        self.requests
            .push(line.split(' ').nth(1).unwrap().to_string());
        let session = app.session().unwrap();
        if line.starts_with("POST /api/v1/push ") {
            let key = session.signing.verifying_key();
            let push =
                sync::decode_push(body, &session.me().device, &key, &sync::Limits::PUSH).unwrap();
            let lists = push.bundle.unpack(|_| None).unwrap();
            let done: Vec<_> = lists.iter().map(|(id, list)| self.take(id, list)).collect();
            let out: Vec<Outgoing> = done
                .iter()
                .map(|d| Outgoing {
                    id: None,
                    before: &d.1,
                    edits: &d.2,
                })
                .collect();
            let reply = PushReply {
                epoch: self.epoch,
                now: Moment(1_795_313_000_000),
                told: String::new(),
                bundle: Bundle::pack(&out),
                tickets: done
                    .iter()
                    .map(|d| TicketAnswer {
                        answers: d.0.clone(),
                        differs: false,
                    })
                    .collect(),
                sides: vec![],
            };
            return (!self.mute).then(|| sync::encode_reply(&reply).unwrap());
        }
        if line.starts_with("POST /api/v1/pull ") && self.cut_pulls {
            return None;
        }
        if line.starts_with("POST /api/v1/pull ") {
            let request: PullRequest = serde_json::from_slice(body).unwrap();
            let mut page = if self.pages.is_empty() {
                self.page()
            } else {
                self.pages.remove(0)
            };
            for id in &request.want {
                self.wanted.push(id.clone());
                if self.documents.contains_key(id) {
                    let whole = self.whole(id);
                    page.tickets.push(whole);
                }
            }
            return Some(sync::encode_page(&page).unwrap());
        }
        if line.starts_with("POST /api/v1/read_district ") {
            let reply = json!({"version": "v1", "district": self.district, "names": {}});
            return Some(serde_json::to_vec(&reply).unwrap());
        }
        if line.starts_with("POST /api/v1/me ") {
            let can = json!({"offline": false, "desk": true, "password": true});
            let reply = json!({"user": "zhou", "name": "周小满", "posts": self.posts, "district": null, "demo": true,
                "capabilities": can, "locked": false, "enrolled": false});
            return Some(serde_json::to_vec(&reply).unwrap());
        }
        if let Some(rest) = line.strip_prefix("PUT /api/v1/photos/") {
            let sha = crate::photos::sha256(body);
            assert!(rest.starts_with(sha.as_str()) && rest.contains("?ticket="));
            self.photos.push(sha.to_string());
            if body.len() > self.photo_max {
                return None;
            }
            return Some(serde_json::to_vec(&json!({"sha256": sha, "receipt": "held"})).unwrap());
        }
        if line.starts_with("POST /api/v1/rescue ") {
            self.bundles += 1;
            let reply = json!({"taken": 1, "known": 0, "void": 0, "refused": 0});
            return Some(serde_json::to_vec(&reply).unwrap());
        }
        panic!("unexpected request: {line}");
    }
}

fn serve(listener: TcpListener, fake: Arc<Mutex<Fake>>, app: App) {
    for stream in listener.incoming() {
        let mut stream = BufReader::new(stream.unwrap());
        while let Some((line, body)) = request(&mut stream) {
            let endless = fake.lock().unwrap().endless;
            if endless.is_some_and(|begin| line.contains(begin)) {
                pour(stream.get_mut());
                break;
            }
            let kept_back = fake.lock().unwrap().bundle_status;
            if let Some(status) = kept_back.filter(|_| line.starts_with("POST /api/v1/rescue ")) {
                fake.lock().unwrap().bundles += 1;
                gateway(stream.get_mut(), status, "<html>no entry</html>");
                continue;
            }
            let large = line.starts_with("PUT ") && body.len() > fake.lock().unwrap().photo_max;
            let Some(answer) = fake.lock().unwrap().answer(&app, &line, &body) else {
                if large {
                    let (status, page) = refusal(&fake.lock().unwrap());
                    gateway(stream.get_mut(), status, &page);
                    continue;
                }
                break;
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
                answer.len()
            );
            let out = stream.get_mut();
            out.write_all(head.as_bytes())
                .and_then(|()| out.write_all(&answer))
                .unwrap();
        }
    }
}

fn gateway(out: &mut TcpStream, status: u16, page: &str) {
    let length = page.len();
    let said = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{page}");
    out.write_all(said.as_bytes()).unwrap();
}

/// How a photo is refused: as the pool says it, or as a gateway does that knows no pool.
fn refusal(fake: &Fake) -> (u16, String) {
    if fake.pool_refuses {
        let denial = Denial::too_many_bytes(Code::PhotoTooLarge, 12_000_001, 12_000_000);
        let said = api::ApiError::from(denial.with("name", "1234abcd"));
        return (413, serde_json::to_string(&said).unwrap());
    }
    (fake.photo_status, "<html>no entry</html>".into())
}

/// An answer without end, until whoever asked hangs up; how much was poured stays below what the system buffers.
fn pour(out: &mut TcpStream) {
    let zeros = vec![0; 1 << 16];
    let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
    let mut poured = 0_usize;
    let mut more = out.write_all(head).is_ok();
    while more {
        more = out.write_all(&zeros).is_ok();
        poured += zeros.len();
        assert!(poured < 200_000_000, "nobody stopped reading");
    }
}

fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        if let Some(n) = header.to_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some((line.trim().to_string(), body))
}

fn setting() -> (tempfile::TempDir, App, Arc<Mutex<Fake>>) {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ahead = Arc::new(AtomicI64::new(0));
    let (ticking, minutes) = (clock(), ahead.clone());
    let app = device_by(
        dir.path(),
        &format!("http://{}/", listener.local_addr().unwrap()),
        Arc::new(move || ticking().plus_minutes(minutes.load(Ordering::Relaxed))),
    );
    let fake = Fake {
        documents: BTreeMap::new(),
        heads: vec![],
        judge: Box::new(|_| Answer::Receipt),
        pages: vec![],
        wanted: vec![],
        epoch: 1,
        counter: 0,
        photos: vec![],
        requests: vec![],
        mute: false,
        cut_pulls: false,
        district: None,
        posts: None,
        photo_max: usize::MAX,
        photo_status: 413,
        pool_refuses: false,
        ahead,
        bundles: 0,
        bundle_status: None,
        endless: None,
    };
    let fake = Arc::new(Mutex::new(fake));
    let (theirs, of_app) = (fake.clone(), app.clone());
    std::thread::spawn(move || serve(listener, theirs, of_app));
    (dir, app, fake)
}

/// Captures an issue with one photo.
fn with_photo(app: &App) -> TicketId {
    let photo = [("a.jpg".into(), jpeg(1))];
    app.capture_files(&issue(), &photo).unwrap().ticket.id
}
/// The device's clock goes on, nobody else's.
fn pass(fake: &Arc<Mutex<Fake>>, minutes: i64) {
    let ahead = fake.lock().unwrap().ahead.clone();
    ahead.fetch_add(minutes, Ordering::Relaxed);
}
fn status(app: &App, id: &TicketId) -> Status {
    app.show(id).unwrap().ticket.status
}
fn heads(app: &App, id: &TicketId) -> Vec<Head> {
    app.show(id).unwrap().ticket.seen
}
fn no_right() -> Answer {
    Answer::Refused(Denial::new(Code::NoRight).with("action", "提交"))
}

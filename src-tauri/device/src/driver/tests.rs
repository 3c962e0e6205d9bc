//! The driver against a pool of a few lines, which answers what each test wants it to answer.

mod news;

use crate::app::App;
use crate::app::tests::{all, code, device_at, edit, issue, jpeg};
use api::call::ActCall;
use api::sync::PullRequest;
use model::edit::{Edit, Rulings, SCHEMA, Verdict, Write};
use model::effect::Effect;
use model::{Code, Denial, Head, Moment, Opening, Status, TicketId};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
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

    fn page(&self) -> Page {
        let now = Moment(1_795_313_000_000);
        Page {
            epoch: self.epoch,
            cursor: 7,
            more: false,
            scope: "s".into(),
            district: "v1".into(),
            now,
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
        if let Some(rest) = line.strip_prefix("PUT /api/v1/photos/") {
            let sha = crate::photos::sha256(body);
            assert!(rest.starts_with(sha.as_str()) && rest.contains("?ticket="));
            self.photos.push(sha.to_string());
            return Some(serde_json::to_vec(&json!({"sha256": sha, "receipt": "held"})).unwrap());
        }
        panic!("unexpected request: {line}");
    }
}

fn serve(listener: TcpListener, fake: Arc<Mutex<Fake>>, app: App) {
    for stream in listener.incoming() {
        let mut stream = BufReader::new(stream.unwrap());
        while let Some((line, body)) = request(&mut stream) {
            let Some(answer) = fake.lock().unwrap().answer(&app, &line, &body) else {
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
    let app = device_at(
        dir.path(),
        &format!("http://{}/", listener.local_addr().unwrap()),
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
    };
    let fake = Arc::new(Mutex::new(fake));
    let (theirs, of_app) = (fake.clone(), app.clone());
    std::thread::spawn(move || serve(listener, theirs, of_app));
    (dir, app, fake)
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

#[test]
fn what_waits_goes_up_once_and_rulings_come_back() {
    let (_dir, app, fake) = setting();
    let id = app
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket
        .id;
    app.capture_files(&issue(), &[]).unwrap();
    let report = app.sync().unwrap();
    assert_eq!(
        (
            report.pushed,
            report.pulled,
            report.photos_sent,
            report.requests
        ),
        (5, 0, 1, 3)
    );
    let shown = app.show(&id).unwrap().ticket;
    assert!(shown.status == Status::Pooled && shown.photos[0].delivered);
    assert!(
        app.outbox().unwrap().tickets.is_empty() && app.outbox().unwrap().last_contact.is_some()
    );
    assert_eq!(
        heads(&app, &id),
        fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
    );
    let idle = app.sync().unwrap();
    assert_eq!((idle.pushed, idle.requests), (0, 1));
    assert!(idle.bytes_up + idle.bytes_down <= 1_000, "{idle:?}");
    assert_eq!(fake.lock().unwrap().photos.len(), 1);
}

#[test]
fn a_lost_answer_changes_nothing() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    fake.lock().unwrap().mute = true;
    assert_eq!(code(app.sync()), Code::PoolUnreachable);
    assert_eq!(status(&app, &id), Status::Queued);
    assert_eq!(app.outbox().unwrap().tickets.len(), 1);
    {
        let mut fake = fake.lock().unwrap();
        fake.mute = false;
        fake.documents.clear();
        fake.judge = Box::new(|_| Answer::Known);
    }
    assert_eq!(app.sync().unwrap().pushed, 2);
    assert_eq!(status(&app, &id), Status::Pooled);
}

#[test]
fn a_refused_ticket_stays_visible_and_becomes_a_draft() {
    let (_dir, app, fake) = setting();
    fake.lock().unwrap().judge = Box::new(|_| no_right());
    let id = app
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket
        .id;
    let report = app.sync().unwrap();
    assert_eq!(
        (report.pushed, report.refused.len(), report.photos_sent),
        (1, 2, 0)
    );
    assert_eq!(
        (&report.refused[0].id, report.refused[0].code),
        (&id, Code::NoRight)
    );
    assert_eq!(app.list(&all()).unwrap().total, 1);
    assert_eq!(
        app.outbox().unwrap().tickets[0].refused,
        Some(Code::NoRight)
    );
    let drafts = app.drafts().unwrap().drafts;
    assert_eq!(
        (
            drafts.len(),
            drafts[0].photos.len(),
            &drafts[0].fields["title"]
        ),
        (1, 1, &json!(issue().title))
    );
    assert_eq!(app.sync().unwrap().requests, 1, "it is not offered again");
}

#[test]
fn a_refused_or_late_edit_leaves_the_copy_as_the_pool_has_it() {
    for (answer, refused) in [(no_right(), 1), (Answer::Void(Code::TooLate.into()), 0)] {
        let (_dir, app, fake) = setting();
        let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
        app.sync().unwrap();
        app.edit_facts(&edit(&id, json!({"title": "没有被接受的标题"})))
            .unwrap();
        app.edit_facts(&edit(&id, json!({"body": "这一段被接受了的内容"})))
            .unwrap();
        let mut first = Some(answer);
        fake.lock().unwrap().judge = Box::new(move |_| first.take().unwrap_or(Answer::Receipt));
        let report = app.sync().unwrap();
        assert_eq!(
            (report.refused.len(), report.void.len()),
            (refused, 1 - refused)
        );
        let shown = app.show(&id).unwrap().ticket;
        assert_eq!(
            (shown.facts.title, shown.facts.body),
            (issue().title, "这一段被接受了的内容".into())
        );
        assert_eq!(
            shown.seen,
            fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
        );
        assert!(
            app.outbox().unwrap().tickets[0].refused.is_some(),
            "kept where its author sees it"
        );
    }
}

#[test]
fn a_void_event_stays_in_the_ticket_with_its_reason() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.sync().unwrap();
    let page = {
        let mut fake = fake.lock().unwrap();
        let opener = fake
            .documents
            .get_mut(&id)
            .unwrap()
            .read()
            .unwrap()
            .opened_by;
        let effects = vec![
            Effect::Status(Status::Dispatched),
            Effect::Round(1),
            Effect::Lead("B01".parse().unwrap()),
        ];
        let ruled = vec![fake.rule(&id, vec![(opener, Verdict::Applied(effects))])];
        let out = [Outgoing {
            id: Some(id.clone()),
            before: &[],
            edits: &ruled,
        }];
        Page {
            bundle: Some(Bundle::pack(&out)),
            ..fake.page()
        }
    };
    // The same page twice, as after a lost acknowledgement.
    fake.lock().unwrap().pages = vec![
        Page {
            more: true,
            cursor: 3,
            ..page.clone()
        },
        page,
    ];
    assert_eq!(app.sync().unwrap().pulled, 1);
    assert_eq!(status(&app, &id), Status::Dispatched);
    let sign = ActCall {
        id: id.clone(),
        action: model::Action::Sign,
        payload: json!({}),
        round: None,
        command_id: None,
        seen: None,
    };
    app.act(&sign).unwrap();
    fake.lock().unwrap().judge = Box::new(|_| Answer::Void(Code::WrongStatus.into()));
    let report = app.sync().unwrap();
    assert_eq!(
        (report.void.len(), report.void[0].code),
        (1, Code::WrongStatus)
    );
    assert_eq!(
        app.show(&id).unwrap().ticket.log.len(),
        2,
        "the event is still there"
    );
    assert!(
        fake.lock().unwrap().wanted.is_empty(),
        "no copy had to be replaced"
    );
}

#[test]
fn unknown_heads_bring_the_whole_copy_and_the_edit_again() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.sync().unwrap();
    app.edit_facts(&edit(&id, json!({"title": "写在池子没有的头上"})))
        .unwrap();
    let mut first = Some(Answer::Need);
    {
        let mut fake = fake.lock().unwrap();
        fake.judge = Box::new(move |_| first.take().unwrap_or(Answer::Receipt));
        fake.rule(
            &id,
            vec![(
                Opening([3; 12]).edit(9),
                Verdict::Applied(vec![Effect::Number("WS1".into())]),
            )],
        );
    }
    let report = app.sync().unwrap();
    assert_eq!((report.pushed, report.refused.len()), (1, 0));
    assert_eq!(fake.lock().unwrap().wanted, vec![id.clone()]);
    let shown = app.show(&id).unwrap().ticket;
    assert_eq!(
        (shown.facts.title.as_str(), shown.ticket_no.as_deref()),
        ("写在池子没有的头上", Some("WS1"))
    );
    assert_eq!(
        shown.seen,
        fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
    );
    assert!(app.outbox().unwrap().tickets.is_empty());
}

#[test]
fn later_means_the_next_sync_and_blocks_nothing() {
    let (_dir, app, fake) = setting();
    let (a, b) = (
        app.capture_files(&issue(), &[]).unwrap().ticket.id,
        app.capture_files(&issue(), &[]).unwrap().ticket.id,
    );
    let busy = a.clone();
    fake.lock().unwrap().judge = Box::new(move |l| {
        if l.edit.as_ref().unwrap().ticket == busy {
            Answer::Retry
        } else {
            Answer::Receipt
        }
    });
    app.sync().unwrap();
    assert_eq!(
        (status(&app, &a), status(&app, &b)),
        (Status::Queued, Status::Pooled)
    );
    fake.lock().unwrap().judge = Box::new(|_| Answer::Receipt);
    assert_eq!(app.sync().unwrap().pushed, 1);
    assert_eq!(status(&app, &a), Status::Pooled);
}

#[test]
fn a_pool_that_lost_data_is_offered_everything_again() {
    let (_dir, app, fake) = setting();
    let id = app
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket
        .id;
    app.sync().unwrap();
    {
        let mut fake = fake.lock().unwrap();
        fake.documents.clear();
        fake.photos.clear();
        fake.epoch = 2;
    }
    let report = app.sync().unwrap();
    assert_eq!((report.pushed, report.photos_sent), (3, 1));
    assert!(fake.lock().unwrap().documents.contains_key(&id));
    assert_eq!(status(&app, &id), Status::Pooled);
    assert_eq!(app.sync().unwrap().requests, 1);
}

#[test]
fn a_ticket_leaves_only_when_our_work_on_it_is_answered() {
    let (_dir, app, fake) = setting();
    let id = app
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket
        .id;
    app.sync().unwrap();
    app.edit_facts(&edit(&id, json!({"title": "还没有送达"})))
        .unwrap();
    {
        let mut fake = fake.lock().unwrap();
        let gone = Page {
            removed: vec![id.clone()],
            ..fake.page()
        };
        fake.pages = vec![gone];
        fake.judge = Box::new(|_| Answer::Retry);
    }
    app.sync().unwrap();
    assert_eq!(app.show(&id).unwrap().ticket.facts.title, "还没有送达");
    fake.lock().unwrap().judge = Box::new(|_| Answer::Receipt);
    app.sync().unwrap();
    assert_eq!(code(app.show(&id)), Code::NotFound);
    assert_eq!(app.list(&all()).unwrap().total, 0);
}

#[test]
fn a_damaged_copy_is_healed_from_the_pool() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.sync().unwrap();
    let good = heads(&app, &id);
    let session = app.session().unwrap();
    session
        .store
        .write(|tx| Ok(tx.execute("UPDATE chunk SET bytes = zeroblob(9)", [])?))
        .unwrap();
    assert_eq!(code(app.show(&id)), Code::StoreFailed);
    app.sync().unwrap();
    assert_eq!(fake.lock().unwrap().wanted, vec![id.clone()]);
    assert_eq!(heads(&app, &id), good);
}

#[test]
fn many_tickets_go_in_few_frames() {
    let (_dir, app, fake) = setting();
    for n in 0..620 {
        let mut one = issue();
        one.title = format!("第 {n} 件");
        app.capture_files(&one, &[]).unwrap();
    }
    let report = app.sync().unwrap();
    assert_eq!(
        (report.pushed, fake.lock().unwrap().documents.len()),
        (1240, 620)
    );
    assert!(report.requests <= 4, "{report:?}");
}

#[test]
fn a_window_syncs_by_itself_and_stops_when_closed() {
    let (_dir, app, fake) = setting();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let background = app.start_background(runtime.handle(), move |topic| {
        told.send(topic).unwrap_or(())
    });
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while status(&app, &id) != Status::Pooled {
        assert!(std::time::Instant::now() < until, "not sent by itself");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(heard.try_iter().any(|t| t == api::Topic::Tickets));
    drop(background);
    let before = fake.lock().unwrap().requests.len();
    app.capture_files(&issue(), &[]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    assert_eq!(fake.lock().unwrap().requests.len(), before);
}

//! The line between tablets and the pool inside this process: as much of HTTP as a device speaks, on a port of this machine,
//! with the pool of whichever history is running behind it. It breaks when it is told to.

use crate::door::{Door, wait_for};
use crate::replica::Line;
use api::sync::{PhotoReceipt, Receipt};
use api::{Capabilities, DistrictReply, Profile};
use model::{DeviceId, Sha256, TicketId};
use pool::auth::{self, Token};
use serde_json::{from_slice, to_vec};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Who answers now, and how well the line holds.
type Behind = Arc<Mutex<Option<(Door, Line)>>>;

pub struct Wire {
    pub address: String,
    behind: Behind,
}

struct Request {
    method: String,
    path: String,
    token: Option<String>,
    body: Vec<u8>,
}

impl Wire {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let behind = Behind::default();
        let theirs = behind.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map(Result::unwrap) {
                let behind = theirs.clone();
                std::thread::spawn(move || serve(stream, &behind));
            }
        });
        Wire { address, behind }
    }

    /// Does something while this pool is at the other end.
    pub fn with<T>(&self, door: &Door, line: Line, work: impl FnOnce() -> T) -> T {
        *self.behind.lock().unwrap() = Some((door.clone(), line));
        let done = work();
        *self.behind.lock().unwrap() = None;
        done
    }
}

fn serve(stream: TcpStream, behind: &Behind) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        let Some((door, line)) = behind.lock().unwrap().clone() else {
            return;
        };
        let Some(body) = answer(&door, line, &request) else {
            return; // The line is cut.
        };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        let out = stream.get_mut();
        if out
            .write_all(head.as_bytes())
            .and_then(|()| out.write_all(&body))
            .is_err()
        {
            return;
        }
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut words = line.split(' ').map(ToString::to_string);
    let (method, path) = (words.next()?, words.next()?);
    let (mut length, mut token) = (0, None);
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else {
            break;
        };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" => token = value.strip_prefix("Bearer ").map(ToString::to_string),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path: path.strip_prefix("/api/v1/")?.to_string(),
        token,
        body,
    })
}

/// The answer; none when it gets lost.
fn answer(door: &Door, line: Line, request: &Request) -> Option<Vec<u8>> {
    let path = request.path.split(['?', '/']).next()?;
    match (request.method.as_str(), path) {
        ("POST", "enrol") => {
            let asked = from_slice(&request.body).unwrap();
            Some(to_vec(&wait_for(auth::enrol(&door.store, asked)).unwrap()).unwrap())
        }
        ("POST", "read_district") => {
            let file = door.store.district();
            let reply = DistrictReply {
                version: file.version.clone(),
                district: Some(file.district.clone()),
                names: door.store.read_now(|db| db.names()).unwrap(),
            };
            Some(to_vec(&reply).unwrap())
        }
        ("POST", "me") => {
            let user = door.store.read_now(|db| db.device(&device(door, request)));
            let person = door.caller(&user.unwrap().expect("an enrolled device").user);
            let profile = Profile {
                user: Some(person.user),
                name: Some(person.name),
                posts: person.posts,
                district: None,
                demo: false,
                capabilities: Capabilities {
                    offline: true,
                    desk: false,
                    password: false,
                },
                locked: false,
                enrolled: true,
            };
            Some(to_vec(&profile).unwrap())
        }
        ("POST", "push") => {
            let reply = door.push(&device(door, request), request.body.clone());
            Some(reply.expect("the pool takes the frame")).filter(|_| line != Line::NoAnswer)
        }
        ("POST", "pull") => {
            let page = door.pull(&device(door, request), from_slice(&request.body).unwrap());
            Some(page).filter(|_| line != Line::NoPage)
        }
        ("PUT", "photos") => {
            let path = request.path.strip_prefix("photos/")?;
            let (sha256, ticket) = path.split_once("?ticket=")?;
            let sha256 = Sha256::new(sha256).unwrap();
            let ticket = TicketId::new(ticket).unwrap();
            door.bring(&device(door, request), &ticket, &sha256, &request.body);
            let receipt = Receipt::Held;
            Some(to_vec(&PhotoReceipt { sha256, receipt }).unwrap())
        }
        _ => panic!("unexpected: {} {}", request.method, request.path),
    }
}

fn device(door: &Door, request: &Request) -> DeviceId {
    let token = request
        .token
        .as_deref()
        .and_then(Token::read)
        .expect("a token");
    let found = door.store.read_now(|db| db.device_by_token(&token.hash()));
    found.unwrap().expect("an enrolled device").id
}

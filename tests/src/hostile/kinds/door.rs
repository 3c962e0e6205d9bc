//! Kind 5: before sign-in. Who sends it is asked before it is read, nothing is waited for without end, and strangers give way.

use crate::hostile::attack::{Attack, Measured, attack, measured};
use crate::hostile::ground::Ground;
use crate::hostile::meter::{Bounds, within};
use crate::hostile::raw::{Line, ended};
use anyhow::{Context, Result, ensure};
use std::time::Duration;

/// A half-sent request is ended by then.
const PATIENCE: Duration = Duration::from_secs(75);
const SOON: Duration = Duration::from_secs(15);
const UNREAD: &str = "不读正文就答 401；内存至多多 64 MB";
const ENDED: &str = "75 秒内全部断开；别人的一步至多等 50 毫秒";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        measured(
            "door/photo-by-nobody",
            "24 条连接各送 12 MB 照片，不带令牌",
            UNREAD,
            |g| {
                bodies(
                    g,
                    "PUT /api/v1/photos/{sha}?ticket={id} HTTP/1.1\r\n",
                    12 << 20,
                    24,
                )
            },
        ),
        measured(
            "door/photo-false-token",
            "24 条连接各送 12 MB 照片，令牌是编的",
            UNREAD,
            |g| {
                let head = format!(
                    "PUT /api/v1/photos/{{sha}}?ticket={{id}} HTTP/1.1\r\nAuthorization: Bearer d{}\r\n",
                    "A".repeat(43)
                );
                bodies(g, &head, 12 << 20, 24)
            },
        ),
        measured(
            "door/frame-by-nobody",
            "60 条连接各送 1 MB 数据帧，不带令牌",
            UNREAD,
            |g| bodies(g, "POST /api/v1/push HTTP/1.1\r\n", 1_000_000, 60),
        ),
        measured(
            "door/call-by-nobody",
            "60 条连接各送 1 MB 的列表调用，不带令牌",
            UNREAD,
            |g| {
                bodies(
                    g,
                    "POST /api/v1/list_tickets HTTP/1.1\r\nContent-Type: application/json\r\n",
                    1_000_000,
                    60,
                )
            },
        ),
        measured(
            "door/half-headers",
            "40 条连接，请求头只送一半",
            ENDED,
            |g| held(g, 40, b"POST /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Half: "),
        ),
        measured(
            "door/half-bodies",
            "40 条连接，正文说有 1,000 字节，只送 10 字节",
            ENDED,
            |g| {
                held(g, 40, b"POST /api/v1/sign_in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"user\":\"x")
            },
        ),
        measured(
            "door/half-photos",
            "40 条连接，照片说有 12 MB，只送 10 字节",
            ENDED,
            |g| {
                let head = format!(
                    "PUT /api/v1/photos/{}?ticket=x HTTP/1.1\r\nHost: x\r\nContent-Length: 12000000\r\n\r\n0123456789",
                    "ab".repeat(32)
                );
                held(g, 40, head.as_bytes())
            },
        ),
        measured(
            "door/idle",
            "1,200 条连接，一个字节也不送",
            "别人照常连得上、办得了；至多等 50 毫秒",
            |g| {
                let (_, m) = within(g, Bounds::FLOOD, |g| {
                    // What the pool declines is declined at once.
                    let lines: Vec<Line> =
                        (0..1_200).filter_map(|_| Line::open(&g.url).ok()).collect();
                    let fresh = g.nobody()?.get("/healthz").context("新来的人连不上")?;
                    ensure!(fresh.status == 200, "{}", fresh.said());
                    g.honest_act()?.ok()?;
                    drop(lines);
                    Ok(())
                })?;
                Ok(m)
            },
        ),
        measured(
            "door/drip",
            "20 条连接，请求头每秒送一个字节",
            "75 秒内全部断开",
            |g| {
                let (_, m) = within(g, Bounds::FLOOD, |g| {
                    let mut lines = (0..20)
                        .map(|_| Line::open(&g.url))
                        .collect::<Result<Vec<_>>>()?;
                    for line in &mut lines {
                        line.send(b"POST /api/v1/me HTTP/1.1\r\nX-Drip: ");
                    }
                    for _ in 0..PATIENCE.as_secs() {
                        let open = lines
                            .iter_mut()
                            .map(|l| usize::from(l.send(b"x")))
                            .sum::<usize>();
                        if open == 0 {
                            return Ok(());
                        }
                        std::thread::sleep(Duration::from_secs(1));
                    }
                    let gone = ended(&mut lines, SOON)?;
                    ensure!(gone == 20, "还开着 {} 条", 20 - gone);
                    Ok(())
                })?;
                Ok(m)
            },
        ),
        attack(
            "door/header-size",
            "一个 2 MB 的请求头",
            "4xx 或断开",
            |g| {
                let text = format!(
                    "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
                    "x".repeat(2_000_000)
                );
                refused(g, text.as_bytes())
            },
        ),
        attack(
            "door/header-count",
            "10,000 个请求头",
            "4xx 或断开",
            |g| {
                let many: String = (0..10_000).map(|n| format!("X-{n}: y\r\n")).collect();
                refused(
                    g,
                    format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes(),
                )
            },
        ),
        attack(
            "door/address-size",
            "200,000 字的地址",
            "4xx 或断开",
            |g| {
                refused(
                    g,
                    format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000)).as_bytes(),
                )
            },
        ),
        attack(
            "door/two-lengths",
            "两个 Content-Length，一个与 Transfer-Encoding 相矛盾（请求走私）",
            "4xx 或断开",
            |g| {
                refused(g, b"POST /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")?;
                let both = b"POST /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/x HTTP/1.1\r\nHost: x\r\n\r\n";
                let mut line = Line::open(&g.url)?;
                line.send(both);
                let (came, _) = line.rest(Duration::from_secs(2))?;
                let answers = String::from_utf8_lossy(&came).matches("HTTP/1.1 ").count();
                ensure!(answers <= 1, "一个请求得到 {answers} 个应答");
                Ok(())
            },
        ),
        attack(
            "door/length-lies",
            "Content-Length 是负数、文字、超过 64 位",
            "4xx 或断开",
            |g| {
                for length in ["-1", "x", "99999999999999999999999"] {
                    refused(g, format!("POST /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{{}}").as_bytes())?;
                }
                Ok(())
            },
        ),
        attack(
            "door/chunks",
            "正文分块送 3 MB，不说总长",
            "413 或断开，不全收下",
            |g| {
                let mut text = b"POST /api/v1/sign_in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
                for _ in 0..48 {
                    text.extend_from_slice(b"10000\r\n");
                    text.extend(vec![b' '; 65_536]);
                    text.extend_from_slice(b"\r\n");
                }
                text.extend_from_slice(b"0\r\n\r\n");
                refused(g, &text)
            },
        ),
        attack(
            "door/not-http",
            "TLS 握手、乱码、空行送到明文端口",
            "断开或 400，工单池照常",
            |g| {
                for text in [
                    &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
                    &[0; 4096][..],
                    &b"\r\n\r\n\r\n\r\nGARBAGE\r\n\r\n"[..],
                ] {
                    refused(g, text)?;
                }
                Ok(())
            },
        ),
        attack(
            "door/methods",
            "对每条路用不该用的方法",
            "4xx",
            |g| {
                let nobody = g.nobody()?;
                for (method, path) in [
                    ("TRACE", "/api/v1/me"),
                    ("DELETE", "/api/v1/me"),
                    ("PUT", "/api/v1/push"),
                    ("GET", "/api/v1/push"),
                    ("DELETE", "/api/v1/photos/x"),
                    ("POST", "/api/v1/basemap"),
                    ("PATCH", "/healthz"),
                ] {
                    let status = nobody.request(method, path)?.send()?.status().as_u16();
                    ensure!((400..500).contains(&status), "{method} {path}：{status}");
                }
                Ok(())
            },
        ),
        attack(
            "door/paths",
            "路径里夹带 `..`、空字节、编码过的斜杠",
            "4xx 或首页，不给出文件夹里的文件",
            |g| {
                let secret = std::fs::read(
                    g.pool
                        .files()
                        .into_iter()
                        .find(|f| f.to_string_lossy().contains("key"))
                        .context("没有密钥文件")?,
                )?;
                for path in [
                    "/../../../../etc/passwd",
                    "/..%2f..%2f..%2fetc/passwd",
                    "/%2e%2e/%2e%2e/keys",
                    "/api/v1/exports/..%2fkeys.json",
                    "/api/v1/photos/..%2f..%2fkeys",
                    "/assets/..%5c..%5cCargo.toml",
                    "/%00",
                ] {
                    let mut line = Line::open(&g.url)?;
                    line.send(
                        format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .as_bytes(),
                    );
                    let (came, _) = line.rest(Duration::from_secs(3))?;
                    let text = String::from_utf8_lossy(&came);
                    ensure!(
                        !text.contains("root:") && !text.contains("[package]"),
                        "{path} 给出了文件"
                    );
                    ensure!(
                        !came.windows(secret.len().max(1)).any(|w| w == secret),
                        "{path} 给出了密钥"
                    );
                }
                Ok(())
            },
        ),
        attack(
            "door/every-way-without-a-token",
            "不带令牌走每一条路",
            "401 或 403，只有 `me`、登录和登记例外",
            |g| {
                let nobody = g.nobody()?;
                for info in api::TABLE
                    .iter()
                    .filter(|i| i.at != api::call::AnsweredAt::Device && !i.access.open)
                {
                    let answer = nobody.raw(info.name, "{}")?;
                    ensure!(
                        matches!(answer.status, 401 | 403),
                        "{}：{}",
                        info.name,
                        answer.said()
                    );
                }
                for way in ["push", "pull"] {
                    nobody
                        .raw(way, "{}")?
                        .refused(&["not_enrolled", "signed_out"])?;
                }
                for path in [
                    "/api/v1/basemap",
                    "/api/v1/notices",
                    "/api/v1/exports/x.csv",
                ] {
                    nobody.get(path)?.refused(&["signed_out", "not_enrolled"])?;
                }
                Ok(())
            },
        ),
    ]
}

/// Many requests with bodies that are really sent; each must be refused, most of them without having been read.
fn bodies(g: &mut Ground, head: &str, bytes: usize, lines: usize) -> Result<Measured> {
    let sha = "ab".repeat(32);
    let head = head
        .replace("{sha}", &sha)
        .replace("{id}", &crate::hostile::tablet::ticket_id());
    let text = format!("{head}Host: x\r\nContent-Length: {bytes}\r\n\r\n");
    let (_, m) = within(g, Bounds::FLOOD, |g| {
        let url = g.url.clone();
        crate::hostile::crowd::together(vec![(); lines], move |()| {
            let mut line = Line::open(&url)?;
            line.send(text.as_bytes());
            let piece = vec![b'x'; 65_536];
            let mut left = bytes;
            while left > 0 && line.send(&piece[..left.min(piece.len())]) {
                left = left.saturating_sub(piece.len());
            }
            // Ended before the answer could be read is an answer too.
            let status = line.status(SOON)?;
            ensure!(
                status.is_none_or(|s| (400..500).contains(&s)),
                "答了 {status:?}"
            );
            Ok(())
        })
    })?;
    Ok(m)
}

/// Lines on which a request never comes to its end: the pool must end all of them.
fn held(g: &mut Ground, count: usize, text: &[u8]) -> Result<Measured> {
    let (_, m) = within(g, Bounds::FLOOD, |g| {
        let mut lines = (0..count)
            .map(|_| Line::open(&g.url))
            .collect::<Result<Vec<_>>>()?;
        for line in &mut lines {
            line.send(text);
        }
        let gone = ended(&mut lines, PATIENCE)?;
        ensure!(gone == count, "{count} 条里还开着 {}", count - gone);
        Ok(())
    })?;
    Ok(m)
}

fn refused(g: &Ground, text: &[u8]) -> Result<()> {
    let mut line = Line::open(&g.url)?;
    line.send(text);
    let status = line.status(SOON)?;
    ensure!(
        status.is_none_or(|s| (400..500).contains(&s)),
        "答了 {status:?}"
    );
    Ok(())
}

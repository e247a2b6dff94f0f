//! Tests of the server, through plain connections.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::*;
use crate::output::{Artefact, MemoryOut, Out};

fn snapshot(files: &[(&str, &str)]) -> Arc<Snapshot> {
    let mut out = MemoryOut::new();
    let site: Vec<Artefact> = files.iter().map(|(path, text)| Artefact::made(*path, *text)).collect();
    out.publish(&site).expect("the paths are fine");
    out.snapshot()
}

const SITE: &[(&str, &str)] = &[
    ("index.html", "<body>home</BODY></html>"),
    ("x/index.html", "<p>x"),
    ("x/中 文/index.html", "wide"),
    ("404.html", "lost"),
    ("zh/404.html", "丢失"),
    ("a.css", "a{}"),
    ("CNAME", "example.org"),
];

fn server() -> Server {
    let server = Server::start("127.0.0.1", 0).expect("a port is free");
    server.publish(snapshot(SITE), &[], "");
    server
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.addr()).expect("it listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .expect("a timeout can be set");
    stream
}

/// What the server says to these bytes: the head and the body.
fn say(server: &Server, bytes: &[u8]) -> (String, String) {
    let mut stream = connect(server);
    stream.write_all(bytes).expect("it reads");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("it closes the connection");
    let text = String::from_utf8(all).expect("it is text");
    let (head, body) = text.split_once("\r\n\r\n").expect("it is HTTP");
    (head.to_string(), body.to_string())
}

fn ask(server: &Server, method: &str, target: &str) -> (String, String) {
    say(
        server,
        format!("{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
    )
}

fn get(server: &Server, target: &str) -> (u16, String) {
    let (head, body) = ask(server, "GET", target);
    (status(&head), body)
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status line")
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find(|l| l.to_lowercase().starts_with(&format!("{name}:")));
    line.and_then(|l| l.split_once(": "))
        .map_or(String::new(), |(_, value)| value.to_string())
}

/// A listening browser.
struct Events(BufReader<TcpStream>);

impl Events {
    fn open(server: &Server, query: &str) -> Events {
        let mut stream = connect(server);
        write!(stream, "GET /_stoop/events{query} HTTP/1.1\r\nHost: x\r\n\r\n").expect("it reads");
        Events(BufReader::new(stream))
    }

    /// The data of the next event of this name.
    fn next(&mut self, name: &str) -> serde_json::Value {
        let mut here = false;
        loop {
            let mut line = String::new();
            assert!(
                self.0.read_line(&mut line).expect("an event comes in time") > 0,
                "the connection stays"
            );
            if let Some(event) = line.strip_prefix("event: ") {
                here = event.trim() == name;
            } else if let Some(data) = line.strip_prefix("data: ").filter(|_| here) {
                return serde_json::from_str(data).expect("it is JSON");
            }
        }
    }
}

#[test]
fn pages_files_and_redirects() {
    let server = server();
    let (head, body) = ask(&server, "GET", "/");
    assert_eq!(status(&head), 200);
    assert_eq!(header(&head, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&head, "cache-control"), "no-store");
    assert!(body.starts_with("<body>home<script src=\"/_stoop/live.js\" "), "{body}");
    assert!(body.ends_with(" defer></script></BODY></html>"), "{body}");
    assert!(get(&server, "/x/").1.starts_with("<p>x<script"));
    let (head, body) = ask(&server, "GET", "/a.css?v=1");
    assert_eq!((status(&head), body.as_str()), (200, "a{}"));
    assert_eq!(header(&head, "content-type"), "text/css; charset=utf-8");
    assert_eq!(get(&server, "/CNAME").1, "example.org");
    let (head, _) = ask(&server, "GET", "/x?q=1");
    assert_eq!((status(&head), header(&head, "location").as_str()), (308, "/x/?q=1"));
    let (head, _) = ask(&server, "GET", "/x/%E4%B8%AD%20%e6%96%87");
    assert_eq!(header(&head, "location"), "/x/%E4%B8%AD%20%E6%96%87/");
    assert!(get(&server, "/x/%E4%B8%AD%20%E6%96%87/").1.starts_with("wide"));
    let (head, body) = ask(&server, "GET", "/_stoop/live.js");
    assert_eq!(header(&head, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(body, LIVE_JS);
}

#[test]
fn what_is_not_there_is_told_in_its_language() {
    let server = server();
    assert!(get(&server, "/nowhere").1.starts_with("lost<script"));
    let (code, body) = get(&server, "/zh/no/where/");
    assert!(code == 404 && body.starts_with("丢失<script"), "{body}");
    assert_eq!(get(&server, "/_stoop/x").0, 404);
    assert_eq!(get(&server, "//x").0, 404);
}

#[test]
fn bad_requests_do_no_harm() {
    let server = server();
    for target in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/x/..%2f..%2fetc/passwd",
        "/%ff",
        "/%0d%0aX:y",
        "/a%00b",
    ] {
        assert_eq!(get(&server, target).0, 400, "{target}");
    }
    assert_eq!(status(&ask(&server, "POST", "/").0), 405);
    assert_eq!(status(&ask(&server, "DELETE", "/_stoop/events").0), 405);
    for bytes in [
        "garbage\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let mut stream = connect(&server);
        stream.write_all(bytes.as_bytes()).expect("it reads");
    }
    assert_eq!(get(&server, "/").0, 200, "it lives");
}

#[test]
fn head_tells_the_length_and_sends_nothing() {
    let server = server();
    let length = get(&server, "/").1.len();
    let (head, body) = ask(&server, "HEAD", "/");
    assert_eq!(header(&head, "content-length"), length.to_string());
    assert_eq!((status(&head), body.as_str()), (200, ""));
}

#[test]
fn browsers_hear_of_changes_and_of_faults() {
    let server = server();
    let mut events = Events::open(&server, "");
    let first = events.next("change");
    assert_eq!(first["changed"], json(&[]));
    assert_eq!(events.next("notes"), serde_json::json!([]));
    let mut files = SITE.to_vec();
    files[1].1 = "<p>y";
    files.remove(6);
    server.publish(snapshot(&files), &[], "");
    let change = events.next("change");
    assert_eq!(change["changed"], json(&["CNAME", "x/index.html"]));
    assert_ne!(change["generation"], first["generation"]);
    let wrong = [
        Diagnostic::warning(Code::NoContent, "w"),
        Diagnostic::error(Code::BadValue, "e"),
    ];
    server.publish(snapshot(&files), &wrong, "");
    let notes = events.next("notes");
    assert_eq!(
        (&notes[0]["message"], &notes[1]["message"]),
        (&"e".into(), &"w".into()),
        "errors first"
    );
    server.publish(snapshot(&files), &[], "");
    assert_eq!(events.next("notes"), serde_json::json!([]), "mended");
}

fn json(paths: &[&str]) -> serde_json::Value {
    serde_json::json!(paths)
}

#[test]
fn a_browser_that_was_away_hears_what_it_missed() {
    let server = server();
    let page = get(&server, "/x/").1;
    let (_, rest) = page.split_once("data-generation=\"").expect("the page knows it");
    let generation = rest.split('"').next().expect("it has an end").to_string();
    let mut files = SITE.to_vec();
    for (at, text) in [(0, "1"), (1, "2")] {
        files[at].1 = text;
        server.publish(snapshot(&files), &[], "");
    }
    let change = Events::open(&server, &format!("?since={generation}")).next("change");
    assert_eq!(
        (&change["changed"], &change["all"]),
        (&json(&["index.html", "x/index.html"]), &false.into())
    );
    let change = Events::open(&server, "?since=another.1").next("change");
    assert_eq!(change["all"], true, "of another run");
    let many: Vec<(String, String)> = (0..300).map(|i| (format!("{i}"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    server.publish(snapshot(&many), &[], "");
    let change = Events::open(&server, &format!("?since={generation}")).next("change");
    assert_eq!((&change["changed"], &change["all"]), (&json(&[]), &true.into()));
}

#[test]
fn before_the_first_good_build_there_is_a_page_that_waits() {
    let server = Server::start("127.0.0.1", 0).expect("a port is free");
    server.publish(Arc::default(), &[Diagnostic::error(Code::BadValue, "e")], "/docs");
    for target in ["/", "/any/where/", "/x.html"] {
        let (code, body) = get(&server, target);
        assert!(code == 503 && body.contains("/_stoop/live.js"), "{target}: {code} {body}");
    }
    assert!(!get(&server, "/x.css").1.contains("live.js"));
    assert_eq!(Events::open(&server, "").next("notes")[0]["message"], "e");
}

#[test]
fn below_a_base_path() {
    let server = Server::start("127.0.0.1", 0).expect("a port is free");
    server.publish(snapshot(SITE), &[], "/docs");
    let location = |target: &str| {
        let head = ask(&server, "GET", target).0;
        (status(&head), header(&head, "location"))
    };
    assert_eq!(location("/"), (307, "/docs/".into()));
    assert_eq!(location("/docs"), (308, "/docs/".into()));
    assert_eq!(location("/docs/x"), (308, "/docs/x/".into()));
    assert_eq!(location("/x/"), (307, "/docs/x/".into()));
    assert_eq!(location("/docsy"), (404, String::new()));
    assert!(get(&server, "/docs/").1.starts_with("<body>home"));
    assert!(get(&server, "/docs/zh/no").1.starts_with("丢失"));
}

#[test]
fn idle_and_stuck_clients_hold_up_nobody() {
    let server = server();
    let big = "x".repeat(30_000_000);
    server.publish(snapshot(&[("index.html", "home"), ("big", &big)]), &[], "");
    let idle: Vec<TcpStream> = (0..100).map(|_| connect(&server)).collect();
    let stuck: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = connect(&server);
            stream.write_all(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n").expect("it reads");
            stream
        })
        .collect();
    let listeners: Vec<Events> = (0..MAX_LISTENERS + 5).map(|_| Events::open(&server, "")).collect();
    assert!(get(&server, "/").1.starts_with("home"));
    drop(listeners);
    drop((idle, stuck));
    assert!(get(&server, "/").1.starts_with("home"));
}

#[test]
fn a_taken_port_is_told() {
    let server = server();
    let note = Server::start("127.0.0.1", server.addr().port()).expect_err("it is taken");
    assert_eq!(
        note.message,
        format!("cannot serve on 127.0.0.1:{}: address in use", server.addr().port())
    );
    let port = server.addr().port();
    drop(server);
    let free = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(20));
        Server::start("127.0.0.1", port).is_ok()
    });
    assert!(free, "a dropped server leaves its port");
}

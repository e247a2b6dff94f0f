//! Other sites that misbehave, played by this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// A site on this machine: `answer` is given the request line and how many requests for that path came before.
fn site(answer: impl Fn(&str, usize, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let answer = Arc::new(answer);
    let counts: Arc<Mutex<std::collections::HashMap<String, usize>>> = Arc::default();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (answer, counts) = (answer.clone(), counts.clone());
            thread::spawn(move || {
                let mut stream = stream;
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                let line = String::from_utf8_lossy(&head).lines().next().unwrap_or("").to_string();
                let path = line.split(' ').nth(1).unwrap_or("").to_string();
                let before = {
                    let mut counts = counts.lock().expect("nobody panicked");
                    let count = counts.entry(path).or_default();
                    *count += 1;
                    *count - 1
                };
                answer(&line, before, &mut stream);
            });
        }
    });
    format!("http://{address}")
}

fn say(stream: &mut TcpStream, status: &str, headers: &str) {
    let _ = stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n").as_bytes());
}

fn prober(cache: Cache) -> Prober {
    let options = External {
        timeout: 1,
        delay: 1,
        retries: 2,
        ..External::default()
    };
    Prober::new(options, cache, 1_000, 100)
}

fn ask(base: &str, path: &str) -> Verdict {
    prober(Cache::default()).probe(&[format!("{base}{path}")]).remove(0)
}

#[test]
fn good_moved_and_gone() {
    let base = site(|line, _, stream| match line.split(' ').nth(1) {
        Some("/moved") => say(stream, "301 Moved", "Location: /good\r\n"),
        Some("/for-now") => say(stream, "302 Found", "Location: good?x\r\n"),
        Some("/private") => say(stream, "403 Forbidden", ""),
        Some(path) if path.starts_with("/good") => say(stream, "200 OK", ""),
        _ => say(stream, "404 Not Found", ""),
    });
    assert_eq!(ask(&base, "/good"), Verdict::Good);
    assert_eq!(ask(&base, "/moved"), Verdict::Moved(format!("{base}/good")));
    assert_eq!(ask(&base, "/for-now"), Verdict::Good);
    assert_eq!(ask(&base, "/private"), Verdict::Good);
    assert_eq!(ask(&base, "/gone"), Verdict::Dead("it answers with 404".into()));
}

#[test]
fn a_host_that_knows_get_only() {
    let base = site(|line, _, stream| match line.starts_with("HEAD") {
        true => say(stream, "405 Method Not Allowed", ""),
        false => say(stream, "200 OK", ""),
    });
    assert_eq!(ask(&base, "/"), Verdict::Good);
}

#[test]
fn circles_end() {
    let base = site(|line, _, stream| match line.contains("/a") {
        true => say(stream, "302 Found", "Location: /b\r\n"),
        false => say(stream, "302 Found", "Location: /a\r\n"),
    });
    assert_eq!(ask(&base, "/a"), Verdict::Dead("it leads on in a circle".into()));
    let base = site(|line, _, stream| {
        let path = line.split(' ').nth(1).unwrap_or("/").to_string();
        say(stream, "302 Found", &format!("Location: {path}x\r\n"));
    });
    assert_eq!(ask(&base, "/"), Verdict::Dead("it leads on more than 10 times".into()));
}

#[test]
fn too_many_requests_are_repeated_when_they_may_be() {
    let base = site(|_, before, stream| match before {
        0 => say(stream, "429 Too Many Requests", "Retry-After: 1\r\n"),
        _ => say(stream, "200 OK", ""),
    });
    let start = Instant::now();
    assert_eq!(ask(&base, "/"), Verdict::Good);
    assert!(start.elapsed() >= Duration::from_secs(1), "it was asked to wait");
    let base = site(|_, _, stream| say(stream, "429 Too Many Requests", "Retry-After: 86400\r\n"));
    let start = Instant::now();
    assert_eq!(ask(&base, "/"), Verdict::Unreachable("it answers with 429".into()));
    assert!(start.elapsed() < Duration::from_secs(20), "nobody waits for a day");
}

#[test]
fn who_wants_a_long_rest_gets_it() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let base = site(move |_, _, stream| {
        count.fetch_add(1, Ordering::SeqCst);
        say(stream, "429 Too Many Requests", "Retry-After: 86400\r\n");
    });
    let urls: Vec<String> = (0..40).map(|i| format!("{base}/{i}")).collect();
    let options = External {
        timeout: 5,
        delay: 50,
        ..External::default()
    };
    let verdicts = Prober::new(options, Cache::default(), 1_000, 100).probe(&urls);
    let refused = asked.load(Ordering::SeqCst);
    assert!((1..=4).contains(&refused), "{refused} questions: only those under way go on");
    let not_asked = verdicts.iter().filter(|v| **v == Verdict::NotAsked).count();
    assert_eq!(not_asked, urls.len() - refused);
    assert!(verdicts.contains(&Verdict::Unreachable("it answers with 429".into())));
}

#[test]
fn what_fails_at_first_is_asked_again() {
    let base = site(|_, before, stream| match before {
        // HEAD and GET of the first attempt: the connection ends without an answer.
        0 | 1 => {}
        2 | 3 => say(stream, "500 Internal Server Error", ""),
        _ => say(stream, "200 OK", ""),
    });
    assert_eq!(ask(&base, "/"), Verdict::Good);
}

#[test]
fn who_cannot_be_reached_is_asked_twice_and_no_more() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let slow = site(move |line, _, _| {
        assert!(line.starts_with("HEAD"), "{line}");
        count.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_secs(30));
    });
    let urls: Vec<String> = (0..3).map(|i| format!("{slow}/{i}")).collect();
    let options = External {
        timeout: 1,
        delay: 1500,
        retries: 2,
        ..External::default()
    };
    let verdicts = Prober::new(options, Cache::default(), 1_000, 100).probe(&urls);
    assert!(verdicts.iter().all(|v| matches!(v, Verdict::Unreachable(_))), "{verdicts:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn slow_endless_and_broken_ones_come_to_an_end() {
    let slow = site(|_, _, _| thread::sleep(Duration::from_secs(30)));
    let endless = site(|line, _, stream| {
        if line.starts_with("HEAD") {
            return say(stream, "501 Not Implemented", "");
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 65_536]).is_ok() {}
    });
    let plain = site(|_, _, stream| say(stream, "200 OK", ""));
    let tls = plain.replace("http://", "https://");
    let start = Instant::now();
    assert!(matches!(ask(&slow, "/"), Verdict::Unreachable(_)));
    assert_eq!(ask(&endless, "/"), Verdict::Good, "its body is not read");
    assert!(matches!(ask(&tls, "/"), Verdict::Unreachable(_)), "what answers is no TLS");
    assert!(start.elapsed() < Duration::from_secs(25));
}

#[test]
fn good_answers_are_not_asked_for_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let base = site(move |_, _, stream| {
        count.fetch_add(1, Ordering::SeqCst);
        say(stream, "200 OK", "");
    });
    let urls: Vec<String> = (0..20).map(|i| format!("{base}/{i}")).collect();
    let first = prober(Cache::default());
    assert!(first.probe(&urls).iter().all(|v| *v == Verdict::Good));
    assert_eq!(asked.load(Ordering::SeqCst), 20);
    let second = prober(first.answers());
    second.probe(&urls[..3]);
    assert_eq!(asked.load(Ordering::SeqCst), 20, "all are known");
    assert_eq!(prober(second.answers()).probe(&urls[3..4]), [Verdict::Good]);
    assert_eq!(asked.load(Ordering::SeqCst), 21, "what no page links to was forgotten");
}

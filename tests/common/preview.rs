//! `stoop serve` as a child process, and a small HTTP client for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// How long anything may take before a test gives up on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A preview of a folder. It ends when this is dropped.
pub struct Preview {
    child: Child,
    pub address: String,
    pub root: PathBuf,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

impl Preview {
    /// Start `stoop serve --port 0` and wait until it says where it is.
    pub fn start(root: &Path, args: &[&str]) -> Preview {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stoop"))
            .args(["serve", "--port", "0", "--root"])
            .arg(root)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = loop {
            let line = lines.next().expect("it says where it serves").expect("it writes text");
            if let Some(rest) = line.split("serving http://").nth(1) {
                break rest.split('/').next().expect("an address").to_string();
            }
        };
        // Nobody must stop it by not listening.
        std::thread::spawn(move || lines.for_each(drop));
        Preview {
            child,
            address,
            root: root.to_path_buf(),
        }
    }

    /// Ask for a path.
    pub fn get(&self, path: &str) -> Answer {
        let mut stream = self.ask(path, "close");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = head.lines();
        let status = lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|s| s.parse().ok());
        let header = |line: &str| line.split_once(": ").map(|(n, v)| (n.to_string(), v.to_string()));
        Answer {
            status: status.expect("a status"),
            headers: lines.filter_map(header).collect(),
            body: body.to_string(),
        }
    }

    fn ask(&self, path: &str, connection: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: {connection}\r\n\r\n",
            self.address
        )
        .expect("it takes requests");
        stream
    }

    /// Listen for events.
    pub fn events(&self) -> Events {
        let mut reader = BufReader::new(self.ask("/_stoop/events", "keep-alive"));
        let mut line = String::new();
        while reader.read_line(&mut line).expect("a head") > 2 {
            line.clear();
        }
        Events { reader }
    }

    /// Write a file of the site.
    pub fn put(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Change a file of the site.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.root.join(path)).expect("a file");
        assert!(text.contains(from), "`{from}` is not in {path}");
        self.put(path, &text.replacen(from, to, 1));
    }

    /// Ask for a path until the answer is right.
    pub fn until(&self, path: &str, what: &str, right: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if right(&answer) {
                return answer;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{path} never: {what}\n{} {}",
                answer.status,
                answer.body
            );
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Ask for a path until a text is there.
    pub fn until_has(&self, path: &str, text: &str) -> Answer {
        self.until(path, text, |a| a.status == 200 && a.body.contains(text))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's events, one after the other.
pub struct Events {
    reader: BufReader<TcpStream>,
}

impl Events {
    /// The next event: its name and data.
    pub fn next(&mut self) -> (String, Json) {
        let (mut name, mut data) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            let n = self.reader.read_line(&mut line).expect("an event in time");
            assert!(n > 0, "the server ended");
            let line = line.trim_end();
            if let Some(value) = line.strip_prefix("event: ") {
                name = value.to_string();
            } else if let Some(value) = line.strip_prefix("data: ") {
                data = value.to_string();
            } else if line.is_empty() && !name.is_empty() {
                return (name, serde_json::from_str(&data).expect("JSON"));
            }
        }
    }

    /// The next event of a name that is right.
    pub fn until(&mut self, name: &str, right: impl Fn(&Json) -> bool) -> Json {
        loop {
            let (found, data) = self.next();
            if found == name && right(&data) {
                return data;
            }
        }
    }
}

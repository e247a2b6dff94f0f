//! Headless Chromium, driven through `--remote-debugging-pipe`: JSON messages that end with NUL, on its file descriptors 3 and 4.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

/// How long anything may take before a test gives up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

/// Chromium, or `None` where there is none: then the tests say so and are skipped, unless `STOOP_REQUIRE_BROWSER` is set.
pub fn find() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let runs = |name: &&str| {
        let version = Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        version.is_ok_and(|s| s.success())
    };
    let found = names.into_iter().find(runs);
    if found.is_none() {
        assert!(
            std::env::var_os("STOOP_REQUIRE_BROWSER").is_none(),
            "there is no Chromium, and STOOP_REQUIRE_BROWSER is set"
        );
        eprintln!("SKIPPED: there is no Chromium on this machine");
    }
    found
}

/// A running browser with one page. It ends when this is dropped.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Json>,
    last: u64,
    session: String,
    target: String,
    /// Events that came while an answer was waited for.
    pub events: VecDeque<Json>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Start a browser with an empty profile and an empty page.
    pub fn start(program: &str) -> Browser {
        let profile = tempfile::tempdir().expect("a folder");
        let mut child = Command::new("sh")
            // Its own output goes to nobody; descriptors 3 and 4 are our pipes.
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 1>/dev/null 2>&1 </dev/null", program])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Chromium starts");
        let to = child.stdin.take().expect("a pipe");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, from) = mpsc::channel();
        std::thread::spawn(move || {
            loop {
                let mut bytes = Vec::new();
                match out.read_until(0, &mut bytes) {
                    Ok(n) if n > 0 => {}
                    _ => return,
                }
                bytes.pop();
                let Ok(message) = serde_json::from_slice(&bytes) else { return };
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut browser = Browser {
            child,
            to,
            from,
            last: 0,
            session: String::new(),
            target: String::new(),
            events: VecDeque::new(),
            _profile: profile,
        };
        browser.new_page();
        browser
    }

    /// Leave the page for a fresh one, without anything remembered but what the browser itself stores.
    pub fn new_page(&mut self) {
        self.session.clear();
        if !self.target.is_empty() {
            let old = std::mem::take(&mut self.target);
            self.call("Target.closeTarget", json!({ "targetId": old }));
        }
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        self.target = target["targetId"].as_str().expect("a target").to_string();
        let session = self.call("Target.attachToTarget", json!({ "targetId": self.target, "flatten": true }));
        self.session = session["sessionId"].as_str().expect("a session").to_string();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.size(1280, 800);
        self.events.clear();
    }

    /// Call a method and wait for its result.
    pub fn call(&mut self, method: &str, params: Json) -> Json {
        self.try_call(method, params)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, params: Json) -> Result<Json, Json> {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        write!(self.to, "{message}\0")
            .and_then(|()| self.to.flush())
            .expect("Chromium listens");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = self.receive(deadline).unwrap_or_else(|| panic!("no answer to {method}"));
            if message["id"] == self.last {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.events.push_back(message);
        }
    }

    fn receive(&mut self, deadline: Instant) -> Option<Json> {
        self.from
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            .ok()
    }

    /// The size of the window in CSS pixels.
    pub fn size(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Press a key and let it go: `/`, `Escape`.
    pub fn key(&mut self, key: &str) {
        let code = match key {
            "Escape" => 27,
            key => u32::from(key.chars().next().expect("a key")),
        };
        let text = if key.chars().count() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text }),
            );
        }
    }

    /// Go to a URL and wait until the page is loaded.
    pub fn open(&mut self, url: &str) {
        self.events.clear();
        let went = self.call("Page.navigate", json!({ "url": url }));
        assert!(went.get("errorText").is_none(), "{url}: {went}");
        self.loaded();
    }

    /// Wait until a page is loaded.
    pub fn loaded(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.events.iter().any(|e| e["method"] == "Page.loadEventFired") {
            let Some(event) = self.receive(deadline) else {
                panic!("the page does not load: {:#?}", self.events)
            };
            self.events.push_back(event);
        }
    }

    /// The value of an expression; promises are awaited.
    pub fn eval(&mut self, expression: &str) -> Json {
        self.try_eval(expression)
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    fn try_eval(&mut self, expression: &str) -> Result<Json, Json> {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true });
        let result = self.try_call("Runtime.evaluate", params)?;
        match result.get("exceptionDetails") {
            Some(error) => Err(error.clone()),
            None => Ok(result["result"]["value"].clone()),
        }
    }

    /// Wait until an expression is true; a page that is left meanwhile is no matter.
    pub fn until(&mut self, expression: &str) {
        let start = Instant::now();
        loop {
            let last = self.try_eval(expression);
            if last.as_ref().is_ok_and(|value| *value == json!(true)) {
                return;
            }
            if start.elapsed() >= PATIENCE {
                let seen = self.try_eval("[location.href, scrollX, scrollY, document.documentElement.scrollHeight, sessionStorage.length, history.scrollRestoration, document.readyState].join()");
                panic!("never true: {expression}\n{last:?}\n{seen:?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What went wrong on the page so far: exceptions, errors in the console, requests that failed.
    pub fn troubles(&mut self) -> Vec<String> {
        let trouble = |event: &Json| {
            let params = &event["params"];
            match event["method"].as_str()? {
                "Runtime.exceptionThrown" => Some(format!("exception: {}", params["exceptionDetails"])),
                "Runtime.consoleAPICalled" if params["type"] == "error" => Some(format!("console: {}", params["args"])),
                "Log.entryAdded" if params["entry"]["level"] == "error" => Some(format!("log: {}", params["entry"])),
                "Network.loadingFailed" if params["canceled"] != true => Some(format!("failed: {params}")),
                "Network.responseReceived" if params["response"]["status"].as_u64().is_some_and(|s| s >= 400) => {
                    Some(format!("{}: {}", params["response"]["status"], params["response"]["url"]))
                }
                _ => None,
            }
        };
        self.events.iter().filter_map(trouble).collect()
    }

    /// The page as a PDF, with the paper that its own style asks for.
    pub fn pdf(&mut self) -> Vec<u8> {
        let params = json!({ "preferCSSPageSize": true, "printBackground": true });
        let result = self.call("Page.printToPDF", params);
        base64(result["data"].as_str().expect("data"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session.clear();
        let _ = write!(self.to, "{}\0", json!({ "id": 0, "method": "Browser.close" }));
        let _ = self.to.flush();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many pages a PDF of Chromium's has: its page objects are not compressed.
pub fn pdf_pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let objects = text
        .match_indices("/Type /Page")
        .filter(|(at, m)| !text[at + m.len()..].starts_with('s'));
    objects.count()
}

fn base64(text: &str) -> Vec<u8> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len()), 0u32, 0);
    for six in text.bytes().filter_map(value) {
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

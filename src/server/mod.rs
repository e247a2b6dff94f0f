//! The preview's web server: the site from memory, and word to open browsers of what changed and what is wrong.

mod events;
mod mime;
mod reply;
mod url;

use std::collections::HashMap;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::diag::{Code, Diagnostic};
use crate::output::Snapshot;
use events::Board;
use reply::Reply;

/// How many requests are answered at once. Each has its own thread, so that one whose reader is slow holds up nobody but itself.
const MAX_REQUESTS: usize = 256;

/// How many pages can listen for changes at once.
const MAX_LISTENERS: usize = 128;

/// Our own paths begin with this; nothing else does, since a site's own files cannot begin with `_stoop` in the preview.
const OWN: &str = "/_stoop/";

const LIVE_JS: &str = include_str!("live.js");

/// A running server. It stops when this is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    board: Arc<Board>,
    addr: SocketAddr,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("addr", &self.addr).finish_non_exhaustive()
    }
}

impl Server {
    /// Listen on an address such as `127.0.0.1` and a port; port 0 takes any that is free. Until the first [`Server::publish`] every page
    /// is one that waits.
    ///
    /// # Errors
    /// `BadCall` when the port is taken or the address is not one of this machine.
    pub fn start(bind: &str, port: u16) -> Result<Server, Diagnostic> {
        let listener = TcpListener::bind((bind, port)).map_err(|e| cannot_listen(bind, port, &e.kind().to_string()))?;
        let addr = listener.local_addr().map_err(|e| cannot_listen(bind, port, &e.to_string()))?;
        let http = tiny_http::Server::from_listener(listener, None).map_err(|e| cannot_listen(bind, port, &e.to_string()))?;
        let server = Server {
            http: Arc::new(http),
            board: Arc::new(Board::default()),
            addr,
        };
        let (http, board) = (server.http.clone(), server.board.clone());
        thread::spawn(move || accept(&http, &board));
        Ok(server)
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Which files pages are written in, by what they are published as: so that a page can show what is wrong with it.
    pub fn sources(&self, sources: HashMap<String, Arc<str>>) {
        self.board.sources(Arc::new(sources));
    }

    /// Serve this site from now on, and tell open browsers which paths changed and what is wrong. After a failed build the site is the
    /// one from before. `base_path` is the path of the site's base URL: empty, or such as `/docs`.
    pub fn publish(&self, site: Arc<Snapshot>, notes: &[Diagnostic], base_path: &str) {
        self.board.publish(site, notes, base_path);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.board.close();
        self.http.unblock();
    }
}

fn cannot_listen(bind: &str, port: u16, why: &str) -> Diagnostic {
    Diagnostic::error(Code::BadCall, format!("cannot serve on {bind}:{port}: {why}"))
        .help("stop what runs there, or choose another port with --port (0 takes any that is free)")
}

/// Counts itself for as long as it lives.
struct Slot(Arc<AtomicUsize>);

impl Slot {
    fn take(count: &Arc<AtomicUsize>, max: usize) -> Option<Slot> {
        let slot = Slot(count.clone());
        (count.fetch_add(1, Ordering::SeqCst) < max).then_some(slot)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Hand each request to a thread, until the server is dropped.
fn accept(http: &tiny_http::Server, board: &Arc<Board>) {
    let (requests, listeners) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    while let Ok(request) = http.recv() {
        let is_listener = request.url().starts_with("/_stoop/events");
        let slot = match is_listener {
            true => Slot::take(&listeners, MAX_LISTENERS),
            false => Slot::take(&requests, MAX_REQUESTS),
        };
        let board = board.clone();
        // Dropped unanswered, a request gets an empty 500 from tiny_http; so does the one whose thread cannot be made.
        if let Some(slot) = slot {
            let name = if is_listener { "stoop-listener" } else { "stoop-request" };
            let work = move || {
                let _slot = slot;
                if is_listener {
                    listen(request, &board)
                } else {
                    answer(request, &board)
                }
            };
            let _ = thread::Builder::new().name(name.into()).spawn(work);
        }
    }
}

fn answer(request: tiny_http::Request, board: &Board) {
    let method = request.method().clone();
    let reply = match method {
        tiny_http::Method::Get | tiny_http::Method::Head => reply::to(request.url(), &board.now()),
        _ => Reply::text(405, "only GET and HEAD are answered here\n").header("Allow", "GET, HEAD"),
    };
    // Past tiny_http's own responses, which keep connections open: each holds one of its threads, and a connection that is made while the
    // last idle thread is being woken waits until another one ends. A page with several styles and scripts could hang like that.
    let status = tiny_http::StatusCode(reply.status);
    let mut head = format!(
        "HTTP/1.1 {} {}\r\nConnection: close\r\n",
        reply.status,
        status.default_reason_phrase()
    );
    let length = ("Content-Length", reply.body.len().to_string());
    let headers = [("Cache-Control", "no-store".to_string()), length]
        .into_iter()
        .chain(reply.headers);
    for (name, value) in headers {
        // Values are made of ASCII only; what is not a header is left out.
        if value.is_ascii() && !value.contains(['\r', '\n']) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if method != tiny_http::Method::Head {
        bytes.extend(reply.body);
    }
    // A reader that is gone needs no answer.
    let mut writer = request.into_writer();
    let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
}

fn listen(request: tiny_http::Request, board: &Board) {
    let last = request
        .headers()
        .iter()
        .find(|h| h.field.equiv("Last-Event-ID"))
        .map(|h| h.value.to_string());
    let since = last.or_else(|| url::query(request.url(), "since"));
    if *request.method() != tiny_http::Method::Get {
        let _ = request.respond(tiny_http::Response::empty(405));
        return;
    }
    // Past tiny_http's own responses, which keep small writes back until there are enough of them.
    events::serve(&mut *request.into_writer(), board, since.as_deref());
}

#[cfg(test)]
mod tests;

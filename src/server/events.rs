//! What changed and what is wrong, and telling it to browsers as server-sent events.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::diag::{self, Diagnostic};
use crate::output::Snapshot;

/// Browsers are told this many changed paths at most; of more they only hear that there are many.
const MAX_PATHS: usize = 200;

/// Browsers are told this many diagnostics at most.
const MAX_NOTES: usize = 1000;

/// A browser that was away for more changes than this hears that anything may have changed.
const MAX_HISTORY: usize = 64;

/// A comment is sent this often, which finds out whether the browser is still there.
const PULSE: Duration = Duration::from_secs(15);

/// The site at one moment, as requests need it.
#[derive(Clone)]
pub(super) struct Now {
    pub site: Arc<Snapshot>,
    pub base_path: String,
    pub generation: String,
    /// What pages are written in, by what they are published as.
    pub sources: Sources,
}

/// Files of the site by the published paths of the pages that they make.
pub(super) type Sources = Arc<HashMap<String, Arc<str>>>;

/// Where the builder puts up what is new, and every listener reads it.
pub(super) struct Board {
    state: Mutex<State>,
    news: Condvar,
    /// Tells this run of the program from another.
    run: u64,
}

#[derive(Default)]
struct State {
    site: Arc<Snapshot>,
    base_path: String,
    sources: Sources,
    /// How many times the site changed.
    changes: u64,
    /// The paths of the last changes, the oldest first.
    history: VecDeque<Vec<String>>,
    /// The diagnostics as a JSON array, and how many times they changed.
    notes: Arc<str>,
    notes_changes: u64,
    closed: bool,
}

impl Default for Board {
    fn default() -> Self {
        let run = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |d| d.as_millis() as u64);
        let state = State {
            notes: "[]".into(),
            ..State::default()
        };
        Board {
            state: Mutex::new(state),
            news: Condvar::new(),
            run,
        }
    }
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is ever half done in the state, so a thread that panicked did it no harm.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn publish(&self, site: Arc<Snapshot>, notes: &[Diagnostic], base_path: &str) {
        let notes = notes_json(notes);
        let before = self.lock().site.clone();
        let mut changed = if Arc::ptr_eq(&before, &site) {
            Vec::new()
        } else {
            site.changes(&before)
        };
        let mut state = self.lock();
        if state.base_path != base_path {
            // Every link of every page is another one.
            state.base_path = base_path.to_string();
            changed = vec![String::new(); MAX_PATHS + 1];
        }
        if !changed.is_empty() {
            changed.truncate(MAX_PATHS + 1);
            state.changes += 1;
            state.history.push_back(changed);
            if state.history.len() > MAX_HISTORY {
                state.history.pop_front();
            }
        }
        state.site = site;
        if *state.notes != *notes {
            state.notes = notes.into();
            state.notes_changes += 1;
        }
        drop(state);
        self.news.notify_all();
    }

    /// What pages are written in, from now on.
    pub fn sources(&self, sources: Sources) {
        self.lock().sources = sources;
    }

    /// Send all listeners away.
    pub fn close(&self) {
        self.lock().closed = true;
        self.news.notify_all();
    }

    pub fn now(&self) -> Now {
        let state = self.lock();
        Now {
            site: state.site.clone(),
            base_path: state.base_path.clone(),
            generation: self.generation(state.changes),
            sources: state.sources.clone(),
        }
    }

    fn generation(&self, changes: u64) -> String {
        format!("{:x}.{changes}", self.run)
    }

    /// How many changes a generation had seen, if it is one of this run.
    fn changes_of(&self, generation: &str) -> Option<u64> {
        let (run, changes) = generation.split_once('.')?;
        (run == format!("{:x}", self.run)).then(|| changes.parse().ok()).flatten()
    }
}

impl State {
    /// The paths that changed since then; `None` if that is too long ago to know, or they are too many.
    fn since(&self, seen: u64) -> Option<BTreeSet<&str>> {
        let missed = usize::try_from(self.changes.checked_sub(seen)?).ok()?;
        let from = self.history.len().checked_sub(missed)?;
        let paths: BTreeSet<&str> = self.history.range(from..).flatten().map(String::as_str).collect();
        let too_many = self.history.range(from..).any(|change| change.len() > MAX_PATHS) || paths.len() > MAX_PATHS;
        (!too_many).then_some(paths)
    }
}

/// Tell one browser everything, until it or the server goes. `since` is the generation that the browser knows.
pub(super) fn serve(out: &mut dyn Write, board: &Board, since: Option<&str>) {
    // An error means that the browser is gone, and so are we.
    let _ = talk(out, board, since);
}

fn talk(out: &mut dyn Write, board: &Board, since: Option<&str>) -> io::Result<()> {
    out.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 1000\n\n",
    )?;
    out.flush()?;
    // Always sent at first, so that a browser knows where it stands. One that does not say what it knows is up to date.
    let mut known: Option<u64> = None;
    let mut known_notes: Option<u64> = None;
    loop {
        let mut text = String::new();
        {
            let mut state = board.lock();
            while !state.closed && known == Some(state.changes) && known_notes == Some(state.notes_changes) && text.is_empty() {
                let (next, timeout) = board.news.wait_timeout(state, PULSE).unwrap_or_else(PoisonError::into_inner);
                state = next;
                if timeout.timed_out() {
                    text.push_str(": still here\n\n");
                }
            }
            if state.closed {
                return Ok(());
            }
            if known != Some(state.changes) {
                let seen = match (known, since) {
                    (Some(seen), _) => Some(seen),
                    (None, None) => Some(state.changes),
                    (None, Some(generation)) => board.changes_of(generation),
                };
                text.push_str(&change(
                    &board.generation(state.changes),
                    seen.and_then(|seen| state.since(seen)),
                ));
                known = Some(state.changes);
            }
            if known_notes != Some(state.notes_changes) {
                text.push_str(&format!("event: notes\ndata: {}\n\n", state.notes));
                known_notes = Some(state.notes_changes);
            }
        }
        // Without the lock: a slow browser holds up nobody.
        out.write_all(text.as_bytes())?;
        out.flush()?;
    }
}

/// `all` stands for paths that are too many to name, or not known.
fn change(generation: &str, paths: Option<BTreeSet<&str>>) -> String {
    let all = paths.is_none();
    let data = json!({ "generation": generation, "changed": paths.unwrap_or_default(), "all": all });
    format!("id: {generation}\nevent: change\ndata: {data}\n\n")
}

/// Errors first, as the overlay shows them.
fn notes_json(notes: &[Diagnostic]) -> String {
    let mut sorted: Vec<&Diagnostic> = notes.iter().collect();
    sorted.sort_by_key(|note| note.severity);
    let lines: Vec<String> = sorted.into_iter().take(MAX_NOTES).map(diag::json::line).collect();
    format!("[{}]", lines.join(","))
}

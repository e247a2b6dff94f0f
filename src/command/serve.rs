//! `stoop serve`: build into memory, tell the browser, wait for a change, again.

use std::process::ExitCode;
use std::time::Instant;

use super::build::now;
use super::{FAILED, bad_call, report};
use crate::cli::SiteArgs;
use crate::diag::{Levels, enough, has_errors, human};
use crate::output::MemoryOut;
use crate::pipeline::{self, Keep, Request};
use crate::server::Server;
use crate::site::Choice;
use crate::source::watch::{Wake, Watcher};

/// Preview a site until the process is ended.
pub fn run(site: &SiteArgs, bind: &str, port: u16, drafts: bool, open: bool) -> ExitCode {
    if !site.root.join(&site.config).is_file() {
        return bad_call(&format!(
            "there is no `{}` in `{}`; `stoop init` makes a site",
            site.config.display(),
            site.root.display()
        ));
    }
    let server = match Server::start(bind, port) {
        Ok(server) => server,
        Err(note) => {
            human::write(&[note], false, &mut std::io::stderr());
            return ExitCode::from(FAILED);
        }
    };
    let mut watcher = match Watcher::new(&site.root, &[site.config.clone(), "content".into()], &["public".into()]) {
        Ok(watcher) => watcher,
        Err(note) => {
            human::write(&[note], false, &mut std::io::stderr());
            return ExitCode::from(FAILED);
        }
    };
    let mut keep = Keep::new(&site.root);
    let mut memory = MemoryOut::new();
    let mut first = true;
    let mut told = Vec::new();
    loop {
        let start = Instant::now();
        // The preview's own address stands for the configured one, so that every absolute link stays here.
        let request = Request {
            root: site.root.clone(),
            config: site.config.clone(),
            base_url: Some(format!("http://{}/", server.addr())),
            choice: Choice {
                drafts,
                future: true,
                now: now(),
            },
            levels: Levels {
                lenient: true,
                ..Levels::default()
            },
            probe: None,
        };
        let outcome = pipeline::build(&request, &mut keep, &mut memory, &|_| {});
        server.sources(outcome.pages_of.iter().cloned().collect());
        server.publish(memory.snapshot(), &enough(&outcome.notes), &outcome.base_path);
        // What was told before stands above in the terminal.
        report::new_findings(&outcome, &told);
        told = outcome.notes.clone();
        let state = if has_errors(&outcome.notes) {
            "errors; the last good state is shown"
        } else {
            "ready"
        };
        println!(
            "{} in {:.0} ms: {state}",
            report::counted(outcome.pages, "page"),
            start.elapsed().as_secs_f64() * 1000.0
        );
        if first {
            first = false;
            let url = format!("http://{}/", server.addr());
            println!("serving {url}  (Ctrl-C ends it)");
            if open {
                open_browser(&url);
            }
        }
        if !outcome.sources.is_empty() {
            watcher.set_paths(&outcome.sources);
            if let Some(problem) = watcher.problem() {
                human::write(std::slice::from_ref(problem), false, &mut std::io::stderr());
            }
        }
        keep.rest();
        if watcher.wait() == Wake::Stopped {
            return ExitCode::SUCCESS;
        }
    }
}

/// Ask the desktop to open a URL; the URL is printed anyway, so failing is no matter.
fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let _ = std::process::Command::new(program)
        .arg(url)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
}

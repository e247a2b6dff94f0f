//! One file for each verb: the only place that wires the outside world to the pipeline.

mod build;
mod check;
mod import;
mod init;
mod new;
mod report;
mod schema;
mod serve;
mod sheet;
mod translate;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::cli::{Cli, Command, ImportFrom};

/// The site has errors.
const FAILED: u8 = 1;
/// The call is wrong.
const BAD_CALL: u8 = 2;

/// Run a verb. The status is that of the process.
pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Init { dir } => init::run(&dir),
        Command::Import {
            from: ImportFrom::Hugo { dir, output, force },
        } => import::hugo(&dir, output.as_deref(), force),
        Command::New { kind, path, lang, site } => new::run(kind, &path, lang.as_deref(), &site),
        Command::Build {
            site,
            content,
            out,
            gate,
            report,
        } => build::build(&site, &content, out.as_deref(), &gate, &report),
        Command::Check {
            site,
            content,
            gate,
            baseline,
            external,
            report,
        } => check::run(&site, &content, &gate, &baseline, &external, &report),
        Command::Serve {
            site,
            bind,
            port,
            no_drafts,
            open,
        } => serve::run(&site, &bind, port, !no_drafts, open),
        Command::Sheet { command } => sheet::run(command),
        Command::Translate { verb } => translate::run(&verb),
        Command::Schema { kind } => schema::run(kind),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "stoop", &mut text);
            print(&text)
        }
        Command::Man => {
            let mut text = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut text) {
                Ok(()) => print(&text),
                Err(_) => ExitCode::from(FAILED),
            }
        }
    }
}

/// Print a text. A reader that has read enough, such as `head`, is no failure.
fn print(text: &[u8]) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(FAILED),
        _ => ExitCode::SUCCESS,
    }
}

/// Print a mistake in the call.
fn bad_call(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(BAD_CALL)
}

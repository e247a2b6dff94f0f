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

/// `1,234`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 page`, `1,200 pages`.
fn many(n: usize, one: &str, more: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { more })
}

/// Print a mistake in the call.
fn bad_call(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(BAD_CALL)
}

#[cfg(test)]
mod tests {
    use super::{grouped, many};

    #[test]
    fn thousands() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            [0, 1, 2000].map(|n| many(n, "page", "pages")),
            ["0 pages", "1 page", "2,000 pages"]
        );
    }
}

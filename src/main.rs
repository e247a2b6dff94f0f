//! Parse the command line, run the verb, exit with its status.

use std::process::ExitCode;

use clap::Parser;
use stoop::cli::Cli;

fn main() -> ExitCode {
    stoop::command::run(Cli::parse())
}

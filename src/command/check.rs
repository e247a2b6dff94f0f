//! `stoop check`: everything but writing, judged by what is known already.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use super::{bad_call, build, report};
use crate::check::Probe;
use crate::cli::{BaselineArgs, ContentArgs, ExternalArgs, GateArgs, ReportArgs, ReportFormat, SiteArgs};
use crate::config::External;
use crate::diag::{Baseline, Diagnostic};
use crate::external::{Cache, Prober};
use crate::output::{Artefact, Out, Published};
use crate::pipeline::{self, Keep, Outcome, Request};

/// Do all but writing.
pub fn run(
    site: &SiteArgs,
    content: &ContentArgs,
    gate: &GateArgs,
    baseline: &BaselineArgs,
    external: &ExternalArgs,
    args: &ReportArgs,
) -> ExitCode {
    let start = Instant::now();
    let known = match baseline.baseline.as_deref().map(read).transpose() {
        Ok(known) => known,
        Err(message) => return bad_call(&message),
    };
    let mut request = match build::gated(site, content, gate) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let prober = external.external.then(|| Arc::new(prober(&request, external)));
    request.probe = prober.clone().map(|prober| prober as Arc<dyn Probe>);
    let mut keep = Keep::new(&request.root);
    let mut outcome = pipeline::build(&request, &mut keep, &mut Nowhere, &report::progress);
    report::progress_done();
    if let Some(prober) = prober {
        keep_answers(&request.root, &prober);
    }
    let new = Baseline::of(&outcome.notes);
    let mut left_out = 0;
    if let (Some(known), Some(file)) = (known, &baseline.baseline) {
        left_out += compare(&mut outcome, &known, file);
    }
    if let Some(file) = &baseline.write_baseline {
        if let Err(error) = fs::write(file, new.write()) {
            return bad_call(&format!("`{}` cannot be written: {error}", file.display()));
        }
        let rest = Baseline::of(&outcome.notes);
        left_out += compare(&mut outcome, &rest, file);
    }
    if left_out > 0 && args.format == ReportFormat::Human {
        eprintln!("{} left out: in the baseline", report::counted(left_out, "finding"));
    }
    report::print(&outcome, start.elapsed(), None, &request.root, args)
}

/// Takes everything and writes nothing.
pub(super) struct Nowhere;

impl Out for Nowhere {
    fn publish(&mut self, _: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        Ok(Published::default())
    }
}

/// A baseline from its file.
fn read(file: &Path) -> Result<Baseline, String> {
    let name = file.display();
    let text =
        fs::read_to_string(file).map_err(|e| format!("the baseline `{name}` cannot be read: {e}; --write-baseline makes one"))?;
    Baseline::read(&text).map_err(|e| format!("`{name}` is not a baseline: {e}; --write-baseline makes one"))
}

/// Leave out what is known. How many findings that were is told to people.
fn compare(outcome: &mut Outcome, known: &Baseline, file: &Path) -> usize {
    let compared = known.compare(std::mem::take(&mut outcome.notes), &file.display().to_string());
    outcome.notes = compared.notes;
    compared.known
}

/// Where the answers of other sites are kept, in the site's folder.
const ANSWERS: &str = ".stoop/links.json";

fn prober(request: &Request, args: &ExternalArgs) -> Prober {
    let answers = fs::read_to_string(request.root.join(ANSWERS)).map_or_else(|_| Cache::default(), |text| Cache::read(&text));
    let now = u64::try_from(request.choice.now).unwrap_or(0);
    let options = pipeline::configured(request).map_or_else(External::default, |config| config.check.external);
    Prober::new(options, answers, now, u64::from(args.max_age) * 24 * 3600)
}

/// Answers that cannot be kept are asked for again: no harm but time.
fn keep_answers(root: &Path, prober: &Prober) {
    let file = root.join(ANSWERS);
    let written = file
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&file, prober.answers().write()));
    if let Err(error) = written {
        eprintln!("`{}` cannot be written: {error}", file.display());
    }
}

//! `build`: the whole program on one screen. A cold build, a warm build, a check and the preview all come through here.

mod fill;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::adapter;
use crate::check;
use crate::config::{self, Check, Config, TranslatedIds};
use crate::diag::{self, Diagnostic, Levels, Noted, Severity, has_errors};
use crate::doc::{self, Doc, Highlighter, Markdown};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::output::{self, Artefact, Out, Published};
use crate::render::{self, Job, Theme};
use crate::sheet;
use crate::site::{self, Choice, Input, Page, Site};
use crate::source::{self, Entry, EntryKind, Files, Scanner};
use crate::translate::{self, Original, Survey};

pub use fill::sources as sheet_sources;

/// A parsed file, with what was noticed.
type Parsed = Noted<Arc<Doc>>;

/// What to build.
#[derive(Clone, Debug)]
pub struct Request {
    /// The site's folder.
    pub root: PathBuf,
    /// The configuration file, from the root.
    pub config: PathBuf,
    /// Instead of the configured one.
    pub base_url: Option<String>,
    pub choice: Choice,
    /// How much findings weigh, over what the configuration says.
    pub levels: Levels,
    /// Who asks for links to other sites; nobody in a plain build.
    pub probe: Option<Arc<dyn check::Probe>>,
}

/// What is kept from one build to the next: results by the hash of what they depend on.
#[derive(Debug)]
pub struct Keep {
    scanner: Scanner,
    docs: Memo<Parsed>,
    sheets: fill::Kept,
    /// The words of documents, as translations see them.
    pub originals: Memo<Original>,
    themes: Memo<Noted<Option<Theme>>>,
    rendered: render::Memos,
    checked: check::Memos,
    highlighter: Arc<Highlighter>,
}

impl Keep {
    /// Nothing yet, for a site's folder.
    pub fn new(root: &std::path::Path) -> Self {
        Keep {
            scanner: Scanner::new(root),
            docs: Memo::default(),
            sheets: fill::Kept::default(),
            originals: Memo::default(),
            themes: Memo::default(),
            rendered: render::Memos::default(),
            checked: check::Memos::default(),
            highlighter: Arc::new(Highlighter::new()),
        }
    }

    /// Tidy up between two builds, when what the last one made has been shown.
    pub fn rest(&self) {
        self.rendered.rest();
    }

    fn turn(&self) {
        self.docs.turn();
        self.sheets.turn();
        self.originals.turn();
        self.themes.turn();
        self.rendered.turn();
        self.checked.turn();
        self.highlighter.turn();
    }
}

/// What became of a build.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every finding, sorted by place.
    pub notes: Vec<Diagnostic>,
    /// `None` when there were errors: then nothing was published.
    pub published: Option<Published>,
    pub pages: usize,
    /// What pages are published as, with the file that each is written in.
    pub pages_of: Vec<(String, Arc<str>)>,
    pub languages: usize,
    /// How each printed sheet fits its paper.
    #[cfg(feature = "pdf")]
    pub fits: Vec<crate::print::Fit>,
    /// The path of the base URL, for the preview.
    pub base_path: String,
    /// The files and folders, from the root, that the site is made of.
    pub sources: Vec<PathBuf>,
    /// How long each stage took, in the order of the flow.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Build the site and hand it to `out`, if it has no errors. `progress` is told each stage as it begins.
pub fn build(request: &Request, keep: &mut Keep, out: &mut dyn Out, progress: &dyn Fn(&str)) -> Outcome {
    let mut run = Run::new(progress, request);
    prepare(request, keep, &mut run, |job, keep, run| {
        let rendered = run.stage("render", || render::render(job));
        #[cfg(feature = "pdf")]
        {
            run.outcome.fits = rendered.fits();
        }
        // Where pages are missing for a reason that was told, links to them say nothing new.
        let leaves_gaps = |n: &Diagnostic| n.severity == Severity::Error && n.code.leaves_gaps();
        if !run.outcome.notes.iter().any(leaves_gaps) {
            let known = std::mem::take(&mut run.outcome.notes);
            let probe = request.probe.as_deref();
            run.stage("check", || {
                Noted::new((), check::check(job, &rendered, &keep.checked, probe, known))
            });
        }
        run.judge();
        if !has_errors(&run.outcome.notes) {
            run.outcome.published = run.stage("publish", || publish(&rendered.artefacts, out));
        }
    });
    run.end()
}

/// Read the site as a build does, and show it to a verb that publishes nothing. `None` when it could not be read so far.
pub fn look<T>(request: &Request, keep: &mut Keep, see: impl FnOnce(&Job) -> T) -> (Option<T>, Outcome) {
    let mut run = Run::new(&|_| {}, request);
    let seen = prepare(request, keep, &mut run, |job, _, _| see(job));
    (seen, run.end())
}

/// Everything up to rendering; `then` goes on from there.
fn prepare<T>(request: &Request, keep: &mut Keep, run: &mut Run, then: impl FnOnce(&Job, &Keep, &mut Run) -> T) -> Option<T> {
    let Joined {
        config,
        files,
        site,
        markdown,
        translations,
        ..
    } = join(request, keep, run, |_| {})?;
    let theme = run.stage("theme", || load_theme(&files, &config, &markdown, &keep.themes));
    let job = Job {
        config: &config,
        files: &files,
        site: &site,
        translations: &translations,
        originals: &keep.originals,
        theme: theme.value.as_ref()?,
        markdown: &markdown,
        drafts: request.choice.drafts,
        memos: &keep.rendered,
    };
    Some(then(&job, keep, run))
}

/// A site before it is rendered.
#[derive(Debug)]
pub struct Joined {
    pub config: Config,
    pub files: Files,
    pub site: Site,
    pub markdown: Markdown,
    pub translations: Survey,
    /// Whose ids headings have, as it is configured.
    pub heading_ids: TranslatedIds,
}

/// A site as far as it is known without rendering it. `None` when its configuration cannot be used; the outcome tells what was found.
pub fn survey(request: &Request, keep: &mut Keep) -> (Option<Joined>, Outcome) {
    let mut run = Run::new(&|_| {}, request);
    // Which ids headings share is a matter of rendering: without it, translations need not be taken apart.
    let joined = join(request, keep, &mut run, |config| {
        config.translations.heading_ids = TranslatedIds::Own
    });
    (joined, run.end())
}

/// The stages up to the site and its translations.
fn join(request: &Request, keep: &mut Keep, run: &mut Run, adjust: fn(&mut Config)) -> Option<Joined> {
    keep.turn();
    let mut config = run.stage("config", || load_config(request))?;
    let heading_ids = config.translations.heading_ids;
    adjust(&mut config);
    config.check.levels = config.check.levels.with(&request.levels);
    run.judge = config.check.clone();
    run.outcome.languages = config.languages.len();
    run.outcome.base_path = config.base_path.clone();
    run.outcome.sources = sources(request, &config);
    let files = run.stage("scan", || keep.scanner.scan(&config));
    let files = run.stage("adapters", || adapter::expand(files));
    let entries = run.stage("mounts", || source::entries(&files, &config));
    let inputs = run.stage("parse", || parse(entries, &keep.docs));
    let filled = run.stage("fill", || fill::sheets(inputs, &request.root, &keep.sheets));
    run.outcome.sources.extend(filled.watched);
    let site = run.stage("site", || site::build(filled.inputs, &config, &request.choice));
    run.outcome.pages = site.pages.len();
    let written = |p: &Page| Some((p.output.clone()?, p.doc.as_ref()?.file.clone()));
    run.outcome.pages_of = site.pages.iter().filter_map(written).collect();
    let markdown = Markdown {
        options: config.markdown.clone(),
        highlighter: keep.highlighter.clone(),
        join_cjk: config.markdown.join_cjk,
    };
    let translations = run.stage("translate", || translate::survey(&site, &config, &markdown, &keep.originals));
    Some(Joined {
        config,
        files,
        site,
        markdown,
        translations,
        heading_ids,
    })
}

/// Hand a site over, if its paths can stand side by side: a check takes the same ones as a build.
fn publish(artefacts: &[Artefact], out: &mut dyn Out) -> Noted<Option<Published>> {
    let notes = output::check(artefacts);
    if has_errors(&notes) {
        return Noted::new(None, notes);
    }
    match out.publish(artefacts) {
        Ok(published) => Noted::clean(Some(published)),
        Err(notes) => Noted::new(None, notes),
    }
}

/// What the preview has to watch.
fn sources(request: &Request, config: &Config) -> Vec<PathBuf> {
    let fixed = ["templates", "i18n", "static", "data", "cheatsheet", config.fonts.as_str()]
        .into_iter()
        .map(PathBuf::from);
    let mounts = config.mounts.iter().map(|m| PathBuf::from(&m.source));
    fixed.chain([request.config.clone()]).chain(mounts).collect()
}

fn load_config(request: &Request) -> Noted<Option<Config>> {
    match source::read_text(&request.root, &request.config) {
        Ok((name, text)) => config::load(&name, &text, request.base_url.as_deref(), &|folder| {
            source::has_folder(&request.root, folder)
        }),
        Err(note) => Noted::new(None, vec![note]),
    }
}

/// A site's configuration alone, if it can be used.
pub fn configured(request: &Request) -> Option<Config> {
    load_config(request).value
}

/// Every content file once, whatever number of languages it appears in.
fn parse(entries: Vec<Entry>, docs: &Memo<Parsed>) -> Noted<Vec<Input>> {
    let mut files: Vec<&Entry> = entries
        .iter()
        .filter(|e| e.kind != EntryKind::Resource || is_markdown(&e.path))
        .collect();
    files.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    files.dedup_by(|a, b| a.file.path == b.file.path);
    let parsed: Vec<(Arc<str>, Arc<Parsed>)> = files.par_iter().map(|e| (e.file.path.clone(), parse_one(e, docs))).collect();
    let notes = parsed.iter().flat_map(|(_, doc)| doc.notes.iter().cloned()).collect();
    let by_path: HashMap<Arc<str>, Arc<Doc>> = parsed.into_iter().map(|(path, doc)| (path, doc.value.clone())).collect();
    let inputs = entries
        .into_iter()
        .map(|entry| Input {
            doc: by_path.get(&entry.file.path).cloned(),
            entry,
        })
        .collect();
    Noted::new(inputs, notes)
}

fn is_markdown(path: &str) -> bool {
    path.ends_with(".md") || path.ends_with(".markdown")
}

fn parse_one(entry: &Entry, docs: &Memo<Parsed>) -> Arc<Parsed> {
    let file = &entry.file;
    docs.get(Hash::of(&(&file.path, file.hash)), || match file.read() {
        Ok(bytes) => {
            let doc = match entry.kind {
                EntryKind::Sheet => sheet::parse(&file.path, &bytes),
                EntryKind::Page | EntryKind::Resource => doc::parse(&file.path, &bytes),
            };
            Noted::new(Arc::new(doc.value), doc.notes)
        }
        Err(error) => {
            let empty = doc::parse(&file.path, b"");
            Noted::new(Arc::new(empty.value), vec![source::unreadable(&file.path, &error)])
        }
    })
}

fn load_theme(
    files: &Files,
    config: &Config,
    markdown: &Markdown,
    themes: &Memo<Noted<Option<Theme>>>,
) -> Noted<Arc<Noted<Option<Theme>>>> {
    let theme = themes.get(Theme::hash_of(files, config), || Theme::load(files, config, markdown));
    let notes = theme.notes.clone();
    Noted::new(theme, notes)
}

/// Collects findings and times while a build goes on.
struct Run<'a> {
    outcome: Outcome,
    progress: &'a dyn Fn(&str),
    since: Instant,
    judge: Check,
}

impl<'a> Run<'a> {
    fn new(progress: &'a dyn Fn(&str), request: &Request) -> Self {
        Run {
            outcome: Outcome::default(),
            progress,
            since: Instant::now(),
            judge: Check {
                levels: request.levels.clone(),
                ..Check::default()
            },
        }
    }

    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> Noted<T>) -> T {
        (self.progress)(name);
        self.since = Instant::now();
        let done = work();
        self.outcome.timings.push((name, self.since.elapsed()));
        self.outcome.notes.extend(done.notes);
        done.value
    }

    /// Weigh what was found so far.
    fn judge(&mut self) {
        self.judge.ignore(&mut self.outcome.notes);
        self.judge.levels.apply(&mut self.outcome.notes);
    }

    fn end(mut self) -> Outcome {
        self.judge();
        diag::settle(&mut self.outcome.notes);
        self.outcome
    }
}

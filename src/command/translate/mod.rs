//! `stoop translate`: the verbs for translators, and what they share: the site, a page by its name, a language by its code.

mod accept;
mod agree;
mod diff;
mod git;
mod new;
mod next;
mod status;

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;

use super::build::now;
use super::{FAILED, bad_call};
use crate::cli::{SiteArgs, TranslateVerb};
use crate::config::Language;
use crate::diag::{Diagnostic, Levels, has_errors, human, nearest};
use crate::doc::{self, Doc};
use crate::lang::LangId;
use crate::pipeline::{self, Joined, Keep, Request};
use crate::site::{Choice, Page, PageId};
use crate::translate::{self, Drift, LanguageTally, Original, Pin, State};
use git::Git;

/// A call that goes no further: what was wrong is told already.
type Done = ExitCode;

/// Run a verb.
pub fn run(verb: &TranslateVerb) -> ExitCode {
    let done = match verb {
        TranslateVerb::Status { lang, format, site } => Work::open(site).and_then(|w| status::run(&w, lang.as_deref(), *format)),
        TranslateVerb::Diff { page, lang, site } => Work::open(site).and_then(|w| diff::run(&w, page, lang)),
        TranslateVerb::Accept {
            names,
            section,
            front,
            all,
            stale,
            as_it_is,
            site,
        } => Work::open(site).and_then(|w| match (*all, &names[..]) {
            (true, [lang]) => accept::all(&w, lang, *stale, *as_it_is),
            (false, [page, lang]) => accept::one(
                &w,
                page,
                lang,
                &accept::Parts {
                    ids: section,
                    front: *front,
                    as_it_is: *as_it_is,
                },
            ),
            (true, _) => Err(bad_call(
                "`--all` takes the language alone: `stoop translate accept --all zh`",
            )),
            (false, _) => Err(bad_call(
                "which page, and which language? `stoop translate accept docs/install zh`; `--all zh` for every page",
            )),
        }),
        TranslateVerb::New { page, lang, site } => return new(page, lang, site),
        TranslateVerb::Next {
            lang,
            count,
            format,
            site,
        } => Work::open(site).and_then(|w| next::run(&w, lang, *count, *format)),
    };
    done.unwrap_or_else(|status| status)
}

/// Begin the translation of a page or a sheet.
pub fn new(page: &str, lang: &str, site: &SiteArgs) -> ExitCode {
    Work::open(site)
        .and_then(|work| new::run(&work, page, lang))
        .unwrap_or_else(|status| status)
}

/// The site that a verb works on.
struct Work<'a> {
    root: &'a Path,
    joined: Joined,
    keep: Keep,
    /// What is wrong with the site, which need not be about the page that a verb is for.
    errors: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    /// Drafts and pages of the future are there too: what is not published yet is translated all the same.
    fn open(site: &'a SiteArgs) -> Result<Work<'a>, Done> {
        let request = Request {
            root: site.root.clone(),
            config: site.config.clone(),
            base_url: None,
            choice: Choice {
                drafts: true,
                future: true,
                now: now(),
            },
            levels: Levels::default(),
            probe: None,
        };
        let mut keep = Keep::new(&site.root);
        let (joined, outcome) = pipeline::survey(&request, &mut keep);
        let errors: Vec<Diagnostic> = outcome
            .notes
            .into_iter()
            .filter(|n| has_errors(std::slice::from_ref(n)))
            .collect();
        match joined {
            Some(joined) => Ok(Work {
                root: &site.root,
                joined,
                keep,
                errors,
            }),
            None => {
                human::write(&errors, false, &mut std::io::stderr());
                Err(ExitCode::from(FAILED))
            }
        }
    }

    /// A language that pages are translated into.
    fn language(&self, code: &str) -> Result<&Language, Done> {
        let config = &self.joined.config;
        if let Some(language) = config.find_language(code) {
            if language.id == LangId::DEFAULT {
                return Err(bad_call(&format!(
                    "`{code}` is the language that the others are translated from"
                )));
            }
            return Ok(language);
        }
        let codes: Vec<&str> = config.languages[1..].iter().map(|l| l.code.as_str()).collect();
        let hint = match (nearest(code, codes.iter().copied()), codes.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, true) => "it has one language only".to_string(),
            (None, false) => codes.join(", "),
        };
        Err(bad_call(&format!("the site has no language `{code}` ({hint})")))
    }

    /// A page of the source language, by its path, its file or its address; a translation's file names the page too.
    fn source(&self, name: &str) -> Result<&Page, Done> {
        let site = &self.joined.site;
        let by_file = |page: &&Page| page.doc.as_ref().is_some_and(|d| *d.file == *name.trim_start_matches("./"));
        let of_file = site
            .pages
            .iter()
            .filter(|p| p.words == p.lang)
            .find(by_file)
            .map(|p| match p.lang {
                LangId::DEFAULT => p,
                _ => self.original_page(p).unwrap_or(p),
            });
        let named = || {
            let path = if name == "/" { "_index.md" } else { name };
            site.find(LangId::DEFAULT, None, path).map(|id| site.page(id))
        };
        let found = of_file
            .or_else(named)
            .filter(|p| p.lang == LangId::DEFAULT && p.doc.is_some());
        found.ok_or_else(|| {
            let hint = site.suggest(LangId::DEFAULT, name).map_or(String::new(), |near| {
                format!("; did you mean `{}`?", near.trim_start_matches('/'))
            });
            let code = &self.joined.config.languages[0].code;
            bad_call(&format!("there is no page `{name}` in `{code}`{hint}"))
        })
    }

    /// The page that a translation is of.
    fn original_page(&self, page: &Page) -> Option<&Page> {
        let site = &self.joined.site;
        let mut others = page.translations.iter().map(|id| site.page(*id));
        others.find(|p| p.lang == LangId::DEFAULT && p.words == p.lang)
    }

    /// The translation of a page that is there.
    fn translation(&self, source: &Page, language: &Language) -> Option<&Page> {
        let site = &self.joined.site;
        let mut others = source.translations.iter().map(|id| site.page(*id));
        others.find(|p| p.lang == language.id && p.words == p.lang && p.doc.is_some())
    }

    /// The translation of a page, or what to do where there is none.
    fn translated(&self, source: &Page, language: &Language) -> Result<&Page, Done> {
        self.translation(source, language).ok_or_else(|| {
            let (path, code) = (translate::call_path(source), &language.code);
            bad_call(&format!(
                "`{path}` is not translated into `{code}`: `stoop translate new {path} {code}` makes a file to begin with"
            ))
        })
    }

    fn original(&self, doc: &Doc) -> std::sync::Arc<Original> {
        translate::original(doc, &self.joined.markdown, &self.keep.originals)
    }

    fn tally(&self, language: &Language) -> LanguageTally {
        let Joined {
            site,
            markdown,
            translations,
            ..
        } = &self.joined;
        let of_commits = self.drifts_of_commits(language);
        translate::tally(site, translations, markdown, &self.keep.originals, language, &|page| {
            of_commits.get(&page).cloned()
        })
    }

    /// What changed since the commits that translations name, where the history is there.
    fn drifts_of_commits(&self, language: &Language) -> HashMap<PageId, Drift> {
        let survey = &self.joined.translations;
        let mut named: Vec<(PageId, PageId, &str)> = Vec::new();
        for page in self.joined.site.pages.iter().filter(|p| p.lang == language.id) {
            if let Some((source, commit)) = survey
                .of(page.id)
                .and_then(|s| Some((s.source, self.commit_of(page, &s.state)?)))
            {
                named.push((page.id, source, commit));
            }
        }
        if named.is_empty() {
            return HashMap::new();
        }
        let Some(mut git) = Git::open(self.root) else {
            return HashMap::new();
        };
        let mut drifts = HashMap::new();
        for (page, source, commit) in named {
            drifts.extend(self.drift_since(&mut git, source, commit).map(|drift| (page, drift)));
        }
        drifts
    }

    /// The commit that a translation says it was made from, where that is what it goes by.
    fn commit_of<'p>(&self, page: &'p Page, state: &State) -> Option<&'p str> {
        let by_commit = matches!(state, State::Commit(_) | State::Marked);
        let doc = page.doc.as_ref().filter(|_| by_commit)?;
        doc.front.map.get(translate::COMMIT_KEY)?.as_str()
    }

    fn drift_since(&self, git: &mut Git, source: PageId, commit: &str) -> Option<Drift> {
        let doc = self.joined.site.page(source).doc.as_ref()?;
        let old = git.file(commit, &doc.file)?;
        let old = doc::parse(&doc.file, &old).value;
        let pin = Pin::to("", &Original::of(&old, &self.joined.markdown));
        Some(Drift::since(&pin, &self.original(doc)))
    }
}

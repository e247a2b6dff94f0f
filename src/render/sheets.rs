//! Cheatsheets as template values: a sheet, or its translation laid over it, with drafts left out.

use std::sync::Arc;

use tera::{Map, Value};

use super::Job;
use crate::diag::Noted;
use crate::doc::{Body, Doc};
use crate::hash::Hash;
use crate::lang::LangId;
use crate::sheet;
use crate::site::Page;

/// A sheet that templates can show.
#[derive(Debug)]
pub struct Ready {
    pub value: Value,
    pub hash: Hash,
}

/// The sheet of a page; `None` when the page is not a sheet.
pub fn ready(job: &Job, page: &Page) -> Option<Arc<Noted<Ready>>> {
    let doc = page.doc.as_ref()?;
    let base: Option<&Arc<Doc>> = match &doc.body {
        Body::Sheet(_) => None,
        Body::Overlay(_) => Some(base_of(job, page)?),
        Body::Markdown(_) | Body::Html(_) => return None,
    };
    let url = job_url(job, page);
    let key = Hash::of(&(doc.hash, base.map(|b| b.hash), job.drafts, &url));
    Some(job.memos.sheets.get(key, || make(doc, base, job.drafts, &url)))
}

/// The sheet that an overlay translates: the page at the same path in the default language.
fn base_of<'a>(job: &Job<'a>, page: &Page) -> Option<&'a Arc<Doc>> {
    let id = job.site.by_path.get(&(LangId::DEFAULT, page.path.clone()))?;
    job.site.page(*id).doc.as_ref().filter(|d| matches!(d.body, Body::Sheet(_)))
}

fn job_url(job: &Job, page: &Page) -> String {
    super::link::Linker {
        site: job.site,
        config: job.config,
    }
    .href(&page.url)
}

fn make(doc: &Doc, base: Option<&Arc<Doc>>, drafts: bool, url: &str) -> Noted<Ready> {
    let shown = match (&doc.body, base.map(|b| &b.body)) {
        (Body::Sheet(own), _) => sheet::show(own, None, drafts),
        (Body::Overlay(overlay), Some(Body::Sheet(base))) => sheet::show(base, Some(overlay), drafts),
        _ => {
            return Noted::clean(Ready {
                value: Value::none(),
                hash: Hash::default(),
            });
        }
    };
    let value = Value::from_serializable(&shown.value);
    let mut map: Map = value.as_map().cloned().unwrap_or_default();
    map.insert("url".into(), Value::from(url));
    let text = serde_json::to_string(&shown.value).unwrap_or_default();
    Noted::new(
        Ready {
            value: Value::from(map),
            hash: Hash::of(&(text, url)),
        },
        shown.notes,
    )
}

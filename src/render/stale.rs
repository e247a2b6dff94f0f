//! What a reader is told of a translation that is behind its source.

use serde::Serialize;

use super::view::{Views, script};
use crate::config::Weight;
use crate::site::Page;
use crate::translate::{Behind, State};

/// What is told of a translation that is behind its source (`page.stale`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct StaleView {
    /// The name of the source's language.
    pub name: String,
    pub tag: String,
    /// The source.
    pub url: String,
    /// The sections that changed; empty where only titles did, or where nobody knows.
    pub sections: Vec<StaleSectionView>,
}

/// A section that changed in the source.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct StaleSectionView {
    /// Empty for what stands before the first heading.
    pub title: String,
    pub url: String,
    /// The language of the title, where that is the source's: the translation has no such section.
    pub tag: Option<String>,
}

impl Views<'_> {
    /// What is told of a translation that is behind, unless its language wants nothing told.
    pub fn stale(&self, page: &Page) -> Option<StaleView> {
        let standing = self.translations.of(page.id)?;
        let is_told = script(page).is_some() && self.config.language(page.lang).stale != Weight::Off;
        if !is_told || !matches!(standing.state, State::Stale(_) | State::Marked) {
            return None;
        }
        let source = self.site.page(standing.source);
        let language = self.config.language(source.lang);
        let section = |behind: &Behind| {
            let anchor = if behind.id.is_empty() { "content" } else { &behind.id };
            let of_page = if behind.here {
                String::new()
            } else {
                self.linker.href(&source.url)
            };
            StaleSectionView {
                title: behind.title.replace('`', ""),
                url: format!("{of_page}#{anchor}"),
                tag: (!behind.here).then(|| language.tag.clone()),
            }
        };
        Some(StaleView {
            name: language.name.clone(),
            tag: language.tag.clone(),
            url: self.linker.href(&source.url),
            sections: standing.behind.iter().map(section).collect(),
        })
    }
}

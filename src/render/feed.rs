//! Feeds: RSS 2.0 of the home page, of sections, taxonomies and terms.

use serde::Serialize;
use tera::{Context, Value};

use super::Job;
use super::failure::diagnose;
use super::shared::Shared;
use super::view::{View, description, formats, iso};
use crate::config::Format;
use crate::diag::{Code, Diagnostic};
use crate::doc::Date;
use crate::output::Artefact;
use crate::site::{Kind, Page};

/// An entry of a feed.
#[derive(Debug, Hash, Serialize)]
pub struct Item {
    pub title: String,
    pub permalink: String,
    /// As RFC 822 writes it.
    pub date: Option<String>,
    pub iso: Option<String>,
    pub description: String,
    pub content: String,
}

/// The newest pages of a list; nothing where the page has no feed. Copies of another language's pages are not news in this one.
pub fn items(job: &Job, shared: &Shared, page: &Page) -> Vec<Item> {
    if !formats(job.config, page).contains(&Format::Rss) {
        return Vec::new();
    }
    let listed = match page.kind {
        Kind::Home => job.site.regular_pages(page.lang),
        Kind::Section => job.site.section_pages(page.id),
        Kind::Taxonomy | Kind::Term | Kind::Page => page.children.clone(),
    };
    let mut pages: Vec<&Page> = listed
        .into_iter()
        .map(|id| job.site.page(id))
        .filter(|p| !p.copy && p.listed)
        .collect();
    pages.sort_by_key(|p| (std::cmp::Reverse(p.head.date.map(|d| d.unix)), p.id));
    if job.config.feed.limit > 0 {
        pages.truncate(job.config.feed.limit);
    }
    let item = |p: &Page| Item {
        title: p.title.clone(),
        permalink: shared.linker.permalink(&p.url),
        date: p.head.date.map(rfc822),
        iso: p.head.date.map(iso),
        description: description(p),
        content: String::new(),
    };
    pages.into_iter().map(item).collect()
}

/// The feed of a page.
pub fn render(job: &Job, shared: &Shared, page: &Page, view: &View, items: &[Item]) -> Result<Artefact, Vec<Diagnostic>> {
    let language = &shared.langs[page.lang.index()];
    let url = format!("{}{}", page.url, job.config.feed.file);
    let mut context = Context::new();
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    context.insert_value("page", Value::from_serializable(&view.page));
    context.insert("items", items);
    context.insert("self_url", &shared.linker.permalink(&url));
    context.insert("updated", &items.iter().find_map(|i| i.date.clone()));
    match job.theme.tera.render("feed.xml", &context) {
        Ok(xml) => Ok(Artefact::made(url.trim_start_matches('/'), xml)),
        Err(error) => Err(diagnose(&error, Code::TemplateFailed, &job.theme.sources)),
    }
}

/// `Tue, 21 May 2024 08:00:00 +0000`.
fn rfc822(d: Date) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let weekday = DAYS[(d.unix + i64::from(d.offset)).div_euclid(86_400).rem_euclid(7) as usize];
    let month = MONTHS[(d.month.clamp(1, 12) - 1) as usize];
    let sign = if d.offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (d.offset.abs() / 3600, d.offset.abs() / 60 % 60);
    format!(
        "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} {sign}{hours:02}{minutes:02}",
        d.day, d.year, d.hour, d.minute, d.second
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc822_dates() {
        let date = Date {
            unix: 1_716_278_400,
            year: 2024,
            month: 5,
            day: 21,
            hour: 8,
            minute: 0,
            second: 0,
            offset: 0,
        };
        assert_eq!(rfc822(date), "Tue, 21 May 2024 08:00:00 +0000");
        let date = Date {
            unix: -86_400,
            year: 1969,
            month: 12,
            day: 31,
            hour: 0,
            minute: 0,
            second: 0,
            offset: 0,
        };
        assert_eq!(rfc822(date), "Wed, 31 Dec 1969 00:00:00 +0000");
    }
}

//! What a reader sees: our own site in headless Chromium. Skipped, visibly, where there is none; `STOOP_REQUIRE_BROWSER` makes that fail.

mod common;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use common::chromium::{self, Browser};
use common::preview::Preview;
use serde_json::json;

/// One page of each kind, without the language.
const KINDS: &[&str] = &[
    "/",
    "/docs/falco/",
    "/docs/falco/install/",
    "/docs/stoop/shortcodes/",
    "/blog/",
    "/tags/",
    "/cheatsheets/",
    "/cheatsheets/falco/",
    "/cheatsheets/conditions/",
    "/nothing/here/",
];

const DOC: &str = "content/en/docs/falco/install.md";

/// One browser at a time: several at once are slower than one after the other on a small machine, and then run out of patience.
static TURN: Mutex<()> = Mutex::new(());

/// A preview of a copy of our own site, and a browser; `None` where there is no browser.
fn stage() -> Option<(Browser, Preview, (tempfile::TempDir, MutexGuard<'static, ()>))> {
    let program = chromium::find()?;
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    common::copy(&repository.join("content"), &folder.path().join("content"));
    std::fs::copy(repository.join("stoop.yaml"), folder.path().join("stoop.yaml")).expect("a copy");
    let preview = Preview::start(folder.path(), &["--no-drafts"]);
    Some((Browser::start(program), preview, (folder, turn)))
}

fn url(preview: &Preview, path: &str) -> String {
    format!("http://{}{path}", preview.address)
}

#[test]
fn every_kind_of_page_loads_cleanly_and_fits_a_phone() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    let mut wrong = Vec::new();
    for path in KINDS.iter().flat_map(|p| [p.to_string(), format!("/zh{p}")]) {
        browser.size(1280, 800);
        browser.open(&url(&preview, &path));
        browser.until("document.readyState === 'complete'");
        let mut troubles = browser.troubles();
        if path.ends_with("/nothing/here/") {
            // The 404 is what was asked for.
            troubles.retain(|t| !t.contains("404"));
        }
        wrong.extend(troubles.into_iter().map(|t| format!("{path}: {t}")));
        for width in [390, 768, 1280] {
            browser.size(width, 844);
            let wide = browser.eval("document.documentElement.scrollWidth");
            if wide.as_u64() > Some(u64::from(width)) {
                let who = browser.eval(&format!(
                    "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > {width} + .5)\
                     .slice(0, 3).map(e => e.outerHTML.slice(0, 90)).join(' | ')"
                ));
                wrong.push(format!("{path}: {wide} pixels wide at {width}: {who}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_language_switch_leads_to_the_same_page() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    for (from, to, tag) in [
        ("/docs/falco/install/", "/zh/docs/falco/install/", "zh"),
        ("/zh/cheatsheets/falco/", "/cheatsheets/falco/", "en"),
    ] {
        browser.open(&url(&preview, from));
        browser.eval("document.querySelector('.langs').open = true");
        browser.events.clear();
        browser.eval(&format!("document.querySelector('.langs a[hreflang=\"{tag}\"]').click()"));
        browser.loaded();
        assert_eq!(browser.eval("location.pathname"), json!(to));
        assert_eq!(browser.eval("document.documentElement.lang"), json!(tag));
    }
}

#[test]
fn an_edit_shows_by_itself_and_keeps_the_place() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    browser.open(&url(&preview, "/docs/falco/install/"));
    browser.eval("scrollTo({ top: 300, behavior: 'instant' })");
    browser.until("scrollY === 300");
    let text = std::fs::read_to_string(preview.root.join(DOC)).expect("a page");
    preview.put(DOC, &format!("{text}\n\nWords that were not there before.\n"));
    browser.until("document.body.innerText.includes('Words that were not there before.')");
    browser.until("scrollY === 300");

    preview.put(DOC, "");
    browser.until("!document.body.innerText.includes('Words that were not there before.')");
    preview.put(DOC, &text);
    browser.until("document.body.innerText.includes('docker run')");
    browser.until("scrollY === 300");
}

#[test]
fn a_mistake_covers_the_page_until_it_is_mended() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    browser.open(&url(&preview, "/docs/falco/install/"));
    let text = std::fs::read_to_string(preview.root.join(DOC)).expect("a page");
    preview.put(DOC, &format!("{text}\n{{{{< alret >}}}}x{{{{< /alret >}}}}\n"));
    let line = text.lines().count() + 2;
    let panel = "document.querySelector('stoop-notes')?.shadowRoot.querySelector('.panel')";
    browser.until(&format!("!!{panel}"));
    let told = browser.eval(&format!("{panel}.textContent"));
    let told = told.as_str().expect("text");
    for part in [
        &*format!("{DOC}:{line}:5"),
        "there is no shortcode `alret`",
        "did you mean `alert`?",
        "{{< alret >}}x",
    ] {
        assert!(told.contains(part), "`{part}` is not in: {told}");
    }
    assert_eq!(
        browser.eval(&format!("{panel}.getBoundingClientRect().width === innerWidth")),
        json!(true),
        "it covers the page"
    );
    preview.put(DOC, &text);
    browser.until(&format!("!{panel}"));
}

#[test]
fn a_pdf_follows_the_sheet_that_is_edited() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    const SHEET: &str = "content/en/cheatsheets/falcoctl.sheet.yaml";
    browser.open(&url(&preview, "/cheatsheets/falcoctl/"));
    browser.until("document.readyState === 'complete'");
    let links = browser.eval("[...document.querySelectorAll('a[href*=\".pdf\"]')].map(a => a.getAttribute('href')).join()");
    // Without the typesetter there is nothing to follow.
    if cfg!(not(feature = "pdf")) {
        return;
    }
    assert_ne!(links, json!(""), "the page offers its PDFs");
    browser.eval("document.querySelector('a[href*=\".pdf\"]').click()");
    browser.until("location.search === '?live' && document.readyState === 'complete'");
    let frames = "[...document.querySelectorAll('iframe.paper')].map(f => f.src)";
    let bytes = |browser: &mut Browser| {
        let last = format!("fetch({frames}[0]).then(r => r.text()).then(t => t.length + t.slice(-200))");
        browser.eval(&last)
    };
    let before = bytes(&mut browser);
    let sheet = std::fs::read_to_string(preview.root.join(SHEET)).expect("a sheet");
    browser.eval("window.here = true");
    preview.put(SHEET, &sheet.replacen("Install once", "Installs it now, and once", 1));
    browser.until(&format!("{frames}.length === 1 && {frames}[0].includes('?stoop=')"));
    assert_ne!(before, bytes(&mut browser), "another PDF stands in the frame");
    assert_eq!(browser.eval("window.here"), json!(true), "the page around it stays");
    preview.put(SHEET, &sheet.replacen("Install once", &"Words and words. ".repeat(700), 1));
    let badge = "document.querySelector('stoop-notes')?.shadowRoot.querySelector('.badge')?.textContent";
    browser.until(&format!("/finding/.test({badge})"));
}

#[test]
fn a_page_shows_what_is_wrong_with_it_and_no_other_does() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    let text = std::fs::read_to_string(preview.root.join(DOC)).expect("a page");
    browser.open(&url(&preview, "/docs/falco/install/"));
    browser.eval("window.old = true");
    preview.put(DOC, &format!("{text}\nSee [this](/no-such-page/).\n"));
    let part = |name: &str| format!("document.querySelector('stoop-notes')?.shadowRoot.querySelector('{name}')");
    // The finding may be told before the page that has it is loaded.
    browser.until(&format!(
        "!window.old && {}?.textContent === '1 finding on this page'",
        part(".badge")
    ));
    browser.eval(&format!("{}.click()", part(".badge")));
    let told = browser.eval(&format!("{}.textContent", part(".own")));
    let told = told.as_str().expect("text");
    let line = text.lines().count() + 2;
    for part in [&*format!("{DOC}:{line}:12"), "`/no-such-page/` leads nowhere", "[dead-link]"] {
        assert!(told.contains(part), "`{part}` is not in: {told}");
    }
    let height = browser.eval(&format!("{}.getBoundingClientRect().height <= innerHeight / 2", part(".own")));
    assert_eq!(height, json!(true), "the page can be read beside it");
    browser.open(&url(&preview, "/docs/falco/rules/"));
    browser.until("document.readyState === 'complete'");
    browser.until("performance.now() > 1000");
    assert_eq!(
        browser.eval(&format!("!!{}", part(".badge"))),
        json!(false),
        "another page has nothing to do with it"
    );
    browser.open(&url(&preview, "/docs/falco/install/"));
    browser.until(&format!("!!{}", part(".badge")));
    preview.put(DOC, &text);
    browser.until(&format!("!{}", part(".badge")));
}

#[test]
fn code_is_copied_as_written_and_colours_are_remembered() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    browser.call(
        "Browser.grantPermissions",
        json!({ "origin": url(&preview, ""), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    browser.call("Page.bringToFront", json!({}));
    browser.open(&url(&preview, "/docs/falco/install/"));
    browser.until("!!document.querySelector('.code .copy')");
    browser.eval("document.querySelector('.code .copy').click()");
    browser.until("document.querySelector('.code .copy').classList.contains('done')");
    let code = browser.eval("document.querySelector('.code code').textContent.trimEnd()");
    assert_eq!(browser.eval("navigator.clipboard.readText()"), code);
    let source = std::fs::read_to_string(preview.root.join(DOC)).expect("a page");
    assert!(
        source.contains(code.as_str().expect("text")),
        "{code} is not what was written"
    );

    for (theme, scheme) in [("light", "light"), ("dark", "dark")] {
        browser.eval("document.querySelector('button.theme').click()");
        assert_eq!(browser.eval("document.documentElement.dataset.theme"), json!(theme));
        browser.open(&url(&preview, "/zh/cheatsheets/falco/"));
        assert_eq!(
            browser.eval("document.documentElement.dataset.theme"),
            json!(theme),
            "on another page"
        );
        assert_eq!(
            browser.eval("getComputedStyle(document.documentElement).colorScheme"),
            json!(scheme)
        );
    }
    browser.eval("document.querySelector('button.theme').click()");
    browser.open(&url(&preview, "/"));
    assert_eq!(
        browser.eval("document.documentElement.dataset.theme ?? 'auto'"),
        json!("auto")
    );
}

#[test]
fn everything_is_there_without_javascript() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    for (path, words) in [
        ("/docs/falco/install/", "docker run"),
        ("/zh/docs/falco/install/", "docker run"),
        ("/zh/cheatsheets/falco/", "falco"),
    ] {
        for width in [390, 1280] {
            browser.size(width, 844);
            browser.open(&url(&preview, path));
            let text = browser.eval("document.querySelector('[itemprop=articleBody]').innerText");
            assert!(text.as_str().is_some_and(|t| t.contains(words)), "{path}: {text}");
            let links = browser.eval("document.querySelectorAll('#site-nav a').length");
            assert!(links.as_u64() > Some(2), "{path} has a navigation: {links}");
            assert_eq!(
                browser.eval("document.querySelector('.sidebar').open = true, document.querySelector('#site-nav a').checkVisibility() || document.querySelector('.sidebar').matches('.narrow-only')"),
                json!(true),
                "{path} at {width}: navigation can be opened"
            );
            assert_eq!(
                browser.eval("[...document.querySelectorAll('button')].filter(b => b.checkVisibility()).length"),
                json!(0),
                "{path} at {width}: no button that does nothing"
            );
        }
    }
    browser.size(1280, 844);
    browser.open(&url(&preview, "/docs/falco/install/"));
    assert_eq!(
        browser.eval("document.querySelector('#site-nav a').checkVisibility()"),
        json!(true),
        "on a wide screen navigation is open without a click"
    );
}

#[test]
fn a_short_code_leads_to_its_block() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    for (script, path) in [
        (true, "/cheatsheets/falco/"),
        (false, "/cheatsheets/falco/"),
        (false, "/zh/cheatsheets/falco/"),
    ] {
        browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": !script }));
        browser.size(1280, 600);
        browser.open(&url(&preview, &format!("{path}?{script}#W3")));
        browser.until("document.readyState === 'complete'");
        assert_eq!(
            browser.eval("document.querySelector(':target').querySelector('.code-id').textContent"),
            json!("W3")
        );
        browser
            .until("(box => box.top >= 0 && box.top < innerHeight)(document.querySelector(':target').getBoundingClientRect())");
        assert_ne!(
            browser.eval("getComputedStyle(document.querySelector(':target')).boxShadow"),
            json!("none"),
            "{path}: it stands out"
        );
        assert_eq!(
            browser.eval("[...document.querySelectorAll('.sheet-filter, .choose')].filter(e => e.checkVisibility()).length > 0"),
            json!(script),
            "{path}: what needs JavaScript is there only with it"
        );
    }
}

#[test]
fn blocks_are_filtered_chosen_and_shared() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    let visible = "[...document.querySelectorAll('.cheat')].filter(e => e.checkVisibility()).map(e => e.id)";
    let rows = "[...document.querySelectorAll('#R4 [data-row]')].filter(e => e.checkVisibility()).length";
    let told = "document.querySelector('.sheet-filter output').textContent";
    let ids = |browser: &mut Browser, what: &str| browser.eval(what).as_array().expect("ids").len();
    for (path, none) in [
        ("/cheatsheets/falco/", "Escape shows all"),
        ("/zh/cheatsheets/falco/", "按 Escape 显示全部"),
    ] {
        browser.size(390, 844);
        browser.open(&url(&preview, path));
        browser.until("document.readyState === 'complete' && !document.querySelector('.sheet-filter').hidden");
        let total = ids(&mut browser, visible);
        let all_rows = browser.eval(rows);
        browser.key("/");
        assert_eq!(
            browser.eval("document.activeElement.type"),
            json!("search"),
            "`/` leads to the filter"
        );
        browser.call("Input.insertText", json!({ "text": "--list-events" }));
        assert_eq!(browser.eval(visible), json!(["R4"]), "{path}");
        assert_eq!(browser.eval(rows), json!(1), "{path}: other rows are out");
        assert!(
            browser
                .eval(told)
                .as_str()
                .is_some_and(|t| t.contains('1') && t.contains(&total.to_string()))
        );
        assert_eq!(
            browser.eval("new URLSearchParams(location.search).get('q')"),
            json!("--list-events")
        );

        browser.call("Input.insertText", json!({ "text": "zzz" }));
        assert_eq!(ids(&mut browser, visible), 0);
        assert!(
            browser.eval(told).as_str().is_some_and(|t| t.contains(none)),
            "{path}: says that there is none"
        );
        browser.key("Escape");
        assert_eq!(
            (ids(&mut browser, visible), browser.eval(told)),
            (total, json!("")),
            "{path}: Escape shows all"
        );
        assert_eq!(browser.eval(rows), all_rows);

        browser.eval("['#R2', '#W3'].forEach(id => document.querySelector(id + ' .choose input').click())");
        assert_eq!(ids(&mut browser, visible), total, "{path}: all stay on screen");
        browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
        assert_eq!(browser.eval(visible), json!(["R2", "W3"]), "{path}: these are printed");
        assert_eq!(browser.eval("document.querySelectorAll('.group').length - [...document.querySelectorAll('.group')].filter(g => g.checkVisibility()).length > 0"), json!(true));
        let shared = browser.eval("location.href");
        browser.open(shared.as_str().expect("an address"));
        browser.until("!!document.querySelector('.has-chosen')");
        assert_eq!(
            browser.eval(visible),
            json!(["R2", "W3"]),
            "{path}: whoever gets the address prints the same"
        );
        browser.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
        browser.eval("document.querySelector('[data-clear]').click()");
        assert_eq!(browser.eval("location.search"), json!(""));
    }
}

#[test]
fn sheets_print_within_their_budget() {
    let Some((mut browser, preview, _folder)) = stage() else {
        return;
    };
    let mut wrong = Vec::new();
    for name in ["falco", "conditions", "falcoctl", "falco-yaml"] {
        let source =
            std::fs::read_to_string(preview.root.join(format!("content/en/cheatsheets/{name}.sheet.yaml"))).expect("a sheet");
        let budget: usize = source
            .split("pages: ")
            .nth(1)
            .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
            .map_or(2, |n| n.parse().expect("a number"));
        for prefix in ["", "/zh"] {
            browser.open(&url(&preview, &format!("{prefix}/cheatsheets/{name}/")));
            browser.until("document.readyState === 'complete'");
            let papers = browser.eval("[...document.querySelectorAll('style[data-paper]')].map(s => s.dataset.paper)");
            for paper in papers.as_array().expect("papers").clone() {
                browser.eval(&format!(
                    "document.querySelectorAll('style[data-paper]').forEach(s => s.media = s.dataset.paper === {paper} ? 'print' : 'not all')"
                ));
                let pages = chromium::pdf_pages(&browser.pdf());
                if pages == 0 || pages > budget {
                    wrong.push(format!(
                        "{prefix}/cheatsheets/{name}/ on {paper}: {pages} pages, budget {budget}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

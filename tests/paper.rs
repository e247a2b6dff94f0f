//! Where letters stand on printed sheets, as poppler's `pdftotext` reads them out of the PDFs. Skipped, visibly, where it is not
//! installed; `STOOP_REQUIRE_BROWSER`, with which all gates run, makes that fail.
#![cfg(feature = "pdf")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Files, cold, told};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// The border of a page where a sheet names no other.
const MARGIN: f64 = 8.0 * MM;

/// A word of a page and its box, in points from the page's top left corner.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A site of these files.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder of its own")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

/// What is published of a site in which nothing is found wrong.
fn published(root: &Path) -> Files {
    let (files, outcome) = cold(root, false);
    assert!(outcome.notes.is_empty(), "{}", told(&outcome.notes));
    files.expect("the site is published")
}

/// What a tool of poppler prints of a PDF; `None` where poppler is not installed.
fn poppler(tool: &str, args: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sheet.pdf");
    fs::write(&path, pdf).expect("the PDF can be written");
    let mut command = Command::new(tool);
    command.args(args).arg(&path);
    // Else it would write a file beside the PDF.
    if tool == "pdftotext" {
        command.arg("-");
    }
    let Ok(output) = command.output() else {
        assert!(
            std::env::var_os("STOOP_REQUIRE_BROWSER").is_none(),
            "there is no {tool}, and all gates are asked for"
        );
        eprintln!("SKIPPED: there is no {tool}, a tool of poppler");
        return None;
    };
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The words of the first page, and its width.
fn words(pdf: &[u8]) -> Option<(Vec<Word>, f64)> {
    let text = poppler("pdftotext", &["-bbox", "-l", "1"], pdf)?;
    let number = |line: &str, key: &str| -> f64 {
        let rest = line.split(&format!("{key}=\"")).nth(1).expect("the attribute is there");
        let value = rest.split('"').next().expect("a value");
        value.parse().expect("a number")
    };
    let page = text.lines().find(|l| l.contains("<page ")).expect("a page");
    let word = |line: &str| Word {
        text: line
            .split('>')
            .nth(1)
            .and_then(|t| t.split('<').next())
            .unwrap_or_default()
            .to_string(),
        left: number(line, "xMin"),
        top: number(line, "yMin"),
        right: number(line, "xMax"),
        bottom: number(line, "yMax"),
    };
    let words: Vec<Word> = text.lines().filter(|l| l.contains("<word ")).map(word).collect();
    assert!(!words.is_empty(), "there are words");
    Some((words, number(page, "width")))
}

/// The one word of a text; poppler gives letters that are read from the right in the order in which they stand.
fn one<'a>(words: &'a [Word], text: &str) -> &'a Word {
    let turned: String = text.chars().rev().collect();
    let found: Vec<&Word> = words.iter().filter(|w| w.text == text || w.text == turned).collect();
    assert_eq!(found.len(), 1, "`{text}` in {words:#?}");
    found[0]
}

const HOME: &str = "---\ntitle: Home\n---\n";

const SHEET: &str = "\
title: Knots
description: Tie them well.
groups:
- id: loops
  title: Loops
  blocks:
  - id: tie
    kind: snippet
    title: Tie a bowline
    lang: sh
    code: knot tie
    note: Twice around.
  - id: flags
    kind: flags
    title: Options
    items:
    - {id: wet, flag: \"--wet\", desc: For wet ropes}
  - id: daily
    kind: oneliners
    title: Daily
    items:
    - {id: wash, cmd: rope wash, desc: Clean it}
";

/// The translation of [`SHEET`]: words in the order of its strings, each bound to what it translates.
fn overlay(words: [&str; 9]) -> String {
    let pairs = [
        ("Knots", "title"),
        ("Tie them well.", "description"),
        ("Loops", "loops.title"),
        ("Tie a bowline", "loops.tie.title"),
        ("Twice around.", "loops.tie.note"),
        ("Options", "loops.flags.title"),
        ("For wet ropes", "loops.flags.wet.desc"),
        ("Daily", "loops.daily.title"),
        ("Clean it", "loops.daily.wash.desc"),
    ];
    let mut out = String::new();
    for ((source, path), word) in pairs.into_iter().zip(words) {
        if path == "loops.title" {
            out.push_str("strings:\n");
        }
        let indent = if path.contains('.') { "  " } else { "" };
        out.push_str(&format!(
            "{indent}{path}: {{t: \"{word}\", of: \"{}\"}}\n",
            stoop::sheet::of(source)
        ));
    }
    out
}

#[test]
fn words_from_the_right_and_code_from_the_left() {
    let hebrew = overlay([
        "קשרים",
        "לקשור היטב",
        "לולאות",
        "קשירת עוגן",
        "פעמיים מסביב",
        "דגלים",
        "לחבל רטוב",
        "יומיום",
        "ניקוי",
    ]);
    let config = "title: T\nbase_url: https://example.org/\nsystem_fonts: false\nlanguages:\n  en: {name: English}\n  he: {name: עברית, direction: rtl}\n";
    let site = site(&[
        ("stoop.yaml", config),
        ("content/en/_index.md", HOME),
        ("content/en/knots.sheet.yaml", SHEET),
        ("content/he/_index.md", HOME),
        ("content/he/knots.sheet.yaml", &hebrew),
    ]);
    let files = published(site.path());
    let Some((mut words, width)) = words(&files.files["he/knots/knots-a4.pdf"]) else {
        return;
    };
    // The foot of the page says the title again.
    let foot = words.iter().map(|w| w.top).fold(0.0, f64::max);
    words.retain(|w| w.top < foot - 1.0);
    let of = |text: &str| one(&words, text);
    // The title begins at the right border, and what is said of it stands further left.
    assert!((width - MARGIN - of("קשרים").right).abs() < 2.0, "{:?}", of("קשרים"));
    assert!(of("לקשור").right < of("קשרים").left);
    // Words follow each other to the left, and a note begins where its column's words do.
    assert!(of("קשירת").left > of("עוגן").right);
    assert!(of("פעמיים").left > of("מסביב").right);
    let lane = (width - 2.0 * MARGIN - 8.0 * MM) / 3.0;
    assert!(of("קשירת").right - of("פעמיים").right < 10.0);
    // The first column is the one on the right.
    assert!(of("לולאות").left > width / 2.0);
    // Code is read from the left and begins at its column's left edge; the block's code of a letter and a number stands there too.
    assert!(of("knot").right < of("tie").left);
    assert!(of("קשירת").right - of("knot").left > lane - 10.0);
    assert!(of("L1").right < of("עוגן").left);
    // A name stands to the right of what it does; of a command and its words, the command is on the left.
    assert!(of("--wet").left > of("לחבל").right);
    assert!(of("לחבל").left > of("רטוב").right);
    assert!(of("rope").right < of("wash").left && of("wash").right < of("ניקוי").left);
    assert!((of("rope").top - of("ניקוי").top).abs() < 4.0, "they stand on one line");
}

#[test]
fn japanese_letters_are_those_of_japan() {
    let fonts = Command::new("fc-list").arg(":lang=ja").arg("family").output();
    let fonts = fonts
        .map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        .unwrap_or_default();
    if !fonts.contains("Noto Sans CJK JP") {
        eprintln!("SKIPPED: Noto Sans CJK JP is not installed");
        return;
    }
    // Characters that China writes with other strokes.
    let japanese = overlay([
        "直角の結び方",
        "よく結ぶ。",
        "輪",
        "もやい結び",
        "二回巻く。",
        "設定",
        "濡れた縄",
        "毎日",
        "骨まで洗う",
    ]);
    let config =
        "title: T\nbase_url: https://example.org/\nlanguages:\n  en: {name: English}\n  ja: {name: 日本語}\n  zh: {name: 中文}\n";
    let sheet = format!("{SHEET}print: {{editions: [colour, bilingual]}}\n");
    let site = site(&[
        ("stoop.yaml", config),
        ("content/en/_index.md", HOME),
        ("content/en/knots.sheet.yaml", &sheet),
        ("content/ja/_index.md", HOME),
        ("content/ja/knots.sheet.yaml", &japanese),
        ("content/zh/_index.md", HOME),
        ("content/zh/knots.sheet.yaml", &japanese),
    ]);
    let files = published(site.path());
    for (path, own, other) in [
        ("ja/knots/knots-a4.pdf", "CJKjp", "CJKsc"),
        ("ja/knots/knots-a4-en-ja.pdf", "CJKjp", "CJKsc"),
        ("zh/knots/knots-a4.pdf", "CJKsc", "CJKjp"),
    ] {
        let Some(fonts) = poppler("pdffonts", &[], &files.files[path]) else {
            return;
        };
        assert!(fonts.contains(own) && !fonts.contains(other), "{path}:\n{fonts}");
    }
    let text = poppler("pdftotext", &[], &files.files["ja/knots/knots-a4.pdf"]).unwrap_or_default();
    for words in ["直角の結び方", "もやい結び", "二回巻く。", "骨まで洗う"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let both = poppler("pdftotext", &[], &files.files["ja/knots/knots-a4-en-ja.pdf"]).unwrap_or_default();
    assert!(both.contains("Tie a bowline") && both.contains("もやい結び"), "{both}");
    assert_eq!(both.matches("knot tie").count(), 1, "code stands there once:\n{both}");
}

/// A title and a description that need several lines push down what is below them, and reach over nothing.
#[test]
fn a_long_head_takes_the_lines_that_it_needs() {
    let title = "Everything that one should know of ropes ".repeat(5);
    let description = "and of all that can be done with them ".repeat(9);
    let sheet = SHEET
        .replace("title: Knots", &format!("title: {}", title.trim()))
        .replace("description: Tie them well.", &format!("description: {}", description.trim()));
    let applies = "applies_to: {falco: \">=0.44\", verified: 0.44.1, checked: 2026-11-01}\n";
    let site = site(&[
        ("stoop.yaml", "title: T\nbase_url: https://example.org/\n"),
        ("content/en/_index.md", HOME),
        ("content/en/knots.sheet.yaml", &format!("{sheet}{applies}")),
    ]);
    let files = published(site.path());
    let Some((words, width)) = words(&files.files["knots/knots-a4.pdf"]) else {
        return;
    };
    for word in &words {
        assert!(word.left >= MARGIN - 0.5 && word.right <= width - MARGIN + 0.5, "{word:?}");
    }
    let group = one(&words, "Loops");
    let head: Vec<&Word> = words.iter().filter(|w| w.top < group.top - 2.0 && w.text != "L").collect();
    let told = head.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(told.matches("Everything").count(), 5, "{told}");
    assert_eq!(told.matches("done").count(), 9, "{told}");
    let lines = |text: &str| {
        let mut tops: Vec<i64> = head.iter().filter(|w| w.text == text).map(|w| w.top.round() as i64).collect();
        tops.sort_unstable();
        tops.dedup();
        tops.len()
    };
    assert!(lines("Everything") > 1 && lines("done") > 1, "{told}");
    assert!(
        head.iter().all(|w| w.bottom <= group.top + 1.0),
        "the group stands below the head"
    );
    for (i, a) in head.iter().enumerate() {
        for b in &head[i + 1..] {
            let over = a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 4.0 && b.top < a.bottom - 4.0;
            assert!(!over, "{a:?} stands over {b:?}");
        }
    }
}

//! The file of a translator: what is new, stale or gone in it, and that nothing of it is ever lost.

use super::*;
use crate::diag::Code;
use crate::sheet::{Skeleton, strings};

const SHEET: &str = "title: Falco {{v}}\ndescription: All of it\nvars: {v: 1}\ngroups:\n- id: run\n  title: Run and watch\n  blocks:\n  - id: daily\n    kind: oneliners\n    title: Every day\n    note: |\n      Two\n      lines\n    items:\n    - {id: validate, cmd: falco -V x, desc: Check rules}\n    - {id: list, cmd: falco --list, desc: Fields}\n- id: tune\n  title: Tune\n  blocks:\n  - {id: t, kind: text, text: A remark}\n";

fn made(text: &str) -> Skeleton {
    strings(&sheet(SHEET), "en", "zh.sheet.yaml", text).expect("it can be rewritten")
}

fn hash(words: &str) -> String {
    of(words)
}

#[test]
fn a_new_file_has_every_string_and_translates_nothing() {
    let new = made("");
    let expected = format!(
        "# en: Falco {{{{v}}}}\ntitle: {{ t: \"\", of: \"{}\" }}\n# en: All of it\ndescription: {{ t: \"\", of: \"{}\" }}\nstrings:\n  # en: Run and watch\n  run.title: {{ t: \"\", of: \"{}\" }}\n  # en: Every day\n  run.daily.title: {{ t: \"\", of: \"{}\" }}\n  # en: Two\n  # en: lines\n  run.daily.note: {{ t: \"\", of: \"{}\" }}\n  # en: Check rules\n  run.daily.validate.desc: {{ t: \"\", of: \"{}\" }}\n  # en: Fields\n  run.daily.list.desc: {{ t: \"\", of: \"{}\" }}\n\n  # en: Tune\n  tune.title: {{ t: \"\", of: \"{}\" }}\n  # en: A remark\n  tune.t.text: {{ t: \"\", of: \"{}\" }}\n",
        hash("Falco {{v}}"),
        hash("All of it"),
        hash("Run and watch"),
        hash("Every day"),
        hash("Two\nlines"),
        hash("Check rules"),
        hash("Fields"),
        hash("Tune"),
        hash("A remark"),
    );
    assert_eq!(new.text, expected);
    assert_eq!((new.missing, new.stale, new.orphan), (9, 0, 0));
    assert_eq!(made(&new.text).text, new.text);
    let shown = show(&sheet(SHEET), Some(&overlay(&new.text)), false);
    assert_eq!((shown.value.counts.missing, shown.value.counts.ok), (9, 0));
    assert!(!has_errors(&shown.notes), "{:#?}", told(&shown.notes));
    assert_eq!(made("strings: {}\n").text, made("").text);
    assert_eq!(made("# words\n").text, format!("# words\n{}", made("").text));
}

#[test]
fn what_a_translator_wrote_stays_byte_for_byte() {
    let text = format!(
        "# yaml-language-server: x\n\ntitle:   {{t: '甲 # ', of: \"{}\"}} # kept\ndraft: true\nstrings: # all\n  # general\n\n  # mine\n  tune.title: {{ of: {}, t: \"乙\" }}   # why\n  run.daily.list.desc:\n    # inside\n    t: |\n      # no comment\n      丙\n    of: \"00000000\"\n    # end\n  gone.words: {{ t: 丁, of: \"1\" }}\n  run.title: {{ same: true }}\n  # last\n# foot\n",
        hash("Falco {{v}}"),
        hash("Tune"),
    );
    let new = made(&text);
    let expected = format!(
        "# yaml-language-server: x\n\n# en: Falco {{{{v}}}}\ntitle:   {{t: '甲 # ', of: \"{}\"}} # kept\n# en: All of it\ndescription: {{ t: \"\", of: \"{}\" }}\ndraft: true\nstrings: # all\n  # general\n\n  # en: Run and watch\n  run.title: {{ of: \"{}\", same: true }}\n  # en: Every day\n  run.daily.title: {{ t: \"\", of: \"{}\" }}\n  # en: Two\n  # en: lines\n  run.daily.note: {{ t: \"\", of: \"{}\" }}\n  # en: Check rules\n  run.daily.validate.desc: {{ t: \"\", of: \"{}\" }}\n  # en: Fields\n  # stale: these words have changed since they were translated\n  run.daily.list.desc:\n    # inside\n    t: |\n      # no comment\n      丙\n    of: \"00000000\"\n    # end\n  # mine\n  # en: Tune\n  tune.title: {{ of: {}, t: \"乙\" }}   # why\n  # en: A remark\n  tune.t.text: {{ t: \"\", of: \"{}\" }}\n  # orphan: the sheet no longer has these words\n  gone.words: {{ t: 丁, of: \"1\" }}\n  # last\n# foot\n",
        hash("Falco {{v}}"),
        hash("All of it"),
        hash("Run and watch"),
        hash("Every day"),
        hash("Two\nlines"),
        hash("Check rules"),
        hash("Tune"),
        hash("A remark"),
    );
    assert_eq!(new.text, expected);
    assert_eq!((new.missing, new.stale, new.orphan), (5, 1, 1));
    assert_eq!(made(&new.text).text, new.text);
}

#[test]
fn stale_words_are_told_with_what_they_were() {
    let text = made("").text.replace("t: \"\"", "t: 译");
    let changed = sheet(&SHEET.replace("Check rules", "Check the rules"));
    let new = strings(&changed, "en", "f", &text).expect("it can be rewritten");
    let lines = format!(
        "  # en: Check the rules\n  # stale: these words have changed since they were translated; they were: Check rules\n  run.daily.validate.desc: {{ t: 译, of: \"{}\" }}\n",
        hash("Check rules")
    );
    assert!(new.text.contains(&lines), "{}", new.text);
    assert_eq!(strings(&changed, "en", "f", &new.text).expect("again").text, new.text);
    let accepted = pin(&new.text, &changed, &|path| path == "run.daily.validate.desc");
    let done = strings(&changed, "en", "f", &accepted).expect("again");
    assert_eq!((done.stale, done.text.contains("# stale")), (0, false));
    // Nothing is translated yet: the new words take the old ones' place.
    let empty = strings(&changed, "en", "f", &made("").text).expect("again");
    assert_eq!((empty.stale, empty.missing), (0, 9));
    assert!(empty.text.contains(&hash("Check the rules")) && !empty.text.contains(&hash("Check rules")));
}

#[test]
fn words_that_are_left_on_purpose_fall_behind_too() {
    let same = |text: &str| text.replace("run.daily.validate.desc: { t: \"\"", "run.daily.validate.desc: { same: true");
    let text = same(&made("").text);
    let changed = sheet(&SHEET.replace("Check rules", "Check the rules"));
    let new = strings(&changed, "en", "f", &text).expect("it can be rewritten");
    assert_eq!((new.stale, new.missing), (1, 8));
    assert!(
        new.text
            .contains("they were: Check rules\n  run.daily.validate.desc: { same: true, of: ")
    );
    let accepted = pin(&new.text, &changed, &|path| path == "run.daily.validate.desc");
    let done = strings(&changed, "en", "f", &accepted).expect("again");
    assert_eq!((done.stale, done.text.contains("# stale")), (0, false));
}

#[test]
fn a_hash_that_looks_like_a_number_is_none() {
    for of in ["1e100000", "00000012", "12345678", "1234e567"] {
        let text = format!("title: {{ t: 题, of: {of} }}\n");
        let new = made(&text);
        assert!(new.text.contains(&text), "{}", new.text);
        let overlay = overlay(&text);
        assert_eq!(overlay.entries[0].word.of.as_deref(), Some(of));
    }
}

#[test]
fn a_translation_goes_along_with_its_words() {
    let text = made("").text.replace("t: \"\"", "t: 译");
    let renamed = sheet(&SHEET.replace("id: validate", "id: check"));
    let new = strings(&renamed, "en", "f", &text).expect("it can be rewritten");
    assert_eq!(
        new.moved,
        [("run.daily.validate.desc".to_string(), "run.daily.check.desc".to_string())]
    );
    assert_eq!((new.missing, new.stale, new.orphan), (0, 0, 0));
    assert_eq!(new.text, text.replace("validate", "check"));
}

#[test]
fn what_cannot_be_put_in_order_is_left_alone() {
    for text in [
        "strings: { run.title: { t: a } }\n",
        "{title: {t: a}, strings: {}}\n",
        "strings:\n  run.daily.title: &a { t: x }\n  run.title: *a\n",
        "- a\n",
        "strings: words\n",
    ] {
        let error = strings(&sheet(SHEET), "en", "f", text).expect_err(text);
        assert_eq!(error.code, Code::OverlayLayout, "{text}");
    }
    let error = strings(&sheet(SHEET), "en", "f", "a: [").expect_err("it is no YAML");
    assert_eq!(error.code, Code::YamlSyntax);
}

/// A line of a translation, as people write them.
fn line() -> impl Strategy<Value = String> {
    let path = prop::sample::select(vec![
        "run.title",
        "run.daily.title",
        "run.daily.note",
        "run.daily.list.desc",
        "tune.title",
        "tune.t.text",
        "gone.a",
        "gone.b.title",
        "\"run.x\"",
    ]);
    let value = prop::sample::select(vec![
        "{ t: 甲, of: \"1\" }",
        "{t: '# b', of: 2} # c",
        "{ same: true }",
        "{ same: true, of: \"2\" }",
        "{ of: 1e100000, t: 寅 }",
        "{ t: \"\" }",
        "\n    t: |\n      # d\n      戊\n\n    of: \"3\"",
        "\n    # f\n    t: >-\n      庚\n    # h",
        "{ t: 壬,\n    of: \"44e1e487\" }",
        "{ of: \"0d9c1bcc\", t: 癸 }",
        "\n    t: |+\n      子\n\n",
        "&x { t: 丑 }",
        "*x",
        "~",
    ]);
    prop_oneof![
        8 => (path, value).prop_map(|(path, value)| format!("  {path}: {value}\n")),
        1 => Just("  # a comment\n".to_string()),
        1 => Just("\n".to_string()),
        1 => Just("  # en: Run and watch\n".to_string()),
        1 => Just("# at the edge\n".to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_translation_is_ever_lost(
        head in prop::sample::select(vec!["", "title: { t: 题, of: \"1\" }\n", "# head\n\nlinkTitle: {t: 短} # x\n", "draft: true\n", "---\ntags: [a]\n"]),
        lines in prop::collection::vec(line(), 0..12),
        foot in prop::sample::select(vec!["", "weight: 3\n", "# foot\n", "\n\ndescription:\n  t: 述\n"]),
        windows in any::<bool>(),
    ) {
        let mut text = format!("{head}strings:\n{}{foot}", lines.concat());
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let sheet = sheet(SHEET);
        let Ok(first) = strings(&sheet, "en", "f", &text) else { return Ok(()) };
        for word in ["甲", "# b", "# d", "戊", "庚", "壬", "癸", "子", "丑", "题", "短", "述", "# a comment", "# c", "# f", "# h", "# at the edge", "# head", "# foot", "weight: 3"] {
            prop_assert!(
                first.text.matches(word).count() >= text.matches(word).count(),
                "{word} is gone from\n{text}\nin\n{}", first.text
            );
        }
        let second = strings(&sheet, "en", "f", &first.text);
        prop_assert!(second.is_ok(), "{}\n{second:#?}", first.text);
        prop_assert_eq!(second.map(|s| s.text).unwrap_or_default(), first.text);
    }

    #[test]
    fn arbitrary_text_is_rewritten_or_left(parts in prop::collection::vec(prop::sample::select(vec![
        "title: T\n", "strings:", "\n", "  ", "run.title: ", "{ t: x }", "t: y\n", "{", "}", "#", "# c\n", "|", "- ", "\"", "&a ", "*a", "? ", "---\n", "\t", "é",
    ]), 0..25)) {
        let text = parts.concat();
        let sheet = sheet(SHEET);
        if let Ok(first) = strings(&sheet, "en", "f", &text) {
            let second = strings(&sheet, "en", "f", &first.text);
            prop_assert_eq!(second.map(|s| s.text).ok(), Some(first.text));
        }
    }
}

//! What can be told of strings without rendering a page: which ones nobody asks for, which variables a template and a message do not
//! agree on, which plural forms a message lacks. Said only where it is certain: a key that is computed could be any key.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use intl_pluralrules::{PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

use super::string_calls::{Call, Key, calls};
use super::strings::{StringsFile, messages};
use crate::diag::{Code, Diagnostic, Place, Source};
use crate::lang;

/// A message of one file.
struct Message {
    /// The file is the site's, not one of the theme's in the binary.
    own: bool,
    code: String,
    key: String,
    place: Place,
    /// The variables that it takes.
    takes: BTreeSet<String>,
    /// The messages that it is made of.
    refers: BTreeSet<String>,
}

/// Check all strings against all templates (name in messages and text of each). `own`: whether a file, by its place in the list, is the
/// site's.
pub fn check(files: &[StringsFile], own: &dyn Fn(usize) -> bool, templates: &[(String, &str)]) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut all: Vec<Message> = Vec::new();
    for (i, file) in files.iter().enumerate().filter(|(_, f)| f.path.ends_with(".ftl")) {
        read(file, own(i), &mut all, &mut notes);
    }
    let calls: Vec<(Call, Place)> = templates
        .iter()
        .flat_map(|(name, text)| {
            let source = Source::new(name.as_str(), text);
            let at = move |call: Call| {
                let place = source.place(call.at.clone());
                (call, place)
            };
            calls(text).into_iter().map(at).collect::<Vec<_>>()
        })
        .collect();
    notes.extend(unused(&all, &calls));
    notes.extend(variables(&all, &calls));
    notes
}

fn read(file: &StringsFile, own: bool, all: &mut Vec<Message>, notes: &mut Vec<Diagnostic>) {
    let (Ok(resource) | Err((resource, _))) = fluent_syntax::parser::parse(file.text.as_str());
    let source = Source::new(file.path.clone(), &file.text);
    let places: BTreeMap<&str, Range<usize>> = messages(&file.text).collect();
    let patterns: BTreeMap<&str, &Pattern<&str>> = resource.body.iter().filter_map(named).collect();
    let plurals = Plurals::of(&file.code);
    for (key, pattern) in resource.body.iter().filter_map(named) {
        let Some(at) = places.get(key) else { continue };
        let mut walk = Walk {
            patterns: &patterns,
            takes: BTreeSet::new(),
            seen: BTreeSet::from([key]),
            selects: Vec::new(),
        };
        walk.pattern(pattern, true);
        for (name, variants) in walk.selects.iter().filter(|_| own) {
            let lacking = plurals.as_ref().map_or(Vec::new(), |p| p.lacking(variants));
            notes.extend((!lacking.is_empty()).then(|| lacking_form(&source, at.start, key, name, &file.code, &lacking)));
        }
        all.push(Message {
            own,
            code: file.code.clone(),
            key: key.to_string(),
            place: source.place(at.clone()),
            takes: walk.takes,
            refers: walk.seen.into_iter().filter(|k| *k != key).map(str::to_string).collect(),
        });
    }
}

/// A message with its value.
fn named<'r>(entry: &'r Entry<&'r str>) -> Option<(&'r str, &'r Pattern<&'r str>)> {
    match entry {
        Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
        _ => None,
    }
}

/// Goes through a message and those that it refers to.
struct Walk<'r> {
    patterns: &'r BTreeMap<&'r str, &'r Pattern<&'r str>>,
    takes: BTreeSet<String>,
    seen: BTreeSet<&'r str>,
    /// Its own choices by a number: the variable and the variants.
    selects: Vec<(String, &'r [Variant<&'r str>])>,
}

impl<'r> Walk<'r> {
    fn pattern(&mut self, pattern: &'r Pattern<&'r str>, own: bool) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression, own);
            }
        }
    }

    fn expression(&mut self, expression: &'r Expression<&'r str>, own: bool) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, own),
            Expression::Select { selector, variants } => {
                self.inline(selector, own);
                if let Some(name) = counted(selector).filter(|_| own) {
                    self.selects.push((name.to_string(), variants));
                }
                variants.iter().for_each(|variant| self.pattern(&variant.value, own));
            }
        }
    }

    fn inline(&mut self, inline: &'r InlineExpression<&'r str>, own: bool) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.takes.insert(id.name.to_string());
            }
            InlineExpression::MessageReference { id, .. } => {
                let is_new = self.seen.insert(id.name);
                if let Some(pattern) = self.patterns.get(id.name).filter(|_| is_new) {
                    self.pattern(pattern, false);
                }
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| self.inline(argument, own));
                arguments.named.iter().for_each(|argument| self.inline(&argument.value, own));
            }
            InlineExpression::Placeable { expression } => self.expression(expression, own),
            // A term takes only what the reference to it gives.
            InlineExpression::TermReference { arguments, .. } => {
                for argument in arguments.iter().flat_map(|a| &a.named) {
                    self.inline(&argument.value, own);
                }
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }
}

/// The variable of a selector that chooses by number: `$n` or `NUMBER($n)`, unless it counts places (`type: "ordinal"`).
fn counted<'r>(selector: &'r InlineExpression<&'r str>) -> Option<&'r str> {
    match selector {
        InlineExpression::VariableReference { id } => Some(id.name),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
            let ordinal = arguments.named.iter().any(|a| a.name.name == "type");
            arguments.positional.first().filter(|_| !ordinal).and_then(counted)
        }
        _ => None,
    }
}

/// The plural forms that a language has for whole numbers.
struct Plurals(BTreeSet<&'static str>);

/// The names that the Unicode CLDR gives to plural forms.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Plurals {
    fn of(code: &str) -> Option<Plurals> {
        let language: LanguageIdentifier = lang::tag(code).parse().ok()?;
        let own = LanguageIdentifier::from_parts(language.language, None, None, &[]);
        let rules = [language, own]
            .into_iter()
            .find_map(|l| PluralRules::create(l, PluralRuleType::CARDINAL).ok())?;
        // Every form that whole numbers have turns up this early; that of millions in Romance languages nobody is asked for.
        let forms = (0..=200u32).filter_map(|n| rules.select(n).ok());
        Some(Plurals(forms.map(|form| FORMS[form as usize]).collect()))
    }

    /// The forms that variants do not name, if they are plural forms at all. A default of a name that the language has no number for stands
    /// for one of them.
    fn lacking(&self, variants: &[Variant<&str>]) -> Vec<&'static str> {
        let name = |variant: &Variant<&str>| match variant.key {
            VariantKey::Identifier { name } => FORMS.iter().copied().find(|form| *form == name),
            VariantKey::NumberLiteral { .. } => None,
        };
        let words = variants.iter().filter(|v| matches!(v.key, VariantKey::Identifier { .. }));
        if words.clone().count() == 0 || !words.clone().all(|v| name(v).is_some()) {
            return Vec::new();
        }
        let named: BTreeSet<&str> = words.filter_map(name).collect();
        let lacking: Vec<&str> = self.0.iter().copied().filter(|form| !named.contains(form)).collect();
        let spare = variants
            .iter()
            .any(|v| v.default && name(v).is_some_and(|form| !self.0.contains(form)));
        if spare && lacking.len() == 1 { Vec::new() } else { lacking }
    }
}

fn lacking_form(source: &Source, from: usize, key: &str, variable: &str, code: &str, lacking: &[&str]) -> Diagnostic {
    let written = format!("${variable}");
    let at = source.text[from..].find(&written).map_or(from, |i| from + i);
    let forms: Vec<String> = lacking.iter().map(|form| format!("`[{form}]`")).collect();
    let message = format!(
        "`{key}` has no words for {} of `{written}`, which `{code}` has",
        forms.join(" and ")
    );
    Diagnostic::warning(Code::MissingPlural, message)
        .at(source.place(at..at + written.len()))
        .help("the variant with the star is taken instead; write the form out, even when its words are the same")
}

/// What printed sheets ask for, whatever the templates of pages do.
const ON_PAPER: &[&str] = &[
    "draft",
    "sheet-continued",
    "sheet-danger",
    "sheet-default",
    "sheet-expect",
    "sheet-list",
    "sheet-macro",
    "sheet-missing",
    "sheet-output",
    "sheet-see-also",
    "sheet-since",
    "sheet-stale",
    "sheet-until",
    "sheet-verified",
    "sheet-verified-on",
];

/// Messages of the site's own files that no template asks for.
fn unused(all: &[Message], calls: &[(Call, Place)]) -> Vec<Diagnostic> {
    let computed: Vec<&str> = calls
        .iter()
        .filter_map(|(call, _)| match &call.key {
            Key::Begins(prefix) => Some(prefix.as_str()),
            Key::Is(_) => None,
        })
        .collect();
    let asked: BTreeSet<&str> = calls
        .iter()
        .filter_map(|(call, _)| match &call.key {
            Key::Is(key) => Some(key.as_str()),
            Key::Begins(_) => None,
        })
        .collect();
    let wanted =
        |key: &str| asked.contains(key) || ON_PAPER.contains(&key) || computed.iter().any(|prefix| key.starts_with(prefix));
    // The theme's own strings are asked for by its templates and its program; a site changes those that it likes.
    let of_theme: BTreeSet<&str> = crate::source::built_in_strings()
        .flat_map(|(_, text)| messages(text))
        .map(|(key, _)| key)
        .collect();
    let mut told = Vec::new();
    for message in all
        .iter()
        .filter(|m| m.own && !of_theme.contains(m.key.as_str()) && !wanted(&m.key))
    {
        // Other messages may be made of it.
        let referred = all.iter().any(|m| m.refers.contains(&message.key));
        if !referred {
            let text = format!("no template asks for the string `{}`", message.key);
            let note = Diagnostic::warning(Code::UnusedString, text).at(message.place.clone());
            told.push(note.help("take it out, or mend the name in the template that should ask for it"));
        }
    }
    told
}

/// Variables that a call and the messages that it asks for do not agree on.
fn variables(all: &[Message], calls: &[(Call, Place)]) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for (call, place) in calls.iter().filter(|(call, _)| !call.open) {
        let Key::Is(key) = &call.key else { continue };
        let asked: Vec<&Message> = all.iter().filter(|m| m.key == *key).collect();
        let before = notes.len();
        for message in asked.iter().filter(|m| m.own) {
            for name in message.takes.iter().filter(|name| !call.gives.contains(*name)) {
                let text = format!("`{key}` takes `${name}`, which the template does not give");
                let help = match call.gives.is_empty() {
                    true => "it is given no variables".to_string(),
                    false => format!("it is given {}", listed(&call.gives)),
                };
                let note = Diagnostic::warning(Code::StringVariable, text)
                    .at(message.place.clone())
                    .help(help);
                notes.push(note.via("asked for here", Some(place.clone())));
            }
        }
        // A misspelt name is told once, where it is misspelt.
        let told = notes.len() > before;
        let taken = |name: &String| asked.iter().any(|m| m.takes.contains(name));
        if let (Some(name), false) = (call.gives.iter().find(|name| !taken(name)), asked.is_empty() || told) {
            let codes: BTreeSet<&str> = asked.iter().map(|m| m.code.as_str()).collect();
            let codes: Vec<&str> = codes.into_iter().collect();
            let text = format!("the string `{key}` takes no `{name}` in any language ({})", codes.join(", "));
            let known: BTreeSet<&str> = asked.iter().flat_map(|m| &m.takes).map(String::as_str).collect();
            notes.push(
                Diagnostic::warning(Code::StringVariable, text)
                    .at(place.clone())
                    .suggest(name, known),
            );
        }
    }
    notes
}

fn listed(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)], template: &str) -> Vec<String> {
        let files: Vec<StringsFile> = files
            .iter()
            .map(|(code, text)| StringsFile {
                code: code.to_string(),
                path: format!("i18n/{code}.ftl").into(),
                text: text.to_string(),
            })
            .collect();
        let notes = check(&files, &|_| true, &[("templates/a.html".to_string(), template)]);
        let line = |n: &Diagnostic| format!("{} {}", n.place.as_ref().map_or(0, |p| p.line), n.message);
        notes.iter().map(line).collect()
    }

    #[test]
    fn unused_strings() {
        let files = [("en", "a = A\nb = B { c }\nc = C\nd-x = D\n-term = T\n")];
        assert_eq!(
            told(&files, "{{ t(key=\"b\") }}"),
            [
                "1 no template asks for the string `a`",
                "4 no template asks for the string `d-x`"
            ]
        );
        assert_eq!(
            told(&files, "{{ t(key=\"b\") }}{{ t(key=\"d-\" ~ x) }}"),
            ["1 no template asks for the string `a`"]
        );
        assert!(told(&files, "{{ t(key=name) }}").is_empty(), "it could be any");
    }

    #[test]
    fn variables_of_both_sides() {
        let files = [("en", "a = { $name }\n"), ("zh", "\na = { $nam }\n")];
        assert_eq!(
            told(&files, "{{ t(key=\"a\", name=1, lang=lang) }}"),
            ["2 `a` takes `$nam`, which the template does not give"]
        );
        let files = [("en", "a = { $name }\n"), ("zh", "a = x\n")];
        assert!(
            told(&files, "{{ t(key=\"a\", name=1) }}").is_empty(),
            "a translation need not use it"
        );
        assert_eq!(
            told(&[("en", "a = A\n")], "\n{{ t(key=\"a\", n=1) }}"),
            ["2 the string `a` takes no `n` in any language (en)"]
        );
    }

    #[test]
    fn plural_forms() {
        let text = |variants: &str| format!("a = {{ $n ->\n{variants}\n }}\n");
        let told = |code: &str, variants: &str| told(&[(code, &text(variants))], "{{ t(key=\"a\", n=1) }}");
        assert!(told("en", " [one] a\n *[other] b").is_empty());
        assert_eq!(
            told("en", " *[other] b"),
            ["1 `a` has no words for `[one]` of `$n`, which `en` has"]
        );
        assert_eq!(
            told("ru", " [one] a\n *[other] b"),
            ["1 `a` has no words for `[few]` and `[many]` of `$n`, which `ru` has"]
        );
        assert!(
            told("ru", " [one] a\n [few] b\n *[other] c").is_empty(),
            "the default is the third"
        );
        assert!(told("fr", " [one] a\n *[other] b").is_empty());
        assert!(told("zh-cn", " *[other] b").is_empty());
        assert!(told("en", " [male] a\n *[female] b").is_empty(), "that is no number");
        assert!(told("en", " [0] a\n [one] b\n *[other] c").is_empty());
    }
}

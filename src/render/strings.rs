//! The theme's words: Fluent files of each language, Hugo's string files behind them, with a fallback chain.

use std::collections::BTreeSet;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::data;
use super::hugo_strings::HugoStrings;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Noted, Place, Source, nearest};
use crate::lang;

/// A file of strings: the language that its name says, its path and text.
pub struct StringsFile {
    /// `zh` of `i18n/zh.ftl`, lower-cased.
    pub code: String,
    pub path: Arc<str>,
    pub text: String,
}

impl StringsFile {
    /// A file below `i18n/`; `None` when its format holds no strings. The language is its name, `i18n/docs/zh.yaml`, or that of a
    /// folder on the way, `i18n/zh/docs.yaml`.
    pub fn of(path: String, text: String, config: &Config) -> Option<StringsFile> {
        let inside = path.strip_prefix("i18n/").unwrap_or(&path).to_lowercase();
        let (stem, end) = inside.rsplit_once('.')?;
        if end != "ftl" && !data::is_format(end) {
            return None;
        }
        let of_site = |part: &&str| config.find_language(part).is_some();
        let code = stem.rsplit('/').find(of_site).or_else(|| stem.rsplit('/').next())?;
        Some(StringsFile {
            code: code.to_string(),
            path: path.into(),
            text,
        })
    }
}

/// All strings of a site.
pub struct Strings {
    bundles: Vec<(String, FluentBundle<FluentResource>)>,
    /// What Hugo's files hold for each bundle's language.
    hugo: Vec<HugoStrings>,
    /// The names of each bundle's messages, for suggestions.
    names: Vec<BTreeSet<String>>,
    /// For each language code of the site, the bundles to ask, best first.
    chains: Vec<(String, Vec<usize>)>,
}

/// An argument of a string.
pub enum Argument {
    Text(String),
    Number(f64),
}

/// Where a string was found.
enum Found<'a> {
    Fluent(&'a FluentBundle<FluentResource>, &'a fluent_syntax::ast::Pattern<&'a str>),
    Hugo(String),
}

impl std::fmt::Debug for Strings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Strings")
            .field("chains", &self.chains)
            .finish_non_exhaustive()
    }
}

impl Strings {
    /// Read all files, later files of one language over earlier ones, and report what each language of the site is missing.
    pub fn load(files: &[StringsFile], config: &Config) -> Noted<Strings> {
        let mut notes = Vec::new();
        let mut bundles: Vec<(String, FluentBundle<FluentResource>)> = Vec::new();
        let mut hugo: Vec<HugoStrings> = Vec::new();
        let mut keys: Vec<(usize, String, Place)> = Vec::new();
        for file in files {
            let at = match bundles.iter().position(|(code, _)| *code == file.code) {
                Some(at) => at,
                None => {
                    bundles.push((file.code.clone(), new_bundle(&file.code)));
                    hugo.push(HugoStrings::default());
                    bundles.len() - 1
                }
            };
            if !file.path.ends_with(".ftl") {
                notes.extend(hugo[at].add(&file.path, &file.text).err());
                continue;
            }
            let source = Source::new(file.path.clone(), &file.text);
            let resource = parse(file, &source, &mut notes);
            keys.extend(messages(&file.text).map(|(key, range)| (at, key.to_string(), source.place(range))));
            bundles[at].1.add_resource_overriding(resource);
        }
        let default = &config.languages[0].code;
        let chains: Vec<_> = config
            .languages
            .iter()
            .map(|l| (l.code.clone(), chain(&l.code, default, &bundles)))
            .collect();
        let mut names = vec![BTreeSet::new(); bundles.len()];
        keys.iter().for_each(|(at, key, _)| {
            names[*at].insert(key.clone());
        });
        let mut strings = Strings {
            bundles,
            hugo,
            names,
            chains,
        };
        notes.extend(strings.untranslated(&keys));
        for (names, hugo) in strings.names.iter_mut().zip(&strings.hugo) {
            names.extend(hugo.keys().map(str::to_string));
        }
        Noted::new(strings, notes)
    }

    /// A string in a language.
    ///
    /// # Errors
    /// One sentence: the key is in no language of the chain, or its message cannot be formatted.
    pub fn get(&self, code: &str, key: &str, args: &[(String, Argument)]) -> Result<String, String> {
        let chain = self
            .chains
            .iter()
            .find(|(c, _)| c == code)
            .map_or(&[][..], |(_, chain)| chain);
        let found = chain.iter().find_map(|&i| {
            let bundle = &self.bundles[i].1;
            let pattern = bundle.get_message(key).and_then(|m| m.value());
            match pattern {
                Some(pattern) => Some(Found::Fluent(bundle, pattern)),
                None => self.hugo[i].get(key, args).map(Found::Hugo),
            }
        });
        let (bundle, pattern) = match found {
            Some(Found::Fluent(bundle, pattern)) => (bundle, pattern),
            Some(Found::Hugo(text)) => return Ok(text),
            None => return Err(self.unknown(code, key, chain)),
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            let value = match value {
                Argument::Text(text) => FluentValue::from(text.as_str()),
                Argument::Number(number) => FluentValue::from(*number),
            };
            values.set(name.as_str(), value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(format!("the string `{key}` cannot be formatted: {error}")),
        }
    }

    fn unknown(&self, code: &str, key: &str, chain: &[usize]) -> String {
        let known: BTreeSet<&str> = chain.iter().flat_map(|&i| self.names[i].iter().map(String::as_str)).collect();
        let hint = nearest(key, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        format!("no string `{key}` in `{code}` or the languages that it falls back to{hint}")
    }

    /// One warning for each language of the site that lacks strings which its fallback has.
    fn untranslated(&self, keys: &[(usize, String, Place)]) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        for (code, chain) in &self.chains {
            let Some((&last, own)) = chain.split_last() else { continue };
            // A language with Hugo's files alone has not begun to translate the theme.
            let own: Vec<usize> = own.iter().copied().filter(|&i| !self.names[i].is_empty()).collect();
            let has = |key: &str| own.iter().any(|&i| self.bundles[i].1.has_message(key));
            let mut seen = BTreeSet::new();
            let missing: Vec<_> = keys
                .iter()
                .filter(|(at, key, _)| *at == last && !own.is_empty() && !has(key) && seen.insert(key))
                .collect();
            if let Some((_, first, place)) = missing.first() {
                let fallback = &self.bundles[last].0;
                let message = match missing.len() {
                    1 => format!("the string `{first}` is not translated into `{code}`; `{fallback}` is shown"),
                    n => format!("{n} strings, `{first}` first, are not translated into `{code}`; `{fallback}` is shown"),
                };
                let help = format!("add them to i18n/{code}.ftl");
                notes.push(
                    Diagnostic::warning(Code::UntranslatedString, message)
                        .at(place.clone())
                        .help(help),
                );
            }
        }
        notes
    }
}

fn parse(file: &StringsFile, source: &Source, notes: &mut Vec<Diagnostic>) -> FluentResource {
    match FluentResource::try_new(file.text.clone()) {
        Ok(resource) => resource,
        Err((partial, errors)) => {
            for error in errors {
                let message = format!("Fluent text that cannot be read: {}", error.kind);
                let note = Diagnostic::error(Code::StringSyntax, message).at(source.place(error.pos.clone()));
                notes.push(note.help("a message is `key = text`, its further lines indented"));
            }
            partial
        }
    }
}

fn new_bundle(code: &str) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = lang::tag(code).parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Isolation marks are invisible characters round each argument; they would end up in titles and URLs.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    bundle
}

/// The language of a bundle, for what formats its values.
struct Tag(String);

impl Memoizable for Tag {
    type Args = ();
    type Error = ();
    fn construct(language: LanguageIdentifier, _: ()) -> Result<Self, ()> {
        Ok(Tag(language.to_string()))
    }
}

/// Whole numbers as the language groups their digits; all else as Fluent has it.
fn grouped(value: &FluentValue, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let options = &number.options;
    let plain = options.use_grouping && options.minimum_fraction_digits.is_none() && number.value.fract() == 0.0;
    if !plain || number.value.abs() >= 1e15 {
        return None;
    }
    memoizer
        .with_try_get::<Tag, _, _>((), |tag| lang::number(&tag.0, number.value as i64))
        .ok()
}

/// The language itself, its primary language, the site's default language and at last English, the theme's own.
fn chain(code: &str, default: &str, bundles: &[(String, FluentBundle<FluentResource>)]) -> Vec<usize> {
    let wanted = [code, lang::primary(code), default, lang::primary(default), "en"];
    let mut chain = Vec::new();
    for code in wanted {
        if let Some(at) = bundles.iter().position(|(c, _)| c == code)
            && !chain.contains(&at)
        {
            chain.push(at);
        }
    }
    chain
}

/// The messages of a Fluent text, by name, with where the name stands.
pub(super) fn messages(text: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let name = line
            .split(['=', ' '])
            .next()
            .filter(|n| line.starts_with(|c: char| c.is_ascii_alphabetic()) && !n.is_empty())?;
        line[name.len()..]
            .trim_start()
            .starts_with('=')
            .then_some((name, start..start + name.len()))
    })
}

//! Names to definitions: conditions parsed, every macro and list that they use looked up, circles found, hooks listed.

use std::collections::HashSet;

use super::{At, Order, Rules, Text};
use crate::diag::{Code, Diagnostic, Source};
use crate::sheet::condition::{self, Expr, Mistake, Refs, Word, deprecated, refs};
use crate::sheet::near::Near;

/// The macros and lists that a condition may use.
pub trait Vocabulary {
    /// Whether there is such a macro.
    fn has_macro(&self, name: &str) -> bool;
    /// Whether there is such a list.
    fn has_list(&self, name: &str) -> bool;
    /// The name of a macro that is near to this one.
    fn near_macro(&self, name: &str) -> Option<String>;
    /// The name of a list that is near to this one.
    fn near_list(&self, name: &str) -> Option<String>;
}

/// The names of rules files, of which the nearest are looked for so often only.
pub(in crate::sheet) struct Names<'a> {
    pub rules: &'a Rules,
    pub near: &'a Near,
}

impl Vocabulary for Names<'_> {
    fn has_macro(&self, name: &str) -> bool {
        self.rules.macros.get(name).is_some()
    }
    fn has_list(&self, name: &str) -> bool {
        self.rules.lists.get(name).is_some()
    }
    fn near_macro(&self, name: &str) -> Option<String> {
        self.near.find(name, self.rules.macros.names()).map(str::to_string)
    }
    fn near_list(&self, name: &str) -> Option<String> {
        self.near.find(name, self.rules.lists.names()).map(str::to_string)
    }
}

/// What to tell of the macros and lists of a condition, each with where in the condition it stands. A bare text in a list is taken as it is when no list
/// has its name, so it is told only where it looks like a list that was meant: it has a `_`, and a list's name is near.
pub fn unknown_names(refs: &Refs, known: &dyn Vocabulary) -> Vec<(std::ops::Range<usize>, Diagnostic)> {
    let mut told = Vec::new();
    let mut add = |word: &Word, note: Diagnostic, near: Option<String>| {
        let note = match near {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note,
        };
        told.push((word.at.clone(), note));
    };
    for word in refs.macros.iter().filter(|w| !known.has_macro(&w.name)) {
        let note = Diagnostic::error(Code::UndefinedMacro, format!("no macro `{}` is defined", word.name));
        add(word, note, known.near_macro(&word.name));
    }
    for word in refs.items.iter().filter(|w| w.name.contains('_') && !known.has_list(&w.name)) {
        if let Some(near) = known.near_list(&word.name) {
            let message = format!("no list `{}` is defined, so Falco takes it for a plain text", word.name);
            add(word, Diagnostic::warning(Code::UndefinedList, message), Some(near));
        }
    }
    for word in &refs.lists {
        let note = if known.has_list(&word.name) {
            Diagnostic::error(
                Code::UndefinedList,
                format!("the list `{}` is used without parentheses", word.name),
            )
            .help(format!("write `({})`: Falco puts the items in place of the name", word.name))
        } else {
            Diagnostic::error(Code::UndefinedList, format!("no list `{}` is defined", word.name))
        };
        let near = known.near_list(&word.name).filter(|_| !known.has_list(&word.name));
        add(word, note, near);
    }
    told
}

/// What to tell of the fields of a condition that Falco has deprecated.
pub fn deprecated_fields(refs: &Refs) -> Vec<(std::ops::Range<usize>, Diagnostic)> {
    let deprecated = refs.fields.iter().filter_map(|word| {
        let advice = deprecated(&word.name)?;
        let note = Diagnostic::warning(
            Code::RulesDeprecated,
            format!("Falco has deprecated the field `{}`", word.name),
        );
        Some((word.at.clone(), note.help(advice)))
    });
    deprecated.collect()
}

/// What to tell of a condition that cannot be parsed.
pub(in crate::sheet) fn note_of(mistake: Mistake) -> Diagnostic {
    let note = Diagnostic::error(Code::ConditionSyntax, mistake.message);
    match mistake.help {
        Some(help) => note.help(help),
        None => note,
    }
}

/// Parse all conditions, and report what they use and nobody defines.
pub(super) fn resolve(rules: &mut Rules, sources: &[Source], near: &Near, notes: &mut Vec<Diagnostic>) {
    let mut parse = |condition: &Text| match condition::parse(&condition.value) {
        Ok(expr) => Some(expr),
        Err(mistake) => {
            let at = condition.locate(&mistake.at, |file| sources[file].text);
            notes.push(note_of(mistake).at(sources[at.file].place(at.range)));
            None
        }
    };
    rules.macros.all.iter_mut().for_each(|m| m.expr = parse(&m.condition));
    rules.rules.all.iter_mut().for_each(|r| r.expr = parse(&r.condition));
    let rules: &Rules = rules;
    let names = Names { rules, near };
    for m in rules.macros.iter() {
        let words = m.expr.as_ref().map(refs).unwrap_or_default();
        let mut told = unknown_names(&words, &names);
        told.extend(deprecated_fields(&words));
        told.extend(used_too_early(rules, &words, m.order));
        place(told, &m.condition, sources, notes);
    }
    for rule in rules.rules.iter() {
        let words = rule.expr.as_ref().map(refs).unwrap_or_default();
        let mut told = unknown_names(&words, &names);
        told.extend(deprecated_fields(&words));
        place(told, &rule.condition, sources, notes);
    }
    lists(rules, sources, near, notes);
    circles(rules, sources, notes);
}

fn place(told: Vec<(std::ops::Range<usize>, Diagnostic)>, text: &Text, sources: &[Source], notes: &mut Vec<Diagnostic>) {
    for (range, note) in told {
        let at = text.locate(&range, |file| sources[file].text);
        notes.push(note.at(sources[at.file].place(at.range)));
    }
}

/// Macros that a macro uses must have been defined before it was last changed.
fn used_too_early(rules: &Rules, words: &Refs, user: Order) -> Vec<(std::ops::Range<usize>, Diagnostic)> {
    let early = words.macros.iter().filter_map(|word| {
        let used = rules.macros.get(&word.name)?;
        // A macro that uses itself is a circle, and told as one.
        (used.order.first > user.last).then(|| {
            let message = format!("the macro `{}` is used before it is defined", word.name);
            let note = Diagnostic::error(Code::UndefinedMacro, message).help("move its definition up");
            (word.at.clone(), note.via("it is defined here", Some(rules.place(&used.at))))
        })
    });
    early.collect()
}

/// An item of a list that looks like a list and is none, or is one only later.
fn lists(rules: &Rules, sources: &[Source], near: &Near, notes: &mut Vec<Diagnostic>) {
    for list in rules.lists.iter() {
        for (item, at) in &list.items {
            let note = match rules.lists.get(item) {
                Some(used) if used.order.first >= list.order.last => Diagnostic::warning(
                    Code::UndefinedList,
                    format!("the list `{item}` is used before it is defined, so Falco takes it for a plain text"),
                ),
                None if item.contains('_') => {
                    let message = format!("no list `{item}` is defined, so Falco takes it for a plain text");
                    let note = near.advise(Diagnostic::warning(Code::UndefinedList, message), item, rules.lists.names());
                    if note.help.is_none() {
                        continue;
                    }
                    note
                }
                _ => continue,
            };
            notes.push(note.at(sources[at.file].place(at.range.clone())));
        }
    }
}

/// Macros that use themselves, by way of others or not. Each circle is told once, at the macro of it that was defined first.
fn circles(rules: &Rules, sources: &[Source], notes: &mut Vec<Diagnostic>) {
    let uses: Vec<Vec<usize>> = rules.macros.iter().map(|m| used_macros(rules, m.expr.as_ref())).collect();
    let mut state = vec![State::New; uses.len()];
    for start in 0..uses.len() {
        // A path of (macro, how many of those that it uses were followed), so that no chain is too long for the stack.
        let mut path = vec![(start, 0)];
        while let Some((current, next)) = path.last_mut() {
            let current = *current;
            if state[current] == State::Done {
                path.pop();
                continue;
            }
            state[current] = State::Open;
            let Some(used) = uses[current].get(*next).copied() else {
                state[current] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match state[used] {
                State::New => path.push((used, 0)),
                State::Open => notes.push(circle(rules, &path, used, sources)),
                State::Done => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

fn circle(rules: &Rules, path: &[(usize, usize)], used: usize, sources: &[Source]) -> Diagnostic {
    let from = path.iter().position(|(m, _)| *m == used).unwrap_or(0);
    let members: Vec<_> = path[from..].iter().map(|(m, _)| &rules.macros.all[*m]).collect();
    let mut names: Vec<String> = members.iter().take(5).map(|m| format!("`{}`", m.name)).collect();
    if members.len() > 5 {
        names.push("...".into());
    }
    names.push(format!("`{}`", members[0].name));
    let place = |at: &At| sources[at.file].place(at.range.clone());
    let message = format!("macros that use each other in a circle: {}", names.join(" -> "));
    Diagnostic::error(Code::RulesCircle, message).at(place(&members[0].at))
}

fn used_macros(rules: &Rules, expr: Option<&Expr>) -> Vec<usize> {
    let words = expr.map(refs).unwrap_or_default().macros;
    words
        .iter()
        .filter_map(|w| rules.macros.by_name.get(&w.name).copied())
        .collect()
}

impl Rules {
    /// The override points of a rule: the `user_*`, `known_*` and `*_known_*` macros and lists that its condition reaches, by way of
    /// others too, in the order in which they appear.
    pub fn hooks(&self, expr: &Expr) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut open: Vec<Word> = reached(expr);
        while let Some(word) = open.pop() {
            let Some((name, next)) = self.step(&word) else { continue };
            if !seen.insert(name) {
                continue;
            }
            if is_hook(name) {
                found.push(name.to_string());
            }
            open.extend(next);
        }
        found
    }

    /// A defined name, and what its definition uses, last first.
    fn step(&self, word: &Word) -> Option<(&str, Vec<Word>)> {
        if let Some(m) = self.macros.get(&word.name) {
            return Some((&m.name, m.expr.as_ref().map(reached).unwrap_or_default()));
        }
        let list = self.lists.get(&word.name)?;
        let items = list.items.iter().rev().map(|(name, _)| Word {
            name: name.clone(),
            at: 0..0,
        });
        Some((&list.name, items.collect()))
    }
}

/// The names in a condition, last first.
fn reached(expr: &Expr) -> Vec<Word> {
    let refs = refs(expr);
    let mut words: Vec<Word> = [refs.macros, refs.items, refs.lists].concat();
    words.sort_by_key(|w| std::cmp::Reverse(w.at.start));
    words
}

fn is_hook(name: &str) -> bool {
    name.starts_with("user_") || name.starts_with("known_") || name.contains("_known_")
}

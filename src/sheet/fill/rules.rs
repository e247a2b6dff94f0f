//! Blocks that show a rule, a macro or a list of a rules file.

use std::ops::Range;

use super::{Upstream, Work, at_key, same};
use crate::diag::{Code, Diagnostic};
use crate::sheet::condition::folded;
use crate::sheet::file::{Content, Scalar};
use crate::sheet::rules::{List, Macro, Rule, Rules};
use crate::sheet::{Block, condition};

/// Fill a block from `rule/Name`, `macro/name` or `list/name`.
pub(super) fn fill(work: &mut Work, block: &mut Block, target: &str, rules: &Rules, at: &Range<usize>) {
    // `check::from` has seen to it that the target is of the block's kind.
    let Some((kind, name)) = target.split_once('/') else { return };
    let known: Vec<&str> = match kind {
        "rule" => rules.rules.iter().map(|r| r.name.as_str()).collect(),
        "macro" => rules.macros.iter().map(|m| m.name.as_str()).collect(),
        _ => rules.lists.iter().map(|l| l.name.as_str()).collect(),
    };
    let found = match kind {
        "rule" => rules.rules.get(name).map(|rule| from_rule(work, block, rule, rules)),
        "macro" => rules.macros.get(name).map(|found| from_macro(work, block, found)),
        _ => rules.lists.get(name).map(|list| from_list(work, block, list)),
    };
    match found {
        Some(upstream) => {
            // What is shown depends on there being a source at all.
            block.upstream = Some(upstream);
            let lines = lines(block);
            if let Some(upstream) = &mut block.upstream {
                upstream.lines = lines;
            }
        }
        None => missing(work, kind, name, &known, at),
    }
}

/// The name of something that is not there.
pub(super) fn missing(work: &mut Work, kind: &str, name: &str, known: &[&str], at: &Range<usize>) {
    let short: String = name.chars().take(80).collect();
    let note = Diagnostic::error(Code::SheetSource, format!("the source has no {kind} `{short}`"));
    let note = work.near.advise(note, name, known.iter().copied());
    work.note(at, note);
}

fn from_rule(work: &mut Work, block: &mut Block, found: &Rule, rules: &Rules) -> Upstream {
    let node = block.node.clone();
    let Content::Rule {
        rule,
        desc,
        condition,
        output,
        priority,
        tags,
        enabled,
        source,
    } = &mut block.content
    else {
        return Upstream::default();
    };
    let mut put = |key: &str, own: &mut Option<String>, has: &str| {
        let equal = |own: &str| {
            if key == "priority" {
                own.eq_ignore_ascii_case(has)
            } else {
                same(own, has)
            }
        };
        if own.as_deref().is_some_and(|own| !equal(own)) {
            work.differs(&at_key(&node, key), key, has);
        }
        *own = Some(has.to_string());
    };
    put("rule", rule, &found.name);
    put("desc", desc, found.desc.value.trim());
    put("condition", condition, &folded(&found.condition.value));
    put("output", output, &found.output.value);
    put("priority", priority, &found.priority);
    put("source", source, &found.source);
    if !tags.is_empty() && *tags != found.tags {
        work.differs(&at_key(&node, "tags"), "tags", &found.tags.join(", "));
    }
    if enabled.is_some_and(|own| own != found.enabled) {
        work.differs(&at_key(&node, "enabled"), "enabled", &found.enabled.to_string());
    }
    *tags = found.tags.clone();
    *enabled = Some(found.enabled);
    Upstream {
        hooks: match (&found.expr, block.common.hooks) {
            (Some(expr), true) => rules.hooks(expr),
            _ => Vec::new(),
        },
        exceptions: found.exceptions.iter().map(|e| e.line()).collect(),
        lines: Vec::new(),
    }
}

fn from_macro(work: &mut Work, block: &mut Block, found: &Macro) -> Upstream {
    let node = block.node.clone();
    let has = folded(&found.condition.value);
    if let Content::Macro { name, condition } = &mut block.content {
        if name.as_deref().is_some_and(|own| own != found.name) {
            work.differs(&at_key(&node, "macro"), "macro", &found.name);
        }
        if condition.as_deref().is_some_and(|own| !same(own, &has)) {
            work.differs(&at_key(&node, "condition"), "condition", &has);
        }
        (*name, *condition) = (Some(found.name.clone()), Some(has));
    }
    Upstream::default()
}

fn from_list(work: &mut Work, block: &mut Block, found: &List) -> Upstream {
    let node = block.node.clone();
    if let Content::List { name, items } = &mut block.content {
        let has: Vec<Scalar> = found.items.iter().map(|(item, _)| Scalar(item.clone())).collect();
        if name.as_deref().is_some_and(|own| own != found.name) {
            work.differs(&at_key(&node, "list"), "list", &found.name);
        }
        if !items.is_empty() && *items != has {
            let has: Vec<&str> = has.iter().map(|i| i.0.as_str()).collect();
            work.differs(&at_key(&node, "items"), "items", &has.join(", "));
        }
        (*name, *items) = (Some(found.name.clone()), has);
    }
    Upstream::default()
}

/// What a block shows of its source, line by line. What the sheet says in its own words is left out.
fn lines(block: &Block) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |part: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|_| block.shows(part)) {
            lines.push(format!("{part}: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    };
    match &block.content {
        Content::Rule {
            desc,
            condition,
            output,
            priority,
            tags,
            enabled,
            source,
            ..
        } => {
            add("priority", priority.as_deref());
            add("desc", desc.as_deref().filter(|_| block.common.short.is_none()));
            add("output", output.as_deref());
            add("source", source.as_deref());
            add("enabled", enabled.map(|e| e.to_string()).as_deref());
            add("tags", Some(&tags.join(", ")).filter(|t| !t.is_empty()).map(String::as_str));
            lines.extend(clauses(block, condition));
        }
        Content::Macro { condition, .. } => lines.extend(clauses(block, condition)),
        Content::List { items, .. } if block.shows("items") => lines.extend(items.iter().map(|i| i.0.clone())),
        _ => {}
    }
    if let Some(upstream) = &block.upstream {
        lines.extend(upstream.hooks.iter().map(|h| format!("hook: {h}")));
        let exceptions = upstream.exceptions.iter().filter(|_| block.shows("exceptions"));
        lines.extend(exceptions.map(|e| format!("exception: {e}")));
    }
    lines
}

fn clauses(block: &Block, condition: &Option<String>) -> Vec<String> {
    let shown = condition.as_deref().filter(|_| block.shows("condition"));
    let clauses = shown.map(condition::wrap).unwrap_or_default();
    clauses.into_iter().map(|clause| clause.text).collect()
}

//! One shortcode call to the output of its component: arguments are bound and converted, mistakes reported at the call.

use tera::{Context, Value};

use super::failure::diagnose;
use super::theme::{ArgKind, BodyUse, Shortcode, Theme};
use crate::diag::{Code, Diagnostic, Severity, Source, has_errors};
use crate::doc::{Arg, ArgValue, Args, Call};

/// What is rendered for a call.
pub struct Order<'a> {
    pub call: &'a Call,
    /// Its inner text.
    pub body: Option<&'a str>,
    /// The call may be meant for another shortcode of the same name, of the theme that the content was written for: what does not fit
    /// is told and passed over.
    pub lenient: bool,
}

/// Render a component for a call. `implicits`: what components may declare with `@`. `None` when it could not be rendered.
pub fn render(
    theme: &Theme,
    shortcode: &Shortcode,
    order: &Order,
    implicits: &Context,
    source: &Source,
    notes: &mut Vec<Diagnostic>,
) -> Option<String> {
    let Order { call, body, lenient } = *order;
    let mut found = Vec::new();
    let (args, complete) = bind(shortcode, call, source, &mut found);
    if shortcode.body == BodyUse::Required && body.is_none() {
        let message = format!("the shortcode `{}` needs a closing call", call.name);
        let help = format!(
            "write `{{{{< /{} >}}}}` after its text, or close it at once: `{{{{< {} />}}}}`",
            call.name, call.name
        );
        found.push(
            Diagnostic::error(Code::UnclosedShortcode, message)
                .at(source.place(call.at.clone()))
                .help(help),
        );
    }
    if lenient {
        soften(&mut found);
    }
    let ready = complete && !has_errors(&found);
    notes.append(&mut found);
    if !ready {
        return None;
    }
    // A component that prints `body` must find one, even where the call has none.
    let body = if shortcode.body == BodyUse::None {
        body
    } else {
        Some(body.unwrap_or(""))
    };
    match theme
        .tera
        .render_component_with_implicits(&shortcode.component, &args, implicits, body, true)
    {
        Ok(html) => Some(html),
        Err(error) => {
            let label = format!("in the shortcode `{}`", call.name);
            let at_call = source.place(call.at.clone());
            let mut found = diagnose(&error, Code::ShortcodeFailed, &theme.sources);
            for note in &mut found {
                // The author of the page is who can mend most of these: lead them to the call.
                let inner = note.place.replace(at_call.clone());
                note.trail.insert(0, (label.clone(), inner));
            }
            if lenient {
                soften(&mut found);
            }
            notes.append(&mut found);
            None
        }
    }
}

/// Errors to warnings.
pub fn soften(notes: &mut [Diagnostic]) {
    for note in notes.iter_mut().filter(|n| n.severity == Severity::Error) {
        note.severity = Severity::Warning;
    }
}

/// The arguments of a call, and whether all that the component needs are among them.
fn bind(shortcode: &Shortcode, call: &Call, source: &Source, notes: &mut Vec<Diagnostic>) -> (Context, bool) {
    let mut context = Context::new();
    let mut given: Vec<&str> = Vec::new();
    match &call.args {
        Args::Positional(values) => {
            for (i, arg) in values.iter().enumerate() {
                match shortcode.positional.get(i) {
                    Some(name) => {
                        given.push(name);
                        set(&mut context, shortcode, call, name, arg, source, notes);
                    }
                    None if shortcode.open => {}
                    None => notes.push(too_many(shortcode, call, arg, source)),
                }
            }
        }
        Args::Named(values) => {
            for (name, arg) in values {
                if shortcode.open || shortcode.args.iter().any(|a| a.name == *name) {
                    given.push(name);
                    set(&mut context, shortcode, call, name, arg, source, notes);
                } else {
                    let message = format!("the shortcode `{}` has no argument `{name}`", call.name);
                    let known = shortcode.args.iter().map(|a| a.name.as_str());
                    let note = Diagnostic::error(Code::ShortcodeArgument, message).at(source.place(name_of(name, arg, source)));
                    notes.push(note.suggest(name, known));
                }
            }
        }
    }
    let needed = || shortcode.args.iter().filter(|a| a.required);
    for missing in needed().filter(|a| !given.contains(&a.name.as_str())) {
        let message = format!("the shortcode `{}` needs the argument `{}`", call.name, missing.name);
        let help = format!("write `{{{{< {} {}=\"...\" >}}}}`", call.name, missing.name);
        notes.push(
            Diagnostic::error(Code::ShortcodeArgument, message)
                .at(source.place(call.at.clone()))
                .help(help),
        );
    }
    let complete = needed().all(|a| context.contains_key(&a.name));
    (context, complete)
}

/// Where the name of an argument stands: before the `=` of its value.
fn name_of(name: &str, arg: &Arg, source: &Source) -> std::ops::Range<usize> {
    let before = source.text[..arg.at.start].trim_end_matches(['"', '`', '=', ' ', '\n', '\t', '\r']);
    match before.ends_with(name) {
        true => before.len() - name.len()..before.len(),
        false => arg.at.clone(),
    }
}

fn too_many(shortcode: &Shortcode, call: &Call, arg: &Arg, source: &Source) -> Diagnostic {
    let message = match shortcode.positional.len() {
        0 => format!("the shortcode `{}` takes its arguments by name only", call.name),
        1 => format!("the shortcode `{}` takes one argument without a name at most", call.name),
        n => format!("the shortcode `{}` takes {n} arguments without a name at most", call.name),
    };
    let known: Vec<String> = shortcode.args.iter().map(|a| format!("`{}`", a.name)).collect();
    let note = Diagnostic::error(Code::ShortcodeArgument, message).at(source.place(arg.at.clone()));
    if known.is_empty() {
        note
    } else {
        note.help(format!("its arguments are {}", known.join(", ")))
    }
}

fn set(
    context: &mut Context,
    shortcode: &Shortcode,
    call: &Call,
    name: &str,
    arg: &Arg,
    source: &Source,
    notes: &mut Vec<Diagnostic>,
) {
    let kind = shortcode.args.iter().find(|a| a.name == name).and_then(|a| a.kind);
    match convert(&arg.value, kind) {
        Some(value) => context.insert_value(name.to_string(), value),
        None => {
            let wanted = match kind {
                Some(ArgKind::Bool) => "true or false",
                Some(ArgKind::Int) => "a whole number",
                Some(ArgKind::Number) => "a number",
                _ => "another type",
            };
            let message = format!(
                "the argument `{name}` of `{}` takes {wanted}, not `{}`",
                call.name,
                text(&arg.value)
            );
            notes.push(Diagnostic::error(Code::ShortcodeArgument, message).at(source.place(arg.at.clone())));
        }
    }
}

/// Content writes most values as text; a component says what it wants.
fn convert(value: &ArgValue, kind: Option<ArgKind>) -> Option<Value> {
    match kind {
        Some(ArgKind::Str) => Some(Value::from(text(value))),
        Some(ArgKind::Bool) => match text(value).as_str() {
            "true" => Some(Value::from(true)),
            "false" => Some(Value::from(false)),
            _ => None,
        },
        Some(ArgKind::Int) => text(value).parse::<i64>().ok().map(Value::from),
        Some(ArgKind::Number) => text(value).parse::<f64>().ok().map(Value::from),
        Some(ArgKind::Other) => None,
        None => Some(self::value(value)),
    }
}

/// An argument's value as it is written.
pub fn value(value: &ArgValue) -> Value {
    match value {
        ArgValue::Str(s) => Value::from(s.as_str()),
        ArgValue::Bool(b) => Value::from(*b),
        ArgValue::Int(i) => Value::from(*i),
        ArgValue::Float(f) => Value::from(*f),
    }
}

fn text(value: &ArgValue) -> String {
    match value {
        ArgValue::Str(s) => s.clone(),
        ArgValue::Bool(b) => b.to_string(),
        ArgValue::Int(i) => i.to_string(),
        ArgValue::Float(f) => f.to_string(),
    }
}

//! What an included file says with the arguments of the call that includes it: `{{ $name }}`, and parts that depend on one.

use crate::doc::{ArgValue, Args};

/// The text with the arguments in it; `None` where it has no place for any of them, so that it stays as it is.
///
/// `{{ $name }}` is an argument's value, `{{ $1 }}` the second one of those without names. What stands between `{{ if $name }}` or
/// `{{ if not $name }}` and `{{ end }}`, each at the start of a line, is there when the argument says so. Names of no argument stay as
/// they are written: content has `{{ }}` of its own.
pub fn fill_in(text: &str, args: &Args) -> Option<String> {
    let tag = next_tag(text, 0, args)?;
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut tag = Some(tag);
    while let Some(found) = tag {
        out.push_str(&text[done..found.start]);
        done = match found.asks {
            Asks::Value(value) => {
                out.push_str(&value);
                found.end
            }
            Asks::Whether(shown) => {
                let (inner_end, end) = end_of_block(text, found.end).unwrap_or((found.end, found.end));
                if shown {
                    let inner = &text[found.end..inner_end];
                    out.push_str(&fill_in(inner, args).unwrap_or_else(|| inner.to_string()));
                }
                end
            }
        };
        tag = next_tag(text, done, args);
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// `{{ … }}` that an argument answers.
struct Tag {
    start: usize,
    end: usize,
    asks: Asks,
}

enum Asks {
    Value(String),
    /// For what follows up to `{{ end }}`: whether it is shown.
    Whether(bool),
}

fn next_tag(text: &str, from: usize, args: &Args) -> Option<Tag> {
    let mut at = from;
    while let Some((start, inner, end)) = braces(text, at) {
        if let Some(asks) = asks(inner, start == 0 || text[..start].ends_with('\n'), args)
            && (matches!(asks, Asks::Value(_)) || end_of_block(text, end).is_some())
        {
            return Some(Tag { start, end, asks });
        }
        at = start + 2;
    }
    None
}

fn asks(inner: &str, begins_line: bool, args: &Args) -> Option<Asks> {
    if let Some(name) = inner.strip_prefix('$') {
        return value(args, name).map(Asks::Value);
    }
    let condition = inner
        .strip_prefix("if")
        .filter(|rest| begins_line && rest.starts_with([' ', '\t']))?
        .trim_start();
    let (wanted, variable) = match condition.strip_prefix("not").filter(|rest| rest.starts_with([' ', '\t'])) {
        Some(rest) => (false, rest.trim_start()),
        None => (true, condition),
    };
    let value = value(args, variable.strip_prefix('$')?)?;
    let is_set = !matches!(value.as_str(), "" | "false" | "0");
    Some(Asks::Whether(is_set == wanted))
}

/// Where the block that begins before `from` ends: its inner text, and the `{{ end }}` of it.
fn end_of_block(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    while let Some((start, inner, end)) = braces(text, at) {
        if inner == "end" && text[..start].ends_with('\n') {
            return Some((start, end));
        }
        at = start + 2;
    }
    None
}

/// The next `{{ … }}` on one line: where it starts, what is in it, where it ends.
fn braces(text: &str, from: usize) -> Option<(usize, &str, usize)> {
    let start = from + text.get(from..)?.find("{{")?;
    let len = text[start + 2..].find("}}")?;
    Some((start, text[start + 2..start + 2 + len].trim(), start + len + 4))
}

fn value(args: &Args, name: &str) -> Option<String> {
    let value = match args {
        Args::Positional(values) => &values.get(name.parse::<usize>().ok()?)?.value,
        Args::Named(values) => &values.iter().find(|(n, _)| n == name)?.1.value,
    };
    Some(match value {
        ArgValue::Str(s) => s.clone(),
        ArgValue::Bool(b) => b.to_string(),
        ArgValue::Int(i) => i.to_string(),
        ArgValue::Float(f) => f.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Arg;

    fn text(value: &str) -> Arg {
        Arg {
            value: ArgValue::Str(value.into()),
            at: 0..0,
        }
    }

    #[test]
    fn values_by_number_and_by_name() {
        let args = Args::Positional(vec![text("a.md"), text("vendor")]);
        let filled = fill_in("a {{ $1 }} or {{$1}}, {{ $2 }} {{ x }} {{", &args);
        assert_eq!(filled.as_deref(), Some("a vendor or vendor, {{ $2 }} {{ x }} {{"));
        let args = Args::Named(vec![("file".into(), text("a.md")), ("who".into(), text("{{ $file }}"))]);
        assert_eq!(fill_in("{{ $who }}", &args).as_deref(), Some("{{ $file }}"));
        assert_eq!(fill_in("{{ .Site }} {{ $other }}", &args), None);
    }

    #[test]
    fn parts_that_depend_on_one() {
        let args = Args::Named(vec![("on".into(), text("x")), ("off".into(), text(""))]);
        let source =
            "1\n{{ if $on }}\na {{ $on }}\n{{ end }}\n{{ if not $on }}\nb\n{{ end }}\n{{if $off}}\nc\n{{end}}\nd {{ if $on }} e";
        assert_eq!(fill_in(source, &args).as_deref(), Some("1\n\na x\n\n\n\nd {{ if $on }} e"));
        // Without its end it is no block.
        assert_eq!(fill_in("{{ if $on }}\na", &args), None);
    }
}

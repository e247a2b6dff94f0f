//! The functions that content adapters may call.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::source::Files;

/// The result, or why there is none.
type Made = Result<Value, String>;

/// Texts that grow beyond this are refused.
const LONGEST: usize = 10_000_000;

/// Call a function by its name, with or without its namespace.
pub fn call(name: &str, args: Vec<Value>) -> Made {
    let short = match name.split_once('.') {
        Some(("strings" | "collections" | "compare" | "math" | "fmt" | "path" | "cast", short)) => {
            format!("{}{}", space(name), lower(short))
        }
        _ => name.to_string(),
    };
    match short.as_str() {
        "dict" => dict(args),
        "slice" => Ok(Value::Array(args)),
        "and" | "or" => Ok(args.into_iter().last().unwrap_or(Value::Null)),
        "not" => one(name, &args).map(|v| Value::Bool(!is_true(v))),
        "eq" => Ok(args.iter().skip(1).any(|v| same(v, &args[0])).into()),
        "ne" => two(name, &args).map(|(a, b)| (!same(a, b)).into()),
        "lt" | "le" | "gt" | "ge" => compare(&short, &args),
        "add" | "sub" | "mul" => sum(&short, &args),
        "len" => one(name, &args).and_then(len),
        "index" => index(&args),
        "default" => two(name, &args).map(|(a, b)| if is_true(b) { b.clone() } else { a.clone() }),
        "cond" => match &args[..] {
            [test, yes, no] => Ok(if is_true(test) { yes } else { no }.clone()),
            _ => Err("`cond` needs three arguments".into()),
        },
        "isset" => two(name, &args).map(|(map, key)| map.as_object().is_some_and(|m| m.contains_key(&text(key))).into()),
        "in" => two(name, &args).map(|(all, one)| holds(all, one).into()),
        "merge" => merge(&args),
        "append" => append(args),
        "print" => Ok(args.iter().map(text).collect::<String>().into()),
        "printf" => printf(&args),
        "string" | "toString" => one(name, &args).map(|v| text(v).into()),
        "int" | "toInt" => one(name, &args).and_then(|v| {
            text(v)
                .trim()
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| format!("`{}` is no number", text(v)))
        }),
        "lower" | "toLower" => on_text(name, &args, str::to_lowercase),
        "upper" | "toUpper" => on_text(name, &args, str::to_uppercase),
        "trimSpace" => on_text(name, &args, |s| s.trim().to_string()),
        "hasPrefix" => of_texts(name, &args, |s, part| s.starts_with(part).into()),
        "hasSuffix" => of_texts(name, &args, |s, part| s.ends_with(part).into()),
        "contains" => of_texts(name, &args, |s, part| s.contains(part).into()),
        "trimPrefix" => of_texts(name, &args, |part, s| s.strip_prefix(part).unwrap_or(s).into()),
        "trimSuffix" => of_texts(name, &args, |part, s| s.strip_suffix(part).unwrap_or(s).into()),
        "trim" => of_texts(name, &args, |s, cut| s.trim_matches(|c| cut.contains(c)).into()),
        "split" => of_texts(name, &args, |s, by| s.split(by).map(Value::from).collect()),
        "replace" => replace(&args),
        "replaceRE" => replace_pattern(&args),
        "path.base" => on_text(name, &args, |s| {
            s.trim_end_matches('/').rsplit('/').next().unwrap_or(s).to_string()
        }),
        "path.ext" => on_text(name, &args, |s| {
            s.rfind('.')
                .filter(|i| !s[*i..].contains('/'))
                .map_or("", |i| &s[i..])
                .to_string()
        }),
        "path.dir" => on_text(name, &args, |s| s.rsplit_once('/').map_or(".", |(dir, _)| dir).to_string()),
        "path.join" => Ok(args
            .iter()
            .map(text)
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join("/")
            .replace("//", "/")
            .into()),
        _ => Err(format!("the function `{name}` is not known here")),
    }
}

/// `path.Base` keeps its namespace: `base` alone would be another function.
fn space(name: &str) -> &str {
    if name.starts_with("path.") { "path." } else { "" }
}

/// `HasPrefix` is `hasPrefix`.
fn lower(name: &str) -> String {
    if name == "ReplaceRE" {
        return "replaceRE".into();
    }
    let mut chars = name.chars();
    chars
        .next()
        .map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// What a template takes for true.
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
    }
}

/// A value as it is printed.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn one<'a>(name: &str, args: &'a [Value]) -> Result<&'a Value, String> {
    match args {
        [one] => Ok(one),
        _ => Err(format!("`{name}` needs one argument")),
    }
}

fn two<'a>(name: &str, args: &'a [Value]) -> Result<(&'a Value, &'a Value), String> {
    match args {
        [a, b] => Ok((a, b)),
        _ => Err(format!("`{name}` needs two arguments")),
    }
}

fn on_text(name: &str, args: &[Value], make: impl Fn(&str) -> String) -> Made {
    one(name, args).map(|v| make(&text(v)).into())
}

fn of_texts(name: &str, args: &[Value], make: impl Fn(&str, &str) -> Value) -> Made {
    two(name, args).map(|(a, b)| make(&text(a), &text(b)))
}

fn dict(args: Vec<Value>) -> Made {
    if args.len() % 2 == 1 {
        return Err("`dict` needs a value for each key".into());
    }
    let mut map = Map::new();
    for pair in args.chunks(2) {
        map.insert(text(&pair[0]), pair[1].clone());
    }
    Ok(Value::Object(map))
}

fn compare(name: &str, args: &[Value]) -> Made {
    let (a, b) = two(name, args)?;
    let order = match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        _ => Some(text(a).cmp(&text(b))),
    };
    let order = order.ok_or("these cannot be compared")?;
    Ok(match name {
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    }
    .into())
}

fn sum(name: &str, args: &[Value]) -> Made {
    let (a, b) = two(name, args)?;
    let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) else {
        return Err(format!("`{name}` needs two whole numbers"));
    };
    let result = match name {
        "add" => a.checked_add(b),
        "sub" => a.checked_sub(b),
        _ => a.checked_mul(b),
    };
    result.map(Value::from).ok_or_else(|| "the number is too large".into())
}

fn len(value: &Value) -> Made {
    match value {
        Value::Null => Ok(0.into()),
        Value::String(s) => Ok(s.len().into()),
        Value::Array(a) => Ok(a.len().into()),
        Value::Object(o) => Ok(o.len().into()),
        _ => Err("`len` needs a text, a list or a map".into()),
    }
}

fn index(args: &[Value]) -> Made {
    let (first, keys) = args.split_first().ok_or("`index` needs a list or a map")?;
    let step = |value: &Value, key: &Value| match value {
        Value::Array(list) => key.as_u64().and_then(|i| list.get(usize::try_from(i).ok()?).cloned()),
        Value::Object(map) => map.get(&text(key)).cloned(),
        _ => None,
    };
    Ok(keys
        .iter()
        .fold(first.clone(), |value, key| step(&value, key).unwrap_or(Value::Null)))
}

fn holds(all: &Value, one: &Value) -> bool {
    match all {
        Value::Array(list) => list.iter().any(|v| same(v, one)),
        Value::String(s) => s.contains(&text(one)),
        _ => false,
    }
}

/// Maps into one, later ones over earlier ones.
fn merge(args: &[Value]) -> Made {
    let mut all = Map::new();
    for arg in args {
        let map = arg.as_object().ok_or("`merge` needs maps")?;
        all.extend(map.clone());
    }
    Ok(Value::Object(all))
}

/// The last argument is the list, as a pipe gives it.
fn append(mut args: Vec<Value>) -> Made {
    match args.pop() {
        Some(Value::Array(mut list)) => {
            list.extend(args);
            Ok(Value::Array(list))
        }
        Some(Value::Null) => Ok(Value::Array(args)),
        _ => Err("`append` needs a list".into()),
    }
}

fn printf(args: &[Value]) -> Made {
    let (format, values) = args.split_first().ok_or("`printf` needs a format")?;
    let format = text(format);
    let mut values = values.iter();
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut width = String::new();
        let kind = loop {
            match chars.next() {
                Some(c) if c.is_ascii_digit() && width.len() < 3 => width.push(c),
                other => break other,
            }
        };
        let fill = if width.starts_with('0') { '0' } else { ' ' };
        let wide = width.parse::<usize>().unwrap_or(0);
        let shown = match kind {
            Some('%') => "%".to_string(),
            Some('s' | 'v' | 'd') => text(values.next().ok_or("`printf` has too few values")?),
            Some('q') => Value::from(text(values.next().ok_or("`printf` has too few values")?)).to_string(),
            Some(kind) => return Err(format!("`%{kind}` is not known here")),
            None => return Err("a format ends with `%`".into()),
        };
        out.extend(std::iter::repeat_n(fill, wide.saturating_sub(shown.chars().count())));
        out.push_str(&shown);
        if out.len() > LONGEST {
            return Err("this text grows too long".into());
        }
    }
    Ok(out.into())
}

fn replace(args: &[Value]) -> Made {
    match args {
        [all, from, to] => {
            let made = text(all).replace(&text(from), &text(to));
            if made.len() > LONGEST {
                Err("this text grows too long".into())
            } else {
                Ok(made.into())
            }
        }
        _ => Err("`replace` needs three arguments".into()),
    }
}

/// `replaceRE` for patterns that are plain text, at the start or the end of the whole where they say so.
fn replace_pattern(args: &[Value]) -> Made {
    let [pattern, to, all] = args else {
        return Err("`replaceRE` needs three arguments".into());
    };
    let (pattern, to, all) = (text(pattern), text(to), text(all));
    let (at_start, rest) = pattern
        .strip_prefix('^')
        .map_or((false, pattern.as_str()), |rest| (true, rest));
    let (at_end, rest) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
    let unknown = || format!("the pattern `{pattern}` is more than plain text");
    let plain = unescape(rest).filter(|_| !to.contains('$')).ok_or_else(unknown)?;
    Ok(match (at_start, at_end) {
        (true, true) => (if all == plain { to } else { all }).into(),
        (true, false) => all
            .strip_prefix(&plain)
            .map_or(all.clone(), |rest| format!("{to}{rest}"))
            .into(),
        (false, true) => all
            .strip_suffix(&plain)
            .map_or(all.clone(), |rest| format!("{rest}{to}"))
            .into(),
        (false, false) => return replace(&[all.into(), plain.into(), to.into()]),
    })
}

/// A pattern without anything but letters to match, and escaped signs.
fn unescape(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|c| c.is_ascii_punctuation())?),
            c if ".*+?()[]{}|^$".contains(c) => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

/// What lies in a folder of the site, by name.
pub fn read_dir(files: &Files, args: &[Value]) -> Made {
    let folder = format!("{}/", text(one("readDir", args)?).trim_matches('/'));
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    for path in files.list.iter().filter_map(|f| f.path.strip_prefix(&folder)) {
        match path.split_once('/') {
            Some((name, _)) => found.insert(name, true),
            None => found.insert(path, false),
        };
    }
    if found.is_empty() {
        return Err(format!("there is no folder `{}`", folder.trim_end_matches('/')));
    }
    let entry = |(name, is_folder): (&str, bool)| {
        let mut map = Map::new();
        map.insert("Name".into(), name.into());
        map.insert("IsDir".into(), is_folder.into());
        Value::Object(map)
    };
    Ok(found.into_iter().map(entry).collect())
}

/// The text of a file of the site.
pub fn read_file(files: &Files, args: &[Value]) -> Made {
    let path = text(one("readFile", args)?);
    let file = files
        .get(path.trim_matches('/'))
        .ok_or_else(|| format!("there is no file `{path}`"))?;
    let bytes = file.read().map_err(|e| format!("`{path}` cannot be read: {e}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned().into())
}

/// Whether the site has a file or folder.
pub fn file_exists(files: &Files, args: &[Value]) -> Made {
    let path = text(one("fileExists", args)?);
    let path = path.trim_matches('/');
    let below = format!("{path}/");
    Ok((files.get(path).is_some() || files.list.iter().any(|f| f.path.starts_with(&below))).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(name: &str, args: Value) -> Value {
        call(name, args.as_array().cloned().unwrap_or_default()).unwrap_or_else(|why| Value::from(format!("! {why}")))
    }

    #[test]
    fn texts() {
        assert_eq!(made("printf", json!(["%s/%03d %q%%", "a", 7, "x"])), json!("a/007 \"x\"%"));
        assert_eq!(made("printf", json!(["%x", 7])), json!("! `%x` is not known here"));
        assert_eq!(made("strings.HasPrefix", json!(["abc", "ab"])), json!(true));
        assert_eq!(made("strings.TrimSuffix", json!([".txt", "a.txt"])), json!("a"));
        assert_eq!(made("replaceRE", json!(["^a\\.", "", "a.b"])), json!("b"));
        assert_eq!(made("replaceRE", json!(["b$", "c", "a.b"])), json!("a.c"));
        assert_eq!(made("replaceRE", json!(["-", "_", "a-b-c"])), json!("a_b_c"));
        assert_eq!(
            made("replaceRE", json!(["a+", "", "a.b"])),
            json!("! the pattern `a+` is more than plain text")
        );
        assert_eq!(made("path.Base", json!(["x/y.txt"])), json!("y.txt"));
    }

    #[test]
    fn values() {
        assert_eq!(made("dict", json!(["a", 1, "b", [2]])), json!({"a": 1, "b": [2]}));
        assert_eq!(made("dict", json!(["a"])), json!("! `dict` needs a value for each key"));
        assert_eq!(made("eq", json!([1, 2, 1.0])), json!(true));
        assert_eq!(made("index", json!([{"a": [1, 2]}, "a", 1])), json!(2));
        assert_eq!(made("index", json!([[1], 9])), json!(null));
        assert_eq!(made("lt", json!(["a", "b"])), json!(true));
        assert_eq!(made("default", json!(["x", ""])), json!("x"));
        assert_eq!(made("add", json!([i64::MAX, 1])), json!("! the number is too large"));
        assert_eq!(made("nosuch", json!([])), json!("! the function `nosuch` is not known here"));
    }
}

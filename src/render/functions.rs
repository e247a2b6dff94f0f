//! What templates can call: the functions and filters of the theme.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::sheets;
use super::strings::{Argument, Strings};
use crate::config::Config;
use crate::doc::mark::Mark;
use crate::doc::{Markdown, plain};
use crate::sheet::code_html;

/// Names of our functions, for suggestions.
pub const FUNCTIONS: &[&str] = &[
    "t", "asset", "link", "ref", "relref", "include", "readfile", "sheet", "range", "throw",
];
/// Names of our filters, for suggestions.
pub const FILTERS: &[&str] = &[
    "markdown",
    "markdown_inline",
    "code",
    "print_code",
    "absolute",
    "plain",
    "json",
    "slug",
    "safe",
    "default",
    "upper",
    "lower",
    "escape",
    "trim",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "length",
    "reverse",
    "split",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
    "str",
    "int",
    "float",
    "round",
    "abs",
    "pluralize",
    "indent",
];

/// Register everything. `assets`: static files with what tells their versions apart.
pub fn register(tera: &mut Tera, strings: &Arc<Strings>, config: &Config, markdown: &Markdown, assets: BTreeMap<String, String>) {
    let words = strings.clone();
    tera.register_function("t", move |kwargs: Kwargs, state: &State| translate(&words, &kwargs, state));
    let base = config.base_path.clone();
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| asset(&base, &assets, &kwargs));
    // What only the site knows is left as a mark, which is filled in when the page is whole.
    mark_function(tera, "link", |path| Mark::Link(path).write());
    mark_function(tera, "ref", |path| Mark::Ref(path).write());
    mark_function(tera, "relref", |path| Mark::RelRef(path).write());
    // Files are read by the article that the call stands in, which knows what lies beside its page.
    mark_function(tera, "include", |path| Mark::Include(path).write());
    tera.register_function("readfile", |kwargs: Kwargs, _: &State| readfile(&kwargs));
    tera.register_function("sheet", |kwargs: Kwargs, state: &State| sheet(&kwargs, state));
    register_filters(tera, config, markdown);
}

fn register_filters(tera: &mut Tera, config: &Config, markdown: &Markdown) {
    let md = markdown.clone();
    tera.register_filter("markdown", move |text: &str, _: Kwargs, _: &State| safe(&md.block(text)));
    let md = markdown.clone();
    tera.register_filter("markdown_inline", move |text: &str, _: Kwargs, _: &State| {
        safe(&md.inline(text))
    });
    let highlighter = markdown.highlighter.clone();
    tera.register_filter("code", move |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(safe(&highlighter.html(kwargs.get::<&str>("lang")?.unwrap_or(""), text)))
    });
    let highlighter = markdown.highlighter.clone();
    tera.register_filter(
        "print_code",
        move |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
            Ok(safe(&code_html(
                &highlighter.html(kwargs.get::<&str>("lang")?.unwrap_or(""), text),
            )))
        },
    );
    let origin = config
        .base_url
        .strip_suffix(&config.base_path)
        .unwrap_or(&config.base_url)
        .to_string();
    tera.register_filter("absolute", move |url: &str, _: Kwargs, _: &State| absolute(&origin, url));
    tera.register_filter("plain", |html: &str, _: Kwargs, _: &State| plain(html));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| json(value));
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| crate::doc::anchor(text));
}

fn mark_function(tera: &mut Tera, name: &'static str, mark: fn(&str) -> String) {
    tera.register_function(name, move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(safe(&mark(kwargs.must_get::<&str>("path")?)))
    });
}

/// `readfile(path="x.txt")`: a file's text as it is; `code=true`, or a `lang`, makes it code.
fn readfile(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let lang = kwargs.get::<&str>("lang")?.unwrap_or("");
    let is_code = kwargs.get::<bool>("code")?.unwrap_or(!lang.is_empty());
    // The language ends at the first space of the mark.
    let lang = lang.split_whitespace().next().unwrap_or("");
    let mark = if is_code {
        Mark::Code { lang, path }
    } else {
        Mark::Text(path)
    };
    Ok(safe(&mark.write()))
}

fn safe(html: &str) -> Value {
    Value::safe_string(html)
}

/// `t(key="...", name=value...)`: a string in the language of `lang`, which a component has to declare as `@lang`.
fn translate(strings: &Strings, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    let key: &str = kwargs.must_get("key")?;
    let lang: Option<Value> = match kwargs.get::<&Value>("lang")? {
        Some(value) => Some(value.clone()),
        None => state.get::<Value>("lang")?,
    };
    let Some(lang) = lang else {
        return Err(Error::message(
            "`t` needs the language; declare `@lang` among the component's arguments",
        ));
    };
    let code = lang
        .as_str()
        .map(str::to_string)
        .or_else(|| lang.get_from_path("code")?.as_str().map(str::to_string));
    let mut args = Vec::new();
    for (name, value) in kwargs
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), Some("key" | "lang")))
    {
        let argument = match value.as_f64() {
            Some(number) => Argument::Number(number),
            None => Argument::Text(value.as_str().map_or_else(|| value.to_string(), str::to_string)),
        };
        args.push((name.to_string(), argument));
    }
    strings.get(&code.unwrap_or_default(), key, &args).map_err(Error::message)
}

/// `asset(path="css/site.css")`: the URL of a static file, with a mark of its version.
fn asset(base: &str, assets: &BTreeMap<String, String>, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let path = path.trim_start_matches('/');
    match assets.get(path) {
        Some(version) => Ok(safe(&format!("{base}/{path}?v={version}"))),
        None => {
            let near = crate::diag::nearest(path, assets.keys().map(String::as_str));
            let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            Err(Error::message(format!("there is no static file `{path}`{hint}")))
        }
    }
}

/// `sheet(name="falco")`: a cheatsheet of the current language, or a part of it, `falco/run` or `falco/run.docker`; a component has to
/// declare `@sheets`.
fn sheet(kwargs: &Kwargs, state: &State) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("name")?;
    let Some(sheets) = state.get::<Map>("sheets")? else {
        return Err(Error::message(
            "`sheet` needs the sheets; declare `@sheets` among the component's arguments",
        ));
    };
    sheets::find(&sheets, name).map_err(Error::message)
}

/// A URL from the host's root, with scheme and host.
fn absolute(origin: &str, url: &str) -> String {
    if url.starts_with('/') {
        format!("{origin}{url}")
    } else {
        url.to_string()
    }
}

/// JSON that is safe inside a `<script>`.
fn json(value: &Value) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|e| Error::message(e.to_string()))?;
    Ok(safe(
        &text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"),
    ))
}

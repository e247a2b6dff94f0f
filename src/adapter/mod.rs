//! Content adapters: `_content.gotmpl`, a template of Hugo's that makes the pages of its folder. Each page becomes a file that lies in no
//! folder of the disk and is like any other from there on.

mod functions;
mod parse;
mod run;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diag::{Code, Diagnostic, Noted, Source};
use crate::hash::Hash;
use crate::source::{Data, File, FileKind, Files};

/// Whether a file of this name makes pages: `_content.gotmpl`, or with a language in its name.
pub fn is_adapter(name: &str) -> bool {
    name.starts_with("_content.") && name.ends_with(".gotmpl")
}

/// The files with the pages that adapters among them make, and without these, which are published no more than templates are.
pub fn expand(files: Files) -> Noted<Files> {
    if !files.of(FileKind::Content).any(|f| is_adapter(f.name())) {
        return Noted::clean(files);
    }
    let mut notes = Vec::new();
    let made: Vec<File> = files
        .of(FileKind::Content)
        .filter(|f| is_adapter(f.name()))
        .flat_map(|adapter| pages(adapter, &files, &mut notes))
        .collect();
    let mut list = files.list;
    list.retain(|f| f.kind != FileKind::Content || !is_adapter(f.name()));
    // The sort is stable: a file that somebody wrote stands before one that was made, and of two made ones the first counts.
    list.extend(made);
    list.sort_by(|a, b| a.path.cmp(&b.path));
    list.dedup_by(|later, earlier| later.path == earlier.path);
    Noted::new(Files { list }, notes)
}

/// The pages of one adapter. Where it goes beyond what is known here, the pages up to there.
fn pages(adapter: &File, files: &Files, notes: &mut Vec<Diagnostic>) -> Vec<File> {
    let Ok(bytes) = adapter.read() else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let source = Source::new(adapter.path.clone(), &text);
    let mut tell = |fault: parse::Fault| {
        let note = Diagnostic::warning(
            Code::ContentAdapter,
            format!("this adapter cannot be followed: {}", fault.why),
        );
        notes.push(
            note.at(source.place(fault.at..fault.at + 2))
                .help("write the pages that are missing as files"),
        );
    };
    let nodes = match parse::parse(&text) {
        Ok(nodes) => nodes,
        Err(fault) => {
            tell(fault);
            return Vec::new();
        }
    };
    let (pages, end) = run::run(&nodes, files);
    end.into_iter().for_each(&mut tell);
    let mut made = Vec::new();
    for (page, at) in pages {
        match file(adapter, page) {
            Ok(file) => made.push(file),
            Err(why) => tell(parse::Fault { at, why }),
        }
    }
    made
}

/// The file of a page: its front matter as JSON, and its text.
fn file(adapter: &File, mut page: Map<String, Value>) -> Result<File, String> {
    let mut take = |name: &str| {
        let key = page.keys().find(|k| k.eq_ignore_ascii_case(name)).cloned()?;
        page.shift_remove(&key)
    };
    let path = match take("path") {
        Some(Value::String(path)) => path.trim_matches('/').to_string(),
        Some(Value::Number(path)) => path.to_string(),
        _ => return Err("a page needs a `path`".into()),
    };
    if path.is_empty() || path.split('/').any(|part| matches!(part, "" | "." | "..")) || path.contains('\\') {
        return Err(format!("`{path}` is no path of a page"));
    }
    let is_section = take("kind").is_some_and(|kind| kind == "section");
    let content = take("content").unwrap_or(Value::Null);
    // Dates stand in a map of their own here.
    if let Some(Value::Object(dates)) = take("dates") {
        page.extend(dates);
    }
    let is_html = content.get("mediaType").and_then(Value::as_str) == Some("text/html");
    let text = content.get("value").and_then(Value::as_str).unwrap_or("");
    let folder = adapter.path.strip_suffix(adapter.name()).unwrap_or("");
    // `_content.fr.gotmpl` makes the French pages.
    let language = adapter.name().trim_start_matches("_content").trim_end_matches(".gotmpl");
    let name = if is_section { "/_index" } else { "" };
    let end = if is_html { "html" } else { "md" };
    let bytes = format!("{}\n{text}", Value::Object(page)).into_bytes();
    Ok(File {
        kind: FileKind::Content,
        path: format!("{folder}{path}{name}{language}.{end}").into(),
        hash: Hash::of_bytes(&bytes),
        data: Data::Made(Arc::from(bytes)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str, others: &[&str]) -> (Vec<(String, String)>, Vec<String>) {
        let file = |path: &str, text: &str| File {
            kind: FileKind::Content,
            path: path.into(),
            hash: Hash::of_bytes(text.as_bytes()),
            data: Data::Made(Arc::from(text.as_bytes())),
        };
        let mut list: Vec<File> = others.iter().map(|path| file(path, "old")).collect();
        list.push(file("content/docs/_content.gotmpl", template));
        list.sort_by(|a, b| a.path.cmp(&b.path));
        let all = expand(Files { list });
        let text = |f: &File| String::from_utf8_lossy(&f.read().unwrap()).into_owned();
        let new = all.value.list.iter().filter(|f| text(f) != "old");
        let notes = all.notes.iter().map(|n| {
            let place = n.place.as_ref().map_or(0, |p| p.column);
            format!("{place} {}", n.message)
        });
        (new.map(|f| (f.path.to_string(), text(f))).collect(), notes.collect())
    }

    #[test]
    fn pages_of_a_folder() {
        let template = r#"{{/* a comment */}}
            {{- range readDir "content/docs" -}}
              {{- if and .IsDir (strings.HasPrefix .Name "v") -}}
                {{- $version := .Name -}}
                {{- range $i, $file := readDir (printf "content/docs/%s" .Name) -}}
                  {{- if not (strings.HasSuffix .Name ".txt") }}{{ continue }}{{ end -}}
                  {{- $slug := strings.TrimSuffix ".txt" $file.Name -}}
                  {{- $.AddPage (dict "path" (printf "%s/%s" $version $slug) "title" (replaceRE "^m-" "" $slug) "weight" $i) -}}
                {{- end -}}
              {{- end -}}
            {{- end -}}"#;
        let others = [
            "content/docs/v1/m-a.txt",
            "content/docs/v1/x.md",
            "content/docs/v2/m-b.txt",
            "content/docs/w/m-c.txt",
        ];
        let (pages, notes) = made(template, &others);
        assert_eq!(notes, [""; 0]);
        let want = [
            ("content/docs/v1/m-a.md", "{\"title\":\"a\",\"weight\":0}\n"),
            ("content/docs/v2/m-b.md", "{\"title\":\"b\",\"weight\":0}\n"),
        ];
        assert_eq!(pages, want.map(|(a, b)| (a.to_string(), b.to_string())));
    }

    #[test]
    fn what_a_page_is_made_of() {
        let template = r#"{{ $content := dict "mediaType" "text/html" "value" "<b>x</b>" }}{{ $n := 1 }}
            {{ with dict "date" "2020-01-01" }}{{ $.AddPage (dict "kind" "section" "path" "s" "dates" .) }}{{ end }}
            {{ if gt $n 1 }}{{ .AddPage 1 }}{{ else if eq $n 1 }}{{ $n = 2 }}{{ else }}{{ .AddPage 2 }}{{ end }}
            {{ dict "content" $content "path" (print "p" $n) | .AddPage }}{{ .AddPage (dict "path" "../x") }}"#;
        let (pages, notes) = made(template, &["content/docs/a.md"]);
        assert_eq!(notes, ["75 this adapter cannot be followed: `../x` is no path of a page"]);
        let want = [
            ("content/docs/p2.html", "{}\n<b>x</b>"),
            ("content/docs/s/_index.md", "{\"date\":\"2020-01-01\"}\n"),
        ];
        assert_eq!(pages, want.map(|(a, b)| (a.to_string(), b.to_string())));
    }

    #[test]
    fn what_is_not_known_is_told_and_the_pages_up_to_there_are_made() {
        let (pages, notes) = made(
            "{{ .AddPage (dict \"path\" \"a\") }}\n{{ $d := resources.GetRemote \"x\" }}",
            &[],
        );
        assert_eq!(pages.len(), 1);
        assert_eq!(
            notes,
            ["1 this adapter cannot be followed: the function `resources.GetRemote` is not known here"]
        );
        assert!(made("{{ range 9 }}{{ .X }}{{ end }}", &[]).1[0].contains("no field `X`"));
        let endless = "{{ range 90000 }}{{ range 90000 }}{{ $x := 1 }}{{ end }}{{ end }}";
        assert!(made(endless, &[]).1[0].contains("does not come to an end"));
        for (growing, why) in [
            (
                "{{ $x := `abc` }}{{ range 99999 }}{{ $x = print $x $x }}{{ end }}",
                "more than can be held",
            ),
            (
                "{{ $x := 1 }}{{ range 99999 }}{{ $x = slice $x $x }}{{ end }}",
                "more than can be held",
            ),
            (
                "{{ $x := 1 }}{{ range 99999 }}{{ $x = slice $x }}{{ end }}",
                "nested too deep",
            ),
        ] {
            let notes = made(growing, &[]).1;
            assert!(notes[0].contains(why), "{notes:?}");
        }
        // A page that somebody wrote stays.
        assert_eq!(made("{{ .AddPage (dict \"path\" \"a\") }}", &["content/docs/a.md"]).0, []);
    }
}

//! The rules of a `_redirects` file, as Netlify and Cloudflare Pages read it: which paths lead on, and where to.

use std::collections::HashMap;

/// Rules by path, and those of whole folders.
#[derive(Debug, Default)]
pub struct Rules {
    exact: HashMap<String, Rule>,
    /// (what a path begins with, what is done with it), first wins.
    folders: Vec<(String, Rule)>,
}

/// What a host does with an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    pub to: String,
    /// The reader stays at the address, and gets what is at the other one.
    pub rewrite: bool,
}

impl std::hash::Hash for Rules {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let mut exact: Vec<_> = self.exact.iter().collect();
        exact.sort();
        (exact, &self.folders).hash(state);
    }
}

impl Rules {
    /// One redirect, both from the root of the site.
    pub fn redirect(&mut self, from: &str, to: &str) {
        self.add(from, to, false);
    }

    fn add(&mut self, from: &str, to: &str, rewrite: bool) {
        let rule = Rule {
            to: to.to_string(),
            rewrite,
        };
        match from.split_once(['*', ':']) {
            // `/* /index.html 200` answers every address with one page of ours: that there is something at each is not said by it.
            Some(_) if rewrite && !to.contains("://") => {}
            // `:name` stands for one part of the path; what comes behind it is not looked at.
            Some((folder, _)) => self.folders.push((folder.trim_start_matches('/').to_string(), rule)),
            None => {
                self.exact.entry(from.trim_matches('/').to_string()).or_insert(rule);
            }
        }
    }

    /// All rules of a file that lead to something. `/* /404.html 404` and the like name the page of an error.
    pub fn read(&mut self, text: &str) {
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace().take_while(|word| !word.starts_with('#'));
            let (Some(from), Some(to)) = (words.next(), words.find(|w| w.starts_with('/') || w.contains("://"))) else {
                continue;
            };
            // `301!` holds even where a file is published.
            let status = words.find_map(|word| word.trim_end_matches('!').parse().ok());
            if from.starts_with('/') && matches!(status, None | Some(200 | 301..=303 | 307 | 308)) {
                self.add(from, to, status == Some(200));
            }
        }
    }

    /// What is done with a path without a leading slash.
    pub fn find(&self, path: &str) -> Option<&Rule> {
        self.exact.get(path.trim_matches('/')).or_else(|| {
            let folder = self.folders.iter().find(|(folder, _)| path.starts_with(folder.as_str()))?;
            Some(&folder.1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;

    fn rules(text: &str) -> impl Fn(&str) -> Option<(String, bool)> {
        let mut rules = Rules::default();
        rules.read(text);
        move |path| rules.find(path).map(|rule| (rule.to.clone(), rule.rewrite))
    }

    #[test]
    fn rules_of_a_file() {
        let find = rules("# all\n/old /new/ 301\n/blog/* /news/:splat\n/q id=:id /x/:id 302!\nbroken\n");
        assert_eq!(find("old/"), Some(("/new/".into(), false)));
        assert_eq!(find("blog/a/b"), Some(("/news/:splat".into(), false)));
        assert_eq!(find("q"), Some(("/x/:id".into(), false)));
        assert_eq!(find("other"), None);
    }

    #[test]
    fn a_page_for_every_address_is_no_redirect() {
        for text in [
            "/* /404.html 404",
            "/* /index.html 200",
            "/docs/* /docs/:splat 200!",
            "/docs/x /gone.html 410 # gone",
        ] {
            assert_eq!(rules(text)("docs/x"), None, "{text}");
        }
        let find = rules("/app /docs/ 200\n/api/* https://api.example/:splat 200\n");
        assert_eq!(find("app"), Some(("/docs/".into(), true)));
        assert_eq!(find("api/x"), Some(("https://api.example/:splat".into(), true)));
    }
}

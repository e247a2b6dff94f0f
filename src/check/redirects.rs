//! The rules of a `_redirects` file, as Netlify and Cloudflare Pages read it: which paths lead on, and where to.

use std::collections::HashMap;

/// Redirects by path, and those of whole folders.
#[derive(Debug, Default)]
pub struct Rules {
    exact: HashMap<String, String>,
    /// (what a path begins with, where it leads), first wins.
    folders: Vec<(String, String)>,
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
    pub fn add(&mut self, from: &str, to: &str) {
        match from.split_once(['*', ':']) {
            // `:name` stands for one part of the path; what comes behind it is not looked at.
            Some((folder, _)) => self
                .folders
                .push((folder.trim_start_matches('/').to_string(), to.to_string())),
            None => {
                let from = from.trim_matches('/').to_string();
                self.exact.entry(from).or_insert_with(|| to.to_string());
            }
        }
    }

    /// All rules of a file. Those with a status that is not a redirect serve another file at the address, which is as good.
    pub fn read(&mut self, text: &str) {
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace().take_while(|word| !word.starts_with('#'));
            let (Some(from), Some(to)) = (words.next(), words.find(|w| w.starts_with('/') || w.contains("://"))) else {
                continue;
            };
            if from.starts_with('/') {
                self.add(from, to);
            }
        }
    }

    /// Where a path without a leading slash leads.
    pub fn find(&self, path: &str) -> Option<&str> {
        let exact = self.exact.get(path.trim_matches('/')).map(String::as_str);
        exact.or_else(|| {
            let folder = self.folders.iter().find(|(folder, _)| path.starts_with(folder.as_str()))?;
            Some(&folder.1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn rules_of_a_file() {
        let mut rules = Rules::default();
        rules.read("# all\n/old /new/ 301\n/blog/* /news/:splat\n/q id=:id /x/:id 302\nbroken\n");
        assert_eq!(rules.find("old/"), Some("/new/"));
        assert_eq!(rules.find("blog/a/b"), Some("/news/:splat"));
        assert_eq!(rules.find("q"), Some("/x/:id"));
        assert_eq!(rules.find("other"), None);
    }
}

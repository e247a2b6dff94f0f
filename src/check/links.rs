//! The links of one published file, each followed to where it leads.

use super::address::{Address, Path};
use super::facts::{Facts, Kind, Link};
use super::graph::{Found, Graph, Node};
use super::{Finding, Subject};
use crate::config::Config;
use crate::diag::{self, Code};
use crate::site::Site;

/// What the links of a file come to.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    pub findings: Vec<Finding>,
    /// The files that it refers to, of those that are published as they lie.
    pub uses: Vec<usize>,
    /// Addresses of other sites, with where in the file's bytes they stand.
    pub external: Vec<(String, usize)>,
}

/// What following needs.
#[derive(Clone, Copy)]
pub struct Follower<'a> {
    pub graph: &'a Graph<'a>,
    pub site: &'a Site,
    pub config: &'a Config,
    /// Somebody asks for links to other sites.
    pub asks: bool,
}

impl Followed {
    /// A link that leaves the site.
    fn beyond(&mut self, link: &Link, url: String) {
        if link.kind != Kind::Program {
            self.external.push((url, link.at.start));
        }
    }
}

impl Follower<'_> {
    /// Follow every link of a node.
    pub fn follow(&self, node: &Node) -> Followed {
        let mut followed = Followed::default();
        let Some(facts) = &node.facts else { return followed };
        // A page that only leads on is judged as the old address that it is.
        if node.leads_to.is_some() {
            return followed;
        }
        for link in &facts.links {
            if facts.base.is_none() && self.is_plain(node, facts, link, &mut followed.uses) {
                continue;
            }
            if !self.asks && self.graph.leaves(&facts.bytes[link.at.clone()]) {
                continue;
            }
            let target = facts.target(link);
            match self.graph.address(node, facts, &target) {
                Address::Here(path) => self.here(node, (link, &target), &path, &mut followed),
                Address::Outside(url, path) => match self.outside(link, &target, &url, &path) {
                    Some(finding) => followed.findings.push(finding),
                    None => followed.beyond(link, url),
                },
                Address::Elsewhere(url) => followed.beyond(link, url),
                Address::Other => {}
            }
        }
        followed
    }

    /// Whether a link leads to a file by the address that we write ourselves, and there is nothing to say of it. Most links are like that.
    fn is_plain(&self, node: &Node, facts: &Facts, link: &Link, uses: &mut Vec<usize>) -> bool {
        let value = self.graph.without_origin(&facts.bytes[link.at.clone()]);
        let (path, fragment) = match memchr::memchr(b'#', value) {
            Some(at) => (&value[..at], &value[at + 1..]),
            None => (value, &value[value.len()..]),
        };
        let Some(found) = self.graph.by_href(path) else { return false };
        let there = &self.graph.nodes[found];
        let has_place = || {
            let facts = there.facts.as_ref()?;
            Some(facts.has_id(std::str::from_utf8(fragment).ok()?))
        };
        let plain = (fragment.is_empty() || has_place() == Some(true)) && self.other_language(node, link, "", there).is_none();
        if plain && there.copied {
            uses.push(found);
        }
        plain
    }

    fn here(&self, node: &Node, (link, target): (&Link, &str), to: &Path, followed: &mut Followed) {
        let finding = match self.graph.find(&to.path) {
            Found::Node(found) => {
                if self.graph.nodes[found].copied {
                    followed.uses.push(found);
                }
                self.place_in(node, link, target, found, to)
            }
            Found::Moved(end, last) => {
                followed.uses.extend(end);
                (link.kind == Kind::Page).then(|| redirected(target, end.map(|e| self.graph.url(e)).as_deref().unwrap_or(last)))
            }
            Found::Served => None,
            Found::Loop => Some(Finding {
                help: Some("link to a page".into()),
                ..Finding::new(Code::RedirectLoop, format!("`{target}` leads on in a circle"))
            }),
            Found::Missing => Some(self.missing(node, link, target, to)),
        };
        followed.findings.extend(finding.map(|finding| Finding {
            at: link.at.start,
            subject: Subject::Target(target.to_string()),
            ..finding
        }));
    }

    /// A path from the host's root, which HTML that somebody wrote leaves as it is, where the same one below the base path is there.
    fn outside(&self, link: &Link, target: &str, url: &str, to: &Path) -> Option<Finding> {
        let node = self.graph.direct(&to.path)?;
        let code = match link.kind {
            Kind::Asset => Code::MissingAsset,
            Kind::Page | Kind::Program => Code::DeadLink,
        };
        let message = format!("`{target}` leads out of the site, to {url}");
        Some(Finding {
            at: link.at.start,
            subject: Subject::Target(target.to_string()),
            help: Some(format!(
                "did you mean `{}`? What is meant to leave the site is written with its host",
                self.graph.url(node)
            )),
            ..Finding::new(code, message)
        })
    }

    /// A link to something that is there: is the place in it there too, and is it the reader's?
    fn place_in(&self, node: &Node, link: &Link, target: &str, found: usize, to: &Path) -> Option<Finding> {
        let there = &self.graph.nodes[found];
        let facts = there
            .facts
            .as_ref()
            .filter(|_| there.path.ends_with(".html") || there.path.ends_with(".htm"));
        if let Some(facts) = facts
            && !to.fragment.is_empty()
            && link.kind == Kind::Page
            && !to.fragment.eq_ignore_ascii_case("top")
            && !facts.has_id(&to.fragment)
        {
            return Some(self.no_anchor(node, found, facts, &to.fragment));
        }
        self.other_language(node, link, target, there)
    }

    fn no_anchor(&self, node: &Node, found: usize, facts: &Facts, fragment: &str) -> Finding {
        let whose = match std::ptr::eq(&self.graph.nodes[found], node) {
            true => "this page".to_string(),
            false => format!("`{}`", self.graph.url(found)),
        };
        let near = diag::nearest(fragment, facts.ids.iter().map(|id| &**id));
        Finding {
            help: near.map(|near| format!("did you mean `#{near}`?")),
            ..Finding::new(Code::MissingAnchor, format!("{whose} has no place `#{fragment}`"))
        }
    }

    /// A reader who is led to another language by a link that does not say so, though the page is there in theirs.
    fn other_language(&self, node: &Node, link: &Link, target: &str, there: &Node) -> Option<Finding> {
        let (from, to) = (node.page?, there.page?);
        if link.kind != Kind::Page || link.names_language || from.lang == to.lang || from.words != from.lang {
            return None;
        }
        let own = to
            .translations
            .iter()
            .map(|id| self.site.page(*id))
            .find(|p| p.lang == from.lang)?;
        // A page that only repeats the other language's words is no better.
        if own.words != own.lang {
            return None;
        }
        let names = (&self.config.language(from.lang).name, &self.config.language(to.lang).name);
        let message = format!("`{target}` leads from a page in {} to one in {}", names.0, names.1);
        let help = format!("`{}{}` is the same page in {}", self.config.base_path, own.url, names.0);
        Some(Finding {
            help: Some(help),
            ..Finding::new(Code::LanguageLink, message)
        })
    }

    fn missing(&self, node: &Node, link: &Link, target: &str, to: &Path) -> Finding {
        if let Some(why) = self.hidden(node, &to.path) {
            return Finding {
                help: Some("the link leads nowhere for now".into()),
                ..Finding::new(Code::DraftLink, format!("`{target}` is not published ({why})"))
            };
        }
        let (code, message) = match link.kind {
            Kind::Asset => (Code::MissingAsset, format!("there is no file `{target}`")),
            Kind::Page | Kind::Program => (Code::DeadLink, format!("`{target}` leads nowhere")),
        };
        let at = format!("/{}", to.path);
        let message = match target.split(['?', '#']).next() == Some(at.as_str()) {
            true => message,
            false => format!("{message}: nothing is published at {at}"),
        };
        Finding {
            help: self.graph.nearest(&to.path).map(|near| format!("did you mean `{near}`?")),
            ..Finding::new(code, message)
        }
    }

    /// Why a page that somebody wrote is not published.
    fn hidden(&self, node: &Node, path: &str) -> Option<&'static str> {
        let logical = path.trim_matches('/').to_lowercase();
        let bare = logical.strip_suffix("/index.html").unwrap_or(&logical);
        let with_prefix = self.config.languages.iter().find_map(|language| {
            let prefix = language.prefix.trim_matches('/');
            let rest = match prefix.is_empty() {
                true => bare,
                false => bare.strip_prefix(prefix)?.strip_prefix('/')?,
            };
            self.site.hidden.get(&(language.id, rest.to_string()))
        });
        let own = node.page.and_then(|p| self.site.hidden.get(&(p.lang, bare.to_string())));
        with_prefix.or(own).copied()
    }
}

fn redirected(target: &str, to: &str) -> Finding {
    Finding {
        help: Some(format!("link to `{to}`")),
        ..Finding::new(
            Code::RedirectedLink,
            format!("`{target}` is an old address: it leads on to {to}"),
        )
    }
}

//! Languages: their codes, order, directions and fallback. The one place that knows how a language becomes part of a page's identity.

mod format;

use std::fmt;

pub use format::{long_date, number};

/// A language of the site, as an index into [`crate::config::Config::languages`]. 0 is the default language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LangId(pub u8);

impl LangId {
    /// The site's default language.
    pub const DEFAULT: LangId = LangId(0);

    /// As an index into the configured languages.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        })
    }
}

/// Whether a language is written without spaces between words (Chinese, Japanese), which matters for line joining and counting.
pub fn is_unspaced(code: &str) -> bool {
    matches!(primary(code), "zh" | "ja" | "th" | "lo" | "km" | "my")
}

/// The primary subtag: `zh` of `zh-CN`.
pub fn primary(code: &str) -> &str {
    code.split(['-', '_']).next().unwrap_or(code)
}

/// The BCP 47 tag that goes into `lang=` and `hreflang=`: `zh-cn` becomes `zh-CN`, `zh-hans` becomes `zh-Hans`.
pub fn tag(code: &str) -> String {
    let mut parts = code.split(['-', '_']);
    let mut out = parts.next().unwrap_or("").to_lowercase();
    for part in parts {
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_uppercase()),
            4 => {
                let lower = part.to_lowercase();
                let mut chars = lower.chars();
                out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
                out.push_str(chars.as_str());
            }
            _ => out.push_str(&part.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(tag("zh-cn"), "zh-CN");
        assert_eq!(tag("zh_hans"), "zh-Hans");
        assert_eq!(tag("en"), "en");
        assert_eq!(primary("pt-BR"), "pt");
        assert!(is_unspaced("zh-cn") && !is_unspaced("ko"));
    }
}

//! Titles in the order in which a language sorts them, by the Unicode collation as the CLDR tailors it: Chinese by pinyin, Swedish with å
//! behind z.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// The order of a language.
#[derive(Debug)]
pub(super) struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// By a language's tag; that of no language in particular where the tag is none.
    pub fn of(tag: &str) -> Collation {
        let locale = Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN);
        Collation(Collator::try_new(CollatorPreferences::from(&locale), CollatorOptions::default()).ok())
    }

    /// What a title is compared by.
    pub fn key(&self, title: &str) -> Vec<u8> {
        let mut key = Vec::new();
        if let Some(collator) = &self.0 {
            let Ok(()) = collator.write_sort_key_to(title, &mut key);
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::Collation;

    fn sorted(tag: &str, titles: &[&str]) -> String {
        let collation = Collation::of(tag);
        let mut titles = titles.to_vec();
        titles.sort_by_key(|title| collation.key(title));
        titles.join(" ")
    }

    #[test]
    fn each_language_has_its_order() {
        assert_eq!(
            sorted("en", &["zebra", "Éclair", "apple", "eclair"]),
            "apple eclair Éclair zebra"
        );
        assert_eq!(
            sorted("zh-CN", &["规则", "安装", "输出", "条件"]),
            "安装 规则 输出 条件",
            "a g s t"
        );
        assert_eq!(sorted("de", &["Zug", "Ärger", "Apfel"]), "Apfel Ärger Zug");
        assert_eq!(sorted("sv", &["Ängel", "Zon", "Apa"]), "Apa Zon Ängel");
        assert_eq!(
            sorted("zh-CN", &["Falco", "安装"]),
            "安装 Falco",
            "its own script comes first"
        );
        assert_eq!(sorted("und", &["安装", "Falco"]), "Falco 安装");
        assert_eq!(sorted("not a tag", &["b", "a"]), "a b");
    }

    #[test]
    fn marks_digits_and_scripts_in_order() {
        let titles = [
            "_u",
            "'q",
            "(x)",
            "#x",
            "~t",
            "$5",
            "10",
            "9",
            "a",
            "A",
            "a b",
            "a b c",
            "A-",
            "a-b",
            "a.b",
            "ab",
            "apple",
            "Ärger",
            "co op",
            "co-op",
            "coop",
            "eclair",
            "Éclair",
            "ñ",
            "nz",
            "zebra",
            "Zoo",
            "Ω",
            "я",
            "मल",
            "മ",
            "아",
            "ア",
            "い",
            "はじめに",
            "ル",
            "例",
        ];
        let collation = Collation::of("en");
        let mut again = titles;
        again.sort_by_key(|title| collation.key(title));
        assert_eq!(again, titles);
    }
}

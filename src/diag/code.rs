//! The codes of all diagnostics: stable names that people can search for, allow and deny.

macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal)*) => {
        /// What kind of finding a diagnostic is. The name never changes once it was released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, such as `unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What the code means, in one line.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

impl Code {
    /// Whether an error of this code leaves nothing that could be published, so that it cannot be made less.
    pub fn is_final(self) -> bool {
        use Code::*;
        matches!(
            self,
            YamlSyntax
                | TomlSyntax
                | JsonSyntax
                | TemplateSyntax
                | MissingTemplate
                | UnreadableFile
                | BadPath
                | DuplicateUrl
                | OutputNotOurs
                | OutputFailed
                | BadCall
        )
    }
}

impl Code {
    /// Whether an error of this code only keeps a site from being published that could be: a language's `stale: error` says so.
    pub fn is_gate(self) -> bool {
        use Code::*;
        matches!(self, TranslationStale | TranslationUnpinned | OverlayStale | OverlayMissing)
    }

    /// Whether an error of this code leaves pages out that links may lead to.
    pub fn leaves_gaps(self) -> bool {
        use Code::*;
        self.is_final()
            || matches!(
                self,
                TemplateFailed | MissingString | StringFailed | SheetKind | FrontMatter | WrongType | BadValue
            )
    }
}

codes! {
    // Files
    UnreadableFile "unreadable-file" "A file of the site cannot be read"
    SkippedFile "skipped-file" "A file or folder was passed over: its name is not UTF-8, or a link leads out of the site or in a circle"
    NotUtf8 "not-utf8" "A text file is not valid UTF-8; it is published with replacement characters"
    NoContent "no-content" "A configured language has no content of its own"
    // YAML, front matter and configuration
    YamlSyntax "yaml-syntax" "A YAML text cannot be parsed"
    TomlSyntax "toml-syntax" "A TOML text cannot be parsed"
    JsonSyntax "json-syntax" "A JSON text cannot be parsed"
    FrontMatter "front-matter" "Front matter is not closed, or is not a map"
    UnknownKey "unknown-key" "A key that stoop does not know"
    DuplicateKey "duplicate-key" "A key that is written twice in one map"
    WrongType "wrong-type" "A value of another type than its key takes"
    BadValue "bad-value" "A value outside of what its key takes"
    BadDate "bad-date" "A date that cannot be read"
    MissingKey "missing-key" "A key that must be there is not"
    // Markdown and shortcodes
    ShortcodeSyntax "shortcode-syntax" "A shortcode call that cannot be parsed"
    UnclosedShortcode "unclosed-shortcode" "A shortcode that needs a closing call has none, or a closing call has no opening one"
    UnknownShortcode "unknown-shortcode" "No component has the shortcode's name"
    ShortcodeArgument "shortcode-argument" "A shortcode's argument is missing, unknown or of the wrong type"
    ShortcodeFailed "shortcode-failed" "A component failed while it rendered"
    MissingFile "missing-file" "A shortcode reads a file that is not there, or that lies outside of the site"
    UnknownRef "unknown-ref" "A `ref`, `relref` or Markdown link to a page that does not exist"
    BadAttribute "bad-attribute" "A Markdown attribute list that cannot be parsed"
    // The site
    DuplicateUrl "duplicate-url" "Two pages, or a page and a file, want one URL"
    AliasTaken "alias-taken" "An alias points at a URL that a page already has"
    BadPermalink "bad-permalink" "A permalink pattern that cannot be used"
    BadPath "bad-path" "An address with `..`, a backslash or a control character, or one that stoop keeps for itself"
    // Theme and strings
    TemplateSyntax "template-syntax" "A template cannot be parsed, or names what does not exist"
    TemplateFailed "template-failed" "A template failed while it rendered a page"
    ContentAdapter "content-adapter" "A template that makes pages goes beyond what stoop knows of Hugo's"
    MissingTemplate "missing-template" "A page asks for a layout that no template has"
    StringSyntax "string-syntax" "A Fluent file cannot be parsed"
    MissingString "missing-string" "A string that a template asks for is in no language of the fallback chain"
    UntranslatedString "untranslated-string" "A string is missing in a language and was taken from the fallback language"
    StringFailed "string-failed" "A Fluent message could not be formatted"
    // Cheatsheets
    SheetKind "sheet-kind" "A block of a kind that stoop does not know"
    SheetDuplicateId "sheet-duplicate-id" "Two things in one sheet have the same id"
    SheetSource "sheet-source" "A block names a source that the sheet does not declare, or that is not there"
    OverlayUnknownId "overlay-unknown-id" "A translation names an id that the sheet does not have"
    OverlayCode "overlay-code" "A translation touches code, which all languages share"
    OverlayStale "overlay-stale" "A translated string was made from other words than the sheet now has"
    OverlayMissing "overlay-missing" "A sheet's words have no translation"
    OverlayOrphan "overlay-orphan" "A translation of a sheet that does not exist"
    OverlayLayout "overlay-layout" "A translation that `stoop sheet strings` cannot rewrite line by line"
    SheetUnsafeCopy "sheet-unsafe-copy" "A command with characters that break it when it is copied"
    UnknownSheet "unknown-sheet" "A shortcode embeds a sheet, group or block that does not exist"
    // Cheatsheets on paper
    SheetBudget "sheet-budget" "A sheet needs more pages than it may fill"
    SheetLine "sheet-line" "A line of code is wider than its column on paper"
    SheetTall "sheet-tall" "A block is taller than a column of its page"
    SheetEmpty "sheet-empty" "A printed page is less than 85 % full"
    SheetSize "sheet-size" "A sheet asks for a size that cannot be read on paper"
    SheetGlyph "sheet-glyph" "No font has a character that is to be printed"
    PrintTemplate "print-template" "The template of printed sheets fails"
    // What is published, as a whole
    DeadLink "dead-link" "A link to an address of the site at which nothing is published"
    MissingAnchor "missing-anchor" "A link to a place that the page it leads to does not have"
    MissingAsset "missing-asset" "An image, style, script or other file that a page needs is not published"
    DraftLink "draft-link" "A link to a page that is not published yet, or no longer"
    RedirectedLink "redirected-link" "A link that works only because an old address leads on"
    RedirectLoop "redirect-loop" "An old address leads on in a circle"
    LanguageLink "language-link" "A link leads to another language, and the page is there in the reader's own"
    OrphanTranslation "orphan-translation" "A page in another language whose page in the default language is gone"
    DuplicateTitle "duplicate-title" "Two pages of one language have the same title"
    DuplicateDescription "duplicate-description" "Two pages of one language have the same description"
    MissingAlt "missing-alt" "An image without alternative text"
    SkippedHeading "skipped-heading" "A heading is more than one level below the one before it"
    UnusedAsset "unused-asset" "A file is published and nothing refers to it"
    BaselineGone "baseline-gone" "A finding of the baseline is not there any more"
    DeadExternalLink "dead-external-link" "A link to an address of another site that answers that there is nothing"
    UnreachableExternalLink "unreachable-external-link" "A link to another site that gave no usable answer"
    MovedExternalLink "moved-external-link" "A link to an address of another site that has moved for good"
    // Sources of cheatsheets: rules files, conditions, lists of fields, help texts
    ConditionSyntax "condition-syntax" "A Falco condition that cannot be parsed"
    UndefinedMacro "undefined-macro" "A condition uses a macro that nothing defines"
    UndefinedList "undefined-list" "A condition or a list uses a list that nothing defines"
    RulesInvalid "rules-invalid" "A rules file says what Falco refuses"
    RulesOverride "rules-override" "A rules file overrides what is not there or cannot be overridden"
    RulesCircle "rules-circle" "Macros use each other in a circle"
    RulesDeprecated "rules-deprecated" "A rules file or a condition uses what Falco has deprecated"
    SourceFormat "source-format" "A source holds nothing of what its type says"
    SourcePin "source-pin" "A source is not the file that its `sha256` names"
    SourceDiffers "source-differs" "What a sheet writes itself is not what its source has"
    SourceChanged "source-changed" "An upstream text is not the one that the sheet was made from"
    // Translations
    TranslationStale "translation-stale" "A translation was made from other words than its source now has"
    TranslationUnpinned "translation-unpinned" "A translation does not say what it was made from"
    TranslationPin "translation-pin" "What a translation says of its source cannot be read"
    HeadingOutline "heading-outline" "The headings of a translation are not those of its source, so they do not share all ids"
    UnusedString "unused-string" "No template asks for a string"
    StringVariable "string-variable" "A template gives a string a variable that it does not take, or lacks one that it takes"
    MissingPlural "missing-plural" "A string has no words for a plural form that its language has"
    // Publishing
    OutputNotOurs "output-not-ours" "The output folder holds files that stoop did not write"
    OutputFailed "output-failed" "The output folder cannot be written"
    BadCall "bad-call" "The command line asks for something that cannot be done"
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert!(
            names
                .iter()
                .all(|n| n.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}

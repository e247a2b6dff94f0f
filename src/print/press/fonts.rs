//! Fonts: those in the binary for Latin letters, then the site's own, then the system's, which are looked for only when a sheet has
//! characters that no other font has.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst_kit::fonts::FontStore;

use crate::hash::Hash;
use crate::lang;
use crate::memo::Memo;

/// How many findings are kept before those are forgotten that nobody asked for again.
const KEPT: usize = 500;

const TEXT: &str = "Libertinus Serif";
const CODE: &str = "DejaVu Sans Mono";

/// Families for what the fonts in the binary lack, by script; the first that is there is taken. The forms of a character differ
/// between regions, so each has its own list.
const FAMILIES: &[(&str, &[&str])] = &[
    (
        "zh",
        &[
            "Noto Sans CJK SC",
            "Source Han Sans SC",
            "Noto Sans SC",
            "Source Han Sans CN",
            "PingFang SC",
            "Microsoft YaHei",
            "WenQuanYi Micro Hei",
        ],
    ),
    (
        "zh-hant",
        &[
            "Noto Sans CJK TC",
            "Source Han Sans TC",
            "Noto Sans TC",
            "PingFang TC",
            "Microsoft JhengHei",
        ],
    ),
    (
        "zh-hk",
        &["Noto Sans CJK HK", "Source Han Sans HC", "Noto Sans HK", "PingFang HK"],
    ),
    (
        "ja",
        &[
            "Noto Sans CJK JP",
            "Source Han Sans",
            "Source Han Sans JP",
            "Noto Sans JP",
            "Hiragino Sans",
            "Yu Gothic",
            "IPAexGothic",
        ],
    ),
    (
        "ko",
        &[
            "Noto Sans CJK KR",
            "Source Han Sans K",
            "Source Han Sans KR",
            "Noto Sans KR",
            "Apple SD Gothic Neo",
            "Malgun Gothic",
            "NanumGothic",
        ],
    ),
];

/// Families for other characters, such as signs and other alphabets.
const OTHERS: &[&str] = &[
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Math",
];

/// A site's fonts.
#[derive(Default)]
pub struct Fonts {
    own: Vec<Font>,
    /// Whether those of the system may be used.
    system: bool,
    /// Those in the binary and the site's; and with those of the system.
    stores: [OnceLock<Arc<FontStore>>; 2],
    /// What was found for a language and some characters: a font is slow to say whether it has one.
    found: Memo<Result<Arc<Faces>, Vec<char>>>,
    /// Of the files that they are from.
    pub hash: Hash,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("own", &self.own.len()).finish_non_exhaustive()
    }
}

/// The fonts that one sheet is set in.
pub struct Faces {
    store: Arc<FontStore>,
    /// Families for words, best first.
    pub text: Vec<String>,
    /// Families for code.
    pub code: Vec<String>,
}

impl Fonts {
    /// The fonts in some files, and where `system` says so those of the system. What is no font is passed over.
    pub fn new(files: Vec<Vec<u8>>, system: bool, hash: Hash) -> Fonts {
        let own = files.into_iter().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
        Fonts {
            own,
            system,
            hash,
            ..Fonts::default()
        }
    }

    /// The fonts for a text in a language.
    ///
    /// # Errors
    /// The characters that no font has, in order.
    pub fn faces<'a>(&self, tag: &str, texts: impl Iterator<Item = &'a str>) -> Result<Arc<Faces>, Vec<char>> {
        let wanted = characters(texts);
        if self.found.kept() > KEPT {
            self.found.turn();
        }
        let find = || self.find(tag, &wanted).map(Arc::new);
        (*self.found.get(Hash::of(&(tag, &wanted)), find)).clone()
    }

    fn find(&self, tag: &str, wanted: &[char]) -> Result<Faces, Vec<char>> {
        let built_in = self.store(false);
        let faces = |store: Arc<FontStore>| {
            let families = self.families(tag, &store);
            let missing = missing(&store, &families, wanted);
            (families, missing)
        };
        let (families, lacks) = faces(built_in.clone());
        if lacks.is_empty() {
            return Ok(Faces::of(built_in, families));
        }
        if !self.system {
            return Err(lacks);
        }
        let all = self.store(true);
        let (families, lacks) = faces(all.clone());
        match lacks.is_empty() {
            true => Ok(Faces::of(all, families)),
            false => Err(lacks),
        }
    }

    /// The fonts in the binary and the site's, with or without the system's.
    fn store(&self, system: bool) -> Arc<FontStore> {
        let make = || {
            let mut store = FontStore::new();
            store.extend(built_in().iter().cloned());
            store.extend(self.own.iter().map(|font| (font.clone(), font.info().clone())));
            if system {
                store.extend(
                    of_system()
                        .iter()
                        .enumerate()
                        .map(|(at, (_, info))| (OfSystem(at), info.clone())),
                );
            }
            Arc::new(store)
        };
        self.stores[usize::from(system)].get_or_init(make).clone()
    }

    /// The families to use, best first: words in Chinese characters and Korean ones in a font of their region, all else in the ones in
    /// the binary.
    fn families(&self, tag: &str, store: &FontStore) -> Vec<String> {
        let there = |family: &&str| store.book().contains_family(&family.to_lowercase());
        let own = self.own.iter().map(|f| f.info().family.as_str());
        let region = region(tag);
        let (first, rest): (Vec<_>, Vec<_>) = FAMILIES.iter().partition(|(script, _)| *script == region);
        let of_script = first
            .iter()
            .chain(&rest)
            .filter_map(|(_, families)| families.iter().copied().find(there));
        let mut all: Vec<String> = Vec::new();
        let han = first.first().and_then(|(_, families)| families.iter().copied().find(there));
        // Where the language has a region, its font comes before the Latin ones: letters and characters are made for each other.
        for family in own.filter(|_| !region.is_empty()).chain(han).chain([TEXT, CODE]) {
            all.push(family.to_string());
        }
        all.extend(self.own.iter().map(|f| f.info().family.clone()));
        all.extend(of_script.chain(OTHERS.iter().copied().filter(there)).map(String::from));
        let mut seen = BTreeSet::new();
        all.retain(|family| seen.insert(family.clone()));
        all
    }
}

impl Faces {
    fn of(store: Arc<FontStore>, text: Vec<String>) -> Faces {
        let mut code = text.clone();
        code.retain(|family| family != CODE);
        code.insert(0, CODE.to_string());
        Faces { store, text, code }
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }
}

/// The characters of some texts that are to be seen, each once and in order.
fn characters<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<char> {
    let mut latin = [false; 128];
    let mut others = BTreeSet::new();
    for c in texts.flat_map(str::chars) {
        match latin.get_mut(c as usize) {
            Some(seen) => *seen = true,
            None => drop(others.insert(c)),
        }
    }
    let latin = (0..128u8).map(char::from).filter(|c| latin[*c as usize]);
    let all = latin.chain(others);
    all.filter(|c| !c.is_control() && *c != '\u{200b}').collect()
}

/// The characters that no family has.
fn missing(store: &FontStore, families: &[String], wanted: &[char]) -> Vec<char> {
    let book = store.book();
    let infos: Vec<&FontInfo> = families
        .iter()
        .flat_map(|family| {
            book.select_family(&family.to_lowercase())
                .filter_map(|i| book.info(i))
                .take(1)
                .collect::<Vec<_>>()
        })
        .collect();
    let has = |c: char| infos.iter().any(|info| info.coverage.contains(c as u32));
    wanted.iter().copied().filter(|c| !has(*c)).collect()
}

/// The list of families that a language asks for first; empty for languages that the fonts in the binary serve.
fn region(tag: &str) -> &'static str {
    let lower = tag.to_lowercase();
    match lang::primary(&lower) {
        "ja" => "ja",
        "ko" => "ko",
        "zh" if lower.contains("hk") || lower.contains("mo") => "zh-hk",
        "zh" if lower.contains("tw") || lower.contains("hant") => "zh-hant",
        "zh" => "zh",
        _ => "",
    }
}

/// The fonts in the binary.
fn built_in() -> &'static [(Font, FontInfo)] {
    static FONTS: OnceLock<Vec<(Font, FontInfo)>> = OnceLock::new();
    FONTS.get_or_init(|| typst_kit::fonts::embedded().collect())
}

/// The fonts of the system, looked for once.
fn of_system() -> &'static [(typst_kit::fonts::FontPath, FontInfo)] {
    static FOUND: OnceLock<Vec<(typst_kit::fonts::FontPath, FontInfo)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        database.faces().filter_map(|face| on_disk(&database, face)).collect()
    })
}

/// Where a font lies, and what is in it.
fn on_disk(database: &fontdb::Database, face: &fontdb::FaceInfo) -> Option<(typst_kit::fonts::FontPath, FontInfo)> {
    let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else {
        return None;
    };
    let info = database.with_face_data(face.id, FontInfo::new)??;
    let path = typst_kit::fonts::FontPath {
        path: path.clone(),
        index: face.index,
    };
    Some((path, info))
}

/// A font of the system: its place in the list, loaded once for all sheets.
struct OfSystem(usize);

impl typst_kit::fonts::FontSource for OfSystem {
    fn load(&self) -> Option<Font> {
        static LOADED: OnceLock<Vec<OnceLock<Option<Font>>>> = OnceLock::new();
        let loaded = LOADED.get_or_init(|| of_system().iter().map(|_| OnceLock::new()).collect());
        let slot = loaded.get(self.0)?;
        slot.get_or_init(|| of_system().get(self.0)?.0.load()).clone()
    }
}

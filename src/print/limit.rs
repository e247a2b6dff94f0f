//! What is too much for paper: it would hold up the build for minutes, and nobody would print it.

use crate::diag::{Code, Diagnostic, Place};
use crate::sheet::file::Only;
use crate::sheet::{Shown, ShownBlock};

/// The most characters of a line of code.
const CHARACTERS: usize = 20_000;
/// The most lines of a sheet: of code, and of words as they are written.
const LINES: usize = 20_000;
/// The most blocks and rows of a sheet.
const PARTS: usize = 3_000;
/// The most characters of a sheet.
const TEXT: usize = 2_000_000;

/// Why a sheet is not printed, if it is too much.
pub fn refuse(sheet: &Shown, file: &str) -> Option<Diagnostic> {
    let refuse = |code: Code, message: String, help: &str| {
        let message = format!("{message}: there is no PDF");
        Some(Diagnostic::warning(code, message).at(Place::file(file)).help(help))
    };
    let (mut parts, mut lines, mut text) = (0, 0, 0);
    let blocks = sheet.groups.iter().flat_map(|g| &g.blocks);
    for block in blocks.filter(|b| b.only != Some(Only::Screen)) {
        parts += 1 + block.rows.len();
        for part in texts(block) {
            text += part.len();
            for line in part.lines() {
                lines += 1;
                let characters = line.chars().count();
                if characters > CHARACTERS {
                    let message = format!(
                        "a line of `{}` has {characters} characters, and {CHARACTERS} are the most for paper",
                        block.path
                    );
                    return refuse(
                        Code::SheetLine,
                        message,
                        "break the line, or show the block on the screen only: `only: screen`",
                    );
                }
            }
        }
    }
    let most = [
        (parts, PARTS, "blocks and rows"),
        (lines, LINES, "lines"),
        (text, TEXT, "bytes of text"),
    ];
    let (found, most, what) = most.into_iter().find(|(found, most, _)| found > most)?;
    let message = format!("the sheet has {found} {what}, and {most} are the most for paper");
    refuse(
        Code::SheetBudget,
        message,
        "make it several sheets, or show long blocks on the screen only: `only: screen`",
    )
}

/// What of a block is printed, as it is written.
fn texts(block: &ShownBlock) -> impl Iterator<Item = &str> {
    let words = [&block.title, &block.desc, &block.text, &block.note].into_iter().flatten();
    let code = [&block.code, &block.output].into_iter().flatten();
    let cells = block.rows.iter().flat_map(|r| &r.cells);
    words
        .chain(cells.map(|c| &c.words))
        .map(|w| w.text.as_str())
        .chain(code.map(String::as_str))
        .chain(block.lines.iter().map(|l| l.text.as_str()))
        .chain(block.items.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::ShownGroup;

    fn told(blocks: Vec<ShownBlock>) -> Option<String> {
        let group = ShownGroup {
            id: "g".into(),
            title: Default::default(),
            intro: None,
            draft: false,
            span: 1,
            break_: Default::default(),
            blocks,
        };
        let sheet = Shown {
            groups: vec![group],
            ..Shown::default()
        };
        refuse(&sheet, "s").map(|n| n.message)
    }

    fn block(code: String) -> ShownBlock {
        ShownBlock {
            path: "g.a".into(),
            code: Some(code),
            ..ShownBlock::default()
        }
    }

    #[test]
    fn too_much_is_told() {
        assert_eq!(told(vec![block("x".repeat(CHARACTERS))]), None);
        let found = told(vec![block("x".repeat(CHARACTERS + 1))]);
        assert_eq!(
            found.as_deref(),
            Some("a line of `g.a` has 20001 characters, and 20000 are the most for paper: there is no PDF")
        );
        assert!(told(vec![block("x\n".repeat(LINES + 1))]).is_some_and(|m| m.contains("20001 lines")));
        let screen = ShownBlock {
            only: Some(Only::Screen),
            ..block("x".repeat(CHARACTERS + 1))
        };
        assert_eq!(told(vec![screen]), None);
        assert!(told(vec![block("x".into()); PARTS + 1]).is_some_and(|m| m.contains("3001 blocks and rows")));
    }
}

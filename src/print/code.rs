//! A QR code as the runs of its dark modules.

use qrcode::{EcLevel, QrCode};
use serde::Serialize;

/// A square of modules, each as wide as high.
#[derive(Clone, Debug, Serialize)]
pub struct Qr {
    /// How many modules a side has.
    pub side: usize,
    /// Dark modules beside each other: row, first column, how many.
    pub runs: Vec<(usize, usize, usize)>,
}

impl Qr {
    /// The code of a text; `None` for one that is too long.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let side = code.width();
        let colours = code.to_colors();
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (at, _) in colours.iter().enumerate().filter(|(_, c)| **c == qrcode::Color::Dark) {
            let (row, column) = (at / side, at % side);
            match runs.last_mut() {
                Some((r, first, many)) if *r == row && *first + *many == column => *many += 1,
                _ => runs.push((row, column, 1)),
            }
        }
        Some(Qr { side, runs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let qr = Qr::of("https://example.org/cheatsheets/falco/").expect("it is short enough");
        assert_eq!(qr.side, 29);
        for corner in [(0, 0, 7), (0, 22, 7), (22, 0, 7)] {
            assert!(qr.runs.contains(&corner), "{corner:?}");
        }
        assert!(Qr::of(&"x".repeat(5000)).is_none());
    }
}

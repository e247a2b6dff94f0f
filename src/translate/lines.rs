//! The difference of two texts, line by line.

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

/// Beyond this many pairs of lines two texts are told as wholly different.
const MOST_PAIRS: usize = 4_000_000;

/// The lines of two texts with the fewest of them gone and new; what is gone comes first.
pub fn line_diff<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..], &new[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    let mut lines: Vec<Line> = old[..head].iter().map(|l| Line::Same(l)).collect();
    lines.extend(middle(a, b));
    lines.extend(old[old.len() - tail..].iter().map(|l| Line::Same(l)));
    lines
}

fn middle<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    if old.len() * new.len() > MOST_PAIRS {
        let gone = old.iter().map(|l| Line::Gone(l));
        return gone.chain(new.iter().map(|l| Line::New(l))).collect();
    }
    // How many lines the rests behind each pair have in common.
    let width = new.len() + 1;
    let mut common = vec![0usize; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = match old[i] == new[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        let both = i < old.len() && j < new.len();
        if both && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || both && common[(i + 1) * width + j] >= common[i * width + j + 1] {
            lines.push(Line::Gone(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_lines() {
        let marks = |old: &str, new: &str| -> String {
            let mark = |line: &Line| match line {
                Line::Same(l) => format!(" {l}"),
                Line::Gone(l) => format!("-{l}"),
                Line::New(l) => format!("+{l}"),
            };
            line_diff(old, new).iter().map(mark).collect()
        };
        assert_eq!(marks("a\nb\nc", "a\nx\nc"), " a-b+x c");
        assert_eq!(marks("a\nb\nc\nd", "b\nc\ne\nd"), "-a b c+e d");
        assert_eq!(marks("", "a"), "+a");
        assert_eq!(marks("a", ""), "-a");
        assert_eq!(marks("a\na", "a"), " a-a");
    }
}

//! The nearest right name for a wrong one.

/// Longer words have no nearest.
const LONGEST: usize = 200;

/// The candidate nearest to `word` by edits (insert, delete, replace, swap of neighbours), if it is near enough to be what was meant.
/// Case counts as half an edit at most, and ties go to the first candidate.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = word.to_lowercase().chars().collect();
    let limit = (wanted.len() / 3).max(1);
    // Nobody means a name that long, and comparing two takes the product of their lengths.
    if wanted.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|c| c.len() <= 8 * LONGEST)
        // Each letter more is an edit; one may become two in lower case.
        .filter(|c| c.chars().count().abs_diff(wanted.len()) <= 2 * limit)
        .map(|c| (distance(&wanted, &c.to_lowercase().chars().collect::<Vec<_>>()), c))
        .filter(|(d, c)| *d <= limit && *c != word)
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let names = ["title", "weight", "description"];
        assert_eq!(nearest("tilte", names), Some("title"));
        assert_eq!(nearest("Weight", names), Some("weight"));
        assert_eq!(nearest("descripton", names), Some("description"));
        assert_eq!(nearest("zebra", names), None);
    }
}

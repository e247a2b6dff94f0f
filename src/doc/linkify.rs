//! Finds the address that a line of text begins with: `https://`, `http://`, `ftp://`, `www.` or an e-mail address.

/// An address.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub len: usize,
    /// What a `href` has before it.
    pub prefix: &'static str,
}

/// The address at the start of a text, if one is there; it ends with the line at the latest. `mail` says whether to look for e-mail addresses too.
pub fn find(line: &str, mail: bool) -> Option<Found> {
    let bytes = line.as_bytes();
    let found = if let Some(scheme) = ["https://", "http://", "ftp://"].iter().find(|s| line.starts_with(**s)) {
        web(bytes, scheme.len()).map(|len| Found { len, prefix: "" })
    } else if line.starts_with("www.") {
        web(bytes, "www.".len()).map(|len| Found { len, prefix: "https://" })
    } else {
        None
    };
    match found {
        Some(found) => Some(Found {
            len: trimmed(bytes, unbalanced(bytes, found.len)),
            ..found
        }),
        None if mail => email(bytes).map(|len| Found {
            len: trimmed(bytes, len),
            prefix: "mailto:",
        }),
        None => None,
    }
}

/// The end of a web address whose host begins at `host`: a host with a dot before letters, a port, a path.
fn web(line: &[u8], host: usize) -> Option<usize> {
    let in_host = |b: &u8| b.is_ascii_alphanumeric() || b"-@:%._+~#=".contains(b);
    let run = line[host..].iter().take(257).take_while(|b| in_host(b)).count();
    let dot = (1..=run.min(256))
        .rev()
        .map(|i| host + i)
        .find(|&i| line.get(i) == Some(&b'.') && line.get(i + 1).is_some_and(u8::is_ascii_lowercase))?;
    let mut end = dot + 1 + count(&line[dot + 1..], u8::is_ascii_lowercase);
    if line.get(end) == Some(&b':') {
        let digits = count(&line[end + 1..], u8::is_ascii_digit);
        end += if digits > 0 { digits + 1 } else { 0 };
    }
    if line.get(end).is_some_and(|b| b"/#?".contains(b)) {
        let in_path = |b: &u8| b.is_ascii_alphanumeric() || b"-@:%_+.~#$!?&/=();,'\">^{}[]`".contains(b);
        end += 1 + count(&line[end + 1..], in_path);
    }
    Some(end)
}

fn count(bytes: &[u8], of: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|b| of(b)).count()
}

/// Without the closing brackets that the sentence around it owns, and without an entity at its end.
fn unbalanced(line: &[u8], end: usize) -> usize {
    match line[end - 1] {
        b')' => {
            let sum: isize = line[..end]
                .iter()
                .map(|b| match b {
                    b')' => 1,
                    b'(' => -1,
                    _ => 0,
                })
                .sum();
            end - usize::try_from(sum).unwrap_or(0).min(count_back(&line[..end], b')'))
        }
        b';' => {
            let name = line[..end - 1].iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
            let amp = (end - 1 - name).checked_sub(1);
            match amp {
                Some(amp) if name > 0 && line[amp] == b'&' => amp,
                _ => end,
            }
        }
        _ => end,
    }
}

fn count_back(line: &[u8], byte: u8) -> usize {
    line.iter().rev().take_while(|b| **b == byte).count()
}

/// Without the punctuation of the sentence around it.
fn trimmed(line: &[u8], end: usize) -> usize {
    let tail = line[1..end].iter().rev().take_while(|b| b"?!.,:*_~".contains(b)).count();
    end - tail
}

/// The end of an e-mail address: a name, `@`, a domain with a dot.
fn email(line: &[u8]) -> Option<usize> {
    if line.first()?.is_ascii_punctuation() {
        return None;
    }
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-./=?^_`{|}~".contains(b);
    let at = line.iter().take(65).take_while(|b| in_name(b)).count();
    if at == 0 || line.get(at) != Some(&b'@') {
        return None;
    }
    let start = at + 1;
    let mut end = start;
    loop {
        let label = line[end..]
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let label = label - line[end..end + label].iter().rev().take_while(|b| **b == b'-').count();
        if label == 0 || label > 63 || line[end] == b'-' {
            break;
        }
        end += label;
        if line.get(end) != Some(&b'.') || !line.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            break;
        }
        end += 1;
    }
    let follows = line.get(end).is_some_and(|b| matches!(b, b'-' | b'_'));
    (end > start && !follows && line[start..end].contains(&b'.')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn addresses() {
        let cases = [
            ("https://falco.org.", "https://falco.org"),
            ("https://a.com:80/x_(y)?z=1#w) z", "https://a.com:80/x_(y)?z=1#w"),
            ("http://a.com/b, c", "http://a.com/b"),
            ("https://a.com/x&amp; y", "https://a.com/x"),
            ("www.a.org/b**", "www.a.org/b"),
            ("me.you@ex-ample.org. x", "me.you@ex-ample.org"),
            ("https://localhost/x", ""),
            ("https://a.com中文", "https://a.com"),
            ("a@b", ""),
            ("a@b.c-", ""),
            ("https://", ""),
        ];
        for (text, want) in cases {
            let len = find(text, true).map_or(0, |f| f.len);
            assert_eq!(&text[..len], want);
        }
    }
}

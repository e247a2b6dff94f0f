//! The part of a request line that says what is wanted.

/// The decoded path of a request target, or `None` if it is not one that a browser would send: no slash first, broken escapes, not UTF-8,
/// control characters, backslashes, or `.` and `..` in any spelling.
pub(super) fn path(target: &str) -> Option<String> {
    let target = match target.split_once("://") {
        // As proxies write it.
        Some((_, rest)) if !target.starts_with('/') => &rest[rest.find('/')?..],
        _ => target,
    };
    let path = decode(target.split(['?', '#']).next().unwrap_or(""))?;
    let plain = path.starts_with('/') && !path.contains('\\') && !path.chars().any(char::is_control);
    (plain && !path.split('/').any(|part| part == "." || part == "..")).then_some(path)
}

/// The value of a parameter.
pub(super) fn query(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.and_then(decode)
}

/// Everything from the question mark on.
pub(super) fn search(target: &str) -> &str {
    target.find('?').map_or("", |i| &target[i..])
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
        out.push((digit()? * 16 + digit()?) as u8);
    }
    String::from_utf8(out).ok()
}

/// A decoded path as a header can hold it.
pub(super) fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(path("/a%20b/%E4%B8%AD?x=/..#y").as_deref(), Some("/a b/中"));
        assert_eq!(path("http://host:1/x").as_deref(), Some("/x"));
        for bad in [
            "",
            "x",
            "*",
            "/../x",
            "/a/%2e%2e/x",
            "/a/%2E./x",
            "/%2e",
            "/a\\b",
            "/%5c",
            "/%00",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/..%2fx",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_rest() {
        assert_eq!(query("/x?a=1&since=2%203", "since").as_deref(), Some("2 3"));
        assert_eq!(query("/x?sincerely=1", "since"), None);
        assert_eq!(encode("/a b/中/"), "/a%20b/%E4%B8%AD/");
        assert_eq!(search("/x?a=1"), "?a=1");
    }
}

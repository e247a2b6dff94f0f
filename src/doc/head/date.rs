//! Dates as front matter and file names write them.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::Date;

/// Read a date in any of the forms that Hugo takes: RFC 3339, with a space for the `T`, without seconds, time or zone; `2 Jan 2006`,
/// `January 2, 2006`, and those of RFC 1123 and 822. Without a zone it is UTC.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let (year, month, day, rest) = numeric_day(text).or_else(|| named_day(text))?;
    let (hour, minute, second, rest) = clock(rest)?;
    let offset = zone(rest.trim())?;
    date([year, month, day, hour, minute, second], offset)
}

/// The date that a file's name begins with, and what follows it: `2024-01-02-title` gives `title`.
pub fn of_file_name(stem: &str) -> Option<(Date, &str)> {
    let (year, month, day, rest) = numeric_day(stem.get(..10)?)?;
    let date = date([year, month, day, 0, 0, 0], 0).filter(|_| rest.is_empty())?;
    let rest = &stem[10..];
    rest.is_empty()
        .then_some((date, ""))
        .or_else(|| rest.strip_prefix(['-', '_', ' ', '.']).map(|r| (date, r)))
}

fn date([year, month, day, hour, minute, second]: [i32; 6], offset: i32) -> Option<Date> {
    // A leap second is the last one of its minute.
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let (hour, minute, second) = (
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second.min(59)).ok()?,
    );
    let year = i16::try_from(year).ok()?;
    let civil = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let zone = TimeZone::fixed(Offset::from_seconds(offset).ok()?);
    Some(Date {
        unix: civil.to_zoned(zone).ok()?.timestamp().as_second(),
        year,
        month,
        day,
        hour,
        minute,
        second,
        offset,
    })
}

/// Up to `most` digits, at least one.
fn number(text: &str, most: usize) -> Option<(i32, &str)> {
    let len = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((text[..len].parse().ok()?, &text[len..]))
}

fn numeric_day(text: &str) -> Option<(i32, i32, i32, &str)> {
    let (year, rest) = number(text, 4).filter(|(_, rest)| text.len() - rest.len() == 4)?;
    let sign = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = number(&rest[1..], 2)?;
    let (day, rest) = number(rest.strip_prefix(sign)?, 2)?;
    Some((year, month, day, rest))
}

fn named_day(text: &str) -> Option<(i32, i32, i32, &str)> {
    // The day of the week says nothing that the rest does not.
    let text = match text.split_once(',') {
        Some((day, rest)) if day.chars().all(char::is_alphabetic) => rest.trim_start(),
        _ => text,
    };
    let (first, rest) = text.split_once([' ', '-'])?;
    let (second, rest) = rest.trim_start().split_once([' ', '-'])?;
    let (day, month) = match month(first) {
        Some(month) => (second, month),
        None => (first, month(second)?),
    };
    let day = day.trim_end_matches(',').parse().ok()?;
    let (year, rest) = number(rest.trim_start(), 4)?;
    Some((if year < 100 { year + 2000 } else { year }, month, day, rest))
}

fn month(name: &str) -> Option<i32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.trim_end_matches(['.', ',']).to_lowercase();
    let at = NAMES.iter().position(|full| name.len() >= 3 && full.starts_with(&name))?;
    i32::try_from(at + 1).ok()
}

/// `[T ]15:04[:05[.999]]`, or nothing.
fn clock(text: &str) -> Option<(i32, i32, i32, &str)> {
    let rest = text.strip_prefix(['T', 't']).unwrap_or(text).trim_start();
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((0, 0, 0, rest));
    }
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2)?,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some((hour, minute, second, rest))
}

/// Seconds east of UTC. A zone's name after its offset is passed over.
fn zone(text: &str) -> Option<i32> {
    let sign = match text.chars().next() {
        None => return Some(0),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return matches!(text, "Z" | "z" | "UTC" | "GMT" | "UT").then_some(0),
    };
    let (hours, rest) = number(&text[1..], 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = number(rest, 2).unwrap_or((0, rest));
    (hours < 26 && minutes < 60 && rest.chars().all(|c| c.is_alphabetic() || c == ' '))
        .then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_moment() {
        let forms = [
            "2024-02-29T10:30:00Z",
            "2024-02-29T10:30:00",
            "2024-02-29 10:30:00",
            "2024-02-29 10:30",
            "2024-02-29T12:30:00.123+02:00",
            "2024-02-29 05:30:00 -0500",
            "Thu, 29 Feb 2024 10:30:00 GMT",
            "29 Feb 24 10:30 UTC",
            "February 29, 2024 10:30",
        ];
        for form in forms {
            assert_eq!(parse(form).map(|d| d.unix), Some(1_709_202_600), "{form}");
        }
        assert_eq!(
            parse("2024-2-9").map(|d| (d.year, d.month, d.day, d.hour)),
            Some((2024, 2, 9, 0))
        );
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "x",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "2024-01-01T",
            "2024-01-01 25:00",
            "12:30",
            "é024-01-01",
            "1 2 3",
        ] {
            let read = parse(text);
            assert!(read.is_none() || text == "2024-01-01T", "{text}: {read:?}");
        }
    }

    #[test]
    fn dates_of_files() {
        assert_eq!(of_file_name("2024-01-02-title").map(|(d, r)| (d.day, r)), Some((2, "title")));
        assert_eq!(of_file_name("2024-01-02").map(|(d, r)| (d.month, r)), Some((1, "")));
        assert!(of_file_name("title-2024-01-02").is_none() && of_file_name("2024-01-023").is_none());
    }
}

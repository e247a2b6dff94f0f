//! Dates and numbers as readers of a language write them, by the CLDR.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;

/// What a language is written with; `None` where there is nothing to know of it.
struct Formats {
    date: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    number: Option<DecimalFormatter>,
}

thread_local! {
    /// By tag: to make them takes longer than to use them, and they belong to one thread.
    static FORMATS: RefCell<HashMap<String, Rc<Formats>>> = RefCell::default();
}

fn formats(tag: &str) -> Rc<Formats> {
    FORMATS.with_borrow_mut(|known| {
        if let Some(found) = known.get(tag) {
            return found.clone();
        }
        // English of no country is that of the world, not of the United States: the day first.
        let locale = if tag == "en" { "en-001" } else { tag };
        let locale = Locale::try_from_str(locale).ok();
        let made = Rc::new(Formats {
            date: locale
                .as_ref()
                .and_then(|l| FixedCalendarDateTimeFormatter::try_new(l.into(), YMD::long()).ok()),
            number: locale
                .as_ref()
                .and_then(|l| DecimalFormatter::try_new(l.into(), Default::default()).ok()),
        });
        known.insert(tag.to_string(), made.clone());
        made
    })
}

/// A date in words, such as `21 May 2024`; as ISO 8601 has it in a language that the CLDR does not know.
pub fn long_date(tag: &str, year: i16, month: i8, day: i8) -> String {
    let iso = || format!("{year:04}-{month:02}-{day:02}");
    let date = Date::try_new_gregorian(year.into(), month.unsigned_abs(), day.unsigned_abs()).ok();
    let text = date.and_then(|date| Some(formats(tag).date.as_ref()?.format(&date).to_string()));
    // Of an unknown language the months have numbers for names.
    text.filter(|text| !text.contains(&format!("M{month:02}")))
        .unwrap_or_else(iso)
}

/// A whole number with its digits in groups, such as `12,500`.
pub fn number(tag: &str, number: i64) -> String {
    match &formats(tag).number {
        Some(format) => format.format(&Decimal::from(number)).to_string(),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers() {
        let cases = [
            ("en", "21 May 2024", "1,234,567"),
            ("en-US", "May 21, 2024", "1,234,567"),
            ("zh-CN", "2024年5月21日", "1,234,567"),
            ("ko", "2024년 5월 21일", "1,234,567"),
            ("de", "21. Mai 2024", "1.234.567"),
            ("fr", "21 mai 2024", "1\u{202f}234\u{202f}567"),
            ("ml", "2024 മേയ് 21", "12,34,567"),
            ("tlh", "2024-05-21", "1,234,567"),
            ("not a tag", "2024-05-21", "1234567"),
        ];
        for (tag, date, digits) in cases {
            assert_eq!(
                (long_date(tag, 2024, 5, 21).as_str(), number(tag, 1_234_567).as_str()),
                (date, digits),
                "{tag}"
            );
        }
    }
}

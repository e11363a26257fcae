//! One field: a number, nothing, or text.

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Field {
    Number(f64),
    Missing,
    Text,
}

/// The spellings of a missing value, as the common readers of tables know them.
const MISSING: [&str; 17] = [
    "", "-", ".", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "-NaN", "-nan", "NULL", "null",
    "None", "<NA>", "NAN",
];

/// Reads a field. White space around it does not count.
///
/// Every byte of a number must belong to it: `1_000` and `1.5e` are text, not 1 and 1.5.
pub(super) fn parse(field: &[u8]) -> Field {
    let trimmed = field.trim_ascii();
    let Some(first) = trimmed.first() else {
        return Field::Missing;
    };
    if first.is_ascii_digit() || b"+-.iI".contains(first) {
        let unsigned = trimmed.strip_prefix(b"+").unwrap_or(trimmed);
        let signs_twice = unsigned.len() < trimmed.len() && unsigned.starts_with(b"-");
        if let (false, Ok(number)) = (signs_twice, fast_float2::parse::<f64, _>(unsigned)) {
            return if number.is_nan() {
                Field::Missing
            } else {
                Field::Number(number)
            };
        }
    }
    if MISSING
        .iter()
        .any(|spelling| spelling.as_bytes() == trimmed)
    {
        return Field::Missing;
    }
    Field::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_whole_or_not_at_all() {
        for (text, number) in [
            ("1", 1.0),
            (" -2.5e-3 ", -2.5e-3),
            ("+7", 7.0),
            (".5", 0.5),
            ("5.", 5.0),
        ] {
            assert_eq!(parse(text.as_bytes()), Field::Number(number), "{text:?}");
        }
        for text in [
            "1_000",
            "1,5",
            "1.5e",
            "1 2",
            "0x10",
            "--1",
            "+-1",
            "1.2.3",
            "mon",
            "infinitely",
        ] {
            assert_eq!(parse(text.as_bytes()), Field::Text, "{text:?}");
        }
    }

    #[test]
    fn infinities_are_numbers_for_the_metrics_to_refuse() {
        assert_eq!(parse(b"inf"), Field::Number(f64::INFINITY));
        assert_eq!(parse(b"-Infinity"), Field::Number(f64::NEG_INFINITY));
    }

    #[test]
    fn the_spellings_of_nothing_are_nothing() {
        for text in MISSING {
            assert_eq!(parse(text.as_bytes()), Field::Missing, "{text:?}");
        }
    }

    #[test]
    fn a_number_is_rounded_as_the_standard_library_rounds_it() {
        for text in [
            "0.1",
            "1e308",
            "4.9e-324",
            "2.2250738585072011e-308",
            "123456789012345678",
        ] {
            assert_eq!(parse(text.as_bytes()), Field::Number(text.parse().unwrap()));
        }
    }
}

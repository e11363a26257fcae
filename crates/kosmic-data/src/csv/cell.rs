//! What one cell of text says: a number, nothing, or something else.

/// Spellings of a missing value: those of pandas, and `-` and `.` of older statistics packages.
const MISSING: [&[u8]; 17] = [
    b"",
    b"-",
    b".",
    b"na",
    b"n/a",
    b"nan",
    b"-nan",
    b"null",
    b"none",
    b"<na>",
    b"#n/a",
    b"#n/a n/a",
    b"#na",
    b"1.#ind",
    b"-1.#ind",
    b"1.#qnan",
    b"-1.#qnan",
];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    Missing,
    Text,
}

impl Cell {
    /// Reads the whole cell, correctly rounded; blanks around it do not count. What is not a number to its last
    /// byte is text: `1_000`, `1,5` and `12 kg` never become 1, 1 and 12.
    pub(super) fn parse(field: &[u8]) -> Self {
        let field = field.trim_ascii();
        match fast_float2::parse::<f64, _>(field) {
            Ok(number) if number.is_nan() => Self::Missing,
            Ok(number) => Self::Number(number),
            Err(_) if is_missing(field) => Self::Missing,
            Err(_) => Self::Text,
        }
    }
}

fn is_missing(field: &[u8]) -> bool {
    MISSING
        .iter()
        .any(|spelling| field.eq_ignore_ascii_case(spelling))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_to_their_last_byte_or_not_at_all() {
        for text in [
            "1_000", "1,5", "12 kg", "0x10", "1e", "1 2", "--1", "1.2.3", "1\0", "١", "1d5",
        ] {
            assert_eq!(Cell::parse(text.as_bytes()), Cell::Text, "{text:?}");
        }
        for (text, number) in [
            ("+1", 1.0),
            (" 1.5\t", 1.5),
            (".5", 0.5),
            ("1.", 1.0),
            ("-0", -0.0),
            ("1E3", 1e3),
        ] {
            assert_eq!(
                Cell::parse(text.as_bytes()),
                Cell::Number(number),
                "{text:?}"
            );
        }
    }

    #[test]
    fn infinities_are_numbers() {
        for text in ["inf", "+inf", "Infinity", "INF"] {
            assert_eq!(
                Cell::parse(text.as_bytes()),
                Cell::Number(f64::INFINITY),
                "{text:?}"
            );
        }
        assert_eq!(Cell::parse(b"-inf"), Cell::Number(f64::NEG_INFINITY));
    }

    #[test]
    fn every_spelling_of_missing_is_missing() {
        for text in [
            "", "  ", "NA", "N/A", "n/a", "NaN", "nan", "-nan", "NULL", "None", "-", ".", "<NA>",
            "#N/A", "1.#IND",
        ] {
            assert_eq!(Cell::parse(text.as_bytes()), Cell::Missing, "{text:?}");
        }
    }
}

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

/// What counts as a number and as missing, beside what always does.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub(super) struct Rules {
    /// The decimal mark is a comma, and a point makes a cell text.
    pub(super) decimal_comma: bool,
    /// Further spellings of a missing value, taken as they are written; they win over numbers.
    pub(super) missing: Vec<String>,
}

impl Rules {
    /// Whether a cell that begins with a number may be something else.
    pub(super) fn are_special(&self) -> bool {
        self.decimal_comma || !self.missing.is_empty()
    }

    pub(super) fn cell(&self, field: &[u8]) -> Cell {
        let field = field.trim_ascii();
        if self
            .missing
            .iter()
            .any(|spelling| spelling.as_bytes() == field)
        {
            return Cell::Missing;
        }
        if !self.decimal_comma {
            return Cell::parse(field);
        }
        let points: Vec<u8> = field
            .iter()
            .map(|&byte| if byte == b',' { b'.' } else { byte })
            .collect();
        match Cell::parse(&points) {
            Cell::Number(_) if field.contains(&b'.') => Cell::Text,
            _ if field == b"," => Cell::Text,
            cell => cell,
        }
    }
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
    fn a_decimal_comma_stands_where_a_point_would_and_a_point_then_nowhere() {
        let rules = Rules {
            decimal_comma: true,
            missing: vec!["-999".into()],
        };
        for (text, cell) in [
            ("1,5", Cell::Number(1.5)),
            ("-,5e3", Cell::Number(-500.0)),
            ("3", Cell::Number(3.0)),
            ("1.5", Cell::Text),
            ("1,234,5", Cell::Text),
            (",", Cell::Text),
            (" -999 ", Cell::Missing),
            ("-999,0", Cell::Number(-999.0)),
            ("n/a", Cell::Missing),
            (".", Cell::Missing),
        ] {
            assert_eq!(rules.cell(text.as_bytes()), cell, "{text:?}");
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

//! Finds the delimiter from the first rows.

use ::csv::ReaderBuilder;

/// Candidates, the likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows that are compared.
const ROWS: usize = 20;

/// The candidate that cuts the first rows of `start` into the most fields, the same number in each; a comma if none
/// cuts at all.
pub(super) fn delimiter(start: &[u8], complete: bool) -> u8 {
    let whole = if complete {
        start
    } else {
        without_last_line(start)
    };
    let fields = CANDIDATES.map(|candidate| fields(whole, candidate));
    let most = fields.iter().copied().max().unwrap_or(1);
    let best = CANDIDATES
        .iter()
        .zip(fields)
        .find(|(_, fields)| *fields == most);
    best.map_or(b',', |(candidate, _)| *candidate)
}

/// The number of fields in each of the first rows; 1 where they differ.
fn fields(text: &[u8], delimiter: u8) -> usize {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .comment(Some(b'#'))
        .from_reader(text);
    let mut counts = reader
        .byte_records()
        .take(ROWS)
        .map(|row| row.map_or(0, |row| row.len()));
    let first = counts.next().unwrap_or(1);
    if counts.all(|count| count == first) {
        first
    } else {
        1
    }
}

fn without_last_line(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(text.len(), |end| end + 1);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_candidate_is_found() {
        for candidate in CANDIDATES {
            let separator = char::from(candidate);
            let text = format!("a{separator}b\n1{separator}2\n3{separator}4\n");
            assert_eq!(delimiter(text.as_bytes(), true), candidate, "{separator:?}");
        }
    }

    #[test]
    fn decimal_commas_do_not_outvote_semicolons() {
        assert_eq!(delimiter(b"a;b;c\n1,5;2,5;3,5\n1;2,5;3\n", true), b';');
    }

    #[test]
    fn a_single_column_has_no_delimiter_to_find() {
        assert_eq!(delimiter(b"a\n1\n2\n", true), b',');
    }
}

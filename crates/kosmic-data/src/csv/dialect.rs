//! Which delimiter and whether a header: found from the first lines.

use super::cell::Cell;

/// Decimal commas make `,` the least telling of the four.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];
/// Enough lines to tell delimiters from punctuation.
const SAMPLE: usize = 32;

/// The first candidate that occurs equally often in each of the first lines, else the most frequent in the first
/// line, else a comma.
pub(super) fn delimiter(text: &[u8]) -> u8 {
    let lines = sample(text);
    let Some(first) = lines.first() else {
        return b',';
    };
    let even = |byte: &u8| {
        let expected = occurrences(first, *byte);
        expected > 0
            && lines
                .iter()
                .all(|line| occurrences(line, *byte) == expected)
    };
    let frequent = || {
        CANDIDATES
            .into_iter()
            .max_by_key(|&byte| occurrences(first, byte))
    };
    CANDIDATES
        .into_iter()
        .find(even)
        .or_else(frequent)
        .unwrap_or(b',')
}

/// The first rows that are neither blank nor comments; a line end inside quotes ends no row.
fn sample(text: &[u8]) -> Vec<&[u8]> {
    let mut quoted = false;
    text.split(|&byte| {
        quoted ^= byte == b'"';
        !quoted && (byte == b'\n' || byte == b'\r')
    })
    .filter(|line| !line.trim_ascii().is_empty() && line[0] != b'#')
    .take(SAMPLE)
    .collect()
}

fn occurrences(line: &[u8], wanted: u8) -> usize {
    let mut quoted = false;
    let outside = |&&byte: &&u8| {
        quoted ^= byte == b'"';
        !quoted && byte == wanted
    };
    line.iter().filter(outside).count()
}

/// Whether `first` names the columns of the rows `below`.
pub(super) fn is_header<'a>(
    first: &csv::ByteRecord,
    below: impl Iterator<Item = &'a csv::ByteRecord>,
) -> bool {
    let text: Vec<bool> = first
        .iter()
        .map(|cell| Cell::parse(cell) == Cell::Text)
        .collect();
    let named = |row: &csv::ByteRecord| {
        row.iter()
            .zip(&text)
            .any(|(cell, &text)| text && Cell::parse(cell) != Cell::Text)
    };
    text.iter().all(|&text| text) || below.into_iter().any(named)
}

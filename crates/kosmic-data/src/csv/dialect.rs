//! Which delimiter and whether a header: found from the first lines.

use super::cell::{Cell, Rules};

/// Decimal commas make `,` the least telling of the four.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];
/// Enough lines to tell delimiters from punctuation.
const SAMPLE: usize = 32;

/// The first candidate that occurs equally often in each of the first lines, else the most frequent in the first
/// line, else a comma; never the decimal mark.
pub(super) fn delimiter(text: &[u8], decimal_comma: bool) -> u8 {
    let lines = sample(text);
    let candidates = if decimal_comma {
        &CANDIDATES[..3]
    } else {
        &CANDIDATES[..]
    };
    let fallback = if decimal_comma { b';' } else { b',' };
    let Some(first) = lines.first() else {
        return fallback;
    };
    let even = |byte: &u8| {
        let expected = occurrences(first, *byte);
        expected > 0
            && lines
                .iter()
                .all(|line| occurrences(line, *byte) == expected)
    };
    let frequent = || {
        candidates
            .iter()
            .copied()
            .max_by_key(|&byte| occurrences(first, byte))
    };
    candidates
        .iter()
        .copied()
        .find(even)
        .or_else(frequent)
        .unwrap_or(fallback)
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
pub(super) fn is_header(first: &[Vec<u8>], below: &[Vec<Vec<u8>>], rules: &Rules) -> bool {
    let is_text = |cell: &Vec<u8>| rules.cell(cell) == Cell::Text;
    let text: Vec<bool> = first.iter().map(is_text).collect();
    let named = |row: &Vec<Vec<u8>>| {
        row.iter()
            .zip(&text)
            .any(|(cell, &text)| text && !is_text(cell))
    };
    text.iter().all(|&text| text) || below.iter().any(named)
}

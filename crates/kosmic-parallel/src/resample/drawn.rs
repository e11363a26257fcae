//! Rows put down as they were drawn.

/// Each value as often as it was drawn.
pub(crate) fn expand(values: &[f64], counts: &[u8], drawn: &mut Vec<f64>) {
    drawn.clear();
    append_drawn(values, counts, drawn);
}

/// As [`expand`], behind what is there.
pub(crate) fn append_drawn(values: &[f64], counts: &[u8], drawn: &mut Vec<f64>) {
    for (value, count) in values.iter().zip(counts) {
        drawn.extend(std::iter::repeat_n(*value, usize::from(*count)));
    }
}

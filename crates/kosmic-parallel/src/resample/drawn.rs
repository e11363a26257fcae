//! Rows put down as they were drawn.

/// Each value as often as it was drawn.
pub(crate) fn expand(values: &[f64], counts: &[u8], drawn: &mut Vec<f64>) {
    drawn.clear();
    append_drawn(values, counts, drawn);
}

/// Copies written at once. Most counts are below, so that no branch hangs on a count.
const COPIES: usize = 4;

/// As [`expand`], behind what is there.
pub(crate) fn append_drawn(values: &[f64], counts: &[u8], drawn: &mut Vec<f64>) {
    let mut end = drawn.len();
    let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
    drawn.resize(end + total, 0.0);
    for (value, count) in values.iter().zip(counts) {
        let count = usize::from(*count);
        match drawn[end..].first_chunk_mut::<COPIES>() {
            // What is too much is written over by the next ones.
            Some(copies) if count <= COPIES => *copies = [*value; COPIES],
            _ => drawn[end..end + count].fill(*value),
        }
        end += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_as_often_as_they_were_drawn() {
        let counts = [0, 1, 4, 5, 0, 9, 2, 0, 3, 0, 0];
        let values: Vec<f64> = (0..9).map(f64::from).collect();
        let mut drawn = vec![-1.0];
        append_drawn(&values, &counts, &mut drawn);
        let repeated = |(value, count)| std::iter::repeat_n(value, usize::from(count));
        let expected: Vec<f64> = values
            .iter()
            .copied()
            .zip(counts)
            .flat_map(repeated)
            .collect();
        assert_eq!((drawn[0], &drawn[1..]), (-1.0, &expected[..]));
        expand(&values, &counts, &mut drawn);
        assert_eq!(drawn, expected);
    }
}

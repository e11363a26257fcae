//! Several columns standardised, side by side.

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;

/// A column and how its values become scores: (value · units\[0\] · units\[1\] - mean\[0\] - mean\[1\]) · factor, from left to right.
#[derive(Clone, Copy)]
pub(crate) struct Scored<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) units: [f64; 2],
    pub(crate) mean: [f64; 2],
    pub(crate) factor: f64,
}

/// Replaces what is in `scores` by those of up to eight columns of `rows` values, each in its lane; 0 in that of a column that
/// is not there.
pub(crate) fn score(
    set: InstructionSet,
    columns: [Option<Scored<'_>>; LANES],
    rows: usize,
    scores: &mut Vec<[f64; LANES]>,
) {
    let kernel = Scores {
        columns,
        rows,
        scores,
    };
    run(set, kernel);
}

struct Scores<'a> {
    columns: [Option<Scored<'a>>; LANES],
    rows: usize,
    scores: &'a mut Vec<[f64; LANES]>,
}

impl Kernel for Scores<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let all = self.scores;
        all.clear();
        all.reserve(self.rows.next_multiple_of(LANES));
        for first in (0..self.rows).step_by(LANES) {
            // Eight rows of each column, turned into eight columns of each row. A closure would not be inlined.
            let mut scores = [V::splat(0.0); LANES];
            for (scores, column) in scores.iter_mut().zip(&self.columns) {
                if let Some(column) = column {
                    *scores = column.scores(first);
                }
            }
            let scores = V::transposed(scores);
            let mut block = [[0.0; LANES]; LANES];
            for (row, scores) in block.iter_mut().zip(scores) {
                *row = scores.lanes();
            }
            all.extend_from_slice(&block);
        }
        all.truncate(self.rows);
    }
}

impl Scored<'_> {
    /// The scores of eight rows; anything behind the last one.
    #[inline(always)]
    fn scores<V: Vector>(&self, first: usize) -> V {
        let values = match self.values[first..].first_chunk() {
            Some(values) => V::load(values),
            None => V::load(&last(&self.values[first..])),
        };
        let scaled = values
            .times(V::splat(self.units[0]))
            .times(V::splat(self.units[1]));
        let deviation = scaled
            .minus(V::splat(self.mean[0]))
            .minus(V::splat(self.mean[1]));
        deviation.times(V::splat(self.factor))
    }
}

/// The last few values, filled up.
fn last(values: &[f64]) -> [f64; LANES] {
    let mut row = [0.0; LANES];
    row[..values.len()].copy_from_slice(values);
    row
}

#[cfg(test)]
mod tests {
    use std::array;

    use super::*;

    #[test]
    fn every_set_writes_the_scores_of_the_definition() {
        for rows in [0, 1, 7, 8, 300, 1001] {
            let values: Vec<Vec<f64>> = (0..LANES)
                .map(|lane| {
                    (0..rows)
                        .map(|t| ((t * 37 + lane * 11) % 101) as f64 / 3.0)
                        .collect()
                })
                .collect();
            let columns: [_; LANES] = array::from_fn(|lane| {
                (lane != 2 && lane < 6).then_some(Scored {
                    values: &values[lane],
                    units: [0.5, 4.0],
                    mean: [lane as f64, 0.1],
                    factor: 1.0 / (lane as f64 + 3.0),
                })
            });
            let expected = |column: &Option<Scored<'_>>, t: usize| {
                column.map_or(0.0, |c| {
                    (c.values[t] * c.units[0] * c.units[1] - c.mean[0] - c.mean[1]) * c.factor
                })
            };
            for set in InstructionSet::available() {
                let mut found = vec![[9.0; LANES]];
                super::score(set, columns, rows, &mut found);
                assert_eq!(found.len(), rows);
                for (t, row) in found.iter().enumerate() {
                    assert_eq!(
                        *row,
                        columns.each_ref().map(|column| expected(column, t)),
                        "{set}"
                    );
                }
            }
        }
    }
}

//! Draws lag profiles by blocks of embedded rows.
//!
//! What is drawn is a block of times t with all that stands around them, so that no lag loses its order inside a block. The
//! blocks are those that a single pair is drawn by ([`BlockLaw`]), and so are errors: outside, of z with l successive pairs left
//! out; inside, from the influences of the drawn blocks, summed block by block ([`DrawnBlocks`](crate::DrawnBlocks)).

use std::ops::Range;

use super::block_sums::{PairSums, RunningSums};
use super::resampled::{Largest, Resampled, Target};
use crate::interval::StudentisedReplicate;
use crate::resample::BlockLaw;
use crate::statistic::BlockProducts;

/// Both series with the law of their blocks.
pub(super) struct EmbeddedBlocks {
    sums: RunningSums,
    law: BlockLaw,
    seed: u64,
}

/// The blocks of a replicate, each up to the last row and from the first one.
pub(super) type Stretches = Vec<[Range<usize>; 2]>;

impl EmbeddedBlocks {
    /// The series are in standard units.
    pub(super) fn new(x: &[f64], y: &[f64], longest: usize, law: BlockLaw, seed: u64) -> Self {
        Self {
            sums: RunningSums::new(x, y, longest),
            law,
            seed,
        }
    }

    /// Writes the correlations of some replicates, lag by lag, then the largest studentised error; NaN where undefined.
    pub(super) fn draw(
        &self,
        stretches: &mut Stretches,
        targets: &[Option<Target>],
        group: Range<u64>,
        places: &mut [f64],
    ) {
        for (replicate, places) in group.zip(places.chunks_mut(self.sums.width() + 1)) {
            stretches.clear();
            self.law
                .each_block(self.seed, replicate, |block| stretches.push(block));
            let mut largest = Largest::default();
            let (last, places) = places.split_last_mut().expect("a place for the largest");
            for (k, place) in places.iter_mut().enumerate() {
                let found = self.resampled(stretches, k);
                *place = largest.take(targets[k].as_ref(), found);
            }
            *last = largest.value();
        }
    }

    fn resampled(&self, stretches: &Stretches, k: usize) -> Resampled {
        let (mut all, mut products) = (PairSums::default(), BlockProducts::default());
        for [to_end, from_start] in stretches {
            let mut block = self.sums.over(to_end, k);
            if from_start.end > 0 {
                block.add(&self.sums.over(from_start, k));
            }
            block.close(&mut products);
            all.add(&block);
        }
        let drawn = all.drawn(&products);
        let found = drawn.and_then(|drawn| {
            Some(StudentisedReplicate {
                r: drawn.moments().correlation()?,
                error: drawn.influence_error_of_z(),
            })
        });
        found.map_or(Resampled::Undefined, Resampled::Found)
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::{Pair, Purpose, Stream};

    use super::*;
    use crate::interval::studentised;
    use crate::scheme::{BlockDesign, BlockKind};

    fn series(seed: u64, n: usize) -> Vec<f64> {
        let mut stream = Stream::new(seed, Purpose::Simulate, n as u64);
        let values: Vec<f64> = (0..n).map(|_| stream.uniform() - 0.5).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
        values.iter().map(|value| (value - mean) / sd).collect()
    }

    /// The pairs of place k at times t, those without a partner left out.
    fn pairs(x: &[f64], y: &[f64], times: &[usize], k: usize, longest: usize) -> [Vec<f64>; 2] {
        let partner = |t: usize| (t + k).checked_sub(longest).filter(|t| *t < y.len());
        let both = times.iter().filter_map(|&t| Some((x[t], y[partner(t)?])));
        let (x, y) = both.unzip();
        [x, y]
    }

    #[test]
    fn replicates_are_those_of_the_drawn_rows_with_the_errors_of_their_blocks() {
        let (n, longest, length) = (41, 4, 6);
        let (x, y) = (series(3, n), series(4, n));
        let kind = BlockKind::Circular;
        let law = BlockLaw::new(n as u64, BlockDesign { kind, length });
        let embedded = EmbeddedBlocks::new(&x, &y, longest, law, 9);
        let targets = [Some(Target { r: 0.1, error: 0.2 }); 9];
        let mut places = vec![0.0; 20];
        embedded.draw(&mut Vec::new(), &targets, 7..9, &mut places);
        let mut stretches = Vec::new();
        law.each_block(9, 8, |block| stretches.push(block));
        let blocks: Vec<Vec<usize>> = stretches
            .iter()
            .map(|parts| parts.iter().cloned().flatten().collect())
            .collect();
        assert_eq!(blocks.concat().len(), n);
        let mut largest = 0.0_f64;
        for k in 0..9 {
            let [dx, dy] = pairs(&x, &y, &blocks.concat(), k, longest);
            let pair = Pair::new(&dx, &dy).unwrap();
            assert!((places[10 + k] - pair.r()).abs() < 1e-12);
            let r = pair.r();
            let standard = |side, value: f64| {
                (value - pair.moments().mean(side))
                    / (pair.moments().centring(side).squares / dx.len() as f64).sqrt()
            };
            let influence = |(x, y): (&f64, &f64)| {
                let (u, v) = (
                    standard(kosmic_core::Side::X, *x),
                    standard(kosmic_core::Side::Y, *y),
                );
                u * v - 0.5 * r * (u * u + v * v)
            };
            let squares: f64 = blocks
                .iter()
                .map(|block| {
                    let [x, y] = pairs(&x, &y, block, k, longest);
                    x.iter().zip(&y).map(influence).sum::<f64>().powi(2)
                })
                .sum();
            let error = squares.sqrt() / (dx.len() as f64 * (1.0 - r * r));
            let replicate = StudentisedReplicate {
                r,
                error: Some(error),
            };
            largest = largest.max(studentised(0.1, replicate).abs());
        }
        assert!(
            (places[19] - largest).abs() < 1e-10,
            "{}, {largest}",
            places[19]
        );
    }
}

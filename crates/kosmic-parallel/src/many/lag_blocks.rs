//! Draws lag profiles by circular blocks of embedded rows.
//!
//! What is drawn is a block of times t with all that stands around them, so that no lag loses its order inside a block. Errors
//! are those of blocks: outside, of z with l successive rows left out (Künsch 1989); inside, from the influences of the drawn
//! blocks, summed block by block.

use std::ops::Range;

use kosmic_core::{Purpose, Stream};

use super::block_sums::{PairSums, RunningSums};
use super::resampled::{Largest, Resampled, Target};
use crate::interval::StudentisedReplicate;

/// Both series with the length of their blocks.
pub(super) struct EmbeddedBlocks {
    sums: RunningSums,
    rows: usize,
    length: usize,
    seed: u64,
}

/// What a thread works with.
#[derive(Default)]
pub(super) struct BlockWorker {
    stretches: Vec<[Range<usize>; 2]>,
    blocks: Vec<PairSums>,
}

impl EmbeddedBlocks {
    /// The series are in standard units.
    pub(super) fn new(x: &[f64], y: &[f64], longest: usize, length: usize, seed: u64) -> Self {
        Self {
            sums: RunningSums::new(x, y, longest),
            rows: x.len(),
            length,
            seed,
        }
    }

    /// What the replicates of place k are studentised about: r with the jackknife error of its z over all deletions of l
    /// successive pairs. `None` where r or the error is undefined.
    pub(super) fn target(&self, k: usize, r: f64) -> Option<Target> {
        let times = self.sums.times(k);
        let (n, l) = (times.len(), self.length);
        if r.abs() >= 1.0 || n < l + kosmic_core::LEAST_OBSERVATIONS {
            return None;
        }
        let all = self.sums.over(&times, k);
        let starts = times.start..=times.end - l;
        let deleted = starts.map(|start| {
            let left = all.without(&self.sums.over(&(start..start + l), k));
            let r = left.standard()?.r;
            (r.abs() < 1.0).then(|| libm::atanh(r))
        });
        let z: Option<Vec<f64>> = deleted.collect();
        let z = z?;
        let mean = z.iter().sum::<f64>() / z.len() as f64;
        let squares: f64 = z.iter().map(|z| (z - mean) * (z - mean)).sum();
        let left = (n - l) as f64;
        let error = (left * left / (n * l) as f64 * squares / z.len() as f64).sqrt();
        (error > 0.0).then_some(Target { r, error })
    }

    /// Writes the correlations of some replicates, lag by lag, then the largest studentised error; NaN where undefined.
    pub(super) fn draw(
        &self,
        worker: &mut BlockWorker,
        targets: &[Option<Target>],
        group: Range<u64>,
        places: &mut [f64],
    ) {
        for (replicate, places) in group.zip(places.chunks_mut(self.sums.width() + 1)) {
            self.draw_stretches(replicate, &mut worker.stretches);
            let mut largest = Largest::default();
            let (last, places) = places.split_last_mut().expect("a place for the largest");
            for (k, place) in places.iter_mut().enumerate() {
                let found = self.resampled(worker, k);
                *place = largest.take(targets[k].as_ref(), found);
            }
            *last = largest.value();
        }
    }

    /// As many rows as there are, the last block cut short; what runs over the end goes on at the start.
    fn draw_stretches(&self, replicate: u64, stretches: &mut Vec<[Range<usize>; 2]>) {
        let mut stream = Stream::new(self.seed, Purpose::Resample, replicate);
        let n = self.rows;
        stretches.clear();
        for drawn in (0..n).step_by(self.length) {
            let start = stream.below(n as u64) as usize;
            let end = start + self.length.min(n - drawn);
            stretches.push([start..end.min(n), 0..end.saturating_sub(n)]);
        }
    }

    fn resampled(&self, worker: &mut BlockWorker, k: usize) -> Resampled {
        let BlockWorker { stretches, blocks } = worker;
        let mut all = PairSums::default();
        blocks.clear();
        for [to_end, from_start] in stretches {
            let mut block = self.sums.over(to_end, k);
            if from_start.end > 0 {
                block.add(&self.sums.over(from_start, k));
            }
            all.add(&block);
            blocks.push(block);
        }
        let Some(standard) = all.standard() else {
            return Resampled::Undefined;
        };
        let r = standard.r;
        let square = |block: &PairSums| block.influence(&standard).powi(2);
        let squares: f64 = blocks.iter().map(square).sum();
        let error = squares.sqrt() / (all.pairs * (1.0 - r * r));
        Resampled::Found(StudentisedReplicate {
            r,
            error: Some(error).filter(|error| error.is_finite()),
        })
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::Pair;

    use super::*;
    use crate::interval::studentised;

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
    fn blocks_of_one_row_have_the_jackknife_errors_of_independent_rows() {
        let (x, y) = (series(1, 40), series(2, 40));
        let embedded = EmbeddedBlocks::new(&x, &y, 3, 1, 0);
        let all: Vec<usize> = (0..40).collect();
        for k in 0..7 {
            let [x, y] = pairs(&x, &y, &all, k, 3);
            let pair = Pair::new(&x, &y).unwrap();
            let expected = Target::of(&pair).unwrap().unwrap();
            let found = embedded.target(k, pair.r()).unwrap();
            // (n-l)²/(n l) over the mean square is for l = 1 the usual sum but for a factor.
            let n = pair.len() as f64;
            let usual = found.error * (n / (n - 1.0)).sqrt();
            assert!((usual - expected.error).abs() < 1e-12);
        }
    }

    #[test]
    fn replicates_are_those_of_the_drawn_rows_with_the_errors_of_their_blocks() {
        let (n, longest, length) = (41, 4, 6);
        let (x, y) = (series(3, n), series(4, n));
        let embedded = EmbeddedBlocks::new(&x, &y, longest, length, 9);
        let targets: Vec<_> = (0..9).map(|k| embedded.target(k, 0.1)).collect();
        let mut places = vec![0.0; 20];
        embedded.draw(&mut BlockWorker::default(), &targets, 7..9, &mut places);
        let mut stretches = Vec::new();
        embedded.draw_stretches(8, &mut stretches);
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

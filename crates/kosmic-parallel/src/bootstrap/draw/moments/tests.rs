//! More rows than 32 bits count, more draws than 53 bits do: single strips of sources that compute their rows.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kosmic_core::{Moments, Pair, Progress, Scratch, SeriesPair, Side, SourceError};

use super::super::Demand;
use super::*;
use crate::kernel::SECOND;
use crate::resample::{Blocks, CountWeigher, FixedPoint, Law, Planes, Resampler, split_draws};
use crate::scheme::Design;
use crate::statistic::Correlation;
use crate::{Bootstrap, Plan};

const X: [f64; 4] = [1.0, 2.0, 3.0, 4.0];
const Y: [f64; 4] = [2.0, 1.0, 4.0, 3.0];

/// x is a row's number from `origin` on, y alternates.
struct Far {
    rows: usize,
    origin: usize,
}

impl PairSource for Far {
    fn len(&self) -> usize {
        self.rows
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        assert!(rows.start >= self.origin && rows.end <= self.rows);
        let value = |row: usize| match side {
            Side::X => (row - self.origin) as f64 / 262_144.0,
            Side::Y => (row % 2) as f64,
        };
        scratch.clear();
        scratch.extend(rows.map(value));
        Ok(scratch)
    }
}

#[derive(Default)]
struct Sum(AtomicU64);

impl Progress for Sum {
    fn advance(&self, finished: u64) {
        self.0.fetch_add(finished, Relaxed);
    }
}

/// Hands `work` a job of the replicates `wanted` over so many rows, with a plan of seed 5.
fn with_job(
    rows: u64,
    wanted: Range<u64>,
    progress: &Sum,
    work: impl FnOnce(&Job<'_, SeriesPair<'_>, Correlation>),
) {
    let plan: Plan = Bootstrap::default().seed(5).plan().unwrap();
    let pair = Pair::new(&X, &Y).unwrap();
    let resampler = Resampler::new(plan.instruction_set, plan.seed, rows as usize);
    let design = Design::iid();
    let law = Law::new(&resampler, plan.replicates, &design);
    work(&Job {
        plan: &plan,
        pair: &pair,
        statistic: &Correlation,
        resampler: &resampler,
        law: &law,
        demand: Demand::of(&design),
        wanted,
        progress,
        span: &tracing::Span::none(),
    });
}

/// The weighted sums of a strip by plain addition of the counts of its blocks, with the draws on it.
fn plain_sums<R: PairSource>(
    job: &Job<'_, SeriesPair<'_>, Correlation>,
    source: &R,
    strip: Range<u64>,
    replicate: u64,
) -> ([f64; SECOND], u64) {
    let Resampler { seed, blocks, .. } = *job.resampler;
    let (mut sums, mut all) = ([0.0; SECOND], 0);
    let (mut draws, mut scratch) = (Vec::new(), Scratch::default());
    split_draws(seed, replicate, blocks, strip.clone(), &mut draws);
    for (block, draws) in strip.zip(draws) {
        let rows = blocks.start(block) as usize..blocks.start(block + 1) as usize;
        let mut counter = job.resampler.counter();
        let counts = counter.draw(job.resampler.place(replicate, block), rows.len(), draws);
        let (x, y) = source.rows(rows, &mut scratch).unwrap();
        for ((x, y), count) in x.iter().zip(y).zip(counts) {
            let w = f64::from(*count);
            let terms = [w * x, w * y, w * x * x, w * x * y, w * y * y];
            sums.iter_mut()
                .zip(terms)
                .for_each(|(sum, term)| *sum += term);
            all += u64::from(*count);
        }
    }
    (sums, all)
}

fn last_strip(blocks: Blocks) -> Range<u64> {
    let count = blocks.count();
    (count - 1) / STRIP * STRIP..count
}

/// Around the origin in units of 1.
fn raw_frame() -> Frame {
    Frame::about(&Moments::from_central(3, (0.0, 2.0, 0), (0.0, 2.0, 0), 1.0))
}

fn sums_of_strip<B: Block<u8, SECOND>>(
    job: &Job<'_, SeriesPair<'_>, Correlation>,
    source: &Far,
    strip: Range<u64>,
    group: Range<u64>,
) -> Vec<[f64; SECOND]> {
    let frame = raw_frame();
    let field = Field {
        source,
        frame: &frame,
    };
    let Law::Counts(law) = job.law else {
        unreachable!("rows are drawn independently");
    };
    let mut sums = vec![Weighted::NOTHING; (group.end - group.start) as usize];
    let weigher = CountWeigher::new(job.resampler, law);
    let mut worker: Worker<_, B, SECOND> = Worker::new(weigher);
    job.add_strip(&mut worker, &field, strip, group, &mut sums)
        .unwrap();
    sums.iter().map(|weighted| weighted.sums).collect()
}

#[test]
fn the_last_of_two_to_the_45_rows_are_summed_for_replicates_beyond_two_millions() {
    for rows in [(1 << 33) + 12_345, (1 << 45) + 77_u64] {
        let group = (1 << 21) - 2..(1 << 21) + 3;
        with_job(rows, group.clone(), &Sum::default(), |job| {
            let strip = last_strip(job.resampler.blocks);
            assert_eq!(strip.end, job.resampler.blocks.count());
            let held = job.rows_of(&strip);
            assert_eq!(held.end as u64, rows);
            let source = Far {
                rows: held.end,
                origin: held.start,
            };
            let by_planes = sums_of_strip::<Planes>(job, &source, strip.clone(), group.clone());
            let by_digits = sums_of_strip::<FixedPoint>(job, &source, strip.clone(), group.clone());
            for ((replicate, planes), digits) in group.zip(by_planes).zip(by_digits) {
                let (plain, all) = plain_sums(job, &source, strip.clone(), replicate);
                assert!(all > 0);
                for ((plain, planes), digits) in plain.into_iter().zip(planes).zip(digits) {
                    assert!(
                        (planes - plain).abs() < 1e-12 * plain.abs(),
                        "{planes}, {plain}"
                    );
                    assert!(
                        (digits - plain).abs() < 1e-9 * plain.abs(),
                        "{digits}, {plain}"
                    );
                }
            }
        });
    }
}

/// Draws on the last strip of 2^45 rows as Binomial(N, part / N): mean and variance at five standard errors.
#[test]
fn draws_on_far_rows_are_binomial() {
    let blocks = Blocks::of(1 << 45);
    let wanted = blocks.count() - 16..blocks.count();
    let part = blocks.rows_in(wanted.clone()) as f64;
    let (mut sum, mut squares, count) = (0.0, 0.0, 4000);
    for replicate in (1 << 21)..(1 << 21) + count {
        let mut draws = Vec::new();
        split_draws(5, replicate, blocks, wanted.clone(), &mut draws);
        let z = (draws.iter().sum::<u64>() as f64 - part) / part.sqrt();
        sum += z;
        squares += z * z;
    }
    let count = count as f64;
    assert!(sum.abs() < 5.0 * count.sqrt(), "{sum}");
    assert!(
        (squares - count).abs() < 5.0 * (2.0 * count).sqrt(),
        "{squares}"
    );
}

/// 2^33 rows, 2^21 replicates: 2^54 draws.
#[test]
fn progress_of_more_draws_than_53_bits_adds_up() {
    for count in [1_u64 << 21, u64::MAX >> 1] {
        let progress = Sum::default();
        with_job(1 << 33, 0..count, &progress, |job| {
            for strip in job.strips() {
                job.advance_by_strip(&strip);
            }
        });
        assert_eq!(progress.0.into_inner(), count);
    }
}

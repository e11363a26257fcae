//! Blocks of rows: one draw, seen as moments, counts and rows; the same bits from everywhere.

use kosmic_core::{InstructionSet, Moments, Pair, Side, Silent};
use kosmic_parallel::{
    Bootstrap, Design, ParallelError, Resample, Statistic, View, of_moments, of_sample, of_weights,
};

use super::plan;
use crate::samples::{Copied, normal_pairs};

/// All kinds of a length.
pub(super) fn designs(length: usize) -> [Design; 3] {
    [
        Design::moving(length).unwrap(),
        Design::circular(length).unwrap(),
        Design::stationary(length).unwrap(),
    ]
}

/// Means, variances and covariance.
fn of(moments: &Moments) -> [f64; 4] {
    let [x, y] = [Side::X, Side::Y].map(|side| moments.sd(side).unwrap_or(0.0));
    let r = moments.correlation().unwrap_or(0.0);
    [moments.mean(Side::X), x, y, r]
}

fn assert_close(a: &[Option<f64>], b: &[Option<f64>], what: &str) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!(
            (a - b).abs() <= 1e-12 * b.abs().max(1.0),
            "{what}: {a}, {b}"
        );
    }
}

fn assert_one_draw(x: &[f64], y: &[f64], length: usize) {
    let pair = Pair::new(x, y).unwrap();
    let expand = |values: &[f64], weights: &[f64]| -> Vec<f64> {
        let rows = values.iter().zip(weights);
        rows.flat_map(|(value, weight)| std::iter::repeat_n(*value, *weight as usize))
            .collect()
    };
    let weighted = |x: &[f64], y: &[f64], w: &[f64]| {
        of(&Moments::of_slices(&expand(x, w), &expand(y, w)).unwrap())
    };
    let sampled = |x: &[f64], y: &[f64]| of(&Moments::of_slices(x, y).unwrap());
    for design in designs(length) {
        let plan = plan(12, 5);
        let moments = plan.run_designed(&pair, &of_moments(of), &design, &Silent);
        let weights = plan.run_designed(&pair, &of_weights(weighted), &design, &Silent);
        let sample = plan.run_designed(&pair, &of_sample(sampled), &design, &Silent);
        let [moments, weights, sample] = [moments, weights, sample].map(Result::unwrap);
        let what = format!("{} rows, {design:?}", x.len());
        assert_close(moments.values(), sample.values(), &what);
        assert_close(weights.values(), sample.values(), &what);
    }
}

#[test]
fn moments_counts_and_rows_are_of_the_same_blocks() {
    for (n, length) in [(7, 7), (50, 1), (50, 9), (40_000, 64), (40_000, 17_000)] {
        let (x, y) = normal_pairs(3, n, 0.4);
        assert_one_draw(&x, &y, length);
    }
}

#[test]
fn wild_rows_cost_no_digits_of_resamples_without_them() {
    let (x, y) = normal_pairs(3, 60, 0.4);
    for wild in [1e6, 1e9, 1e100] {
        let mut wild_x = x.clone();
        wild_x[20] = wild;
        let pair = Pair::new(&wild_x, &y).unwrap();
        for design in designs(5) {
            let r = of_moments(|moments: &Moments| moments.correlation());
            let sampled =
                of_sample(|x: &[f64], y: &[f64]| Moments::of_slices(x, y).unwrap().correlation());
            let by_sums = plan(40, 2)
                .run_designed(&pair, &r, &design, &Silent)
                .unwrap();
            let by_rows = plan(40, 2).run_designed(&pair, &sampled, &design, &Silent);
            for (a, b) in by_sums.values().iter().zip(by_rows.unwrap().values()) {
                assert!((a.unwrap() - b.unwrap()).abs() < 1e-12, "{a:?}, {b:?}");
            }
        }
    }
}

/// r with the error that blocks give it.
struct BlockError;

impl Statistic for BlockError {
    const VIEW: View = View::DrawnBlocks;

    fn width(&self) -> usize {
        2
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::DrawnBlocks(blocks) = resample {
            values[0] = blocks.moments().correlation();
            values[1] = blocks.influence_error_of_z();
        }
    }
}

#[test]
fn the_error_of_blocks_is_that_of_the_sums_of_their_influences() {
    let (x, y) = normal_pairs(8, 103, 0.6);
    let pair = Pair::new(&x, &y).unwrap();
    let moments = Moments::of_slices(&x, &y).unwrap();
    let unit = |values: &[f64], side| -> Vec<f64> {
        let n = values.len() as f64;
        let mean = moments.mean(side);
        let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        values.iter().map(|v| (v - mean) / sd).collect()
    };
    let (u, v, r) = (unit(&x, Side::X), unit(&y, Side::Y), pair.r());
    let influences: Vec<f64> = u
        .iter()
        .zip(&v)
        .map(|(u, v)| u * v - 0.5 * r * (u * u + v * v))
        .collect();
    let squared: f64 = influences
        .chunks(8)
        .map(|b| b.iter().sum::<f64>().powi(2))
        .sum();
    let expected = squared.sqrt() / (103.0 * (1.0 - r * r));
    for design in designs(8) {
        let found = plan(9, 1)
            .run_designed(&pair, &BlockError, &design, &Silent)
            .unwrap();
        assert!((found.estimates()[1] / expected - 1.0).abs() < 1e-10);
        assert!(
            found
                .column(1)
                .all(|error| error.is_some_and(|error| error > 0.0))
        );
    }
    let refused = plan(9, 1).run_designed(&pair, &BlockError, &Design::iid(), &Silent);
    assert!(matches!(
        refused,
        Err(ParallelError::NoBlocks { scheme: "iid" })
    ));
}

#[test]
fn bits_do_not_depend_on_threads_source_or_instructions() {
    let (x, y) = normal_pairs(4, 40_000, 0.3);
    let pair = Pair::new(&x, &y).unwrap();
    let file = Pair::from_source(Copied(&x, &y)).unwrap();
    for design in designs(90) {
        let whole = plan(30, 7)
            .run_designed(&pair, &BlockError, &design, &Silent)
            .unwrap();
        for set in InstructionSet::available() {
            for threads in [1, 2, 3] {
                let options = Bootstrap::default().replicates(30).seed(7).threads(threads);
                let plan = options.instruction_set(set).plan().unwrap();
                for found in [
                    plan.run_designed(&pair, &BlockError, &design, &Silent)
                        .unwrap(),
                    plan.run_designed(&file, &BlockError, &design, &Silent)
                        .unwrap(),
                ] {
                    assert_eq!(found.values(), whole.values());
                    assert_eq!(found.estimates(), whole.estimates());
                }
            }
        }
    }
}

#[test]
fn more_replicates_leave_the_first_ones_as_they_are() {
    let (x, y) = normal_pairs(4, 300, 0.3);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(12) {
        let few = plan(40, 7)
            .k_replicates_designed(&pair, &design, &Silent)
            .unwrap();
        let many = plan(90, 7)
            .k_replicates_designed(&pair, &design, &Silent)
            .unwrap();
        let extended = plan(90, 7).extend_k_replicates_designed(few, &pair, &design, &Silent);
        assert_eq!(extended.unwrap(), many);
    }
}

#[test]
fn blocks_without_rows_or_longer_than_the_series_are_refused() {
    let (x, y) = normal_pairs(4, 30, 0.3);
    let pair = Pair::new(&x, &y).unwrap();
    let empty = Design::circular(0).unwrap_err();
    assert!(matches!(
        empty,
        ParallelError::BlockLength {
            length: 0,
            rows: None
        }
    ));
    for design in designs(31) {
        let long = plan(9, 1)
            .k_interval_designed(&pair, &design, &Silent)
            .unwrap_err();
        assert!(matches!(
            long,
            ParallelError::BlockLength {
                length: 31,
                rows: Some(30)
            }
        ));
    }
}

//! Intervals from blocks: their jackknife, the choice by what a pair shows, and coverage on autoregressions.

use kosmic_core::{Moments, Pair, Purpose, Silent, Stream};
use kosmic_parallel::{
    Bootstrap, Dependent, Design, Jackknife, KInterval, Method, ParallelError, Scheme,
    SchemeChoice, Warning, effective_k_interval,
};

use super::blocks::designs;
use super::plan;
use crate::samples::{Copied, normal_pairs};

/// Autoregressions of order 1 whose innovations have correlation `rho`.
fn autoregressions(seed: u64, n: usize, phi: f64, rho: f64) -> (Vec<f64>, Vec<f64>) {
    let (a, b) = normal_pairs(seed, n + 200, rho);
    let filtered = |innovations: &[f64]| -> Vec<f64> {
        let mut last = 0.0;
        let all: Vec<f64> = innovations
            .iter()
            .map(|innovation| {
                last = phi * last + innovation;
                last
            })
            .collect();
        all[200..].to_vec()
    };
    (filtered(&a), filtered(&b))
}

#[test]
fn the_jackknife_of_blocks_is_that_of_leaving_them_out() {
    let (x, y) = autoregressions(2, 90, 0.6, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    for length in [2, 7, 40] {
        let without =
            |values: &[f64], start: usize| [&values[..start], &values[start + length..]].concat();
        let deleted: Vec<f64> = (0..=90 - length)
            .map(|start| {
                let moments = Moments::of_slices(&without(&x, start), &without(&y, start));
                moments.unwrap().correlation().unwrap()
            })
            .collect();
        let (n, l, count) = (90.0, length as f64, deleted.len() as f64);
        let central = |values: &[f64], power: i32| {
            let mean = values.iter().sum::<f64>() / count;
            values
                .iter()
                .map(|value| (mean - value).powi(power))
                .sum::<f64>()
                / count
        };
        let z: Vec<f64> = deleted.iter().map(|r| r.atanh()).collect();
        let error = ((n - l).powi(2) / (n * l) * central(&z, 2)).sqrt();
        let acceleration =
            central(&deleted, 3) / (6.0 * central(&deleted, 2).powf(1.5) * (n / l).sqrt());
        let found = Jackknife::of_design(&pair, &Design::circular(length).unwrap()).unwrap();
        assert!((found.error_of_z.unwrap() / error - 1.0).abs() < 1e-10);
        assert!((found.acceleration.unwrap() / acceleration - 1.0).abs() < 1e-9);
        let file = Pair::from_source(Copied(&x, &y)).unwrap();
        assert_eq!(
            Jackknife::of_design(&file, &Design::moving(length).unwrap()).unwrap(),
            found
        );
    }
}

#[test]
fn blocks_of_one_row_have_the_error_of_single_rows() {
    let (x, y) = normal_pairs(2, 90, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let (rows, blocks) = (
        Jackknife::of_pair(&pair).unwrap(),
        Jackknife::of_design(&pair, &Design::moving(1).unwrap()).unwrap(),
    );
    assert_eq!(blocks, rows);
}

#[test]
fn all_methods_but_abc_take_blocks() {
    let (x, y) = autoregressions(3, 200, 0.5, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(8) {
        for method in Method::ALL {
            let plan = Bootstrap::default()
                .replicates(299)
                .method(method)
                .plan()
                .unwrap();
            match plan.k_interval_designed(&pair, &design, &Silent) {
                Ok(interval) => {
                    assert!(
                        interval.lower < pair.k() && pair.k() < interval.upper,
                        "{method:?}"
                    );
                    assert_eq!(interval.block_length, Some(8));
                }
                Err(error) => {
                    assert_eq!(method, Method::Abc);
                    assert!(matches!(error, ParallelError::MethodScheme { .. }));
                }
            }
        }
    }
}

fn auto(seed: u64, replicates: usize) -> Bootstrap {
    Bootstrap::default()
        .scheme(Scheme::Auto)
        .replicates(replicates)
        .seed(seed)
}

#[test]
fn auto_draws_rows_where_these_look_independent_and_blocks_where_not() {
    let (x, y) = normal_pairs(4, 400, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let rows = auto(1, 99)
        .plan()
        .unwrap()
        .k_interval(&pair, &Silent)
        .unwrap();
    assert_eq!((rows.scheme, rows.block_length), (Scheme::Iid, None));
    let choice = rows.choice.unwrap();
    assert_eq!((choice.dependence, choice.lengths), (None, None));

    let (x, y) = autoregressions(4, 400, 0.9, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let interval = auto(1, 99)
        .plan()
        .unwrap()
        .k_interval(&pair, &Silent)
        .unwrap();
    let choice = interval.choice.clone().unwrap();
    assert_eq!(interval.scheme, Scheme::Circular);
    assert_eq!(
        interval.block_length,
        Some(choice.lengths.unwrap().circular_rows())
    );
    assert!(choice.dependence.unwrap().autocorrelation.abs() > 0.3);
    let file = Pair::from_source(Copied(&x, &y)).unwrap();
    assert_eq!(
        auto(1, 99)
            .plan()
            .unwrap()
            .k_interval(&file, &Silent)
            .unwrap(),
        interval
    );
    let given = auto(1, 99)
        .block_length(60)
        .plan()
        .unwrap()
        .k_interval(&pair, &Silent)
        .unwrap();
    assert_eq!(
        (given.block_length, given.choice.unwrap().lengths),
        (Some(60), None)
    );
    assert!(given.warnings.contains(&Warning::FewBlocks { count: 6 }));
}

#[test]
fn a_choice_says_what_and_why() {
    let (x, y) = autoregressions(4, 400, 0.9, 0.5);
    let choice = SchemeChoice::of_pair(&Pair::new(&x, &y).unwrap())
        .unwrap()
        .to_string();
    for part in [
        "circular blocks of",
        "autocorrelation 0.",
        "of x",
        "of y",
        "of the influences",
    ] {
        assert!(choice.contains(part), "{choice}");
    }
}

#[test]
fn rows_taken_for_independent_that_are_not_carry_a_warning() {
    let dependent = |interval: &KInterval| {
        let mut warnings = interval.warnings.iter();
        warnings.any(|warning| matches!(warning, Warning::DependentRows { .. }))
    };
    let interval = |(x, y): (Vec<f64>, Vec<f64>)| {
        let pair = Pair::new(&x, &y).unwrap();
        plan(99, 1).k_interval(&pair, &Silent).unwrap()
    };
    assert!(dependent(&interval(autoregressions(5, 300, 0.9, 0.3))));
    assert!(!dependent(&interval(normal_pairs(5, 300, 0.3))));
}

#[test]
fn the_effective_interval_says_which_of_its_assumptions_fail() {
    let warnings = |(x, y): (Vec<f64>, Vec<f64>)| {
        let pair = Pair::new(&x, &y).unwrap();
        effective_k_interval(&pair, 0.95).unwrap().warnings
    };
    assert_eq!(warnings(autoregressions(8, 400, 0.5, 0.0)), []);
    assert_eq!(
        warnings(autoregressions(8, 400, 0.5, 0.7)),
        [Warning::TakenForUncoupled]
    );
    let cubed = |(x, y): (Vec<f64>, Vec<f64>)| {
        let cube = |values: &[f64]| values.iter().map(|value| value.powi(3)).collect();
        (cube(&x), cube(&y))
    };
    let found = warnings(cubed(autoregressions(8, 400, 0.5, 0.0)));
    assert!(matches!(found[..], [Warning::HeavyTails { kurtosis }] if kurtosis > 6.0));
}

/// Covered shares of 95 % intervals in `trials` autoregressions of 200 rows with correlation 0.5.
fn coverage(phi: f64, trials: u64, options: impl Fn(u64) -> Bootstrap) -> f64 {
    let covered = (0..trials).filter(|&trial| {
        let (x, y) = autoregressions(1000 + trial, 200, phi, 0.5);
        let pair = Pair::new(&x, &y).unwrap();
        let interval = options(trial)
            .plan()
            .unwrap()
            .k_interval(&pair, &Silent)
            .unwrap();
        interval.lower <= 1.0 && 1.0 <= interval.upper
    });
    covered.count() as f64 / trials as f64
}

/// A true share of .93 lies below .88 in 400 trials with probability 1e-4; that of iid intervals at phi = .9 is about a half.
#[test]
fn auto_keeps_its_promise_on_autoregressions_where_independent_rows_break_it() {
    for phi in [0.5, 0.9] {
        let share = coverage(phi, 400, |trial| auto(trial, 299));
        assert!((0.88..=0.99).contains(&share), "phi {phi}: {share}");
    }
    let naive = coverage(0.9, 400, |trial| {
        Bootstrap::default().replicates(299).seed(trial)
    });
    assert!(naive < 0.7, "{naive}");
}

/// A true share of .92 lies below .87 in 300 trials with probability 1e-3.
#[test]
fn all_kinds_of_blocks_cover() {
    for scheme in [Scheme::Moving, Scheme::Circular, Scheme::Stationary] {
        let options = |trial| auto(trial, 199).scheme(scheme);
        let share = coverage(0.5, 300, options);
        assert!((0.87..=0.99).contains(&share), "{scheme:?}: {share}");
    }
}

#[test]
fn a_stream_of_uniform_noise_is_taken_for_independent_nearly_always() {
    let mut stream = Stream::new(3, Purpose::Simulate, 9);
    let mut chosen = 0;
    for _ in 0..200 {
        let mut series = || (0..150).map(|_| stream.uniform()).collect::<Vec<f64>>();
        let (x, y) = (series(), series());
        let choice = SchemeChoice::of_pair(&Pair::new(&x, &y).unwrap()).unwrap();
        chosen += usize::from(choice.scheme == Scheme::Iid);
    }
    // A lag exceeds 2.95 standard errors with probability .003, one of five with .016.
    assert!(chosen >= 188, "{chosen}");
}

/// Influences of uncoupled series have the products of their autocorrelations, 0.25 here, which 100 rows do not show.
#[test]
fn auto_sees_a_dependence_of_the_series_that_their_influences_hide() {
    let found: Vec<_> = (0..40)
        .map(|seed| {
            let (x, y) = autoregressions(500 + seed, 100, 0.5, 0.0);
            SchemeChoice::of_pair(&Pair::new(&x, &y).unwrap()).unwrap()
        })
        .collect();
    let blocks = |choice: &&SchemeChoice| choice.scheme == Scheme::Circular;
    assert!(found.iter().filter(blocks).count() >= 36);
    let shown = found.iter().filter_map(|choice| choice.dependence);
    let by_series = shown.filter(|found| found.of == Dependent::BothSeries);
    assert!(by_series.count() >= 10);
}

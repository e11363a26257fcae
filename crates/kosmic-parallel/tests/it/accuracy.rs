//! Each replicate against moments with twice the digits, taken of the same counts.

use kosmic_core::{Pair, Purpose, Stream};
use kosmic_parallel::{
    Bootstrap, Correlation, ParallelError, Plan, StudentisedCorrelation, of_weights,
};

use crate::double_double::correlation_and_error;
use crate::samples::normal_pairs;

/// The error of K allowed for at least 1000 rows without wild points.
const TAME: f64 = 1e-12;

/// The error of K allowed for any finite data.
const ANY: f64 = 1e-9;

/// The largest errors of a run.
#[derive(Debug, Default)]
struct Errors {
    /// Of K by second moments.
    k: f64,
    /// Of K beside its error, by fourth moments.
    studentised_k: f64,
    /// Relative, of the influence error, where it exceeds its [`rounding`].
    influence: f64,
}

impl Errors {
    fn are_below(&self, of_k: f64) -> bool {
        self.k <= of_k && self.studentised_k <= of_k && self.influence <= 1e-9
    }
}

/// Stands for an influence error that is 0 or infinite, which errors of ordinary size never are.
const NO_ERROR: f64 = -1.0;

fn plan(replicates: usize, threads: usize) -> Plan {
    let options = Bootstrap::default().seed(11).threads(threads);
    options.replicates(replicates).plan().unwrap()
}

/// What terms that cancel as |r| nears 1 cost the influence error.
fn rounding(r: f64) -> f64 {
    64.0 * f64::EPSILON / (1.0 - r.abs()).powi(2)
}

/// Checks that what is undefined is what should be, and returns how far the rest is off.
fn errors(name: &str, x: &[f64], y: &[f64], replicates: usize) -> Errors {
    let pair = Pair::new(x, y).unwrap_or_else(|error| panic!("{name}: {error}"));
    let plan = plan(replicates, 2);
    let exact = of_weights(|x, y, weights| match correlation_and_error(x, y, weights) {
        Some((r, error)) => [Some(r), Some(error.unwrap_or(NO_ERROR))],
        None => [None, None],
    });
    let exact = plan.run(&pair, &exact).unwrap();
    let second = plan.run(&pair, &Correlation).unwrap();
    let fourth = match plan.run(&pair, &StudentisedCorrelation) {
        Err(ParallelError::UndefinedEstimate) if rounding(exact.estimate()) > 1.0 => None,
        fourth => Some(fourth.unwrap_or_else(|error| panic!("{name}: {error}"))),
    };
    let mut errors = Errors::default();
    for (b, r) in exact.column(0).enumerate() {
        assert_eq!(
            second.values()[b].is_some(),
            r.is_some(),
            "{name}, replicate {b}"
        );
        let off = |found: Option<f64>| found.zip(r).map_or(0.0, |(a, b)| 2.0 * (a - b).abs());
        errors.k = errors.k.max(off(second.values()[b]));
        let Some(fourth) = &fourth else { continue };
        let [found, error] = [0, 1].map(|place| fourth.values()[2 * b + place]);
        assert_eq!(found.is_some(), r.is_some(), "{name}, replicate {b}");
        errors.studentised_k = errors.studentised_k.max(off(found));
        let (Some(r), Some(exact)) = (r, exact.values()[2 * b + 1]) else {
            continue;
        };
        let exact = if exact == NO_ERROR { 0.0 } else { exact };
        let off = (error.unwrap_or(0.0) / exact - 1.0).abs();
        if off > rounding(r) {
            errors.influence = errors.influence.max(off);
        }
    }
    errors
}

fn stream(index: u64) -> Stream {
    Stream::new(5, Purpose::Simulate, index)
}

fn uniforms(index: u64, n: usize) -> Vec<f64> {
    let mut stream = stream(index);
    (0..n).map(|_| stream.uniform()).collect()
}

#[test]
fn replicates_of_tame_series_have_twelve_digits() {
    for (n, replicates) in [(1000, 400), (10_000, 100), (100_000, 20)] {
        let (x, y) = normal_pairs(n as u64, n, 0.6);
        let shifted: Vec<f64> = x.iter().map(|x| 1000.0 + 3.7 * x).collect();
        let levels = |values: &[f64]| -> Vec<f64> {
            values
                .iter()
                .map(|value| 0.1 * (value * value * 1.7).round().min(5.0))
                .collect()
        };
        let two = |values: &[f64], level: f64| -> Vec<f64> {
            values
                .iter()
                .map(|value| if *value > 0.5 { level } else { 0.0 })
                .collect()
        };
        let alike: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x + 1e-3 * y).collect();
        let (u, v) = (uniforms(1, n), uniforms(2, n));
        for (name, a, b) in [
            ("normal", &x, &y),
            ("shifted", &shifted, &y),
            ("levels of a tenth", &levels(&x), &levels(&y)),
            ("levels and normal", &levels(&x), &y),
            ("two levels", &two(&x, 0.37), &two(&y, 0.55)),
            ("two other levels", &two(&x, 0.29), &y),
            ("nearly alike", &x, &alike),
            ("uniform, independent", &u, &v),
        ] {
            let errors = errors(name, a, b, replicates);
            assert!(errors.are_below(TAME), "{name}, n {n}: {errors:?}");
        }
    }
}

/// Series that are hard to sum, of `n` rows (at least 100), by name.
fn hard(n: usize) -> Vec<(String, Vec<f64>, Vec<f64>)> {
    let (x, y) = normal_pairs(n as u64 + 1, n, 0.5);
    let with = |row: usize, value: f64| {
        let mut series = x.clone();
        series[row] = value;
        series
    };
    let scaled = |factor: f64| x.iter().map(|x| x * factor).collect::<Vec<f64>>();
    let cauchy: Vec<f64> = uniforms(3, n)
        .iter()
        .map(|u| (std::f64::consts::PI * (u - 0.5)).tan())
        .collect();
    let walk = |steps: &[f64]| -> Vec<f64> {
        let walk = steps.iter().scan(0.0, |at, step| {
            *at += step;
            Some(*at)
        });
        walk.collect()
    };
    let mut sorted = x.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let rare = |ones: [usize; 3]| -> Vec<f64> {
        (0..n)
            .map(|row| f64::from(u8::from(ones.contains(&row))))
            .collect()
    };
    let jump = |at: usize, height: f64, noise: f64| -> Vec<f64> {
        let row = |(row, x): (usize, &f64)| if row < at { 0.25 } else { height + noise * x };
        x.iter().enumerate().map(row).collect()
    };
    let growing: Vec<f64> = (0..n)
        .map(|row| x[row] * (1e-6 + (row as f64 / n as f64).powi(8)))
        .collect();
    let shrinking: Vec<f64> = (0..n)
        .map(|row| x[row] * (-30.0 * row as f64 / n as f64).exp())
        .collect();
    let mixed = |large: f64, small: f64| -> Vec<f64> {
        (0..n)
            .map(|row| if row % 97 == 5 { large } else { small } * x[row])
            .collect()
    };
    let lone = |large: f64, small: f64| -> Vec<f64> {
        (0..n)
            .map(|row| if row == n / 2 { large } else { small } * x[row])
            .collect()
    };
    [
        ("a point at 1e4 deviations", with(n / 3, 1e4), y.clone()),
        ("a point at 1e12 deviations", with(n / 3, 1e12), y.clone()),
        (
            "the first point at 1e12 deviations",
            with(0, 1e12),
            y.clone(),
        ),
        ("a point at 1e60 deviations", with(n / 3, 1e60), y.clone()),
        ("a point at 1e120 deviations", with(n / 3, 1e120), y.clone()),
        ("a point at 1e300 deviations", with(n / 3, 1e300), y.clone()),
        ("wild points of both at one row", with(n / 3, 1e9), {
            let mut y = y.clone();
            y[n / 3] = -1e10;
            y
        }),
        ("wild points of both at two rows", with(n / 3, 1e9), {
            let mut y = y.clone();
            y[n / 2] = -1e10;
            y
        }),
        ("Cauchy tails", cauchy.clone(), y.clone()),
        (
            "Cauchy tails, both",
            cauchy.clone(),
            cauchy.iter().zip(&y).map(|(x, y)| x + y).collect(),
        ),
        (
            "Cauchy tails, independent",
            cauchy.clone(),
            cauchy.iter().rev().copied().collect(),
        ),
        (
            "an offset of 1e9",
            x.iter().map(|x| 1e9 + x).collect(),
            y.iter().map(|y| y - 1e9).collect(),
        ),
        (
            "an offset of 1e14",
            x.iter().map(|x| 1e14 + x).collect(),
            y.clone(),
        ),
        ("magnitude 1e-300", scaled(1e-300), y.clone()),
        ("magnitude 1e300", scaled(1e300), y.clone()),
        (
            "magnitudes 1e300 and 1e-300 apart",
            scaled(1e300),
            y.iter().map(|y| y * 1e-300).collect(),
        ),
        (
            "magnitudes 1e300 among 1e-300",
            mixed(1e300, 1e-300),
            y.clone(),
        ),
        (
            "magnitudes 1e100 among 1e-100",
            mixed(1e100, 1e-100),
            y.clone(),
        ),
        (
            "one magnitude 1e300 among 1e-300",
            lone(1e300, 1e-300),
            y.clone(),
        ),
        ("subnormal numbers", scaled(1e-310), y.clone()),
        ("rare events", rare([5, n / 2, n - 1]), y.clone()),
        (
            "rare events of both",
            rare([5, n / 2, n - 1]),
            rare([5, n / 2, n - 2]),
        ),
        (
            "rare events, offset",
            rare([5, n / 2, n - 1]).iter().map(|x| 1e6 + x).collect(),
            y.clone(),
        ),
        (
            "a jump after a constant stretch",
            jump(n - n / 10, 1e6, 1e-3),
            y.clone(),
        ),
        (
            "a tiny jump after a constant stretch",
            jump(n - n / 10, 0.25 + 1e-12, 0.0),
            y.clone(),
        ),
        (
            "a jump of the last three rows",
            jump(n - 3, 1e15, 1.0),
            y.clone(),
        ),
        ("sorted", sorted.clone(), y.clone()),
        ("both sorted", sorted.clone(), {
            let mut y = y.clone();
            y.sort_unstable_by(f64::total_cmp);
            y
        }),
        ("random walks", walk(&x), walk(&y)),
        (
            "a random walk of exponents",
            walk(&x).iter().map(|x| x.exp()).collect(),
            y.clone(),
        ),
        ("a growing spread", growing, y.clone()),
        ("a shrinking spread", shrinking, y.clone()),
        (
            "nearly alike",
            x.clone(),
            x.iter().zip(&y).map(|(x, y)| x + 1e-6 * y).collect(),
        ),
    ]
    .map(|(name, x, y)| (name.to_string(), x, y))
    .into()
}

#[test]
fn replicates_of_any_finite_series_have_nine_digits() {
    let mut bad = Vec::new();
    for (n, replicates) in [(100, 200), (1000, 100), (10_000, 40), (40_000, 12)] {
        for (name, x, y) in hard(n) {
            let errors = errors(&name, &x, &y, replicates);
            if !errors.are_below(ANY) {
                bad.push(format!("{name}, n {n}: {errors:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn replicates_of_tiny_series_with_near_ties_have_nine_digits() {
    let mut bad = Vec::new();
    for n in 3..=10 {
        for (index, gap) in [0.0, 1e-15, 1e-12, 1e-9, 1e-3, 1.0, 1e9]
            .into_iter()
            .enumerate()
        {
            let mut stream = stream(100 + 10 * n as u64 + index as u64);
            let mut series = |offset: f64, levels: [f64; 3]| -> Vec<f64> {
                (0..n)
                    .map(|row| offset + levels[row % 3] + gap * stream.below(4) as f64)
                    .collect()
            };
            let (x, y) = (series(0.1, [0.0, 1.0, 2.0]), series(1.0, [1.0, 0.0, 3.0]));
            let errors = errors(&format!("gaps of {gap}"), &x, &y, 500);
            if errors.k.max(errors.studentised_k) > ANY {
                bad.push(format!("n {n}, gaps of {gap}: {errors:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

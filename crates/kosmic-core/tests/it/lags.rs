//! Lag profiles against the definition of each lag, by both methods, on mild and on hard series.

use kosmic_core::{
    CoreError, LagMethod, LagOptions, LagProfile, Pair, autocorrelation, k_index, k_lag,
};

use crate::oracle::naive_r;
use crate::series::{coupled, normal};
use crate::tolerance::{self, assert_near};

/// Compares every `step`th lag with its definition, by both methods and by the default.
#[track_caller]
fn assert_lags_by_definition(x: &[f64], y: &[f64], max_lag: usize, step: usize) {
    let pair = Pair::new(x, y).unwrap();
    let profiles = [LagMethod::Direct, LagMethod::Fft, LagMethod::Auto].map(|method| {
        let options = LagOptions::new(max_lag).method(method);
        (method, LagProfile::with_options(&pair, options).unwrap())
    });
    let lags = profiles[0].1.lags().enumerate();
    for (index, lag) in lags.step_by(step) {
        let (cut, n) = (lag.unsigned_abs() as usize, x.len());
        let expected = if lag >= 0 {
            naive_r(&x[..n - cut], &y[cut..])
        } else {
            naive_r(&x[cut..], &y[..n - cut])
        };
        for (method, profile) in &profiles {
            let what = format!("{method:?}, lag {lag}");
            match (profile.r[index], expected) {
                (Some(got), Some(r)) => assert_near(got, r, tolerance::LAGGED, 1.0, &what),
                (got, expected) => assert_eq!(got, expected, "{what}"),
            }
        }
    }
}

#[test]
fn lags_follow_the_definition() {
    let (x, y) = coupled(5, 400);
    assert_lags_by_definition(&x, &y, 397, 1);
}

#[test]
fn lags_follow_the_definition_beyond_one_chunk() {
    let (x, y) = coupled(6, 40_000);
    assert_lags_by_definition(&x, &y, 300, 37);
}

#[test]
fn lags_follow_the_definition_with_a_huge_value_at_the_head() {
    for huge in [1e3, 1e6, 1e9, 1e12] {
        let (mut x, mut y) = coupled(7, 300);
        x[0] = huge;
        y[1] = -huge;
        assert_lags_by_definition(&x, &y, 20, 1);
    }
}

#[test]
fn lags_follow_the_definition_with_constant_stretches_at_both_ends() {
    let (mut x, mut y) = coupled(8, 60);
    x[..25].fill(0.3);
    x[40..].fill(0.3);
    y[..30].fill(-0.7);
    assert_lags_by_definition(&x, &y, 57, 1);
    assert!(k_lag(&x, &y, 57).unwrap().r.contains(&None));
}

#[test]
fn lags_follow_the_definition_far_from_zero() {
    for offset in [1e6, 1e9, 1e12] {
        let (x, y) = coupled(9, 500);
        let moved = |v: &[f64]| v.iter().map(|v| v + offset).collect::<Vec<f64>>();
        assert_lags_by_definition(&moved(&x), &moved(&y), 50, 1);
    }
}

/// Partial sums: what has no mean to come back to.
fn walk(steps: &[f64]) -> Vec<f64> {
    let sums = steps.iter().scan(0.0, |sum, step| {
        *sum += step;
        Some(*sum)
    });
    sums.collect()
}

#[test]
fn lags_follow_the_definition_on_random_walks() {
    let (x, y) = coupled(12, 30_000);
    let (x, y) = (walk(&x), walk(&y));
    assert_lags_by_definition(&x, &y, 60, 1);
    assert_lags_by_definition(&x, &y, 9_000, 409);
    let far = |v: &[f64]| v.iter().map(|v| v + 1e9).collect::<Vec<f64>>();
    assert_lags_by_definition(&far(&x), &far(&y), 500, 83);
}

#[test]
fn lags_follow_the_definition_on_trends_with_noise() {
    let (mut x, mut y) = coupled(13, 20_000);
    for (t, (x, y)) in x.iter_mut().zip(&mut y).enumerate() {
        *x += t as f64;
        *y -= (t as f64 / 100.0).powi(2);
    }
    assert_lags_by_definition(&x, &y, 3_000, 211);
}

#[test]
fn lags_follow_the_definition_with_spikes_in_the_middle_and_at_the_ends() {
    for place in [0, 7, 150, 10_000, 19_800, 19_990, 19_999] {
        for huge in [1e4, 1e10] {
            let (mut x, mut y) = coupled(14, 20_000);
            x[place] = huge;
            y[(place + 40) % 20_000] = -huge;
            assert_lags_by_definition(&x, &y, 300, 23);
        }
    }
}

#[test]
fn lags_follow_the_definition_where_each_value_dwarfs_those_before() {
    let (mut x, y) = coupled(15, 400);
    for (t, value) in x.iter_mut().enumerate() {
        *value *= 1.3_f64.powi(t as i32);
    }
    assert_lags_by_definition(&x, &y, 250, 3);
    x.reverse();
    assert_lags_by_definition(&x, &y, 250, 3);
}

#[test]
fn lags_follow_the_definition_on_levels_that_differ_by_far() {
    let (mut x, mut y) = coupled(16, 5_000);
    x[2_000..].iter_mut().for_each(|v| *v += 1e7);
    y[3_500..].iter_mut().for_each(|v| *v = *v * 1e-6 - 40.0);
    assert_lags_by_definition(&x, &y, 4_990, 97);
}

#[test]
fn lags_follow_the_definition_in_any_magnitude() {
    let (x, y) = coupled(17, 3_000);
    let scaled = |v: &[f64], by: f64| v.iter().map(|v| v * by).collect::<Vec<f64>>();
    for (a, b) in [(1e-300, 1e300), (1e290, 1e290), (1e-150, 1.0)] {
        let (x, y) = (scaled(&x, a), scaled(&y, b));
        let profile = |method| {
            let options = LagOptions::new(200).method(method);
            LagProfile::with_options(&Pair::new(&x, &y).unwrap(), options).unwrap()
        };
        let (direct, fft) = (profile(LagMethod::Direct), profile(LagMethod::Fft));
        let plain = k_lag(&scaled(&x, 1.0 / a), &scaled(&y, 1.0 / b), 200).unwrap();
        for (index, r) in plain.r.iter().enumerate() {
            for profile in [&direct, &fft] {
                let got = profile.r[index].unwrap();
                assert_near(got, r.unwrap(), tolerance::LAGGED, 1.0, "r");
            }
        }
    }
}

#[test]
fn a_million_rows_follow_the_definition() {
    let (x, y) = coupled(18, 1_000_000);
    assert_lags_by_definition(&x, &y, 50, 33);
    let profile = k_lag(&x, &y, 10_000).unwrap();
    for lag in [-10_000_i64, -777, 0, 1, 5_000, 10_000] {
        let cut = lag.unsigned_abs() as usize;
        let (head, tail) = (..x.len() - cut, cut..);
        let r = if lag >= 0 {
            naive_r(&x[head], &y[tail])
        } else {
            naive_r(&x[tail], &y[head])
        };
        let got = profile.r_at(lag).unwrap();
        assert_near(got, r.unwrap(), tolerance::LAGGED, 1.0, "r");
    }
}

#[test]
fn lag_zero_is_the_k_index_to_the_bit_by_every_method() {
    let (x, y) = coupled(19, 10_000);
    let k = k_index(&x, &y).unwrap();
    for method in [LagMethod::Direct, LagMethod::Fft, LagMethod::Auto] {
        let options = LagOptions::new(20).method(method);
        let profile = LagProfile::with_options(&Pair::new(&x, &y).unwrap(), options).unwrap();
        assert_eq!(2.0 * profile.r_at(0).unwrap().abs(), k, "{method:?}");
    }
}

#[test]
fn a_short_cycle_ties_many_lags_and_the_peak_is_the_nearest() {
    let x: Vec<f64> = (0..1_000).map(|t| f64::from(t % 4)).collect();
    let y: Vec<f64> = (0..1_000).map(|t| f64::from((t + 1) % 4)).collect();
    for method in [LagMethod::Direct, LagMethod::Fft] {
        let options = LagOptions::new(100).method(method);
        let profile = LagProfile::with_options(&Pair::new(&x, &y).unwrap(), options).unwrap();
        // y runs one step ahead, and so it does at -5, 3, 7, …
        assert_eq!(
            profile.peak().map(|peak| (peak.lag, peak.k)),
            Some((-1, 2.0))
        );
        let itself = LagProfile::with_options(&Pair::new(&x, &x).unwrap(), options).unwrap();
        let either = itself.peak_within([-8, -4, 8, 4]).unwrap();
        assert_eq!((either.lag, either.k), (4, 2.0), "of τ and -τ the positive");
    }
}

#[test]
fn the_least_overlap_bounds_the_longest_lag() {
    let (x, y) = coupled(20, 100);
    let pair = Pair::new(&x, &y).unwrap();
    let with = |max_lag, overlap| {
        let options = LagOptions::new(max_lag).least_overlap(overlap);
        LagProfile::with_options(&pair, options)
    };
    assert_eq!(with(40, 60).unwrap().overlap(-40), 60);
    assert!(matches!(
        with(41, 60),
        Err(CoreError::LagTooLong {
            max_lag: 41,
            n: 100,
            longest: 40
        })
    ));
    // Fewer than three pairs have no correlation worth the name.
    assert!(matches!(
        with(98, 0),
        Err(CoreError::LagTooLong { longest: 97, .. })
    ));
    assert!(matches!(
        with(0, 101),
        Err(CoreError::TooShort {
            needed: 101,
            got: 100
        })
    ));
}

#[test]
fn long_autocorrelations_follow_the_definition() {
    let x = walk(&normal(21, 5_000));
    let mean = x.iter().sum::<f64>() / 5_000.0;
    let sum = |k: usize| -> f64 {
        let products = x.iter().zip(&x[k..]).map(|(a, b)| (a - mean) * (b - mean));
        products.sum()
    };
    let acf = autocorrelation(&x, 2_000).unwrap();
    for k in (0..=2_000).step_by(50) {
        assert_near(acf[k], sum(k) / sum(0), tolerance::LAGGED, 1.0, "acf");
    }
}

//! All instruction sets give the bits of plain Rust, at all lengths and wherever the values stand.

use kosmic_core::{
    InstructionSet, LagMethod, LagOptions, LagProfile, Moments, Pair, Series, SeriesPair, Side,
};
use ndarray::{Array2, s};

use crate::series::coupled;

/// Every length around the lanes, and some around the leaves.
fn lengths() -> impl Iterator<Item = usize> {
    (0..300).chain([1023, 8191, 8192, 8193, 16_385, 70_001, 100_003])
}

fn bits(moments: &Moments) -> Vec<u64> {
    let of_side = |side| [Some(moments.mean(side)), moments.sd(side)];
    let values = [of_side(Side::X), of_side(Side::Y)].concat();
    let all = values.into_iter().chain([moments.correlation()]);
    all.map(|value| value.map_or(u64::MAX, f64::to_bits))
        .chain([moments.count()])
        .collect()
}

fn moments_by<'a>(set: InstructionSet, x: Series<'a>, y: Series<'a>) -> Vec<u64> {
    bits(&Moments::of_source(&SeriesPair::new(x, y).unwrap(), set).unwrap())
}

#[test]
fn moments_have_the_same_bits_on_all_sets_at_any_alignment() {
    let (x, y) = coupled(31, 100_010);
    for n in lengths() {
        for (from_x, from_y) in [(0, 0), (1, 0), (0, 1), (3, 6), (7, 7)] {
            let (x, y) = (&x[from_x..from_x + n], &y[from_y..from_y + n]);
            let scalar = moments_by(InstructionSet::Scalar, x.into(), y.into());
            // The same values from the start of an allocation of their own.
            let (moved_x, moved_y) = (x.to_vec(), y.to_vec());
            for set in InstructionSet::available() {
                assert_eq!(moments_by(set, x.into(), y.into()), scalar, "{set}, {n}");
                let moved = moments_by(set, (&moved_x).into(), (&moved_y).into());
                assert_eq!(moved, scalar, "{set}, {n}, moved");
            }
        }
    }
}

#[test]
fn moments_have_the_same_bits_whatever_the_values_are_stored_in() {
    const LONGEST: usize = 100_003;
    let (x, y) = coupled(32, LONGEST);
    let single = |values: &[f64]| values.iter().map(|&v| v as f32).collect::<Vec<f32>>();
    let (x_single, y_single) = (single(&x), single(&y));
    let widened = |values: &[f32]| values.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>();
    let (x, y) = (widened(&x_single), widened(&y_single));
    let apart = Array2::from_shape_fn((LONGEST, 3), |(t, column)| [x[t], 7.0, y[t]][column]);
    let apart_single = apart.mapv(|value| value as f32);
    for n in lengths() {
        let scalar = moments_by(InstructionSet::Scalar, x[..n].into(), y[..n].into());
        let stores: [(&str, Series<'_>, Series<'_>); 6] = [
            ("double", x[..n].into(), y[..n].into()),
            ("single", x_single[..n].into(), y_single[..n].into()),
            ("single, double", x_single[..n].into(), y[..n].into()),
            ("double, single", x[..n].into(), y_single[..n].into()),
            (
                "strided",
                apart.slice(s![..n, 0]).into(),
                apart.slice(s![..n, 2]).into(),
            ),
            (
                "strided single",
                apart_single.slice(s![..n, 0]).into(),
                apart_single.slice(s![..n, 2]).into(),
            ),
        ];
        for set in InstructionSet::available() {
            for (name, x, y) in stores {
                assert_eq!(moments_by(set, x, y), scalar, "{set}, {n}, {name}");
            }
        }
    }
}

fn lags_by<'a>(options: LagOptions, x: Series<'a>, y: Series<'a>) -> Vec<Option<u64>> {
    let pair = Pair::new(x, y).unwrap();
    let profile = LagProfile::with_options(&pair, options).unwrap();
    let bits = profile.r.iter().map(|r| r.map(f64::to_bits));
    bits.collect()
}

#[test]
fn lag_profiles_have_the_same_bits_on_all_sets_and_stores() {
    const LONGEST: usize = 70_001;
    let (x, y) = coupled(33, LONGEST);
    let single = |values: &[f64]| values.iter().map(|&v| v as f32).collect::<Vec<f32>>();
    let (x_single, y_single) = (single(&x), single(&y));
    let apart = Array2::from_shape_fn((2 * LONGEST, 2), |(t, column)| {
        f64::from([x_single[t / 2], y_single[t / 2]][column])
    });
    // The same values at all places between two vectors.
    let widened = |values: &[f32], before: usize| {
        let moved = std::iter::repeat_n(0.0, before);
        moved.chain(values.iter().map(|&v| f64::from(v))).collect()
    };
    let moved: [[Vec<f64>; 2]; 3] =
        [(0, 1), (3, 6), (7, 7)].map(|(a, b)| [widened(&x_single, a), widened(&y_single, b)]);
    for n in lengths().filter(|&n| (3..=LONGEST).contains(&n)) {
        let max_lag = (n - 3).min(2 + n % 150);
        for method in [LagMethod::Direct, LagMethod::Fft] {
            let options = LagOptions::new(max_lag).method(method);
            let scalar = lags_by(
                options.instruction_set(InstructionSet::Scalar),
                x_single[..n].into(),
                y_single[..n].into(),
            );
            for set in InstructionSet::available() {
                let options = options.instruction_set(set);
                let single = lags_by(options, x_single[..n].into(), y_single[..n].into());
                assert_eq!(single, scalar, "{set}, {n}, {method:?}");
                let column = |column: usize| apart.slice(s![..2 * n; 2, column]);
                let strided = lags_by(options, column(0).into(), column(1).into());
                assert_eq!(strided, scalar, "{set}, {n}, {method:?}, strided");
                for [x, y] in &moved {
                    let (x, y) = (&x[x.len() - LONGEST..][..n], &y[y.len() - LONGEST..][..n]);
                    let double = lags_by(options, x.into(), y.into());
                    assert_eq!(double, scalar, "{set}, {n}, {method:?}, doubles");
                }
            }
        }
    }
}

#[test]
fn long_lag_profiles_have_the_same_bits_on_all_sets() {
    let (x, y) = coupled(34, 100_003);
    for max_lag in [1_000, 7_777, 50_001] {
        let options = LagOptions::new(max_lag).method(LagMethod::Fft);
        let by = |set| lags_by(options.instruction_set(set), (&x).into(), (&y).into());
        let scalar = by(InstructionSet::Scalar);
        for set in InstructionSet::available() {
            assert_eq!(by(set), scalar, "{set}, {max_lag}");
        }
    }
}

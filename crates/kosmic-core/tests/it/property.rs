//! Laws that hold for any series.

use kosmic_core::{
    Moments, Pair, Side, autocorrelation, k_index, k_index_variants, k_lag, mid_ranks,
};
use ndarray::{Array2, s};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::series::Interleaved;
use crate::tolerance::{self, assert_near};

fn pairs(longest: usize) -> impl Strategy<Value = Vec<[f64; 2]>> {
    vec([-1e3..1e3, -1e3..1e3], 3..longest)
}

/// Any finite bit pattern.
fn any_finite() -> impl Strategy<Value = f64> {
    any::<u64>().prop_map(|bits| {
        let value = f64::from_bits(bits);
        if value.is_finite() {
            value
        } else {
            f64::from_bits(bits & !(1 << 62))
        }
    })
}

fn columns(pairs: &[[f64; 2]]) -> (Vec<f64>, Vec<f64>) {
    pairs.iter().map(|&[x, y]| (x, y)).unzip()
}

fn moments(pairs: &[[f64; 2]]) -> Moments {
    let (x, y) = columns(pairs);
    Moments::of_slices(&x, &y).unwrap()
}

#[track_caller]
fn assert_same_moments(a: &Moments, b: &Moments) {
    assert_eq!(a.count(), b.count());
    for side in [Side::X, Side::Y] {
        assert_near(a.mean(side), b.mean(side), tolerance::MERGED, 1e3, "mean");
        if let (Some(a), Some(b)) = (a.sd(side), b.sd(side)) {
            assert_near(a, b, tolerance::MERGED, 1.0, "sd");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn k_is_symmetric(pairs in pairs(60)) {
        let (x, y) = columns(&pairs);
        prop_assert_eq!(k_index(&x, &y).ok(), k_index(&y, &x).ok());
    }

    #[test]
    fn lags_mirror_when_the_series_are_exchanged(pairs in pairs(60)) {
        let (x, y) = columns(&pairs);
        let longest = (x.len() - 3) / 2;
        let (there, back) = (k_lag(&x, &y, longest).unwrap(), k_lag(&y, &x, longest).unwrap());
        for lag in there.lags() {
            let (a, b) = (there.r_at(lag).unwrap(), back.r_at(-lag).unwrap());
            assert_near(a, b, tolerance::LAGGED, 1.0, &format!("lag {lag}"));
        }
    }

    #[test]
    fn k_ignores_scale_sign_and_shift(
        pairs in pairs(60), a in prop_oneof![-1e3..-1e-3, 1e-3..1e3], b in -1e3..1e3,
    ) {
        let (x, y) = columns(&pairs);
        let moved: Vec<f64> = x.iter().map(|x| a * x + b).collect();
        let spread = Moments::of_slices(&x, &y).unwrap();
        prop_assume!(spread.sd(Side::X).unwrap() > 1.0 && spread.sd(Side::Y).unwrap() > 1.0);
        let (before, after) = (k_index(&x, &y).unwrap(), k_index(&moved, &y).unwrap());
        assert_near(after, before, tolerance::AFFINE, 1.0, "K");
    }

    #[test]
    fn scaling_by_powers_of_two_changes_no_bit(pairs in pairs(60), e in -60_i32..60) {
        let (x, y) = columns(&pairs);
        let scaled: Vec<f64> = x.iter().map(|x| -x * 2_f64.powi(e)).collect();
        let (r, s) = (Pair::new(&x, &y).unwrap().r(), Pair::new(&scaled, &y).unwrap().r());
        prop_assert_eq!(r, -s);
    }

    #[test]
    fn any_finite_input_gives_a_k_or_a_typed_error(
        pairs in vec([any_finite(), any_finite()], 0..40), max_lag in 0_usize..45,
    ) {
        let (x, y) = columns(&pairs);
        if let Ok(k) = k_index(&x, &y) {
            prop_assert!((0.0..=2.0).contains(&k), "{}", k);
            let variants = k_index_variants(&x, &y).unwrap();
            prop_assert!((0.0..=2.0).contains(&variants.spearman));
            prop_assert!(variants.robust.is_none_or(|k| (0.0..=2.0).contains(&k)));
        }
        if let Ok(profile) = k_lag(&x, &y, max_lag) {
            prop_assert!(profile.k().flatten().all(|k| (0.0..=2.0).contains(&k)), "{:?}", profile);
        }
        if let Ok(acf) = autocorrelation(&x, max_lag) {
            prop_assert!(acf.iter().all(|r| r.abs() <= 1.0 + 1e-12), "{:?}", acf);
        }
    }

    #[test]
    fn magnitudes_of_two_kinds_never_leak_nan(
        signs in vec([-1.0..1.0, -1.0..1.0], 3..30), e in -307_i32..307, f in -307_i32..307,
    ) {
        let pairs: Vec<[f64; 2]> = signs.iter().enumerate()
            .map(|(t, [x, y])| [x * 10_f64.powi(if t % 2 == 0 { e } else { f }), y * 10_f64.powi(f)])
            .collect();
        let (x, y) = columns(&pairs);
        let profile = k_lag(&x, &y, 0).unwrap();
        let k = k_index(&x, &y).unwrap();
        prop_assert!((0.0..=2.0).contains(&k));
        assert_near(2.0 * profile.r[0].unwrap().abs(), k, tolerance::LAGGED, 1.0, "lag 0");
    }

    #[test]
    fn parts_merge_to_the_whole(pairs in pairs(200), cut in 0.0..1.0) {
        let at = (cut * pairs.len() as f64) as usize;
        let mut merged = moments(&pairs[..at]);
        merged.merge(&moments(&pairs[at..]));
        assert_same_moments(&merged, &moments(&pairs));
    }

    #[test]
    fn merging_is_associative(a in pairs(50), b in pairs(50), c in pairs(50)) {
        let (a, b, c) = (moments(&a), moments(&b), moments(&c));
        let (mut left, mut tail, mut right) = (a, b, a);
        left.merge(&b);
        left.merge(&c);
        tail.merge(&c);
        right.merge(&tail);
        assert_same_moments(&left, &right);
        let (left, right) = (left.correlation().unwrap(), right.correlation().unwrap());
        assert_near(left, right, tolerance::MERGED, 1.0, "r");
    }

    #[test]
    fn the_order_of_the_pairs_does_not_matter(pairs in pairs(200), by in 0_usize..200) {
        let mut turned = pairs.clone();
        turned.rotate_left(by % pairs.len());
        turned.reverse();
        assert_same_moments(&moments(&turned), &moments(&pairs));
    }

    #[test]
    fn strided_columns_and_other_sources_give_the_same_bits(pairs in pairs(200)) {
        let (x, y) = columns(&pairs);
        let plain = Pair::new(&x, &y).unwrap();
        let table = Array2::from(pairs.clone());
        let strided = Pair::new(table.column(0), table.column(1)).unwrap();
        prop_assert_eq!(plain.moments(), strided.moments());
        let longest = x.len() - 3;
        prop_assert_eq!(
            k_lag(&x, &y, longest).ok(),
            k_lag(table.column(0), table.column(1), longest).ok()
        );
        let reversed = table.slice(s![..;-1, ..]);
        let back: (Vec<f64>, Vec<f64>) = (x.iter().rev().copied().collect(), y.iter().rev().copied().collect());
        prop_assert_eq!(
            Pair::new(reversed.column(0), reversed.column(1)).unwrap().r(),
            Pair::new(&back.0, &back.1).unwrap().r()
        );
        let other = Pair::from_source(Interleaved(pairs)).unwrap();
        prop_assert_eq!(plain.moments(), other.moments());
    }

    #[test]
    fn single_precision_gives_the_bits_of_its_widened_copy(
        x in vec(-1e30_f32..1e30, 3..100), seed in any::<u64>(),
    ) {
        let y = crate::series::normal(seed, x.len());
        let wide: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
        prop_assert_eq!(
            Moments::of_slices(&wide, &y).unwrap(),
            *Pair::new(&x, &y).unwrap().moments()
        );
    }

    #[test]
    fn ranks_sum_to_those_of_the_first_integers(values in vec(any::<f64>(), 0..60)) {
        let finite: Vec<f64> = values.into_iter().filter(|v| !v.is_nan()).collect();
        let n = finite.len() as f64;
        prop_assert_eq!(mid_ranks(&finite).iter().sum::<f64>(), n * (n + 1.0) / 2.0);
    }
}

#[test]
fn sources_agree_to_the_bit_beyond_one_chunk() {
    let (x, y) = crate::series::coupled(3, 150_001);
    let pairs = x.iter().zip(&y).map(|(&x, &y)| [x, y]).collect();
    let other = Pair::from_source(Interleaved(pairs)).unwrap();
    let plain = Pair::new(&x, &y).unwrap();
    assert_eq!(plain.moments(), other.moments());
    let profile = |max| kosmic_core::LagProfile::of_pair(&plain, max).unwrap();
    assert_eq!(
        profile(9),
        kosmic_core::LagProfile::of_pair(&other, 9).unwrap()
    );
}

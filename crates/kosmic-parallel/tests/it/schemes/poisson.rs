//! Poisson weights: shards and the whole.

use std::ops::Range;

use kosmic_core::{Moments, Pair, Side, Silent};
use kosmic_parallel::{Design, of_moments};

use super::{plan, weights};
use crate::samples::{GPA, LSAT, normal_pairs};

#[test]
fn shards_get_the_poisson_weights_of_their_rows_in_the_whole() {
    let whole = weights(20_000, &Design::poisson(), 6, 9);
    for rows in [0..20_000, 0..777, 777..20_000, 1023..1029, 16_000..16_400] {
        let design = Design::poisson().from_row(rows.start as u64);
        for (shard, whole) in weights(rows.len(), &design, 6, 9).iter().zip(&whole) {
            assert_eq!(shard, &whole[rows.clone()], "{rows:?}");
        }
    }
}

#[test]
fn moments_of_shards_merge_to_those_of_the_whole() {
    let (x, y) = normal_pairs(6, 30_000, 0.7);
    let sums = of_moments(|moments: &Moments| {
        let (n, x, y) = (
            moments.count() as f64,
            moments.mean(Side::X),
            moments.mean(Side::Y),
        );
        let freedom = n - 1.0;
        let [sx, sy] = [Side::X, Side::Y].map(|side| moments.sd(side).unwrap());
        let cross = freedom * sx * sy * moments.correlation().unwrap();
        [n, x, y, freedom * sx * sx, freedom * sy * sy, cross]
    });
    let of = |rows: Range<usize>| {
        let design = Design::poisson().from_row(rows.start as u64);
        let pair = Pair::new(&x[rows.clone()], &y[rows]).unwrap();
        let found = plan(50, 2)
            .run_designed(&pair, &sums, &design, &Silent)
            .unwrap();
        let values: Vec<f64> = found.values().iter().map(|value| value.unwrap()).collect();
        let replicates = values.chunks(6).map(|sums| {
            let (x, y) = ((sums[1], sums[3], 0), (sums[2], sums[4], 0));
            Moments::from_central(sums[0] as u64, x, y, sums[5])
        });
        replicates.collect::<Vec<Moments>>()
    };
    for ((mut merged, second), whole) in of(0..12_345)
        .into_iter()
        .zip(of(12_345..30_000))
        .zip(of(0..30_000))
    {
        merged.merge(&second);
        assert_eq!(merged.count(), whole.count());
        let (found, expected) = (merged.correlation().unwrap(), whole.correlation().unwrap());
        assert!((found - expected).abs() < 1e-12);
    }
}

#[test]
fn resamples_without_a_row_are_undefined() {
    let pair = Pair::new(&LSAT[..3], &GPA[..3]).unwrap();
    let count = of_moments(|moments: &Moments| moments.count() as f64);
    let found = plan(2000, 0)
        .run_designed(&pair, &count, &Design::poisson(), &Silent)
        .unwrap();
    // Each with probability e^-3; five standard deviations.
    let (expected, error) = (2000.0 * (-3_f64).exp(), (2000.0 * (-3_f64).exp()).sqrt());
    assert!((found.undefined() as f64 - expected).abs() < 5.0 * error);
    assert!(found.values().iter().flatten().all(|count| *count >= 1.0));
}

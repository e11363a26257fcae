//! Literal results for literal input: a change here is a change of numerical results.

use kosmic_core::{k_index, k_lag};

use crate::series::coupled;

/// The bits of K, and of r at the given lags.
fn bits<const L: usize>(x: &[f64], y: &[f64], lags: [i64; L]) -> (u64, [u64; L]) {
    let longest = lags.iter().map(|lag| lag.unsigned_abs()).max().unwrap();
    let profile = k_lag(x, y, longest as usize).unwrap();
    let at = lags.map(|lag| profile.r_at(lag).unwrap().to_bits());
    (k_index(x, y).unwrap().to_bits(), at)
}

#[test]
fn the_bits_of_a_short_pair_never_change() {
    let x = [2.0, 4.5, 3.25, 7.0, 5.5, 8.75, 6.0, 1.5];
    let y = [1.0, 3.5, 4.0, 6.25, 7.5, 6.75, 5.0, 2.25];
    assert_eq!(
        bits(&x, &y, [-2, -1, 0, 1, 2]),
        (
            4610356385975254197,
            [
                4594698265377024243,
                4601836992189099418,
                4605852786347883701,
                4597313675083386535,
                13823874354238484883
            ]
        )
    );
}

#[test]
fn the_bits_of_a_pair_of_many_leaves_never_change() {
    // Whole numbers, so that no platform's logarithm takes part.
    let digit = |t: u64, by: u64| (t * t * by % 1009) as f64;
    let x: Vec<f64> = (0..50_000).map(|t| digit(t, 17)).collect();
    let y: Vec<f64> = (0..50_000)
        .map(|t| digit(t, 17) + digit(t + 3, 29))
        .collect();
    assert_eq!(
        bits(&x, &y, [-300, -1, 0, 3, 300]),
        (
            4608768037949759348,
            [
                4584743157401672486,
                4579154450705616510,
                4604264438322388852,
                4578039456891235708,
                4588171828020255909
            ]
        )
    );
}

#[test]
fn a_second_run_gives_the_same_bits() {
    let (x, y) = coupled(1, 20_000);
    assert_eq!(k_lag(&x, &y, 40).unwrap(), k_lag(&x, &y, 40).unwrap());
}

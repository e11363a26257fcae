//! Spectra and values that surrogates keep.

use super::*;
use kosmic_core::{Purpose, autocorrelation};

fn series(n: usize) -> Vec<f64> {
    let mut stream = Stream::new(3, Purpose::Simulate, n as u64);
    let mut last = 0.0;
    let step = |_| {
        last = 0.8 * last - libm::log(1.0 - stream.uniform()) - 1.0;
        last
    };
    let values: Vec<f64> = (0..n).map(step).collect();
    let mean = values.iter().sum::<f64>() / n as f64;
    values.iter().map(|value| value - mean).collect()
}

fn surrogates(of: &[f64], fit: Fit) -> [Vec<f64>; 4] {
    let spectral = Spectral::new(of, fit);
    let mut waves = Waves::default();
    [0, 1, 2, 3].map(|number| {
        let mut values = vec![0.0; of.len()];
        let stream = |pair| Stream::new(1, Purpose::Reorder, pair);
        spectral.put_down(number, stream, &mut waves, &mut values);
        values
    })
}

fn amplitudes(values: &[f64]) -> Vec<f64> {
    Spectral::new(values, Fit::Phases).amplitudes
}

/// Even and odd lengths, primes, powers of two.
#[test]
fn random_phases_keep_every_amplitude_and_no_two_surrogates_are_alike() {
    for n in [12, 13, 100, 101, 1024] {
        let y = series(n);
        let made = surrogates(&y, Fit::Phases);
        for surrogate in &made {
            for (a, b) in amplitudes(surrogate).iter().zip(amplitudes(&y)) {
                assert!((a - b).abs() < 1e-13, "{n}: {a}, {b}");
            }
            assert!(surrogate.iter().zip(&y).any(|(a, b)| (a - b).abs() > 0.1));
        }
        assert_ne!(made[0], made[1]);
        assert_ne!(made[0], made[2]);
    }
}

#[test]
fn fitted_surrogates_hold_the_values_of_the_series_and_nearly_its_autocorrelation() {
    let y = series(2000);
    let ascending = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    for (fit, off) in [(Fit::Values, 0.05), (Fit::ValuesAndSpectrum, 0.005)] {
        for surrogate in surrogates(&y, fit) {
            assert_eq!(ascending(&surrogate), ascending(&y));
            let [a, b] = [&surrogate, &y].map(|values| autocorrelation(values, 3).unwrap());
            for (a, b) in a.iter().zip(&b) {
                assert!((a - b).abs() < off, "{a}, {b}");
            }
        }
    }
}

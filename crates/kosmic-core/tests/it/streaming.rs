//! Streams: the bits of the batch, what is forgotten, what is refused.

use kosmic_core::{CoreError, Forgetting, Moments, Pair, Side, StreamingK, k_index};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::series::coupled;
use crate::tolerance::{self, assert_near};

const WAYS: [Forgetting; 3] = [
    Forgetting::Never,
    Forgetting::Exponential { half_life: 12.5 },
    Forgetting::Window { pairs: 40 },
];

fn stream(forgetting: Forgetting, x: &[f64], y: &[f64]) -> StreamingK {
    let mut stream = StreamingK::new(forgetting).unwrap();
    stream.push_batch(x, y).unwrap();
    stream
}

#[test]
fn however_pairs_are_pushed_the_bits_are_those_of_the_batch() {
    for n in [3, 100, 4095, 8191, 8192, 8193, 20_000] {
        let (x, y) = coupled(n as u64, n);
        let batch = k_index(&x, &y).unwrap();
        let mut one_by_one = StreamingK::new(Forgetting::Never).unwrap();
        for (&x, &y) in x.iter().zip(&y) {
            one_by_one.push(x, y).unwrap();
        }
        assert_eq!(
            one_by_one.k().unwrap().to_bits(),
            batch.to_bits(),
            "{n} pairs"
        );
        assert_eq!(one_by_one.moments(), Moments::of_slices(&x, &y).unwrap());
        for size in [1, 7, 1000, 5000, 50_000] {
            let mut batches = StreamingK::new(Forgetting::Never).unwrap();
            for (x, y) in x.chunks(size).zip(y.chunks(size)) {
                batches.push_batch(x, y).unwrap();
            }
            assert_eq!(batches, one_by_one, "{n} pairs by {size}");
        }
        assert_eq!(one_by_one.count(), n as u64);
    }
}

#[test]
fn a_window_is_that_of_its_last_pairs_however_long_the_stream() {
    let (mut x, mut y) = coupled(3, 200_000);
    x.iter_mut().chain(&mut y).for_each(|value| *value += 1e9);
    (x[100_000], y[100_010]) = (1e20, -1e25);
    for pairs in [3, 40, 5000] {
        let mut window = StreamingK::new(Forgetting::Window { pairs }).unwrap();
        for t in 0..x.len() {
            window.push(x[t], y[t]).unwrap();
            if t % 9973 == 0 && t > pairs || t + 1 == x.len() {
                let rows = t + 1 - pairs..t + 1;
                let direct = Pair::new(&x[rows.clone()], &y[rows]).unwrap().r();
                let what = format!("{pairs} pairs up to {t}");
                assert_near(window.r().unwrap(), direct, tolerance::WINDOW, 1.0, &what);
            }
        }
        assert_eq!(
            (window.count(), window.effective_count()),
            (pairs as u64, pairs as f64)
        );
    }
}

#[test]
fn merged_states_are_one_state_of_all_pairs() {
    let (x, y) = coupled(8, 30_000);
    for cut in [0, 1, 5000, 29_999] {
        let mut merged = stream(Forgetting::Never, &x[..cut], &y[..cut]);
        merged
            .merge(&stream(Forgetting::Never, &x[cut..], &y[cut..]))
            .unwrap();
        let whole = Pair::new(&x, &y).unwrap().r();
        assert_near(merged.r().unwrap(), whole, tolerance::WINDOW, 1.0, "merged");
        assert_eq!(merged.count(), 30_000);
        // A merged state goes on.
        merged.push_batch(&x, &y).unwrap();
        assert_near(merged.r().unwrap(), whole, tolerance::WINDOW, 1.0, "twice");
    }
}

#[test]
fn merged_exponential_states_keep_the_weights_they_have() {
    let (x, y) = coupled(2, 90);
    let ways = Forgetting::Exponential { half_life: 6.0 };
    let (mut here, there) = (
        stream(ways, &x[..60], &y[..60]),
        stream(ways, &x[60..], &y[60..]),
    );
    here.merge(&there).unwrap();
    let weight = |t: usize| 0.5_f64.powf(if t < 60 { 59 - t } else { 89 - t } as f64 / 6.0);
    let total: f64 = (0..90).map(weight).sum();
    let mean = |v: &[f64]| (0..90).map(|t| weight(t) * v[t]).sum::<f64>() / total;
    let (mx, my) = (mean(&x), mean(&y));
    let sum = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
        (0..90).map(|t| weight(t) * (a[t] - ma) * (b[t] - mb)).sum()
    };
    let expected = sum(&x, mx, &y, my) / (sum(&x, mx, &x, mx) * sum(&y, my, &y, my)).sqrt();
    assert_near(
        here.r().unwrap(),
        expected,
        tolerance::WINDOW,
        1.0,
        "merged weights",
    );
    let squares: f64 = (0..90).map(|t| weight(t).powi(2)).sum();
    assert_near(
        here.effective_count(),
        total * total / squares,
        tolerance::R,
        1.0,
        "effective",
    );
}

#[test]
fn exponential_weights_do_not_drift_far_from_zero() {
    let (x, y) = coupled(5, 300_000);
    let far = |values: &[f64]| values.iter().map(|v| v + 1e9).collect::<Vec<f64>>();
    let (x, y) = (far(&x), far(&y));
    let half_life = 200.0;
    let long = stream(Forgetting::Exponential { half_life }, &x, &y);
    let last = x.len() - 12_000; // sixty half-lives
    let short = stream(
        Forgetting::Exponential { half_life },
        &x[last..],
        &y[last..],
    );
    assert_near(
        long.r().unwrap(),
        short.r().unwrap(),
        tolerance::WINDOW,
        1.0,
        "drift",
    );
}

#[test]
fn states_that_do_not_belong_together_are_refused_and_kept() {
    let (x, y) = coupled(1, 50);
    for a in WAYS {
        for b in WAYS {
            let (mut here, there) = (stream(a, &x, &y), stream(b, &y, &x));
            let before = here.clone();
            if a == b && !matches!(a, Forgetting::Window { .. }) {
                here.merge(&there).unwrap();
                assert_ne!(here, before);
            } else {
                assert!(matches!(
                    here.merge(&there),
                    Err(CoreError::NotMergeable { .. })
                ));
                assert_eq!(here, before);
            }
        }
    }
}

#[test]
fn what_is_not_finite_is_refused_and_changes_nothing() {
    let (x, y) = coupled(1, 50);
    for way in WAYS {
        let mut stream = stream(way, &x, &y);
        let before = stream.clone();
        for (bad, side) in [((f64::NAN, 1.0), Side::X), ((0.0, f64::INFINITY), Side::Y)] {
            let error = stream.push(bad.0, bad.1).unwrap_err();
            assert!(
                matches!(error, CoreError::NonFinite { side: at, index: 50, count: 1, .. } if at == side)
            );
        }
        let mut broken = y.clone();
        (broken[3], broken[9]) = (f64::NAN, f64::NEG_INFINITY);
        let error = stream.push_batch(&x, &broken).unwrap_err();
        assert!(
            matches!(
                error,
                CoreError::NonFinite {
                    side: Side::Y,
                    index: 53,
                    count: 2,
                    ..
                }
            ),
            "{error}"
        );
        let error = stream.push_batch(&x, &y[1..]).unwrap_err();
        assert!(matches!(error, CoreError::LengthMismatch { x: 50, y: 49 }));
        assert_eq!(stream, before);
    }
}

#[test]
fn too_few_or_constant_pairs_have_no_k() {
    for way in WAYS {
        let mut stream = StreamingK::new(way).unwrap();
        assert_eq!(
            (stream.k(), stream.count(), stream.effective_count()),
            (None, 0, 0.0)
        );
        for t in 0..10 {
            stream.push(0.1, f64::from(t)).unwrap();
            assert_eq!(stream.k(), None);
        }
        stream.push(0.2, 3.0).unwrap();
        assert!(stream.k().is_some());
    }
    for half_life in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let way = Forgetting::Exponential { half_life };
        assert!(matches!(
            StreamingK::new(way),
            Err(CoreError::OutOfRange { .. })
        ));
    }
    let way = Forgetting::Window { pairs: 2 };
    assert!(matches!(
        StreamingK::new(way),
        Err(CoreError::OutOfRange { value: 2.0, .. })
    ));
}

#[cfg(feature = "serde")]
#[test]
fn a_saved_state_goes_on_to_the_same_bits() {
    let (x, y) = coupled(6, 9000);
    for way in WAYS {
        for cut in [0, 1, 39, 41, 4096, 5000, 8192] {
            let saved = serde_json::to_string(&stream(way, &x[..cut], &y[..cut])).unwrap();
            let mut resumed: StreamingK = serde_json::from_str(&saved).unwrap();
            resumed.push_batch(&x[cut..], &y[cut..]).unwrap();
            let whole = stream(way, &x, &y);
            assert_eq!(resumed, whole);
            assert_eq!(resumed.k().unwrap().to_bits(), whole.k().unwrap().to_bits());
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_tampered_state_counts_to_the_end_without_panic() {
    let (x, y) = coupled(6, 5000);
    let mut saved = serde_json::to_value(stream(Forgetting::Never, &x, &y)).unwrap();
    saved["pushed"] = u64::MAX.into();
    saved["memory"]["All"]["elsewhere"]["count"] = u64::MAX.into();
    let mut resumed: StreamingK = serde_json::from_value(saved).unwrap();
    resumed.push(1.0, 2.0).unwrap();
    resumed.push_batch(&x, &y).unwrap();
    assert_eq!(resumed.count(), u64::MAX);
    assert!(resumed.k().is_none_or(|k| (0.0..=2.0).contains(&k)));
    assert!(matches!(
        resumed.push(f64::NAN, 0.0),
        Err(CoreError::NonFinite { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_finite_stream_has_a_k_in_range(
        pairs in vec([any::<f64>(), any::<f64>()], 0..60), window in 3_usize..20, half_life in 1e-3..1e3,
    ) {
        for way in [Forgetting::Window { pairs: window }, Forgetting::Exponential { half_life }] {
            let mut stream = StreamingK::new(way).unwrap();
            for &[x, y] in &pairs {
                let accepted = stream.push(x, y).is_ok();
                prop_assert_eq!(accepted, x.is_finite() && y.is_finite());
                prop_assert!(stream.k().is_none_or(|k| (0.0..=2.0).contains(&k)), "{:?}", stream);
            }
        }
    }

    #[test]
    fn any_parts_merged_in_any_order_are_the_batch(
        parts in vec(vec([-1e3..1e3, -1e3..1e3], 0..40), 1..12).prop_shuffle(), offset in -1e6..1e6,
    ) {
        let far = |values: &[[f64; 2]], side: usize| -> Vec<f64> {
            values.iter().map(|pair| offset + pair[side]).collect()
        };
        let mut merged = StreamingK::new(Forgetting::Never).unwrap();
        for part in parts.iter().rev() {
            merged.merge(&stream(Forgetting::Never, &far(part, 0), &far(part, 1))).unwrap();
        }
        let all = parts.concat();
        prop_assert_eq!(merged.count(), all.len() as u64);
        match (merged.r(), Pair::new(&far(&all, 0), &far(&all, 1))) {
            (Some(r), Ok(pair)) => prop_assert!((r - pair.r()).abs() <= tolerance::WINDOW),
            (None, Err(CoreError::TooShort { .. })) => {}
            (r, pair) => prop_assert!(false, "{r:?}, {pair:?}"),
        }
    }
}

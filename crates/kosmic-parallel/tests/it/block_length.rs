//! Block lengths against arch, the closed form of an autoregressive series, and bad input. See `tests/golden/README.md`.

use kosmic_core::{CoreError, Pair, Side};
use kosmic_parallel::{ParallelError, block_length, joint_block_length};
use serde_json::Value;

use crate::golden::numbers;
use crate::samples::{Copied, normal_pairs};

fn autoregressive(noise: &[f64], phi: f64) -> Vec<f64> {
    let mut last = 0.0;
    let step = |noise: &f64| {
        last = phi * last + noise;
        last
    };
    noise.iter().map(step).collect()
}

/// arch takes each autocovariance over the squares of its own stretch, the paper over the variance: in all cases but the
/// two shortest the same lags pass the band.
#[test]
fn lengths_are_those_of_arch_and_of_the_paper() {
    let golden: Value = serde_json::from_str(include_str!("../golden/block_length.json")).unwrap();
    for (name, case) in golden["cases"].as_object().unwrap() {
        let found = block_length(&numbers(&case["x"])).unwrap();
        for peer in ["arch", "paper"] {
            if peer == "arch" && ["random_walk_60", "short_12"].contains(&name.as_str()) {
                continue;
            }
            for (key, length) in [
                ("stationary", found.stationary),
                ("circular", found.circular),
            ] {
                let expected = case[peer][key].as_f64().unwrap();
                let relative = (length / expected - 1.0).abs();
                assert!(
                    relative < 1e-10,
                    "{name}, {key}: {length}, {peer} {expected}"
                );
            }
        }
    }
}

/// b = (2φ/(1-φ²))^(2/3) n^(1/3). Over 20 series the mean of such estimates has a standard error of some 1 %.
#[test]
fn autoregressive_series_have_about_the_length_in_closed_form() {
    let (n, phi) = (20_000, 0.5_f64);
    let length = |seed| {
        let (noise, _) = normal_pairs(seed, n, 0.0);
        block_length(&autoregressive(&noise, phi))
            .unwrap()
            .stationary
    };
    let mean = (0..20).map(length).sum::<f64>() / 20.0;
    let expected = (2.0 * phi / (1.0 - phi * phi)).powf(2.0 / 3.0) * (n as f64).cbrt();
    assert!((mean / expected - 1.0).abs() < 0.05, "{mean}, {expected}");
}

#[test]
fn the_joint_length_is_the_largest_of_the_three() {
    let (x, y) = normal_pairs(5, 2000, 0.6);
    let (x, y) = (autoregressive(&x, 0.5), autoregressive(&y, 0.9));
    let joint = joint_block_length(&Pair::new(&x, &y).unwrap()).unwrap();
    let influence = joint.influence.as_ref().unwrap();
    let lengths = [&joint.x, &joint.y, influence].map(|length| length.circular);
    assert_eq!(joint.circular, lengths.into_iter().fold(0.0, f64::max));
    assert!(lengths[1] > lengths[0] && lengths[1] > lengths[2]);
    assert_eq!(joint.circular_rows(), joint.y.circular_rows());
    for (alone, together) in [(&x, &joint.x), (&y, &joint.y)] {
        let alone = block_length(alone).unwrap();
        assert_eq!(alone.cut, together.cut);
        assert!((alone.circular / together.circular - 1.0).abs() < 1e-12);
    }
}

/// Two readings of the rows, and more than two chunks of them.
#[test]
fn a_source_that_copies_gives_the_bits_of_memory() {
    let (x, y) = normal_pairs(7, 40_000, 0.3);
    let (x, y) = (autoregressive(&x, 0.95), autoregressive(&y, 0.95));
    let memory = joint_block_length(&Pair::new(&x, &y).unwrap()).unwrap();
    let copied = joint_block_length(&Pair::from_source(Copied(&x, &y)).unwrap()).unwrap();
    assert!(memory.x.window > 15);
    assert_eq!(memory, copied);
}

#[test]
fn offset_and_unit_do_not_matter() {
    let x = autoregressive(&normal_pairs(9, 500, 0.0).0, 0.7);
    let plain = block_length(&x).unwrap();
    for (unit, offset, tolerance) in [(1e-200, 0.0, 1e-12), (-1e150, 0.0, 1e-12), (1.0, 1e6, 1e-8)]
    {
        let moved: Vec<f64> = x.iter().map(|x| unit * x + offset).collect();
        let found = block_length(&moved).unwrap();
        assert!((found.circular / plain.circular - 1.0).abs() < tolerance);
    }
}

#[test]
fn equal_series_have_no_influence_length() {
    let (x, _) = normal_pairs(11, 300, 0.0);
    let x = autoregressive(&x, 0.6);
    let joint = joint_block_length(&Pair::new(&x, &x).unwrap()).unwrap();
    assert_eq!(joint.influence, None);
    assert_eq!(joint.circular, joint.x.circular);
}

#[test]
fn what_has_no_length_is_refused_by_name() {
    let short = block_length(&[1.0, 2.0, 3.0, 1.0, 2.0, 4.0, 3.0, 1.0]);
    assert!(matches!(
        short,
        Err(ParallelError::Core(CoreError::TooShort {
            needed: 9,
            got: 8
        }))
    ));
    assert!(matches!(
        block_length(&[2.5; 20]),
        Err(ParallelError::Core(CoreError::Constant {
            side: Side::X,
            value: 2.5
        }))
    ));
    let mut gap = [1.0; 20];
    gap[4] = f64::NAN;
    assert!(matches!(
        block_length(&gap),
        Err(ParallelError::Core(CoreError::NonFinite {
            index: 4,
            count: 1,
            ..
        }))
    ));
}

#[test]
fn the_shortest_series_allowed_has_a_length() {
    for n in 9..40 {
        let x: Vec<f64> = (0..n).map(|t| f64::from(t * t % 7)).collect();
        let length = block_length(&x).unwrap();
        assert!(length.longest < x.len() && length.circular <= length.cap);
        assert!(length.circular > 0.0 && length.circular_rows() >= 1);
    }
}
